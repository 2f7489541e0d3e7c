"""Every gradable type through real nbgrader: built, released, handed in, graded, an essay marked by hand."""

import json
import shutil

import msgspec
import pytest
from nbgrader.api import Gradebook
from synthetic import REPOSITORY

from clientservice.authoring import build, model_responses
from clientservice.authoring._templates import gallery_bank
from clientservice.banks import load_practice
from clientservice.judge import feedback, grade, release

pytestmark = pytest.mark.slow  # half a minute; tests/unit/judge guards the parts
NAME = "a9-types"
POINTS = {"essay": 4}
TYPES = ("categorize", "choice", "order", "match", "chain", "essay")
FRONT = """\
---
clientservice:
  id: a9-types
  minutes: 10
  title: {en: Types, ru: Типы}
  subtitle: {en: All of them, ru: Все}
kernelspec: {display_name: Python 3 (ipykernel), language: python, name: python3}
---

```{code-cell} ipython3
import clientservice as cs

cs.begin("a9-types")
```
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A course with one assignment that has an exercise of every type, built and released by our own commands."""
    root = tmp_path_factory.mktemp("types")
    bank = root / "gallery.yml"
    bank.write_text(gallery_bank(), encoding="utf-8")
    gallery = load_practice(bank)
    exercises, keys = [], {}
    for kind in TYPES:
        exercise = gallery.exercises[f"{kind}-example"]
        graded = msgspec.structs.replace(exercise, points=POINTS.get(kind, 2))
        exercises.append(msgspec.to_builtins(graded))
        keys[exercise.id] = msgspec.to_builtins(gallery.keys[exercise.id])
    title = {"en": "Types", "ru": "Типы"}
    files = {
        "course/course.yml": {
            "title": title,
            "tagline": title,
            "lessons": [],
            "assignments": [NAME],
            "time_zone": "Europe/Moscow",
        },
        f"solutions/exercises/{NAME}.yml": {"bank": NAME, "title": title, "exercises": exercises},
        f"solutions/keys/{NAME}.yml": {"bank": NAME, "keys": keys, "reveal_after": "2020-01-01T00:00:00+00:00"},
    }
    for name, data in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    for name in ("strings.yml", "references.yml", "glossary.yml"):
        shutil.copy(REPOSITORY / "course" / name, root / "course")
    cells = "".join(f'\n```{{code-cell}} ipython3\ncs.item("{exercise["id"]}")\n```\n' for exercise in exercises)
    source = root / "solutions/authored" / f"{NAME}.md"
    source.parent.mkdir()
    source.write_text(f"{FRONT}{cells}\n```{{code-cell}} ipython3\ncs.receipt()\n```\n", encoding="utf-8")
    shutil.copy(REPOSITORY / "nbgrader_config.py", root)
    build(root, only=NAME)
    release(root, NAME)
    return root


def hand_in(root, student, lang, change=lambda _: None):
    folder = root / "grading/submitted" / student / NAME
    folder.mkdir(parents=True)
    shutil.copy(root / "assignments" / lang / NAME / f"{NAME}.ipynb", folder)
    model_responses(root, NAME, folder / "responses")
    change(folder)
    return folder


def typed(folder, text):
    """Write into the essay's own cell, as somebody would who opens the notebook in the full JupyterLab."""
    path = folder / f"{NAME}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cell = next(
        c
        for c in notebook["cells"]
        if c["metadata"].get("nbgrader", {}).get("grade_id") == "essay-example" and c["cell_type"] == "markdown"
    )
    cell["source"] = text
    path.write_text(json.dumps(notebook), encoding="utf-8")


@pytest.fixture(scope="module")
def graded(made):
    hand_in(made, "model", "en")
    hand_in(made, "model-ru", "ru")
    hand_in(made, "nothing", "ru", lambda folder: shutil.rmtree(folder / "responses"))
    folder = hand_in(made, "typed", "en")
    (folder / "responses/essay-example.json").unlink()
    typed(folder, "Typed <b>here</b>")
    hand_in(made, "both", "en", lambda folder: typed(folder, "A second thought"))
    report = grade(made, NAME)
    assert report.failed == []
    return made


def marks(root, student):
    with Gradebook(f"sqlite:///{root}/grading/gradebook.db") as book:
        found = book.find_submission_notebook(NAME, NAME, student).grades
        return {grade.name: (grade.auto_score, grade.needs_manual_grade) for grade in found}


@pytest.mark.parametrize("student", ["model", "model-ru"])
def test_the_model_earns_everything_and_its_essay_waits_for_a_person(graded, student):
    found = marks(graded, student)
    assert found.pop("essay-example") == (None, True)
    assert set(found.values()) == {(2.0, False)}
    assert len(found) == len(TYPES) - 1


def test_nothing_answered_is_zero_and_nobody_has_to_look(graded):
    assert set(marks(graded, "nothing").values()) == {(0.0, False)}


def essay_cell(root, student):
    path = root / "grading/autograded" / student / NAME / f"{NAME}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return next(cell for cell in notebook["cells"] if cell["id"] == "essay-example-text")["source"]


def test_the_marker_sees_what_was_saved_what_was_typed_or_both_and_never_html(graded):
    example = "The kitchen hands the waiter"
    assert example in essay_cell(graded, "model")
    assert essay_cell(graded, "typed") == "```text\nTyped <b>here</b>\n```"
    both = essay_cell(graded, "both")
    assert both.index(example) < both.index("Typed straight into the notebook") < both.index("A second thought")
    assert marks(graded, "typed")["essay-example"] == (None, True)
    assert essay_cell(graded, "nothing") == "*Your answer here · Ваш ответ здесь*"


def test_a_mark_and_a_comment_reach_the_feedback_page(graded):
    with Gradebook(f"sqlite:///{graded}/grading/gradebook.db") as book:
        given = book.find_grade("essay-example", NAME, NAME, "model-ru")
        given.manual_score, given.needs_manual_grade = 3, False
        book.find_comment("essay-example", NAME, NAME, "model-ru").manual_comment = "Мера есть <i>срока</i> нет"
        book.db.commit()
    feedback(graded, NAME)
    page = (graded / "grading/feedback/model-ru" / NAME / f"{NAME}.html").read_text(encoding="utf-8")
    assert "3 из 4 баллов" in page
    assert "Мера есть &lt;i&gt;срока&lt;/i&gt; нет" in page
    assert "The kitchen hands the waiter" in page
    waiting = (graded / "grading/feedback/model" / NAME / f"{NAME}.html").read_text(encoding="utf-8")
    assert "A person reads and marks this text" in waiting
    assert "Everything is right" not in waiting


def test_the_release_has_the_stub_the_rubric_and_no_example(made):
    for lang in ("en", "ru"):
        released = (made / "assignments" / lang / NAME / f"{NAME}.ipynb").read_text(encoding="utf-8")
        assert "Your answer here · Ваш ответ здесь" in released
        assert "within fifteen minutes" not in released
        items = (made / "assignments" / lang / NAME / "items.json").read_text(encoding="utf-8")
        assert "who tells whom" in items
        assert "within fifteen minutes" not in items
