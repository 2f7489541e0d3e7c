"""Every assignment of the course as it is committed: released, handed in in both languages, graded by the judge."""

import csv
import io
import json
import shutil
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from synthetic import REPOSITORY

sys.path.insert(0, str(Path(__file__).parents[1]))

from clientservice.authoring import model_responses
from clientservice.banks import computed_name, load_course, load_keys, load_source
from clientservice.exercises import Essay, Table, Value
from clientservice.judge import _code, grade, release
from clientservice.reports import export
from clientservice.text import language_names
from sandboxes import shared

pytestmark = pytest.mark.slow  # a release of both editions for each assignment
ASSIGNMENTS = load_course(REPOSITORY / "course").assignments


@pytest.fixture(scope="module", autouse=True)
def one_sandbox():
    """One for the whole file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_code, "Sandbox", shared)
        yield


@pytest.fixture(scope="module", params=ASSIGNMENTS)
def graded(request, tmp_path_factory):
    """One assignment, graded: in each edition the model's answers, somebody who answered nothing, and somebody who

    typed in what the authored code computes from the table that everybody sees.
    """
    root, name = tmp_path_factory.mktemp("assignment") / "course", request.param
    for part in ("course", "solutions"):
        shutil.copytree(REPOSITORY / part, root / part)
    shutil.copy(REPOSITORY / "nbgrader_config.py", root)
    release(root, name)
    exercises = load_source(root / "solutions/exercises" / f"{name}.yml").exercises
    for lang in language_names():
        authored = solution_cells(root / "solutions" / lang / name / f"{name}.ipynb")
        for student, code in (
            (f"model-{lang}", authored),
            (f"nothing-{lang}", []),
            (f"typed-{lang}", typed(root, name)),
        ):
            folder = root / "grading/submitted" / student / name
            folder.mkdir(parents=True)
            hand_in(root / "assignments" / lang / name / f"{name}.ipynb", folder, code)
            if student.startswith("model"):
                model_responses(root, name, folder / "responses")
                for exercise in computed(exercises):  # a claim of the student's own: what counts is the code
                    (folder / f"responses/{exercise}.json").unlink()
    assert grade(root, name).failed == []
    return root, name, exercises


def computed(exercises):
    """The exercises whose answer a marked cell computes, in the order of the notebook."""
    return [name for name, exercise in exercises.items() if isinstance(exercise, Value | Table)]


def marked(notebook):
    """The cells in which a student writes code, in the order of the notebook."""
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    return [cell for cell in cells if cell["metadata"].get("nbgrader", {}).get("solution")]


def solution_cells(path):
    return ["".join(cell["source"]) for cell in marked(json.loads(path.read_text(encoding="utf-8")))]


def hand_in(released, folder, code):
    """The released notebook with this code in its marked cells, one after the other."""
    notebook = json.loads(released.read_text(encoding="utf-8"))
    for cell, source in zip(marked(notebook), code, strict=False):
        cell["source"] = source
    (folder / released.name).write_text(json.dumps(notebook), encoding="utf-8")


def typed(root, name):
    """Code that computes nothing: the right answers, typed in."""
    exercises = load_source(root / "solutions/exercises" / f"{name}.yml").exercises
    if not computed(exercises):
        return []
    answers = json.loads((root / "solutions/keys" / computed_name(name)).read_text(encoding="utf-8"))
    code = []
    for exercise in computed(exercises):
        found = answers[exercise]
        literal = repr(found.get("number"))
        if found["kind"] == "table":
            literal = f"pd.DataFrame({found['rows']}, columns={found['columns']}, index={found['index']})"
        code.append(f"import pandas as pd\n{exercises[exercise].answer} = {literal}")
    return code


def marks(root, name, student):
    with Gradebook(f"sqlite:///{root}/grading/gradebook.db") as book:
        grades = book.find_submission_notebook(name, name, student).grades
        return {grade.name: (grade.auto_score, grade.needs_manual_grade) for grade in grades}


def test_the_model_earns_everything_in_every_language_and_essays_wait_for_a_person(graded):
    root, name, exercises = graded
    expected = {
        exercise.id: (None, True) if isinstance(exercise, Essay) else (exercise.points, False)
        for exercise in exercises.values()
    }
    for lang in language_names():
        assert marks(root, name, f"model-{lang}") == expected


def test_nothing_answered_is_not_attempted_and_nobody_has_to_look(graded):
    root, name, exercises = graded
    rows = list(csv.DictReader(io.StringIO(export(root, name, root / "out.csv").read_text(encoding="utf-8"))))
    for lang in language_names():
        assert marks(root, name, f"nothing-{lang}") == dict.fromkeys(exercises, (0.0, False))
        assert {row["status"] for row in rows if row["student"] == f"nothing-{lang}"} == {"not_attempted"}


def test_a_number_typed_in_earns_what_the_visible_table_decides(graded):
    root, name, exercises = graded
    keys = load_keys(load_source(root / "solutions/exercises" / f"{name}.yml"), root / "solutions/keys").keys
    expected = dict.fromkeys(exercises, (0.0, False)) | {
        one: (exercises[one].points * (1 - keys[one].hidden), False) for one in computed(exercises)
    }
    for lang in language_names():
        assert marks(root, name, f"typed-{lang}") == expected
