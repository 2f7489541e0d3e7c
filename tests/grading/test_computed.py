"""Value and Table: the submitted code runs in the sandbox, on the released data and on data that nobody has seen."""

import json
import shutil
import sys
from pathlib import Path

import computed
import pytest
from computed import ASSIGNMENT, DESK, MEAN, RIGHT, hand_in
from rows import query, scores, set_grade
from synthetic import release_notebook

sys.path.insert(0, str(Path(__file__).parents[1]))

from clientservice.gradebook import load_places
from clientservice.judge import _code, grade
from clientservice.judge._trusted import load_trusted
from sandboxes import shared

pytestmark = pytest.mark.slow
MISSING_STUDENT = "no-notebook"
HAND_IN = {
    "right": RIGHT,
    "constant": {"mean": "mean_wait = 4.0", "desk": DESK},
    "untouched": {},
    "error": {"mean": "mean_wait = 1 / 0", "desk": "by_desk = waits.groupby('desk').mean("},
    "wrong-kind": {"mean": "mean_wait = 'four'", "desk": "by_desk = 3"},
    "too-slow": {"mean": "while True: pass", "desk": DESK},
    "one-broken": {"mean": MEAN, "desk": "by_desk = undefined"},
    "ends-python": {"mean": "import os; os._exit(0)", "desk": DESK},
    "other-data": {"mean": MEAN, "desk": DESK},
    "claims": {"mean": "mean_wait = 99"},
    "own-cells": {"mean": "mean_wait = helper(waits)", "desk": DESK},
    "needs-given-data": {"mean": "assert len(waits) == 3\nassert waits['wait'].sum() == 12\n" + MEAN, "desk": DESK},
}


@pytest.fixture(scope="module", autouse=True)
def one_sandbox():
    """One for the whole file, and impatient."""
    shared()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_code, "Sandbox", shared)
        patch.setattr("clientservice.judge._trusted.read_limits", lambda _: _code.Limits(cell_cpu=1))
        yield


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    return computed.released_course(tmp_path_factory.mktemp)


