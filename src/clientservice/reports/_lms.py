"""Export for a learning management system: one assignment, and the feedback pages that belong to its grades."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

from clientservice.errors import CourseError
from clientservice.gradebook import load_places

from ._canvas import canvas
from ._cells import write
from ._export import export, known_assignment
from ._moodle import feedback_zip, fill_worksheet, gradebook_import, read_worksheet
from ._pages import beside, by_student, pages
from ._rows import Row, read_rows

Target = Literal["csv", "moodle", "canvas"]


class Exported(msgspec.Struct, frozen=True, kw_only=True):
    """What one export made. ``pages`` None: there are none. ``open``: students whose cell is blank, with the reason."""

    path: Path
    pages: Path | None = None
    open: dict[str, str] = {}
    warnings: list[str] = []


def export_for(  # noqa: PLR0913 - options, by name only
    root: Path,
    assignment: str | None,
    out: Path,
    *,
    target: Target = "csv",
    excel: bool = False,
    column: str = "",
    worksheet: Path | None = None,
    with_pages: bool | None = None,
) -> Exported:
    """Write grades for a system, and beside them a zip of the feedback pages that show these grades.

    Args:
        root: the course.
        assignment: its name; None only for ``csv``: all that are released, totals only.
        out: the file to write; the pages go to ``<name>-feedback.zip`` beside it.
        target: ``csv`` is our own table, see `export`.
        excel: for Excel in a country with a decimal comma; not for a worksheet, which keeps Moodle's own form.
        column: the assignment's heading in the system; without it, the assignment's name.
        worksheet: Moodle's grading worksheet, to be filled in; without it, a file for the gradebook's import.
        with_pages: whether to write the pages; None: for ``moodle`` and ``canvas``.

    Raises:
        CourseError: the assignment is not released, an option does not fit, or a file can't be read or written.
    """
    if worksheet is not None and (target != "moodle" or excel or column):
        raise CourseError("--worksheet goes with --for moodle, and without --excel and --column: its form is Moodle's")
    if with_pages is None:
        with_pages = target != "csv"
    if assignment is None and (target != "csv" or with_pages):
        raise CourseError("name one assignment: a column and feedback pages belong to one")
    if assignment is None or target == "csv":
        export(root, assignment, out, excel=excel)
    rows = _rows(root, assignment) if assignment is not None else []
    warnings: list[str] = []
    made = pages(load_places(root), rows, warnings) if with_pages else {}
    packed_pages = by_student(rows, made)
    heading = column or assignment or ""
    if target == "canvas":
        write(out, canvas(rows, heading, warnings, excel=excel).encode())
    elif target == "moodle" and worksheet is None:
        write(out, gradebook_import(rows, heading, warnings, excel=excel).encode())
    elif worksheet is not None:
        sheet = read_worksheet(worksheet)
        text, found = fill_worksheet(sheet, rows, warnings)
        write(out, text.encode())
        packed_pages = feedback_zip(sheet, found, made, heading)
    archive = beside(out) if made else None
    if archive is not None:
        write(archive, packed_pages)
    waits: dict[str, str] = {row.student.id: row.status for row in rows if row.points is None}
    return Exported(path=out, pages=archive, open=waits, warnings=warnings)


def _rows(root: Path, assignment: str) -> list[Row]:
    known_assignment(root, assignment)
    return read_rows(root, assignment)
