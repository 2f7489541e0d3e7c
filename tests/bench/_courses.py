"""The courses that are graded in the bench: one folder for our judge, one for stock nbgrader, the same submissions."""

from __future__ import annotations

import io
import shutil
import sqlite3
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import nbformat
import pandas as pd
from nbgrader.utils import compute_checksum

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "grading"))

import synthetic  # noqa: E402 - its folder is on the path only now
from _cells import CELLS, DATA  # noqa: E402
from synthetic import ASSIGNMENT, REPOSITORY  # noqa: E402

from clientservice.banks import load_items, load_keys, load_source, to_items_json  # noqa: E402 - after the path
from clientservice.exercises import Table, Value  # noqa: E402
from clientservice.judge import release  # noqa: E402

#: nbgrader as it comes: its own preprocessors, a kernel for each submission.
STOCK = """\
c = get_config()
from pathlib import Path
root = Path(__file__).resolve().parent
c.CourseDirectory.root = str(root)
c.CourseDirectory.course_id = "service-en"
c.CourseDirectory.source_directory = "solutions/en"
c.CourseDirectory.release_directory = "assignments/en"
c.CourseDirectory.submitted_directory = "grading/submitted"
c.CourseDirectory.autograded_directory = "grading/autograded"
c.CourseDirectory.db_url = f"sqlite:///{root}/grading/gradebook.db"
"""
_BANK = f"""\
bank: {ASSIGNMENT}
title: {{en: "Waiting", ru: "Ожидание"}}
exercises:
  - {{type: value, id: wait-mean, title: {{en: Mean, ru: Среднее}}, prompt: {{en: Compute., ru: Вычислите.}}, points: 4,
     answer: mean_wait}}
  - {{type: table, id: wait-by-desk, title: {{en: By desk, ru: По стойкам}}, prompt: {{en: Group., ru: Сгруппируйте.}},
     points: 2, answer: by_desk}}
"""
#: The graded cells as an author of stock nbgrader would write them: without our package, which costs time to import.
_ASSERTS = {"wait-mean": "assert abs(mean_wait - 15) < 15", "wait-by-desk": "assert len(by_desk) == 4"}
#: Which of the 20 cells hold the two answers.
_ANSWERS = {4: "wait-mean", 5: "wait-by-desk"}


class Case(NamedTuple):
    """A released course without submissions: ``ours`` and ``stock`` are copies of it; ``cells`` run in the sandbox."""

    name: str
    assignment: str
    ours: Path
    stock: Path
    notebook: dict[str, Any]
    answers: dict[str, Any]
    cells: Sequence[str]
    data: dict[str, bytes]
    #: How often they must be run: with points on hidden data once more, and once as their author wrote them.
    times: int = 1

    def handed_in(self, to: Path, root: Path, count: int) -> Path:
        """A copy of one of the two courses, at ``to``, with so many submissions."""
        shutil.copytree(root, to)
        lean = root == self.stock and self.cells == CELLS
        raw = msgspec.json.encode(plain(self.notebook) if lean else self.notebook)
        for number in range(count):
            folder = to / "grading/submitted" / f"student-{number:05}" / self.assignment
            folder.mkdir(parents=True)
            (folder / f"{self.assignment}.ipynb").write_bytes(raw)
            (folder / "timestamp.txt").write_text("2026-05-12 11:40:00.000000 UTC")
            if self.answers:
                synthetic.answer(folder, self.answers)
        return to


def no_code(scratch: Path) -> Case:
    """Two exercises that are answered in widgets."""
    root = synthetic.make_course(scratch / "no-code")
    release(root, ASSIGNMENT)
    return _case("no code", root, ASSIGNMENT, answers=synthetic.RIGHT)


