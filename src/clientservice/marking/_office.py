"""Between the page and the course's files: which essays there are, what the keys say of them, how a mark is given."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from clientservice.banks import CommentBank, Course, GradedBank, load_comments, load_course, load_items, load_keys
from clientservice.errors import CourseError
from clientservice.exercises import Essay, EssayKey
from clientservice.gradebook import CANONICAL, GivenMark, Gradebook, Places, load_places, prepare_path

from ._desk import Desk, Slip, make_desk


class Shelf(msgspec.Struct, frozen=True, kw_only=True):
    """One assignment with its essays."""

    assignment: str
    bank: GradedBank
    desk: Desk


class UnknownError(CourseError):
    """There is no such assignment or essay."""


class Office:
    """A course that is marked. Everything is read anew each time: grading goes on beside it."""

    def __init__(self, root: Path) -> None:
        prepare_path()
        self.places: Places = load_places(root)
        self.course: Course = load_course(self.places.root / "course")
        self.zone = ZoneInfo(self.course.time_zone)

    def shelves(self) -> list[Shelf]:
        """All released assignments with essays, in the course's order."""
        with Gradebook(self.places.db_url) as book:
            known = book.assignments()
            return [
                self._shelf(book, name, bank, names=False)
                for name in self.course.assignments
                if name in known and (bank := self._bank(name)) is not None
            ]

    def shelf(self, assignment: str, *, names: bool = False) -> Shelf:
        """One assignment; raises UnknownError where it has no essays or was never released."""
        bank = self._bank(assignment) if assignment in self.course.assignments else None
        if bank is None:
            raise UnknownError(f"{assignment!r}: no assignment with essays")
        with Gradebook(self.places.db_url) as book:
            if assignment not in book.assignments():
                raise UnknownError(f"{assignment}: not released")
            return self._shelf(book, assignment, bank, names=names)

    def key(self, shelf: Shelf, essay: Essay) -> EssayKey:
        """What the keys say to the marker."""
        key = load_keys(shelf.bank, self.places.root / "solutions" / "keys").keys[essay.id]
        if not isinstance(key, EssayKey):
            raise CourseError(f"solutions/keys/{shelf.assignment}.yml: the key of {essay.id} is not that of an essay")
        return key

    def comments(self) -> CommentBank:
        """The comment bank."""
        return load_comments(self.places.root / "solutions" / "keys")

    def give(self, assignment: str, slip: Slip, mark: GivenMark) -> Slip:
        """Write a mark; raises MarkChangedError where the essay is not as the slip has it any more."""
        with Gradebook(self.places.db_url) as book:
            row = book.give(assignment, slip.row, mark)
            with suppress(CourseError):  # the mark is given; if the history is busy, the next command writes it there
                book.notice(assignment)
        return msgspec.structs.replace(slip, row=row, state="done")

    def now(self) -> datetime:
        """The time on the course's clock."""
        return datetime.now(UTC).astimezone(self.zone)

    def _bank(self, assignment: str) -> GradedBank | None:
        """The assignment's bank, where it is built and has essays."""
        path = self.places.source(CANONICAL, assignment) / "items.json"
        if not path.is_file():
            return None
        bank = load_items(path)
        return bank if any(isinstance(exercise, Essay) for exercise in bank.exercises.values()) else None

    def _shelf(self, book: Gradebook, assignment: str, bank: GradedBank, *, names: bool) -> Shelf:
        essays = [name for name, exercise in bank.exercises.items() if isinstance(exercise, Essay)]
        rows = book.essays(assignment, essays)
        released = {row.student: made for row in rows if (made := self._released(assignment, row.student)) is not None}
        called = (
            {
                student.id: _called(student.id, student.first_name, student.last_name)
                for student in book.students().values()
            }
            if names
            else None
        )
        return Shelf(
            assignment=assignment,
            bank=bank,
            desk=make_desk(bank.exercises, rows, released=released, names=called),
        )

    def _released(self, assignment: str, student: str) -> datetime | None:
        """When the student's feedback page was made."""
        path = self.places.feedback / student / assignment / f"{assignment}.html"
        try:
            return datetime.fromtimestamp(path.stat().st_mtime, UTC)
        except (OSError, ValueError):
            return None


def _called(student: str, first: str, last: str) -> str:
    full = f"{first} {last}".strip()
    return f"{full} ({student})" if full else student
