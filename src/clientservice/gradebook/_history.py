"""The history of grades: a table that only grows, in which every entry holds the hash of the one before it.

Triggers refuse changes and deletions; whoever goes round them breaks the chain. It proves that the history was not
edited piecemeal. Who may write the file can still replace all of it: against that, note the head (`audit --verify`).
"""

from __future__ import annotations

import getpass
import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any, Literal, TypeAlias

import msgspec
import sqlalchemy as sa

from ._records import Stamp
from ._states import Grade, State

AUDIT_TABLE = "clientservice_audit"
#: What the first entry has in place of a predecessor's hash.
GENESIS = "0" * 64

#: ``adopted``: graded before there was a history; ``graded``; ``marked``: a person's mark was seen to have changed;
#: ``removed``: the grade was gone from the gradebook; ``guards``: the triggers were gone and were put back.
Event: TypeAlias = Literal["adopted", "graded", "marked", "removed", "guards"]


class Details(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What an entry says about a grade.

    ``after`` is the whole grade, None where there is none any more; ``before`` has the cells that were different, None
    for those that were not there; ``total``: all together, before and after, late penalty taken off.
    ``graded_at`` and ``record`` (a digest) are those of the row that says "graded"; ``levels``: the sandboxes in which
    code was run; ``rubric``: the cells whose mark was given on the marking page, and when; ``by``: whose command.
    """

    why: list[str] = []
    arrived: str = ""
    stamp: Stamp | None = None
    levels: list[str] = []
    graded_at: str = ""
    record: str = ""
    review: str = ""
    before: dict[str, State | None] = {}
    after: Grade | None = None
    total: tuple[float | None, float | None] = (None, None)
    rubric: dict[str, str] = {}
    by: str = ""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the history. ``details`` is JSON of `Details`, kept as text: the hash is over these very bytes."""

    seq: int
    at: str
    event: str
    assignment: str
    student: str
    details: str
    previous: str
    hash: str

    def digest(self) -> str:
        """What ``hash`` must be."""
        parts = [self.seq, self.at, self.event, self.assignment, self.student, self.details, self.previous]
        return hashlib.sha256(msgspec.json.encode(parts)).hexdigest()

    def read(self) -> Details:
        """The details as data; raises msgspec.MsgspecError for what we never wrote."""
        return msgspec.json.decode(self.details, type=Details)

    @property
    def name(self) -> str:
        """For messages."""
        who = f" ({self.student}, {self.assignment})" if self.student else ""
        return f"entry {self.seq}{who} of {self.at}"


def follow(at: str, event: Event, who: tuple[str, str], details: Details, *, after: Entry | None) -> Entry:
    """The entry that comes after another one; ``who``: assignment and student."""
    entry = Entry(
        seq=after.seq + 1 if after is not None else 1,
        at=at,
        event=event,
        assignment=who[0],
        student=who[1],
        details=msgspec.json.encode(details).decode(),
        previous=after.hash if after is not None else GENESIS,
        hash="",
    )
    return msgspec.structs.replace(entry, hash=entry.digest())


def breaks(entries: Iterable[Entry]) -> Iterator[str]:
    """Every place where a chain is broken, in words; none for a whole one. ``entries`` by ``seq``."""
    last, previous = 0, GENESIS
    for entry in entries:
        if entry.seq != last + 1:
            gone = str(last + 1) if entry.seq == last + 2 else f"{last + 1} to {entry.seq - 1}"
            yield f"entry {gone} is missing" if entry.seq == last + 2 else f"entries {gone} are missing"
        elif entry.previous != previous:
            yield f"{entry.name} does not follow the entry before it: one of them was replaced"
        if entry.hash != entry.digest():
            yield f"{entry.name} was changed after it was written"
        last, previous = entry.seq, entry.hash


def audit_table() -> sa.Table:
    """The table; its metadata is its own, so that nbgrader's tables stay as they are."""
    table = sa.Table(
        AUDIT_TABLE,
        sa.MetaData(),
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("event", sa.String(20), nullable=False),
        sa.Column("assignment", sa.String(128), nullable=False),
        sa.Column("student", sa.String(128), nullable=False),
        sa.Column("details", sa.Text, nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        # SQLite then remembers the highest number that was ever given: entries cut off at the end are missed.
        sqlite_autoincrement=True,
    )
    sa.Index(f"{AUDIT_TABLE}_who", table.c.assignment, table.c.student, table.c.seq)
    return table


_REFUSED = "the history of grades only grows"


def _trigger(name: str, when: str) -> str:
    return f"CREATE TRIGGER {AUDIT_TABLE}_{name} BEFORE {when} BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"


_NEXT = f"WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM {AUDIT_TABLE})"  # noqa: S608 - our own name
#: SQLite's triggers by name. The last one: REPLACE deletes without asking the second.
TRIGGERS = {
    f"{AUDIT_TABLE}_{name}": _trigger(name, when)
    for name, when in {
        "no_update": f"UPDATE ON {AUDIT_TABLE}",
        "no_delete": f"DELETE ON {AUDIT_TABLE}",
        "next_only": f"INSERT ON {AUDIT_TABLE} {_NEXT}",
    }.items()
}


# As text: these run for every submission, and text costs a third of what a composed statement costs.
_COLUMNS = ", ".join(Entry.__struct_fields__)
_VALUES = ", ".join(f":{name}" for name in Entry.__struct_fields__)
_HEAD = sa.text(f"SELECT {_COLUMNS} FROM {AUDIT_TABLE} ORDER BY seq DESC LIMIT 1")  # noqa: S608 - our own names
_APPEND = sa.text(f"INSERT INTO {AUDIT_TABLE} ({_COLUMNS}) VALUES ({_VALUES})")  # noqa: S608
_LAST = sa.text(
    f"SELECT details FROM {AUDIT_TABLE} WHERE assignment = :assignment AND student = :student "  # noqa: S608
    "ORDER BY seq DESC LIMIT 1"
)


class History:
    """The table within transactions that somebody else holds."""

    def __init__(self) -> None:
        self.table = audit_table()

    def head(self, connection: sa.Connection) -> Entry | None:
        """The last entry, None in an empty history."""
        row = connection.execute(_HEAD).first()
        return Entry(**row._mapping) if row is not None else None  # noqa: SLF001 - SQLAlchemy's documented name

    def append(self, connection: sa.Connection, event: Event, assignment: str, student: str, details: Details) -> Entry:
        """Write the next entry; the transaction must have the right to write already."""
        at = details.graded_at if event == "graded" else now()
        entry = follow(at, event, (assignment, student), details, after=self.head(connection))
        connection.execute(_APPEND, msgspec.structs.asdict(entry))
        return entry

    def last(self, connection: sa.Connection, assignment: str, student: str) -> Details | None:
        """What is known of a grade: its last entry's details."""
        raw = connection.execute(_LAST, {"assignment": assignment, "student": student}).scalar_one_or_none()
        return msgspec.json.decode(raw, type=Details) if raw is not None else None

    def latest(self, connection: sa.Connection, assignment: str) -> dict[str, Details]:
        """The same for everybody in an assignment."""
        c = self.table.c
        ends = sa.select(sa.func.max(c.seq)).where(c.assignment == assignment, c.student != "").group_by(c.student)
        rows = connection.execute(sa.select(c.student, c.details).where(c.seq.in_(ends)))
        return {student: msgspec.json.decode(raw, type=Details) for student, raw in rows}

    def entries(
        self, connection: sa.Connection, assignment: str | None = None, student: str | None = None
    ) -> Iterator[Entry]:
        """All entries in their order, or those of one grade; not all in memory at once."""
        query = sa.select(self.table).order_by(self.table.c.seq)
        if assignment is not None:
            query = query.where(self.table.c.assignment == assignment, self.table.c.student == student)
        for row in connection.execution_options(yield_per=500).execute(query).mappings():
            yield Entry(**row)


def guards(connection: sa.Connection) -> dict[str, Any]:
    """The triggers on the history that SQLite has: name → statement."""
    query = sa.text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :name")
    return {name: sql for name, sql in connection.execute(query, {"name": AUDIT_TABLE})}  # noqa: C416 - rows


def now() -> str:
    """The moment, in UTC, as the history writes it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


@cache
def user() -> str:
    """Whose account runs the command, "" where the computer doesn't say."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""
