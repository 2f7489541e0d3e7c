"""Preview: one bank as its students will see it, practice and graded, in every language, in a small course."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, get_args

import nbformat

from clientservice.banks import Bank, GradedBank, load_practice, load_source, to_items_json
from clientservice.errors import CourseError
from clientservice.exercises import Exercise, Graded, Table, Value
from clientservice.lab import START_PAGE, manifest
from clientservice.text import ui

from ._places import editions
from ._source import ANSWER, answer_cell_id, begin_source

_KERNEL = {"kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}}
GRADED = "as-graded"


def preview_notebook(  # noqa: PLR0913 - each is a plain fact about one notebook
    name: str,
    exercises: Iterable[Exercise],
    lang: str,
    *,
    title: str,
    verb: str,
    cells: Mapping[str, str] | None = None,
) -> Any:
    """A notebook that shows exercises one after the other.

    Args:
        name: the bank's id.
        exercises: what to show.
        lang: the edition.
        title: the heading.
        verb: ``practice`` or ``item``.
        cells: the code that computes an answer, by exercise id; a comment where there is none.
    """
    notebook = nbformat.v4.new_notebook(metadata={**_KERNEL, "language_info": {"name": "python"}})
    notebook.metadata["clientservice"] = {"id": name, "lang": lang}
    notebook.cells = [
        nbformat.v4.new_code_cell(begin_source(name, lang), id="begin"),
        nbformat.v4.new_markdown_cell(f"# {title}", id="title"),
    ]
    for exercise in exercises:
        if isinstance(exercise, Value | Table):
            code = (cells or {}).get(exercise.id, f"# {exercise.answer} = …")
            cell = nbformat.v4.new_code_cell(code, id=answer_cell_id(exercise.id))
            cell.metadata["tags"] = [ANSWER]
            notebook.cells.append(cell)
        call = nbformat.v4.new_code_cell(f'cs.{verb}("{exercise.id}")', id=exercise.id)
        if verb == "item":
            call.metadata["nbgrader"] = {"grade": True, "grade_id": exercise.id, "locked": True, "solution": False}
        notebook.cells.append(call)
    return notebook


def bank_path(root: Path, name: str) -> Path:
    """The bank that an author names: by the id of a lesson or assignment, "gallery", or by its path."""
    places = (
        root / "course/exercises" / f"{name}.yml",
        root / "solutions/exercises" / f"{name}.yml",
        root / "docs/gallery/exercises" / f"{name}.yml",
        Path(name),
    )
    return next((path for path in places if path.is_file()), places[0])


def make_preview(root: Path, bank: Path) -> Path:
    """Make a small course that shows one bank; returns its folder, to be opened like any course.

    Args:
        root: the clone; the preview lies in ``work/.preview``.
        bank: a practice bank, or a graded one (``solutions/exercises/…``), which is shown as graded only.

    Raises:
        CourseError: the bank is absent or wrong.
    """
    if not bank.is_file():
        raise CourseError(f"{bank}: there is no such bank; name a file of course/exercises or solutions/exercises")
    graded = bank.resolve().parent.parent.name == "solutions"
    found: Bank = load_source(bank) if graded else load_practice(bank)
    folder = root / "work" / ".preview" / found.id
    shutil.rmtree(folder, ignore_errors=True)
    items = _as_graded(found)
    notebooks = []
    for lang in editions():
        first = found.exercises.values() if not graded else ()
        title = ui("authors", "preview-practice", lang, bank=found.id)
        lesson = preview_notebook(found.id, first, lang, title=title, verb="practice")
        lesson.metadata["clientservice"]["id"] = Path(
            START_PAGE
        ).stem  # else the student mode takes it for a foreign one
        title = ui("authors", "preview-graded", lang, bank=found.id)
        work = preview_notebook(items.id, items.exercises.values(), lang, title=title, verb="item")
        notebooks += [lesson, work]
        _write(folder / "course" / lang / START_PAGE, lesson)
        _write(folder / "assignments" / lang / items.id / f"{items.id}.ipynb", work)
        (folder / "assignments" / lang / items.id / "items.json").write_bytes(to_items_json(items))
    _write_course(folder, root, bank, found, graded=graded)
    (folder / "course" / "manifest.json").write_text(json.dumps(manifest(notebooks)), encoding="utf-8")
    return folder


def _as_graded(bank: Bank) -> GradedBank:
    """The same exercises as an assignment; types that only practise are left out."""
    able = {name: exercise for name, exercise in bank.exercises.items() if isinstance(exercise, get_args(Graded))}
    title = {lang: ui("authors", "preview-graded", lang, bank=bank.id) for lang in editions()}
    return GradedBank(id=GRADED, title=title, exercises=able)


def _write(path: Path, notebook: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(nbformat.writes(notebook), encoding="utf-8")


def _write_course(folder: Path, root: Path, bank: Path, found: Bank, *, graded: bool) -> None:
    course = folder / "course"
    (course / "exercises").mkdir(parents=True, exist_ok=True)
    practice = f"bank: {found.id}\nexercises: []\n" if graded else bank.read_text(encoding="utf-8")
    (course / "exercises" / f"{found.id}.yml").write_text(practice, encoding="utf-8")
    title = json.dumps(dict.fromkeys(editions(), f"{found.id}"))
    (course / "course.yml").write_text(
        f"title: {title}\ntagline: {title}\nlessons: [00-start]\nassignments: [{GRADED}]\ntime_zone: UTC\n",
        encoding="utf-8",
    )
    for name in ("strings.yml", "glossary.yml", "references.yml"):
        if (root / "course" / name).is_file():
            shutil.copy2(root / "course" / name, course / name)
