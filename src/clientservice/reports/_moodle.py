"""Moodle: a file for the gradebook's "Import → CSV file", or an assignment's own grading worksheet, filled in.

As Moodle's own importers read them (``grade/import/csv/classes/load_data.php``, ``mod/assign/feedback/offline/`` and
``mod/assign/feedback/file/importziplib.php`` in github.com/moodle/moodle, and docs.moodle.org, "Grade import"; read in
November 2026, not tried on a running Moodle):

- The gradebook's import lets the teacher say which column is what. A student is found by username, email address or ID
  number, letter by letter; one who isn't found stops the import. A blank grade is "no grade".
- The worksheet is made by Moodle: ``Identifier, Full name, Email address, Status, Grade, Maximum Grade, …``. Only
  Moodle knows the identifiers ("Participant 123456"), so the teacher downloads it and we fill the column of grades. A
  blank grade is passed over; one above the maximum is passed over without a word.
- A zip of feedback files has a folder per participant, ``Full name_123456_assignsubmission_file_``. An underscore in
  the name would hide the number.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

import msgspec

from clientservice.errors import CourseError

from ._cells import BOM, exact, number, one_line, safe_name, table
from ._pages import packed
from ._rows import Row

_MAX_BYTES = 20_000_000
# Headings of the worksheet in the languages of this course; the Russian ones are from memory.
_GRADE = {"grade", "оценка"}
_MOST = {"maximum grade", "максимальная оценка"}
_FULL_NAME = {"full name", "полное имя"}
_KEYS = {
    *("email address", "username", "id number"),
    *("адрес электронной почты", "электронная почта", "логин", "индивидуальный номер", "идентификационный номер"),
}
_PARTICIPANT = re.compile(r"\D*(\d{1,18})")


def gradebook_import(rows: Sequence[Row], column: str, warnings: list[str], *, excel: bool) -> str:
    """A file for "Import → CSV file" of Moodle's gradebook; who can't be in it is said in ``warnings``."""
    lines = [["Username", "Email address", "Last name", "First name", one_line(column)]]
    for row in rows:
        who = row.student
        if not exact(who.id):
            warnings.append(f"{who.id!r} is left out: a spreadsheet would change the id; enter this grade by hand")
            continue
        email = who.email if exact(who.email) else ""
        if email != who.email:
            warnings.append(f"{who.id!r}: the email address is left out, a spreadsheet would change it")
        names = [one_line(who.last_name), one_line(who.first_name)]
        lines.append([who.id, email, *names, number(row.points, comma=excel)])
    return table(lines, delimiter=";" if excel else ",", bom=excel)


class Worksheet(msgspec.Struct, frozen=True, kw_only=True):
    """Moodle's grading worksheet as it was downloaded. ``grade`` and the others are numbers of columns."""

    path: Path
    lines: list[list[str]]
    delimiter: str
    bom: bool
    grade: int
    most: int | None
    full_name: int | None
    keys: list[int]


def read_worksheet(path: Path) -> Worksheet:
    """Read a worksheet; raises CourseError where it is none."""

    def refuse(what: str) -> NoReturn:
        raise CourseError(f"{path}: {what}; download the grading worksheet again, with Moodle in English or Russian")

    try:
        if path.stat().st_size > _MAX_BYTES:
            refuse("it is too large for a grading worksheet")
        raw = path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        refuse(f"can't be read ({error})")
    bom = raw.startswith(BOM)
    raw = raw.removeprefix(BOM)
    first = raw.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        lines = [line for line in csv.reader(io.StringIO(raw, newline=""), delimiter=delimiter, strict=True) if line]
    except csv.Error as error:
        refuse(f"is no CSV ({error})")
    heads = [head.strip().casefold() for head in lines[0]] if lines else []
    found = {head: index for index, head in enumerate(heads)}
    grades, most, names = ([found[head] for head in heads if head in known] for known in (_GRADE, _MOST, _FULL_NAME))
    keys = [found[head] for head in heads if head in _KEYS]
    if len(grades) != 1 or not keys:
        refuse(
            f"no column for the grade, or none by which to find students, among {', '.join(heads[:12]) or 'nothing'}"
        )
    if any(len(line) != len(heads) or not _PARTICIPANT.fullmatch(line[0]) for line in lines[1:]):
        refuse('its rows do not begin with an identifier such as "Participant 123456"')
    return Worksheet(
        path=path,
        lines=lines,
        delimiter=delimiter,
        bom=bom,
        grade=grades[0],
        most=most[0] if most else None,
        full_name=names[0] if names else None,
        keys=keys,
    )


