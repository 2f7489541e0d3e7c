"""Canvas's gradebook CSV.

Columns and rules as Canvas's own importer reads them (``lib/gradebook_importer.rb`` and ``gradebook_exporter.rb`` in
github.com/instructure/canvas-lms, read in November 2026; not tried on a running Canvas):

- ``Student, ID, SIS User ID, SIS Login ID, Section``, then a column for each assignment, named as in Canvas, best with
  its number, ``Essay 1 (12345)``; an unknown name makes a new assignment, after a question.
- A row that says "Points Possible" where the student's name stands sets the maximum, wherever it is.
- A student is found by Canvas's number, else by the SIS ids, else by name. We know the login only.
- A field of digits, dots and commas is taken for a number and rewritten; ``;`` and decimal commas are understood.
- A blank cell is "no grade", and takes back one that stands there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from clientservice.errors import CourseError
from clientservice.gradebook import Student

from ._cells import exact, number, one_line, table
from ._rows import Row

_HEAD = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
_POINTS = "Points Possible"
_NUMBER = re.compile(r"-?[0-9.,]+%?")
_RESERVED = re.compile(
    "(Current|Final) (Score|Points|Grade)|Override (Score|Grade|Status)|^(Student|ID|Section|SIS .*|Root Account)$"
)


def canvas(rows: Sequence[Row], column: str, warnings: list[str], *, excel: bool) -> str:
    """The file's text; who can't be in it is said in ``warnings``.

    Raises:
        CourseError: Canvas would take the column for something else.
    """
    if not exact(column) or _RESERVED.search(column) or _NUMBER.fullmatch(column):
        raise CourseError(
            f'"{column}": Canvas would not take this for an assignment; give --column as the heading stands in Canvas'
        )
    most = rows[0].max_points if rows else 0.0
    lines = [[*_HEAD, column], [f"    {_POINTS}", "", "", "", "", number(most, comma=excel)]]
    for row in rows:
        if reason := _unusable(row.student.id):
            warnings.append(f"{row.student.id!r} is left out: {reason}; enter this grade by hand")
            continue
        lines.append([_name(row.student), "", "", row.student.id, "", number(row.points, comma=excel)])
    return table(lines, delimiter=";" if excel else ",", bom=excel)


def _unusable(name: str) -> str:
    if not exact(name):
        return "a spreadsheet or Canvas would change the id"
    if _NUMBER.fullmatch(name) and set(name) & set(".,"):
        return "Canvas would take the id for a number and rewrite it"
    return ""


def _name(student: Student) -> str:
    """Last name, first name, as Canvas sorts them; blank where it would be taken for the row with the maximum."""
    parts = [part for part in (student.last_name, student.first_name) if part.strip()]
    name = one_line(", ".join(parts) or student.id)
    return "" if _POINTS in name else name
