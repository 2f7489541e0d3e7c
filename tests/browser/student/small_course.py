"""A small course with everything that the student mode has to cope with, as `clientservice build` would leave it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import nbformat
import yaml

from clientservice.lab import manifest

LANGUAGES = ("en", "ru")
LESSONS = ("00-start", "01-first", "02-second")
ASSIGNMENT = "a1-small"
TITLES = {
    "00-start": ("Start here", "Начните здесь"),
    "01-first": ("The first lesson, about clients", "Первый урок, о клиентах"),
    "02-second": ("The second lesson", "Второй урок"),
    ASSIGNMENT: ("A small assignment", "Небольшое задание"),
}
EXERCISES = {"00-start": ["try-it"], "01-first": ["who-pays", "who-uses"], "02-second": ["who-decides"]}
PARAGRAPH = {
    "en": "A guest judges the whole stay by the moment when something went wrong. What happens next decides. ",
    "ru": "Гость судит обо всём по той минуте, когда что-то пошло не так. Решает то, что будет дальше. ",
}
#: What nbgrader's configuration puts into the cells of a release that a student fills in.
OWN_STUB = "# your code here · ваш код здесь\nraise NotImplementedError"
ESSAY_STUB = "*Your answer here · Ваш ответ здесь*"


def text(en: str, ru: str) -> dict[str, str]:
    return {"en": en, "ru": ru}


def exercise(name: str, *, practice: bool) -> dict[str, Any]:
    """Two cards, two trays; the first card belongs into the first one."""
    shown: dict[str, Any] = {
        "id": name,
        "type": "categorize",
        "title": text(f"Question {name}", f"Вопрос {name}"),
        "prompt": text("Inside or outside?", "Внутри или снаружи?"),
        "categories": [
            {"id": "inside", "label": text("Inside", "Внутри")},
            {"id": "outside", "label": text("Outside", "Снаружи")},
        ],
        "items": [
            {"id": "cook", "text": text("A cook", "Повар")},
            {"id": "guest", "text": text("A guest", "Гость")},
        ],
    }
    if practice:
        shown["done"] = text("That is it.", "Вот и всё.")
        for item, key in zip(shown["items"], ("inside", "outside"), strict=True):
            item |= {"key": key, "why": text("Look at the boundary.", "Посмотрите на границу.")}
    return shown


def heading(name: str, lang: str) -> str:
    return TITLES[name][LANGUAGES.index(lang)]


def lesson(name: str, lang: str) -> nbformat.NotebookNode:
    cells = [_code("begin", _begin(name, lang)), _prose("text-01", f"# {heading(name, lang)}\n\n{PARAGRAPH[lang] * 4}")]
    for number, exercise_id in enumerate(EXERCISES[name], start=2):
        cells.append(_prose(f"text-{number:02}", f"## {PARAGRAPH[lang][:40]}\n\n{PARAGRAPH[lang] * 12}"))
        cells.append(_code(exercise_id, f'cs.practice("{exercise_id}")'))
    cells.append(_prose("text-99", f"## {PARAGRAPH[lang][:20]}\n\n{PARAGRAPH[lang] * 12}"))
    return _notebook(name, lang, cells)


def assignment(lang: str) -> nbformat.NotebookNode:
    """A graded exercise, a cell in which the student computes its answer before one, an essay's stub, the receipt."""
    grade = {"grade": True, "solution": False, "locked": True, "points": 2, "schema_version": 3, "task": False}
    own = {"grade": False, "solution": True, "locked": False, "schema_version": 3, "task": False}
    essay = own | {"grade": True, "points": 2, "grade_id": "essay"}
    cells = [
        _code("begin", _begin(ASSIGNMENT, lang)),
        _prose("text-01", f"# {heading(ASSIGNMENT, lang)}\n\n{PARAGRAPH[lang]}"),
        _code("sort-one", 'cs.item("sort-one")', nbgrader=grade | {"grade_id": "sort-one"}),
        _code("own-answer", OWN_STUB, nbgrader=own | {"grade_id": "own-answer"}, tags=["answer"]),
        _prose("text-02", PARAGRAPH[lang]),
        _code("sort-two", 'cs.item("sort-two")', nbgrader=grade | {"grade_id": "sort-two"}),
        _prose("essay", ESSAY_STUB, nbgrader=essay, tags=["essay"]),
        _code("receipt", "cs.receipt()"),
    ]
    return _notebook(ASSIGNMENT, lang, cells)


def write_course(root: Path) -> None:
    """The course as a bundle has it: banks, built notebooks, releases, the manifest."""
    (root / "course/exercises").mkdir(parents=True)
    described = {
        "title": text("A small course", "Небольшой курс"),
        "tagline": text("For tests", "Для проверки"),
        "lessons": list(LESSONS),
        "assignments": [ASSIGNMENT],
        "time_zone": "Europe/Moscow",
    }
    _dump(root / "course/course.yml", described)
    built = []
    for name in LESSONS:
        exercises = [exercise(one, practice=True) for one in EXERCISES[name]]
        _dump(root / f"course/exercises/{name}.yml", {"bank": name, "exercises": exercises})
        for lang in LANGUAGES:
            built.append(lesson(name, lang))
            write(root / f"course/{lang}/{name}.ipynb", built[-1])
    graded = [exercise(one, practice=False) | {"points": 2.0} for one in ("sort-one", "sort-two")]
    items = {"bank": ASSIGNMENT, "title": text(*TITLES[ASSIGNMENT]), "exercises": graded}
    for lang in LANGUAGES:
        built.append(assignment(lang))
        folder = root / "assignments" / lang / ASSIGNMENT
        write(folder / f"{ASSIGNMENT}.ipynb", built[-1])
        (folder / "items.json").write_bytes(msgspec.json.encode(items))
    (root / "course/manifest.json").write_text(json.dumps(manifest(built)), encoding="utf-8")


def write(path: Path, notebook: nbformat.NotebookNode) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(nbformat.writes(notebook, indent=1) + "\n", encoding="utf-8")


def _dump(path: Path, data: object) -> None:
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")


def _begin(name: str, lang: str) -> str:
    return f'import clientservice as cs\n\ncs.begin("{name}", lang="{lang}")'


def _prose(name: str, source: str, **metadata: object) -> nbformat.NotebookNode:
    return nbformat.v4.new_markdown_cell(source, id=name, metadata=metadata)


def _code(name: str, source: str, **metadata: object) -> nbformat.NotebookNode:
    return nbformat.v4.new_code_cell(source, id=name, metadata={"deletable": False, **metadata})


def _notebook(name: str, lang: str, cells: list[nbformat.NotebookNode]) -> nbformat.NotebookNode:
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}, "clientservice": {"id": name, "lang": lang}}
    return nbformat.v4.new_notebook(cells=cells, metadata=metadata)