def pandas_notebook(scratch: Path) -> Case:
    """The 20 cells, two of which hold graded answers."""
    root = synthetic.make_course(scratch / "pandas")
    visits = pd.read_csv(io.StringIO(DATA))
    desks = visits.groupby("desk")["wait"].agg(["mean", "max", "count"])
    rows = [[float(one) for one in row] for row in desks.to_numpy()]
    why = "why: {en: It is so, ru: Так и есть}"
    keys = (
        f"bank: {ASSIGNMENT}\nkeys:\n  wait-mean: {{number: {visits['wait'].mean()}, relative: 0.001, {why}}}\n"
        f"  wait-by-desk: {{columns: [mean, max, count], rows: {rows}, index: {list(desks.index)}, {why}}}\n"
    )
    (root / f"solutions/exercises/{ASSIGNMENT}.yml").write_text(_BANK, encoding="utf-8")
    (root / f"solutions/keys/{ASSIGNMENT}.yml").write_text(keys, encoding="utf-8")
    bank = load_source(root / f"solutions/exercises/{ASSIGNMENT}.yml")
    for lang in ("en", "ru"):
        folder = root / "solutions" / lang / ASSIGNMENT
        (folder / f"{ASSIGNMENT}.ipynb").write_bytes(msgspec.json.encode(_with_cells(synthetic.notebook(bank, lang))))
        (folder / "items.json").write_bytes(to_items_json(bank))
        (folder / "visits.csv").write_text(DATA, encoding="utf-8")
    release(root, ASSIGNMENT)
    case = _case("20-cell pandas notebook", root, ASSIGNMENT, cells=CELLS, data={"visits.csv": DATA.encode()})
    with sqlite3.connect(case.stock / "grading/gradebook.db") as book:
        for cell in map(nbformat.from_dict, case.notebook["cells"]):
            if source := _ASSERTS.get(cell.metadata.get("nbgrader", {}).get("grade_id", "")):
                cell.source = source
                row = source, compute_checksum(cell), cell.metadata.nbgrader.grade_id
                book.execute("UPDATE source_cell SET source = ?, checksum = ? WHERE name = ?", row)
    return case


def own(scratch: Path) -> Case | None:
    """The first assignment of this course that asks for computed answers, as its author solved it; None without one."""
    for source in sorted((REPOSITORY / "solutions/en").iterdir()):
        exercises = load_items(source / "items.json").exercises if (source / "items.json").exists() else {}
        if not any(isinstance(exercise, Value | Table) for exercise in exercises.values()):
            continue
        root = scratch / "own"
        for name in ("course", "solutions"):
            shutil.copytree(REPOSITORY / name, root / name)
        shutil.copy(REPOSITORY / "nbgrader_config.py", root)
        release(root, source.name)
        solved = msgspec.json.decode((source / f"{source.name}.ipynb").read_bytes())
        data = {path.name: path.read_bytes() for path in source.glob("*.csv")}
        code = [source_of(cell) for cell in solved["cells"] if cell["cell_type"] == "code"]
        cells = [one for one in code if "cs." not in one and "clientservice" not in one]
        keys = load_keys(load_items(source / "items.json"), root / "solutions/keys").keys
        case = _case(f"own: {source.name}", root, source.name, notebook=solved, cells=cells, data=data)
        return case._replace(times=3 if any(getattr(key, "hidden", 0) for key in keys.values()) else 1)
    return None


def source_of(cell: dict[str, Any]) -> str:
    """A cell's source as one text."""
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def plain(notebook: dict[str, Any]) -> dict[str, Any]:
    """Without the cells of our package, which stock nbgrader would pay for in each kernel."""
    cells = []
    for cell in notebook["cells"]:
        grade = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        ours = cell["cell_type"] == "code" and "cs." in source_of(cell)
        cells.append(cell | {"source": _ASSERTS.get(grade, "")} if ours else cell)
    return notebook | {"cells": cells}


def _with_cells(notebook: dict[str, Any]) -> dict[str, Any]:
    """The 20 cells between the first cell and the graded ones; a graded cell after its answer."""
    begin, intro, *rest = notebook["cells"]
    graded = {cell["metadata"]["nbgrader"]["grade_id"]: cell for cell in rest if "nbgrader" in cell["metadata"]}
    cells = [begin, intro]
    for number, source in enumerate(CELLS):
        cell = synthetic.code(f"cell-{number}", source)
        if name := _ANSWERS.get(number):
            cell["source"] = f"### BEGIN SOLUTION\n{source}\n### END SOLUTION"
            cell["metadata"] |= {"tags": ["answer"], "nbgrader": _solution(f"{name}-cell")}
        cells += [cell, *([graded[name]] if name else [])]
    return notebook | {"cells": cells}


def _solution(name: str) -> dict[str, Any]:
    flags = {"grade": False, "locked": False, "solution": True, "task": False}
    return {"cell_type": "code", "grade_id": name, "schema_version": 3, **flags}


def _case(
    name: str,
    root: Path,
    assignment: str,
    *,
    notebook: dict[str, Any] | None = None,
    answers: dict[str, Any] | None = None,
    cells: Sequence[str] = (),
    data: dict[str, bytes] | None = None,
) -> Case:
    stock = root.with_name(f"{root.name}-stock")
    shutil.copytree(root, stock)
    (stock / "nbgrader_config.py").write_text(STOCK, encoding="utf-8")
    if notebook is None:
        folder = "solutions" if cells else "assignments"
        notebook = msgspec.json.decode((root / folder / "en" / assignment / f"{assignment}.ipynb").read_bytes())
    return Case(name, assignment, root, stock, notebook or {}, answers or {}, cells, data or {})
