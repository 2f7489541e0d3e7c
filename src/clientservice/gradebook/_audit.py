"""Whether the history of grades is whole, and whether the gradebook still says what it says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import sqlalchemy as sa

from clientservice.errors import CourseError

from ._book import Gradebook
from ._explained import explained
from ._history import AUDIT_TABLE, GENESIS, TRIGGERS, Details, Entry, breaks, guards
from ._keeping import record_digest
from ._records import Stamp
from ._schema import check_present
from ._settings import load_places
from ._sqlite import is_sqlite, reading
from ._states import Grade, moved_outside


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What `verify` found. ``head``: the last hash; ``found_at``: the entry that was asked for."""

    entries: int
    head: str
    found_at: int | None = None
    problems: list[str] = []


def verify(root: Path, *, expect: str = "") -> Verdict:
    """Check the history of a course's gradebook: its chain, its guards, and the grades against its last entries.

    Changes nothing. While something else writes, it sees one moment.

    Args:
        root: the course.
        expect: the hash of an entry that was the last one when somebody noted it, or its first 8 characters or more.

    Raises:
        CourseError: there is no gradebook, it can't be read, or ``expect`` is too short.
    """
    expect = expect.strip().lower()
    if expect and len(expect) < 8:
        raise CourseError(f"{expect!r} is too short; give the first 8 characters of the noted hash, or more")
    return verify_gradebook(load_places(root).db_url, expect=expect)


def verify_gradebook(url: str, *, expect: str = "") -> Verdict:
    """The same for a gradebook at an address."""
    book = Gradebook(url)
    try:
        with explained(book.engine):
            check_present(book.engine)
        with explained(book.engine), reading(book.engine) as connection:
            if not sa.inspect(connection).has_table(AUDIT_TABLE):
                return _without_history(connection, book, expect)
            return _Check(connection, book).verdict(expect)
    finally:
        book.engine.dispose()


def _without_history(connection: sa.Connection, book: Gradebook, expect: str) -> Verdict:
    graded = 0
    if sa.inspect(connection).has_table(book.stamps.name):
        graded = connection.execute(sa.select(sa.func.count()).select_from(book.stamps)).scalar_one()
    problems = [f"there is no history, but {graded} grades"] if graded else []
    problems += [f"no entry has the hash {expect}"] if expect else []
    return Verdict(entries=0, head=GENESIS, problems=problems)


class _Check:
    """One look at one moment of a gradebook."""

    def __init__(self, connection: sa.Connection, book: Gradebook) -> None:
        self.connection = connection
        self.book = book
        self.last: Entry | None = None
        self.count = 0
        self.expected = ""
        self.found_at: int | None = None
        #: What the last entry of each grade says.
        self.known: dict[tuple[str, str], Details] = {}
        self.unreadable: list[str] = []

    def verdict(self, expect: str) -> Verdict:
        """Everything."""
        self.expected = expect
        problems = list(breaks(self._read()))
        problems += self.unreadable
        problems += self._guards()
        problems += self._stamps()
        problems += self._grades()
        if expect and self.found_at is None:
            problems.append(f"no entry has the hash {expect}: entries were cut off or replaced since it was noted")
        head = self.last.hash if self.last is not None else GENESIS
        return Verdict(entries=self.count, head=head, found_at=self.found_at, problems=problems)

    def _read(self) -> Iterator[Entry]:
        for entry in self.book.history.entries(self.connection):
            self.count += 1
            self.last = entry
            if self.expected and entry.hash.startswith(self.expected):
                self.found_at = entry.seq
            if entry.student:
                try:
                    self.known[entry.assignment, entry.student] = entry.read()
                except msgspec.MsgspecError:
                    self.unreadable.append(f"{entry.name} can't be read")
            yield entry

    def _guards(self) -> Iterator[str]:
        if not is_sqlite(self.book.engine):
            return
        if guards(self.connection) != TRIGGERS:
            yield "the triggers that keep the history from being changed are gone or changed"
        query = sa.text("SELECT seq FROM sqlite_sequence WHERE name = :name")
        highest = self.connection.execute(query, {"name": AUDIT_TABLE}).scalar() or 0
        here = self.last.seq if self.last is not None else 0
        if highest > here:
            yield f"the history ended with entry {highest} once, now with {here}: its end was cut off"

    def _stamps(self) -> Iterator[str]:
        """Every grade has its entry, and the entry's hashes."""
        seen = set()
        for row in self.connection.execute(sa.select(self.book.stamps)).mappings():
            who = (row["assignment"], row["student"])
            seen.add(who)
            details = self.known.get(who)
            name = f"{row['student']}, {row['assignment']}"
            if details is None or details.after is None:
                yield f"{name}: a grade without an entry; the end of the history was cut off, or rows were added"
                continue
            stamp = Stamp(**{field: row[field] for field in Stamp.__struct_fields__})
            said = (stamp, row["graded_at"], record_digest(row["record"]))
            if said != (details.stamp, details.graded_at, details.record):
                yield f"{name}: the record of the last grading is not the one that the history says"
        for assignment, student in sorted(self.known.keys() - seen):
            if self.known[assignment, student].after is not None:
                yield f"{student}, {assignment}: the record of the last grading is gone"

    def _grades(self) -> Iterator[str]:
        """The scores in nbgrader's own table are those that the judge wrote last."""
        here = self.book.grades(self.connection)
        for who, details in self.known.items():
            if details.after is None:
                continue
            cells = here.get(who, Grade()).cells
            for name in moved_outside(details.after.cells, cells):
                was = details.after.cells[name].auto
                now = f"it is {cells[name].auto} now" if name in cells else "it is gone now"
                yield f"{who[1]}, {who[0]}: the judge gave {name} {was}, {now}"
