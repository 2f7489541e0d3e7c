"""Export: one row per student and assignment, in which "nothing" and "zero" are different words."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pandas as pd

from clientservice.banks import load_course
from clientservice.errors import CourseError
from clientservice.gradebook import Gradebook, load_places

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
    "submitted_at",
    "edition",
]

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


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
    course = load_course(root / "course")
    if assignment is not None and assignment not in course.assignments:
        known = ", ".join(course.assignments) or "none"
        raise CourseError(f'{root / "course/course.yml"}: there is no assignment "{assignment}" ({known})')
    wanted = [assignment] if assignment is not None else _released(root, course.assignments)
    table = _table([row for name in wanted for row in read_rows(root, name)], details=assignment is not None)
    try:
        _write(out, _csv(table, excel=excel))
    except OSError as error:
        raise CourseError(f"{out}: can't be written ({error.strerror}); close it, or choose another name") from error
    return out


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
    numbers = ["score", "max_score", *exercises]
    columns = list(_COLUMNS)
    for name in exercises:
        columns += [name, f"{name} status"]
    table = pd.DataFrame([_row(row, exercises) for row in rows], columns=columns)
    return table.astype(dict.fromkeys(numbers, float))


def _row(row: Row, exercises: list[str]) -> list[str | float | None]:
    who = row.student
    cells: list[str | float | None] = [who.id, who.last_name, who.first_name, who.email, row.assignment, row.status]
    cells += [row.points, row.max_points, row.submitted_at, row.edition]
    for name in exercises:
        cells += [row.cells[name].points, row.cells[name].status]
    return cells


def _csv(table: pd.DataFrame, *, excel: bool) -> str:
    texts = [name for name in table.columns if table[name].dtype != float]
    safe = table.assign(**{name: table[name].map(_text) for name in texts}).rename(columns=_text)
    # With both characters in the line's end, the writer quotes either of them in a text.
    text: str = safe.to_csv(
        index=False,
        sep=";" if excel else ",",
        decimal="," if excel else ".",
        float_format="%.8g",  # two decimals at most, and no trailing zeros: scores are rounded already
        lineterminator="\r\n",
    )
    return ("\N{ZERO WIDTH NO-BREAK SPACE}" if excel else "") + text


def _text(text: str) -> str:
    """A text that a spreadsheet doesn't take for a formula."""
    clean = text.replace("\0", "").encode("utf-8", "backslashreplace").decode()
    return f"'{clean}" if clean.lstrip(" ").startswith(_FORMULA) else clean


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".tmp-", suffix=".csv")
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
        temporary.chmod(0o644)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
