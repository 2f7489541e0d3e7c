"""Due dates, the rule for late work, and extensions: ``solutions/late.yml`` and ``grading/extensions.yml``.

A date-time without an offset is in the course's time zone. One that the clocks skip is refused; of one that they show
twice, the later counts. Either file may be absent: then there are no due dates, or no extensions.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import msgspec

from clientservice.errors import BankError, CourseError
from clientservice.text import YamlDocument, load_yaml

from ._course import load_course
from ._problems import Problem, convert, describe

LATE_FILE = "solutions/late.yml"
EXTENSIONS_FILE = "grading/extensions.yml"
_YEARS = range(2000, 2100)
_EXAMPLE = "for example 2026-05-12T23:59"

Percent = Annotated[float, msgspec.Meta(ge=0, le=100)]


class LatePolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What being late costs: per local calendar day begun after due date and grace, in percent of the points earned."""

    grace_minutes: Annotated[float, msgspec.Meta(ge=0, le=7 * 24 * 60)] = 15
    percent_per_day: Percent = 10
    at_most_percent: Percent = 50


class _LateFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    policy: LatePolicy = LatePolicy()
    due: dict[str, Any] | None = None


class _Extension(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    student: str
    assignment: str
    until: Any
    note: str = ""


class _ExtensionsFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    extensions: list[_Extension] | None = None


class Deadlines(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a teacher said about time. Moments are UTC; ``extensions``: assignment → student → until."""

    policy: LatePolicy
    zone: str
    due: dict[str, datetime]
    extensions: dict[str, dict[str, datetime]]


def load_deadlines(root: Path) -> Deadlines | None:
    """Read both files of the course in ``root``; None where neither exists.

    Raises:
        BankError: a file is wrong; the message names file, line and field.
        CourseError: the course's time zone is none.
    """
    late, extensions = root / LATE_FILE, root / EXTENSIONS_FILE
    if not late.is_file() and not extensions.is_file():
        return None
    course = load_course(root / "course")
    zone = _zone(course.time_zone, root / "course" / "course.yml")
    policy, due = _read_late(late, zone, course.assignments) if late.is_file() else (LatePolicy(), {})
    found = _read_extensions(extensions, zone, due) if extensions.is_file() else {}
    return Deadlines(policy=policy, zone=course.time_zone, due=due, extensions=found)


def _zone(name: str, path: Path) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise CourseError(
            f'{path}: "{name}" is no time zone; use a name of the IANA list, for example Europe/Moscow'
        ) from error


def _load(path: Path, kind: type[Any]) -> tuple[YamlDocument, Any]:
    try:
        document = load_yaml(path)
    except ValueError as error:  # "2025-02-29T12:00:00" looks like a date to YAML and is none
        raise BankError(f"{path}: {error}; mend the date and run clientservice check") from error
    if document.data is None:
        document.data = {}
    return document, convert(document, kind)


def _read_late(path: Path, zone: ZoneInfo, assignments: list[str]) -> tuple[LatePolicy, dict[str, datetime]]:
    document, file = _load(path, _LateFile)
    due: dict[str, datetime] = {}

    def problems() -> Iterator[Problem]:
        for name, said in (file.due or {}).items():
            if name not in assignments:
                yield Problem(["due", name], f"there is no such assignment ({', '.join(assignments) or 'none'})")
            elif said is not None:  # an empty value: no due date yet
                moment = read_moment(said, zone)
                if isinstance(moment, str):
                    yield Problem(["due", name], moment)
                else:
                    due[name] = moment

    if text := describe(document, problems()):
        raise BankError(text)
    return file.policy, due


def _read_extensions(path: Path, zone: ZoneInfo, due: dict[str, datetime]) -> dict[str, dict[str, datetime]]:
    document, file = _load(path, _ExtensionsFile)
    found: dict[str, dict[str, datetime]] = {}

    def problems() -> Iterator[Problem]:
        for index, entry in enumerate(file.extensions or []):
            at: list[str | int] = ["extensions", index]
            student = unicodedata.normalize("NFC", entry.student.strip())
            if entry.assignment not in due:
                yield Problem(at, f'"{entry.assignment}" has no due date in {LATE_FILE}, so nothing to extend')
                continue
            if not student or student in found.get(entry.assignment, {}):
                yield Problem(at, f'student "{student}" stands here twice or is empty; keep one entry for each')
                continue
            moment = read_moment(entry.until, zone)
            if isinstance(moment, str):
                yield Problem([*at, "until"], moment)
            elif moment < due[entry.assignment]:
                yield Problem([*at, "until"], "it ends before the due date, which would shorten the time")
            else:
                found.setdefault(entry.assignment, {})[student] = moment

    if text := describe(document, problems()):
        raise BankError(text)
    return found


def read_moment(said: Any, zone: ZoneInfo) -> datetime | str:
    """A moment in UTC, or the sentence that says why it is none.

    Args:
        said: what YAML made of the value: a text, a date-time or a date.
        zone: the course's time zone, for a value without an offset.
    """
    if isinstance(said, str):
        with suppress(ValueError):
            said = date.fromisoformat(said.strip())
    if isinstance(said, str):
        try:
            said = datetime.fromisoformat(said.strip())
        except ValueError:
            return f'"{said}" is no date-time; write one, {_EXAMPLE}'
    if not isinstance(said, datetime):
        what = f"{said} has no time of day" if isinstance(said, date) else f"{said!r} is no date-time"
        return f"{what}; write one, {_EXAMPLE}"
    if said.year not in _YEARS:
        return f"the year {said.year} can't be meant; write a date-time of this century, {_EXAMPLE}"
    return said.astimezone(UTC) if said.tzinfo is not None else _local(said, zone)


def _local(said: datetime, zone: ZoneInfo) -> datetime | str:
    first, second = (said.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    moment = max(first.astimezone(UTC), second.astimezone(UTC))
    if moment.astimezone(zone).replace(tzinfo=None) != said:
        return f"the clocks of {zone.key} skip {said:%Y-%m-%d %H:%M} (summer time begins); write another time"
    return moment
