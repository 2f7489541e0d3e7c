"""What is wrong with a notebook is named, cell by cell, and so is what was done."""

import copy

import pytest
from synthetic import REPOSITORY, code

from clientservice.judge._cells import fenced
from clientservice.judge._notebook import read_notebook
from clientservice.judge._sanitise import sanitise


def told(notebook, release):
    return [(repair.cell, repair.fault) for repair in sanitise(notebook, release).repairs]


def marked(name, kind="code", source="# yours", **flags):
    made = code(name, source) | {"cell_type": kind}
    flags = {"grade": False, "solution": True, "locked": False} | flags
    made["metadata"] = {"nbgrader": {"grade_id": name, "schema_version": 3, "task": False} | flags}
    if kind != "code":
        del made["outputs"], made["execution_count"]
    return made


@pytest.fixture
def release():
    """Two cells to work in, the exercises that judge them, and a text cell that a person marks."""
    judges = {"grade": True, "solution": False, "locked": True, "points": 1}
    cells = [
        code("read", "waits = read()"),
        marked("mean"),
        marked("is-mean", source="item(1)", **judges),
        marked("desk"),
        marked("is-desk", source="item(2)", **judges),
        marked("text", kind="markdown", source="*Your answer*", grade=True, points=2),
    ]
    kernel = {"name": "python3", "display_name": "Python 3"}
    return {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def names(notebook):
    return [cell["id"] for cell in notebook["cells"]]


def test_a_list_of_everything(release):
    notebook = copy.deepcopy(release)
    read, mean, is_mean, _, is_desk, text = notebook["cells"]
    is_mean["source"] = "item(99)"
    is_desk["cell_type"] = "raw"
    lost = text | {"id": "x", "metadata": {}}
    notebook["cells"] = [is_mean, read, mean, mean | {"id": "second"}, is_desk, 5, lost]
    notebook["metadata"]["kernelspec"] = {"name": "ruby\x1b[2J"}
    made = sanitise(notebook, release)
    assert [str(repair) for repair in made.repairs] == [
        'cell "desk" was missing: it has been put back',
        'cell "text" was missing: it has been put back',
        'cell "mean" stands there more than once: all of them are run, and the answer is read after the last',
        'cell "is-mean" stands in another place: its answer is read after the cell to work in',
        'cell "is-desk" had another type: the released type is used',
        'cell "is-mean" was edited: the released one is used; the student\'s stands below it',
        "the notebook has 1 entries that are no cells: left out",
        "the notebook asks for the kernel 'ruby\\x1b[2J': the course's own kernel is used",
    ]
    order = names(made.notebook)
    assert order.index("mean") < order.index("second") < order.index("is-mean")
    assert order.index("desk") < order.index("is-desk")


def test_the_exercise_is_never_above_the_work(release):
    notebook = copy.deepcopy(release)
    notebook["cells"] = notebook["cells"][::-1]
    order = names(sanitise(notebook, release).notebook)
    assert order.index("mean") < order.index("is-mean")
    assert order.index("desk") < order.index("is-desk")
    assert len(told(notebook, release)) == 5  # all but one must have been moved


def test_one_moved_cell_is_one_repair(release):
    notebook = copy.deepcopy(release)
    notebook["cells"].append(notebook["cells"].pop(0))
    assert told(notebook, release) == [("read", "moved")]


def test_halves_of_a_text_are_put_together(release):
    notebook = copy.deepcopy(release)
    text = notebook["cells"][-1]
    notebook["cells"].insert(0, copy.deepcopy(text))  # an untouched copy comes first
    text["source"] = "One."
    notebook["cells"].append(copy.deepcopy(text) | {"id": "y", "source": "Two."})
    made = sanitise(notebook, release)
    assert next(cell for cell in made.notebook["cells"] if cell["id"] == "text")["source"] == fenced("One.\n\nTwo.")
    assert ("text", "repeated") in told(notebook, release)


def test_locked_cells_without_names_are_known_by_their_text(release):
    notebook = copy.deepcopy(release)
    for number, cell in enumerate(notebook["cells"]):
        cell.update(id=f"c{number}", metadata={})
    made = sanitise(notebook, release)
    faults = {"missing": {"mean", "desk", "text"}, "unnamed": {"is-mean", "is-desk"}}
    found = [(repair.cell, repair.fault) for repair in made.repairs]
    assert set(found) == {(cell, fault) for fault, cells in faults.items() for cell in cells}
    order = names(made.notebook)
    assert order.index("c1") < order.index("is-mean") < order.index("c3") < order.index("is-desk")


def test_a_cell_cannot_be_taken_over_by_its_text(release):
    """What stands under the exercise's own name counts, wherever it is; a copy of its text is a cell like any other."""
    notebook = copy.deepcopy(release)
    notebook["cells"].insert(0, code("forged", "item(1)"))
    made = sanitise(notebook, release).notebook["cells"]
    assert [cell["metadata"]["nbgrader"]["grade_id"] for cell in made if cell["metadata"].get("nbgrader")] == [
        "mean",
        "is-mean",
        "desk",
        "is-desk",
        "text",
    ]


@pytest.mark.parametrize(
    "path", sorted((REPOSITORY / "assignments").glob("*/*/*.ipynb")), ids=lambda path: f"{path.parts[-3]}-{path.stem}"
)
def test_every_release_of_ours_is_whole(path):
    released = read_notebook(path).notebook
    made = sanitise(copy.deepcopy(released), released)
    assert made.repairs == []
    assert names(made.notebook) == names(released)
