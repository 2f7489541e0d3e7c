"""Notebooks that an accident changed: cells deleted, duplicated, split, moved, retyped; nobody loses what they did."""

import copy
import json
import shutil

import computed
import pytest
from computed import ASSIGNMENT, DESK, MEAN, RIGHT, hand_in
from rows import scores

from clientservice.gradebook import Gradebook, load_places
from clientservice.judge import _code, grade
from sandboxes import shared

pytestmark = pytest.mark.slow
FULL = {"wait-mean": (4, None, False), "wait-by-desk": (2, None, False), "clients-sort": (4, None, False)}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    shared()
    root = tmp_path_factory.mktemp("damaged") / "course"
    shutil.copytree(computed.released_course(tmp_path_factory.mktemp), root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_code, "Sandbox", shared)
        patch.setattr("clientservice.judge._trusted.read_limits", lambda _: _code.Limits(cell_cpu=5))
        yield root


def place(cells, name):
    return next(number for number, cell in enumerate(cells) if cell["id"] == name)


def delete(*names):
    return lambda cells: [cell for cell in cells if cell["id"] not in names]


def backwards(cells):
    return cells[::-1]


def graded_first(cells):
    """Every exercise's own cell above everything else."""
    return sorted(cells, key=lambda cell: not cell["id"].startswith("wait-"))


def solved_in_the_copy(cells):
    """The cell to work in, copied below the exercise, and only the copy is worked on."""
    number = place(cells, "mean")
    second = copy.deepcopy(cells[number])
    cells[number]["source"] = computed.STUB
    second["id"] = "copy"
    return [*cells, second]


def split(cells):
    number = place(cells, "mean")
    second = copy.deepcopy(cells[number])
    cells[number]["source"], second["source"], second["id"] = "column = waits['wait']", "mean_wait = column.mean()", "x"
    return [*cells[: number + 1], second, *cells[number + 1 :]]


def retyped(cells):
    for name, kind in (("mean", "markdown"), ("wait-mean", "raw"), ("desk", "raw"), ("wait-by-desk", "markdown")):
        cell = cells[place(cells, name)]
        cell["cell_type"] = kind
        del cell["outputs"], cell["execution_count"]
    return cells


def without_names(cells):
    """Another program wrote the file anew: no ids, no metadata."""
    return [cell | {"id": f"c{number}", "metadata": {}} for number, cell in enumerate(cells)]


def other_ids(cells):
    return [cell | {"id": f"c{number}"} for number, cell in enumerate(cells)]


def merged(cells):
    """The exercise's own cell merged into the cell to work in."""
    cells[place(cells, "mean")]["source"] += '\ncs.item("wait-mean")'
    return delete("wait-mean")(cells)


HARMLESS = {
    "graded cells deleted": (delete("wait-mean", "wait-by-desk", "clients-sort"), ["wait-mean", "wait-by-desk"]),
    "graded cells first": (graded_first, ["wait-mean", "wait-by-desk"]),
    "solved in a copy": (solved_in_the_copy, ["mean"]),
    "split": (split, ["mean"]),
    "retyped": (retyped, ["mean", "wait-mean", "desk", "wait-by-desk"]),
    "another program's ids": (other_ids, []),
    "no ids, no metadata": (without_names, ["mean", "wait-mean", "desk", "wait-by-desk", "clients-sort"]),
    "merged": (merged, ["wait-mean"]),
}


def damaged(course, student, change, sources=RIGHT):
    folder = hand_in(course, student, sources)
    path = folder / f"{ASSIGNMENT}.ipynb"
    notebook = json.loads(path.read_bytes())
    path.write_text(json.dumps(notebook | {"cells": change(notebook["cells"])}))
    report = grade(course, ASSIGNMENT, students=[student])
    assert report.failed == []
    return report.graded[0]


@pytest.mark.parametrize("damage", HARMLESS)
def test_the_work_that_is_there_counts(course, damage):
    change, cells = HARMLESS[damage]
    student = damage.replace(" ", "-")
    found = damaged(course, student, change)
    assert scores(course, student) == FULL
    assert {repair.cell for repair in found.repairs} >= set(cells)
    with Gradebook(load_places(course).db_url) as book:
        assert book.records(ASSIGNMENT)[student].repairs == found.repairs


def test_code_in_the_wrong_order_says_so(course):
    """Run from top to bottom it can't work; the reason is told, and it is no silent zero of an untouched cell."""
    found = damaged(course, "backwards", backwards)
    assert scores(course, "backwards")["clients-sort"] == (4, None, False)
    assert scores(course, "backwards")["wait-mean"] == (0, None, False)
    shown = (course / "grading/autograded/backwards" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_text()
    assert "the cell ended with NameError" in shown
    assert {"mean", "read"} & {repair.cell for repair in found.repairs}


def test_a_deleted_cell_to_work_in_is_looked_at_by_a_person(course):
    """It may have been done elsewhere, under another name."""
    found = damaged(course, "deleted", delete("mean"))
    assert scores(course, "deleted") == FULL | {"wait-mean": (None, None, True)}
    assert "mean" in [repair.cell for repair in found.repairs]
    assert "the cell to work in was missing" in found.review[0]


def test_what_was_put_back_does_not_undo_the_work(course):
    """The answer stands in a cell of the student's own; the released cell, put back, is not run over it."""
    whole = [computed.code("own", f"{MEAN}\n{DESK}")]
    damaged(course, "elsewhere", lambda cells: delete("mean", "desk")([*cells[:3], *whole, *cells[3:]]))
    assert scores(course, "elsewhere") == FULL
