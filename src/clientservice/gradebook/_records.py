"""What the gradebook holds about a submission, as plain data."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any, Literal

import msgspec

from clientservice.exercises import ItemScore, Status

from ._late import Lateness
from ._repairs import Repair


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """One exercise of one submission, judged. ``points`` count unless the status is ``needs_review``.

    ``source`` ``run``: the answer came from running the submission's code, at the sandbox's ``level``; ``seed`` is that
    of the hidden sample.

    ``texts``: what a person reads to mark an essay, the saved text and what was typed into the notebook's own cell.
    ``marked``: the digest of the texts that the mark which stands was given for, "" where there is no such mark.
    """

    exercise: str
    points: float
    max_points: float
    status: Status
    reason: str = ""
    source: Literal["file", "copy", "run", "none"] = "none"
    revision: int = 0
    saved_at: str = ""
    value: Any = None
    per_item: dict[str, ItemScore] = {}
    level: str = ""
    seed: int | None = None
    texts: list[str] = []
    marked: str = ""

    @property
    def text_digest(self) -> str:
        """A digest of ``texts``."""
        return hashlib.sha256("\0".join(self.texts).encode(errors="replace")).hexdigest()

    @property
    def changed(self) -> bool:
        """Whether another text was marked than the one that is there now."""
        return bool(self.marked) and self.marked != self.text_digest


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that one grading of one submission gives.

    ``review``: why a person must look at all of it, though it could be scored ("" = no need). ``late``: due date and
    arrival, None where there is no due date. ``repairs``: what of the notebook had to be mended.
    """

    lang: str
    items: dict[str, Judged]
    review: str = ""
    notes: list[str] = []
    repairs: list[Repair] = []
    late: Lateness | None = None

    @property
    def points(self) -> float:
        """The sum of what counts."""
        return round(sum(item.points for item in self.items.values() if item.status != "needs_review"), 2)

    @property
    def max_points(self) -> float:
        """The assignment's maximum."""
        return round(sum(item.max_points for item in self.items.values()), 2)


class Stamp(msgspec.Struct, frozen=True, kw_only=True):
    """The hashes that a grade was made from. Equal hashes: nothing to do."""

    submission: str
    key: str
    release: str
    environment: str


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """One graded submission, ready to be written. ``submitted_at`` None leaves the time as it is.

    ``asked``: a person wanted it graded again, whether or not anything had changed.
    """

    student: str
    submitted_at: datetime | None
    record: Record
    stamp: Stamp
    asked: bool = False


class Cells(msgspec.Struct, frozen=True, kw_only=True):
    """The gradebook's ids of an assignment: notebook id → graded cell's name → (id, maximum); all commented cells."""

    assignment: str
    id: str
    notebooks: dict[str, str]
    graded: dict[str, dict[str, tuple[str, float]]]
    commented: dict[str, list[str]]


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """One graded cell of one student, as the gradebook has it now. ``open``: a person must look.

    ``comment`` is what a person wrote about it, "" where nobody did.
    """

    auto: float | None
    manual: float | None
    extra: float | None
    open: bool
    max_points: float
    comment: str = ""

    @property
    def score(self) -> float:
        """What counts: the mark given by hand before the automatic one, and extra credit; nbgrader's own rule."""
        points = self.manual if self.manual is not None else self.auto
        return (points or 0.0) + (self.extra or 0.0 if points is not None else 0.0)


class Student(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the roster; names are what a teacher entered."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
