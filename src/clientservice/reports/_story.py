"""The story of one grade in plain words: when it arrived, what counted, what changed when and why, who marked."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from clientservice.banks import load_course, load_items
from clientservice.errors import CourseError
from clientservice.gradebook import (
    CANONICAL,
    WHY,
    Details,
    Entry,
    Gradebook,
    Judged,
    Mark,
    Places,
    Record,
    State,
    load_places,
)

_MONTHS = dict(
    enumerate("January February March April May June July August September October November December".split(), 1)  # noqa: SIM905
)
_SOURCES = {
    "file": "from the saved answer",
    "copy": "from the copy of the answer in the notebook (the saved answer was absent, unreadable or older)",
    "run": "from running the notebook's cells",
    "none": "no answer was used",
}


class _Now(msgspec.Struct, frozen=True, kw_only=True):
    """What the gradebook says at this moment."""

    record: Record
    marks: dict[str, Mark]
    arrived: datetime | None
    titles: dict[str, str]
    zone: ZoneInfo


def story(root: Path, student: str, assignment: str) -> list[str]:
    """Tell how one student's grade came about, line by line, for somebody who never saw a database.

    Persons' marks that nobody has noticed yet are noticed now, and enter the history.

    Raises:
        CourseError: there is no such assignment, or nothing of this student was graded in it.
    """
    places = load_places(root)
    with Gradebook(places.db_url) as book:
        book.cells(assignment)
        book.notice(assignment)
        entries = book.entries(assignment, student)
        record = book.records(assignment).get(student)
        marks = book.marks(assignment).get(student, {})
        arrived = book.times(assignment).get(student)
    if not entries:
        raise CourseError(
            f"{student!r} has no grade for {assignment}; check the name, or run clientservice grade {assignment}"
        )
    zone = ZoneInfo(load_course(root / "course").time_zone)
    lines = [f"{student}, {assignment}", ""]
    if record is not None:
        now = _Now(record=record, marks=marks, arrived=arrived, titles=_titles(places, assignment), zone=zone)
        lines += [*_today(now, entries[-1].read()), ""]
    lines.append("What happened")
    for before, entry in zip([None, *entries], entries, strict=False):
        lines += _event(entry, before, zone)
    numbers = ", ".join(str(entry.seq) for entry in entries)
    lines += ["", f"This is what the gradebook's history says in its entries {numbers}. It only grows; whether anybody"]
    lines += ["tampered with it: clientservice audit --verify"]
    return lines


def _titles(places: Places, assignment: str) -> dict[str, str]:
    try:
        bank = load_items(places.source(CANONICAL, assignment) / "items.json")
    except CourseError:
        return {}
    return {name: exercise.title.get(CANONICAL, name) for name, exercise in bank.exercises.items()}


def _today(now: _Now, last: Details) -> list[str]:
    """When it arrived, what it is worth now, and exercise by exercise why."""
    arrived = f"Arrived {_when(now.arrived, now.zone)}" if now.arrived is not None else "Nobody knows when it arrived"
    lines = [f"{arrived}; edition: {now.record.lang}."]
    total = last.after.total if last.after is not None else 0.0
    most = sum(mark.max_points for mark in now.marks.values())
    waits = [name for name, mark in now.marks.items() if mark.open]
    lines.append(f"Now: {total:g} of {most:g} points.")
    if waits:
        lines.append(f"Not settled yet, a person must look: {', '.join(waits)}.")
    if last.after is not None and last.after.penalty:
        lines.append(f"{last.after.penalty:g} points are taken off for being late.")
    known = last.after.cells if last.after is not None else {}
    foreign = [name for name, state in known.items() if name not in now.marks or now.marks[name].auto != state.auto]
    if foreign:
        lines.append(f"ATTENTION: the automatic score of {', '.join(foreign)} is not the one that the judge gave.")
    lines += [f"Attention: {now.record.review}."] if now.record.review else []
    lines += [f"Noted: {note}." for note in now.record.notes]
    lines += ["", "What counted"]
    for name, mark in now.marks.items():
        title = now.titles.get(name, name)
        shown = f"{title} ({name})" if title != name else name
        points = "not settled" if mark.open else f"{mark.score:g} of {mark.max_points:g}"
        lines += [f"  {shown}: {points}", f"    {_because(mark, now.record.items.get(name))}"]
    return lines


def _because(mark: Mark, judged: Judged | None) -> str:
    """Why an exercise has these points."""
    parts = []
    if mark.manual is not None:
        auto = "there is no automatic score" if mark.auto is None else f"the automatic score is {mark.auto:g}"
        parts.append(f"marked by a person with {mark.manual:g}; {auto}")
    if mark.extra:
        parts.append(f"{mark.extra:g} points of extra credit by a person")
    if judged is None:
        return "; ".join([*parts, "the exercise is not in the assignment any more"]) + "."
    if judged.status == "not_attempted":
        parts.append("not attempted: no answer arrived")
    elif judged.source == "none":
        parts.append(_SOURCES["none"])
    else:
        answer = f"scored by the key, {_SOURCES[judged.source]}"
        answer += f", version {judged.revision}, saved {judged.saved_at}" if judged.saved_at else ""
        answer += f", in the sandbox {judged.level!r}" if judged.level else ""
        parts.append(answer)
    if judged.reason:
        parts.append(judged.reason.rstrip("."))
    return "; ".join(parts) + "."


def _event(entry: Entry, before: Entry | None, zone: ZoneInfo) -> list[str]:
    """One entry of the history, and indented what it changed."""
    details = entry.read()
    old, new = details.total
    points = f"{new or 0:g} points" if old is None or old == new else f"{old:g} → {new or 0:g} points"
    head = f"  {_when(datetime.fromisoformat(entry.at), zone)}: "
    if entry.event == "removed":
        return [f"{head}the grade ({old or 0:g} points) was gone from the gradebook; somebody removed it there."]
    if entry.event == "adopted":
        return [f"{head}this history began; the submission had been graded before, with {points}."]
    if entry.event == "marked":
        since = _when(datetime.fromisoformat(before.at), zone) if before is not None else "the beginning"
        lines = [f"{head}work of a person was noticed, {points}."]
        return lines + [f"    {line}" for line in _by_hand(details, since, zone)]
    why = ", ".join(WHY.get(reason, reason) for reason in details.why)
    lines = [f"{head}{why}; {points}."]
    moved = [_move(name, was, details) for name, was in details.before.items()]
    lines += [f"    {line}" for line in moved if line]
    lines += [f"    A person should look at all of it: {details.review}."] if details.review else []
    run = (
        f"Code was run in the sandbox {', '.join(map(repr, details.levels))}." if details.levels else "No code was run."
    )
    arrived = f" Arrived {_when(datetime.fromisoformat(details.arrived), zone)}." if details.arrived else ""
    by = f" The command was given by the user {details.by!r} of the computer." if details.by else ""
    return [*lines, f"    {run}{arrived}{by}"]


def _move(name: str, old: State | None, details: Details) -> str:
    new = details.after.cells[name] if details.after is not None else None
    if new is None:
        return ""
    shown = "a person must look" if new.counts is None else f"{new.counts:g}"
    if old is None:
        return f"{name}: {shown}"
    was = "a person had to look" if old.counts is None else f"{old.counts:g}"
    words = f"{name}: {was} → {shown}" if was != shown else f"{name}: {shown}, as before"
    if new.manual is not None:
        auto = f"{_number(old.auto)} → {_number(new.auto)}" if old.auto != new.auto else _number(new.auto)
        words += f" (a person's mark, {new.manual:g}, is kept; automatic score {auto})"
    return words


def _by_hand(details: Details, since: str, zone: ZoneInfo) -> list[str]:
    lines = []
    for name, old in details.before.items():
        if old is None or details.after is None:
            continue
        new = details.after.cells[name]
        lines.append(f"{name}: {_hand_words(old, new)}")
        if name in details.rubric:
            lines.append(f"Given on the marking page on {_when(datetime.fromisoformat(details.rubric[name]), zone)}.")
    if set(details.before) - set(details.rubric):
        lines.append(f"Done in the formgrader some time since {since}; nbgrader does not note by whom.")
    return lines


def _hand_words(old: State, new: State) -> str:
    words = []
    if old.manual != new.manual:
        auto = f"the automatic score is {_number(new.auto)}"
        if new.manual is None:
            words.append(f"the mark {_number(old.manual)} was withdrawn; {auto}")
        elif old.manual is None:
            words.append(f"marked with {new.manual:g}; {auto}")
        else:
            words.append(f"the mark was changed from {old.manual:g} to {new.manual:g}; {auto}")
    if (old.extra or 0.0) != (new.extra or 0.0):
        words.append(f"extra credit {old.extra or 0:g} → {new.extra or 0:g}")
    if old.open and not new.open and not words:
        words.append("looked at, and the score left as it is")
    if new.open and not old.open:
        words.append("is to be looked at again")
    return ", ".join(words)


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:g}"


def _when(moment: datetime, zone: ZoneInfo) -> str:
    """In the course's time zone: ``12 May 2026, 14:40``."""
    local = moment.astimezone(zone)
    return f"{local.day} {_MONTHS[local.month]} {local:%Y, %H:%M}"
