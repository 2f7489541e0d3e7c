"""nbval runs every notebook and compares every stored output."""

import re
import shutil

import nbformat
import pytest


@pytest.mark.slow
def test_lessons_give_their_stored_outputs(copy, nbval):
    done = nbval(*sorted((copy / "course").glob("*/*.ipynb")))
    assert done.returncode == 0, done.stdout[-4000:]
    assert int(re.search(r"(\d+) passed", done.stdout)[1]) >= 12


def test_solutions_give_their_stored_outputs_with_the_models_answers(copy, nbval):
    done = nbval(*sorted((copy / "answered").rglob("*.ipynb")), answers=True)
    assert done.returncode == 0, done.stdout[-4000:]


def test_a_planted_wrong_output_turns_red(copy, nbval):
    path = copy / "course/en/00-start.ipynb"
    notebook = nbformat.read(path, as_version=4)
    output = next(cell for cell in notebook.cells if cell.cell_type == "code" and cell.outputs).outputs[0]
    output.data["text/html"] = output.data["text/html"].replace("<li>", "<li>planted ", 1)
    nbformat.write(notebook, path)
    done = nbval(path)
    assert done.returncode == 1
    assert "planted" in done.stdout


def test_releases_run_without_an_error(repo, nbval, tmp_path):
    shutil.copytree(repo / "assignments", tmp_path / "assignments")
    notebooks = sorted((tmp_path / "assignments").rglob("*.ipynb"))
    assert notebooks, "nothing is released"
    done = nbval(*notebooks, mode="--nbval-lax", answers=True)
    assert done.returncode == 0, done.stdout[-4000:]


@pytest.mark.slow
def test_the_gallery_gives_its_stored_outputs(repo, nbval, tmp_path):
    shutil.copytree(repo / "docs/gallery", tmp_path / "gallery")
    notebooks = sorted((tmp_path / "gallery").glob("*/*.ipynb"))
    assert len(notebooks) == 2
    done = nbval(*notebooks)
    assert done.returncode == 0, done.stdout[-4000:]