def fill_worksheet(sheet: Worksheet, rows: Sequence[Row], warnings: list[str]) -> tuple[str, dict[str, list[str]]]:
    """The worksheet with our grades; everything else in it stays as it is.

    Returns:
        The file's text, and the line of each student that was found.

    Raises:
        CourseError: Moodle's maximum is another one than ours.
    """
    comma = _decimal_comma(sheet)
    pairs = _pair(sheet, rows, warnings)
    lines = [list(line) for line in sheet.lines]
    for row in rows:
        if row.student.id not in pairs:
            continue
        line = lines[pairs[row.student.id]]
        if sheet.most is not None and not _same(line[sheet.most], row.max_points):
            raise CourseError(
                f"{sheet.path}: the maximum grade is {line[sheet.most]} in Moodle and {number(row.max_points)} here; "
                "set Moodle's maximum to ours (Moodle passes over grades above its own), then download it again"
            )
        line[sheet.grade] = number(row.points, comma=comma)
    text = table(lines, delimiter=sheet.delimiter, bom=sheet.bom)
    return text, {student: lines[index] for student, index in pairs.items()}


def feedback_zip(sheet: Worksheet, found: Mapping[str, list[str]], made: Mapping[str, bytes], name: str) -> bytes:
    """Pages in the folders that Moodle's "Upload multiple feedback files in a zip" knows.

    Args:
        sheet: the worksheet.
        found: the line of each student in it.
        made: the page of each student.
        name: the page's name without its ending.
    """
    files: dict[str, bytes] = {}
    for student, line in found.items():
        participant = _PARTICIPANT.fullmatch(line[0])
        if student in made and participant is not None:
            words = line[sheet.full_name] if sheet.full_name is not None else ""
            folder = f"{safe_name(words, otherwise='Participant')}_{participant[1]}_assignsubmission_file_"
            files[f"{folder}/{name}.html"] = made[student]
    return packed(files)


def _pair(sheet: Worksheet, rows: Sequence[Row], warnings: list[str]) -> dict[str, int]:
    """Whose line is whose: the id or the email address stands in a column that names a person."""
    lines: dict[str, set[int]] = {}
    for index, line in enumerate(sheet.lines[1:], 1):
        for key in sheet.keys:
            if word := line[key].strip().casefold():
                lines.setdefault(word, set()).add(index)
    claims: dict[int, list[str]] = {}
    for row in rows:
        words = {row.student.id.strip().casefold(), row.student.email.strip().casefold()} - {""}
        hits = set().union(*(lines.get(word, set()) for word in words))
        if len(hits) == 1:
            claims.setdefault(hits.pop(), []).append(row.student.id)
        else:
            what = "is in the worksheet more than once" if hits else "is not in the worksheet, by id or email address"
            warnings.append(f"{row.student.id!r} {what}: no grade is written")
    pairs: dict[str, int] = {}
    for index, students in claims.items():
        if len(students) == 1:
            pairs[students[0]] = index
        else:
            warnings.append(f"{', '.join(map(repr, students))} are one person in the worksheet: no grade is written")
    return pairs


def _decimal_comma(sheet: Worksheet) -> bool:
    columns = [sheet.grade, *([sheet.most] if sheet.most is not None else [])]
    return any("," in line[column] for line in sheet.lines[1:] for column in columns)


def _same(words: str, points: float) -> bool:
    try:
        return abs(float(words.strip().replace(",", ".")) - points) < 0.005
    except ValueError:
        return False
