"""Feedback pages beside an export: the page that belongs to the grade, or none."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from clientservice.gradebook import Places

from ._cells import number, one_line, table
from ._rows import Row

_POINTS = re.compile(r'<meta name="clientservice-points" content="([0-9.]*)">')
_NAME = re.compile(r"\w[\w.@+-]{0,79}(?<!\.)")
_WINDOWS = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def pages(places: Places, rows: Sequence[Row], warnings: list[str]) -> dict[str, bytes]:
    """The page of every student whose grade counts, by student; what is left out is said in ``warnings``.

    A page says which total it shows. One that shows another than the export is older than the grade.
    """
    found: dict[str, bytes] = {}
    stale: list[str] = []
    absent: list[str] = []
    for row in rows:
        if row.points is None:
            continue
        path = places.feedback / row.student.id / row.assignment / f"{row.assignment}.html"
        try:
            raw = path.read_bytes()
        except OSError:
            absent.append(row.student.id)
            continue
        shown = _POINTS.search(raw[:4096].decode(errors="replace"))
        if shown is not None and shown[1] == f"{row.points:g}":
            found[row.student.id] = raw
        else:
            stale.append(row.student.id)
    again = f"run clientservice feedback {rows[0].assignment}, then export again" if rows else ""
    for students, what in ((absent, "no feedback page yet"), (stale, "the feedback page shows another total")):
        if students:
            warnings.append(f"{what}, left out: {', '.join(map(repr, students))}; {again}")
    return found


def by_student(rows: Sequence[Row], made: Mapping[str, bytes]) -> bytes:
    """A zip of pages named by the students' ids, and ``pages.csv`` that says whose each one is."""
    files: dict[str, bytes] = {}
    lines = [["student", "email", "last_name", "first_name", "score", "file"]]
    taken: set[str] = set()
    for index, row in enumerate(rows, 1):
        who = row.student
        if who.id not in made:
            continue
        name = who.id if _NAME.fullmatch(who.id) else f"student-{index:04}"
        if _WINDOWS.match(name) or name.casefold() in taken:
            name = f"student-{index:04}"
        taken.add(name.casefold())
        files[f"{name}.html"] = made[who.id]
        texts = [one_line(words) for words in (who.id, who.email, who.last_name, who.first_name)]
        lines.append([*texts, number(row.points), f"{name}.html"])
    return packed({"pages.csv": table(lines, bom=True).encode(), **files})


def packed(files: Mapping[str, bytes]) -> bytes:
    """A zip archive, the same for the same files."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in files.items():
            archive.writestr(zipfile.ZipInfo(name), raw, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def beside(out: Path) -> Path:
    """Where the pages go: ``grades.csv`` → ``grades-feedback.zip``."""
    return out.with_name(f"{out.stem}-feedback.zip")
