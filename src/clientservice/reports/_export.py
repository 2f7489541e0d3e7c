"""Export: one row per student and assignment, in which "nothing" and "zero" are different words."""

from __future__ import annotations

import csv
import io
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

import msgspec

from clientservice.banks import load_course
from clientservice.errors import CourseError

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

Value: TypeAlias = str | float | None
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class Sheet(msgspec.Struct, frozen=True):
    """A table: texts stay texts, numbers stay numbers."""

    columns: list[str]
    rows: list[list[Value]]


def export(root: Path, assignment: str | None, out: Path, *, excel: bool = False) -> Path:
    """Write the gradebook as CSV in UTF-8.

    Args:
        root: the course.
        assignment: one assignment, with a column for each exercise; None: all of them, totals only.
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
    wanted = [assignment] if assignment is not None else course.assignments
    sheet = _sheet([row for name in wanted for row in read_rows(root, name)], details=assignment is not None)
    try:
        _write(out, _csv(sheet, excel=excel))
    except OSError as error:
        raise CourseError(f"{out}: can't be written ({error.strerror}); close it, or choose another name") from error
    return out


def _sheet(rows: list[Row], *, details: bool) -> Sheet:
    exercises = list(dict.fromkeys(name for row in rows for name in row.cells)) if details else []
    columns = list(_COLUMNS)
    for name in exercises:
        columns += [name, f"{name} status"]
    return Sheet(columns, [_row(row, exercises) for row in rows])


def _row(row: Row, exercises: list[str]) -> list[Value]:
    who = row.student
    cells: list[Value] = [who.id, who.last_name, who.first_name, who.email, row.assignment, row.status]
    cells += [row.points, row.max_points, row.submitted_at, row.edition]
    for name in exercises:
        cells += [row.cells[name].points, row.cells[name].status]
    return cells


def _csv(sheet: Sheet, *, excel: bool) -> str:
    buffer = io.StringIO()
    # With both characters in the line's end, the writer quotes either of them in a text.
    writer = csv.writer(buffer, delimiter=";" if excel else ",", lineterminator="\r\n")
    writer.writerow([_text(column) for column in sheet.columns])
    for row in sheet.rows:
        writer.writerow(list(_cells(row, excel=excel)))
    return ("\N{ZERO WIDTH NO-BREAK SPACE}" if excel else "") + buffer.getvalue()


def _cells(row: list[Value], *, excel: bool) -> Iterator[str]:
    for cell in row:
        if isinstance(cell, str):
            yield _text(cell)
        elif cell is None:
            yield ""
        else:
            number = f"{round(cell, 2):.2f}".rstrip("0").rstrip(".")
            yield number.replace(".", ",") if excel else number


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
