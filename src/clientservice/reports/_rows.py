"""The gradebook of one assignment as rows: one per student, whether or not anything was handed in."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, TypeAlias

import msgspec

from clientservice.exercises import Status
from clientservice.gradebook import Gradebook, Lateness, Mark, Record, Student, load_places

#: ``missing``: nothing handed in; ``ungraded``: handed in, not graded; ``needs_review``: a person must look;
#: ``not_attempted``: handed in without an answer; ``graded``: the score counts.
RowStatus: TypeAlias = Literal["missing", "ungraded", "needs_review", "not_attempted", "graded"]
CellStatus: TypeAlias = RowStatus | Status | Literal["by_hand"]


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """One exercise of one student. ``points`` None: it does not count yet."""

    status: CellStatus
    points: float | None


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One student in one assignment. ``late``: due date and arrival, None where there is no due date."""

    student: Student
    assignment: str
    status: RowStatus
    max_points: float
    submitted_at: str
    edition: str
    cells: dict[str, Cell]
    late: Lateness | None = None

    @property
    def earned(self) -> float | None:
        """The total before anything is taken off, or None while it is not settled."""
        if self.status not in {"graded", "not_attempted"}:
            return None
        return round(sum(cell.points or 0.0 for cell in self.cells.values()), 2)

    @property
    def days_late(self) -> int | None:
        """Calendar days begun since due date and grace; None where there is no due date, or nobody knows."""
        return self.late.days if self.late is not None and self.late.arrived is not None else None

    @property
    def penalty(self) -> float | None:
        """What is taken off for being late: from the points that stand now, whenever they were given."""
        if self.earned is None or self.late is None or self.days_late is None:
            return None
        return self.late.penalty(self.earned)

    @property
    def points(self) -> float | None:
        """What counts, or None while it is not settled: a blank can't be mistaken for zero."""
        return None if self.earned is None else round(self.earned - (self.penalty or 0.0), 2)


def read_rows(root: Path, assignment: str) -> list[Row]:
    """Every student of the roster, and everybody who handed something in; raises CourseError when not released."""
    places = load_places(root)
    with Gradebook(places.db_url) as book:
        cells = book.cells(assignment)
        book.notice(assignment)
        most = {name: points for graded in cells.graded.values() for name, (_, points) in graded.items()}
        roster, marks = book.students(), book.marks(assignment)
        records, times = book.records(assignment), book.times(assignment)
    folders = places.submitted.iterdir() if places.submitted.is_dir() else []
    submitted = {path.name for path in folders if (path / assignment).is_dir()}
    rows = []
    for name in sorted(roster.keys() | submitted | records.keys()):
        record = records.get(name)
        found = {cell: _cell(record, marks.get(name, {}).get(cell), cell) for cell in most} if record else {}
        blank = Cell(status="ungraded" if name in submitted else "missing", points=None)
        rows.append(
            Row(
                student=roster.get(name, Student(id=name)),
                assignment=assignment,
                status=_status(found, submitted=name in submitted),
                max_points=sum(most.values()),
                submitted_at=times[name].isoformat(timespec="seconds") if record and name in times else "",
                edition=record.lang if record else "",
                cells=found or dict.fromkeys(most, blank),
                late=record.late if record else None,
            )
        )
    return rows


def _cell(record: Record, mark: Mark | None, name: str) -> Cell:
    if mark is None or mark.open:
        return Cell(status="needs_review", points=None)
    if mark.manual is not None:
        return Cell(status="by_hand", points=mark.score)
    judged = record.items.get(name)
    status: CellStatus = judged.status if judged else "needs_review"
    # A review that a person resolved without a mark leaves the automatic score, if there is one.
    if status == "needs_review" and mark.auto is not None:
        status = "by_hand"
    return Cell(status=status, points=mark.score if status != "needs_review" else None)


def _status(cells: dict[str, Cell], *, submitted: bool) -> RowStatus:
    if not cells:
        return "ungraded" if submitted else "missing"
    states = {cell.status for cell in cells.values()}
    if "needs_review" in states:
        return "needs_review"
    return "not_attempted" if states == {"not_attempted"} else "graded"
