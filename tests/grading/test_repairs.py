"""The teacher reads what of a notebook had to be mended."""

import json

from click.testing import CliRunner
from synthetic import ASSIGNMENT, RIGHT, hand_in, release_notebook

from clientservice.cli import main
from clientservice.gradebook import Gradebook, load_places
from clientservice.judge import grade


def test_grade_prints_the_repairs_and_the_record_keeps_them(course, monkeypatch):
    folder = hand_in(course, "anna", RIGHT)
    notebook = release_notebook(course)
    first, *others = notebook["cells"]
    notebook["cells"] = [*(cell for cell in others if cell["id"] != "clients-sort"), first]
    (folder / f"{ASSIGNMENT}.ipynb").unlink()
    (folder / f"{ASSIGNMENT}.ipynb").write_text(json.dumps(notebook))
    monkeypatch.chdir(course)
    done = CliRunner().invoke(main, ["grade", ASSIGNMENT, "--workers", "1"])
    assert done.exit_code == 0, done.output
    wanted = ['cell "clients-sort" was missing: it has been put back', 'cell "begin" stands in another place: ']
    assert all(line in done.output for line in wanted)
    with Gradebook(load_places(course).db_url) as book:
        kept = book.records(ASSIGNMENT)["anna"].repairs
    assert [(repair.cell, repair.fault) for repair in kept] == [("clients-sort", "missing"), ("begin", "moved")]


def test_a_notebook_as_it_was_released_needs_none(course):
    hand_in(course, "anna", RIGHT)
    hand_in(course, "борис", RIGHT, lang="ru")

    assert [done.repairs for done in grade(course, ASSIGNMENT).graded] == [[], []]
