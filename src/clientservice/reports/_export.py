"""Export: one row per student and assignment, in which "nothing" and "zero" are different words."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from clientservice.banks import Course, load_course
from clientservice.errors import CourseError
from clientservice.gradebook import Gradebook, load_places

from ._cells import BOM, text, write
from ._rows import Row, read_rows

_COLUMNS = [
    "student",
    "last_name",
    "first_name",
    "email",
    "assignment",
    "status",
    "score",
    "max_score",
    "late",
    "penalty",
    "submitted_at",
    "edition",
]


def export(root: Path, assignment: str | None, out: Path, *, excel: bool = False) -> Path:
    """Write the gradebook as CSV in UTF-8.

    Args:
        root: the course.
        assignment: one assignment, with a column for each exercise; None: all that are released, totals only.
        out: the file to write.
        excel: for Excel in a country with a decimal comma: a byte order mark, semicolons, decimal commas.

    Returns:
        The file's path.

    Raises:
        CourseError: the assignment is not in the course or not released, or the file can't be written.
    """
    course = known_assignment(root, assignment)
    wanted = [assignment] if assignment is not None else _released(root, course.assignments)
    table = _table([row for name in wanted for row in read_rows(root, name)], details=assignment is not None)
    write(out, _csv(table, excel=excel).encode())
    return out


def known_assignment(root: Path, assignment: str | None) -> Course:
    """The course; raises CourseError where it has no such assignment."""
    course = load_course(root / "course")
    if assignment is not None and assignment not in course.assignments:
        known = ", ".join(course.assignments) or "none"
        raise CourseError(f'{root / "course/course.yml"}: there is no assignment "{assignment}" ({known})')
    return course


def _released(root: Path, assignments: list[str]) -> list[str]:
    """Those that the gradebook knows, in the course's order."""
    with Gradebook(load_places(root).db_url) as book:
        known = book.assignments()
    found = [name for name in assignments if name in known]
    if not found:
        raise CourseError(f"{root}: no assignment is released yet; run clientservice release {assignments[0]}")
    return found


def _table(rows: list[Row], *, details: bool) -> pd.DataFrame:
    """Texts stay texts, numbers stay numbers; a number that does not count yet is missing."""
    exercises = list(dict.fromkeys(name for row in rows for name in row.cells)) if details else []
    numbers = ["score", "max_score", "late", "penalty", *exercises]
    columns = list(_COLUMNS)
    for name in exercises:
        columns += [name, f"{name} status"]
    table = pd.DataFrame([_row(row, exercises) for row in rows], columns=columns)
    return table.astype(dict.fromkeys(numbers, float))


def _row(row: Row, exercises: list[str]) -> list[str | float | None]:
    who = row.student
    cells: list[str | float | None] = [who.id, who.last_name, who.first_name, who.email, row.assignment, row.status]
    cells += [row.points, row.max_points, row.days_late, row.penalty, row.submitted_at, row.edition]
    for name in exercises:
        cells += [row.cells[name].points, row.cells[name].status]
    return cells


def _csv(table: pd.DataFrame, *, excel: bool) -> str:
    texts = [name for name in table.columns if table[name].dtype != float]
    safe = table.assign(**{name: table[name].map(text) for name in texts}).rename(columns=text)
    # With both characters in the line's end, the writer quotes either of them in a text.
    written: str = safe.to_csv(
        index=False,
        sep=";" if excel else ",",
        decimal="," if excel else ".",
        float_format="%.8g",  # two decimals at most, and no trailing zeros: scores are rounded already
        lineterminator="\r\n",
    )
    return (BOM if excel else "") + written