@pytest.fixture(scope="module")
def graded(released, tmp_path_factory):
    """All hand-ins, graded in one run: course, report by student."""
    root = tmp_path_factory.mktemp("graded") / "course"
    shutil.copytree(released, root)
    for student, sources in HAND_IN.items():
        own = ("def helper(table):\n    return table['wait'].mean()",) if student == "own-cells" else ()
        hand_in(root, student, sources, own)
    (root / "grading/submitted/other-data" / ASSIGNMENT / "waits.csv").write_text("desk,wait\na,9\n")
    claim = {"exercise": "wait-mean", "schema": 1, "revision": 9, "writer": "x", "seed": 1}
    claim |= {"saved_at": "2026-05-12T14:32:00+03:00", "value": {"answer": {"kind": "number", "number": 4.0}}}
    path = root / "grading/submitted/claims" / ASSIGNMENT / "responses/wait-mean.json"
    path.write_text(json.dumps(claim))
    hand_in(root, MISSING_STUDENT, RIGHT)
    (root / "grading/submitted" / MISSING_STUDENT / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").unlink()
    report = grade(root, ASSIGNMENT)
    assert report.failed == []
    assert report.code_refused == ""
    return root, {one.student: one for one in report.graded}


def points(root, student):
    return {name: row[0] for name, row in scores(root, student).items()}


def shown(root, student, cell):
    path = root / "grading/autograded" / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    (found,) = [one for one in json.loads(path.read_text())["cells"] if one["id"] == cell]
    return found["outputs"]


def record(root, student, exercise):
    return shown(root, student, exercise)[0]["data"]["application/vnd.clientservice.score+json"]


@pytest.mark.parametrize(
    ("student", "mean", "desk"),
    [
        ("right", 4, 2),
        ("constant", 2, 2),
        ("untouched", 0, 0),
        ("error", 0, 0),
        ("wrong-kind", 0, 0),
        ("too-slow", 0, 2),
        ("one-broken", 4, 0),
        ("ends-python", 0, 2),
        ("other-data", 4, 2),
        ("claims", 0, 0),
        ("own-cells", 4, 2),
        ("needs-given-data", 2, 2),
        (MISSING_STUDENT, None, None),
    ],
)
def test_points(graded, student, mean, desk):
    root, reports = graded
    assert points(root, student) == {"wait-mean": mean, "wait-by-desk": desk, "clients-sort": 4}
    assert bool(reports[student].review) == (mean is None)


def test_what_the_teacher_reads(graded):
    root, _ = graded
    split = "2.00 of 2.00 on the given data, 0.00 of 2.00 on other data of the same shape"
    assert record(root, "constant", "wait-mean")["reason"] == split
    assert (
        "`mean_wait` has no value: the cell ended with ZeroDivisionError"
        in record(root, "error", "wait-mean")["reason"]
    )
    assert "`by_desk` has no value: the cell ended with SyntaxError" in record(root, "error", "wait-by-desk")["reason"]
    assert "the cell took too long" in record(root, "too-slow", "wait-mean")["reason"]
    assert record(root, "untouched", "wait-mean")["status"] == "not_attempted"
    assert record(root, "untouched", "clients-sort")["level"] == ""
    right = record(root, "right", "wait-mean")
    assert (right["level"], right["source"], right["status"]) == ("bubblewrap", "run", "scored")
    assert "was not handed in" in record(root, MISSING_STUDENT, "wait-mean")["reason"] or "no notebook" in str(
        record(root, MISSING_STUDENT, "wait-mean")
    )


def test_cells_show_what_they_gave_here_and_nothing_of_the_hidden_data(graded):
    root, _ = graded
    assert shown(root, "error", "mean")[0]["ename"] == "ZeroDivisionError"
    assert shown(root, "needs-given-data", "mean") == []  # its assertion fails on the hidden data only


def test_the_seed_is_a_students_own_and_stays(graded):
    root, _ = graded
    seeds = [record(root, student, "wait-mean")["seed"] for student in ("right", "constant", "error")]
    assert len(set(seeds)) == 3
    trusted = load_trusted(load_places(root), ASSIGNMENT)
    assert seeds[0] == _code.seed_of(trusted, "right")
    assert seeds[0] not in {0, 1}


def test_again_nothing_changes(graded):
    root, _ = graded
    before = {student: points(root, student) for student in HAND_IN}
    report = grade(root, ASSIGNMENT, students=list(HAND_IN))
    assert sorted(report.unchanged) == sorted(HAND_IN)
    set_grade(root, "constant", "wait-mean", manual_score=3.5)
    grade(root, ASSIGNMENT, students=["constant", "right"], regrade=True)
    assert {student: points(root, student) for student in HAND_IN} == before
    assert scores(root, "constant")["wait-mean"][1] == 3.5


def test_without_a_sandbox_code_waits_and_the_rest_is_graded(released, tmp_path, monkeypatch):
    root = tmp_path / "course"
    shutil.copytree(released, root)
    hand_in(root, "right", RIGHT)
    with monkeypatch.context() as patch:
        patch.setattr(_code, "Sandbox", refuse)
        report = grade(root, ASSIGNMENT)
    assert report.code_refused == "bubblewrap is missing; install it"
    assert points(root, "right") == {"wait-mean": None, "wait-by-desk": None, "clients-sort": 4}
    assert scores(root, "right")["wait-mean"] == (None, None, True)
    assert "bubblewrap is missing" in report.graded[0].review[0]
    # As soon as there is a sandbox, it is graded, without being asked to.
    assert grade(root, ASSIGNMENT).graded[0].points == 10


def refuse(*_, **__):
    raise _code.SandboxError("bubblewrap is missing; install it")


def test_nbgraders_own_command_gives_the_same(released, tmp_path, nbgrader, monkeypatch):
    root = tmp_path / "course"
    shutil.copytree(released, root)
    for student in ("constant", "right"):
        hand_in(root, student, HAND_IN[student])
    nbgrader(root, "autograde", ASSIGNMENT)  # a process of its own, with a sandbox of its own and patient
    assert points(root, "right") == {"wait-mean": 4, "wait-by-desk": 2, "clients-sort": 4}
    assert points(root, "constant") == {"wait-mean": 2, "wait-by-desk": 2, "clients-sort": 4}
    monkeypatch.setattr("clientservice.judge._trusted.read_limits", lambda _: _code.Limits())
    assert sorted(grade(root, ASSIGNMENT).unchanged) == ["constant", "right"]


@pytest.mark.parametrize(
    ("sample", "words"),
    [
        ("def sample(seed):\n    raise ValueError('no data today')", "ValueError: no data today"),
        ("def sample(seed):\n    pass", "it changes no data file"),
        ("def sample(seed):\n    open('waits.csv', 'w').write('nothing')", "the authored solution"),
    ],
)
def test_a_sample_that_fails_is_the_teachers_to_mend(released, tmp_path, sample, words):
    root = tmp_path / "course"
    shutil.copytree(released, root)
    (root / "solutions/keys/a4-sample.py").write_text(sample)
    hand_in(root, "right", RIGHT)
    with pytest.raises(_code.CourseError, match=words):
        grade(root, ASSIGNMENT)
    assert query(root, "select count(*) from clientservice_graded") == [(0,)]


def test_the_sample_and_the_solution_are_not_released(released):
    names = {path.name for path in (released / "assignments").rglob("*")}
    assert names == {"en", "ru", ASSIGNMENT, f"{ASSIGNMENT}.ipynb", "items.json", "waits.csv"}
    text = json.dumps(release_notebook(released))
    assert "groupby" not in text
    assert "SOLUTION" not in text
