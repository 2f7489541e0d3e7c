"""Who is late, and what it costs: the teacher's files and the collector's clock → one `Lateness` per submission."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from clientservice.banks import Deadlines
from clientservice.gradebook import Lateness

from ._show import number


def due_date(deadlines: Deadlines | None, assignment: str) -> datetime | None:
    """Everybody's due date, in UTC."""
    return deadlines.due.get(assignment) if deadlines is not None else None


def lateness(
    deadlines: Deadlines | None, assignment: str, student: str, arrived: datetime | None = None
) -> Lateness | None:
    """One student's due date with the rule and, where it is known, the arrival; None where there is no due date.

    Args:
        deadlines: what the teacher's files say.
        assignment: its name.
        student: for an extension.
        arrived: what the collector saw. A time that a student claims must not come in here.
    """
    general = due_date(deadlines, assignment)
    if deadlines is None or general is None:
        return None
    return Lateness(
        due=deadlines.extensions.get(assignment, {}).get(student, general),
        general_due=general,
        arrived=arrived,
        zone=deadlines.zone,
        grace_minutes=deadlines.policy.grace_minutes,
        percent_per_day=deadlines.policy.percent_per_day,
        at_most_percent=deadlines.policy.at_most_percent,
    )


def unused_extensions(deadlines: Deadlines | None, assignment: str, handed_in: Collection[str]) -> list[str]:
    """Who has an extension and handed in nothing: still at work, or an id that is spelt wrong."""
    extended = deadlines.extensions.get(assignment, {}) if deadlines is not None else {}
    return sorted(extended.keys() - set(handed_in))


def rule_hash(deadlines: Deadlines | None, assignment: str, student: str) -> str:
    """What the due date and the rule add to a grade's stamp: "" where there is no due date."""
    late = lateness(deadlines, assignment, student)
    return f" late {hashlib.sha256(msgspec.json.encode(late)).hexdigest()[:12]}" if late is not None else ""


def late_notes(late: Lateness | None, *, observed: bool) -> list[str]:
    """What a teacher should know about it, in sentences.

    Args:
        late: the submission's.
        observed: whether the collector brought the submission in.
    """
    if late is None:
        return []
    if late.arrived is None:
        return ["nobody knows when it arrived, so it is not counted as late; collect it, or set timestamp.txt"]
    notes = []
    if late.days:
        off = f"{number(late.percent)} % of the points earned are taken off"
        notes.append(f"late, {late.days} calendar day(s) begun since {describe_due(late)}: {off}")
    if not observed:
        notes.append("put there by hand: it counts as arrived at the time in its timestamp.txt, which nobody observed")
    return notes


def describe_due(late: Lateness) -> str:
    """The due date in the course's time zone, and what belongs to it."""
    due = f"{late.due.astimezone(ZoneInfo(late.zone)):%Y-%m-%d %H:%M}"
    parts = [f"{number(late.grace_minutes)} min of grace"] if late.grace_minutes else []
    parts += ["extended"] if late.extended else []
    return f"{due} ({', '.join([late.zone, *parts])})"
