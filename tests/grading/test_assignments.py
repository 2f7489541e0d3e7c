"""Every assignment of the course as it is committed: released, handed in in both languages, graded by the judge."""

import csv
import io
import shutil

import pytest
from nbgrader.api import Gradebook
from synthetic import REPOSITORY

from clientservice.authoring import model_responses
from clientservice.banks import load_course, load_source
from clientservice.exercises import Essay
from clientservice.judge import grade, release
from clientservice.reports import export
from clientservice.text import language_names

pytestmark = pytest.mark.slow  # a release of both editions for each assignment
ASSIGNMENTS = load_course(REPOSITORY / "course").assignments


@pytest.fixture(scope="module", params=ASSIGNMENTS)
def graded(request, tmp_path_factory):
    """One assignment, graded: the model's answers in each edition, and somebody who answered nothing."""
    root, name = tmp_path_factory.mktemp("assignment") / "course", request.param
    for part in ("course", "solutions"):
        shutil.copytree(REPOSITORY / part, root / part)
    shutil.copy(REPOSITORY / "nbgrader_config.py", root)
    release(root, name)
    for lang in language_names():
        for student, answered in ((f"model-{lang}", True), (f"nothing-{lang}", False)):
            folder = root / "grading/submitted" / student / name
            folder.mkdir(parents=True)
            shutil.copy(root / "assignments" / lang / name / f"{name}.ipynb", folder)
            if answered:
                model_responses(root, name, folder / "responses")
    assert grade(root, name).failed == []
    return root, name, load_source(REPOSITORY / "solutions/exercises" / f"{name}.yml").exercises


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
