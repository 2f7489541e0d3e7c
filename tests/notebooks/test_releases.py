"""The committed releases are what nbgrader makes of the committed solutions."""

import json
import shutil

import pytest

from clientservice import judge
from clientservice.banks import load_course


@pytest.fixture
def released(repo, tmp_path):
    """A course in which everything was released just now."""
    root = tmp_path / "clone"
    shutil.copytree(repo / "course", root / "course")
    shutil.copytree(repo / "solutions", root / "solutions")
    shutil.copy2(repo / "nbgrader_config.py", root)
    for assignment in load_course(repo / "course").assignments:
        judge.release(root, assignment)
    return root


def test_releases_are_fresh(repo, released):
    ours = {path.relative_to(repo): path.read_bytes() for path in (repo / "assignments").rglob("*") if path.is_file()}
    made = {p.relative_to(released): p.read_bytes() for p in (released / "assignments").rglob("*") if p.is_file()}
    assert sorted(ours) == sorted(made)
    assert [str(name) for name in ours if ours[name] != made[name]] == [], "run clientservice release --force"


def test_a_release_shows_its_cards_without_a_kernel_and_no_answer(repo):
    for path in (repo / "assignments").rglob("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        shown = [cell for cell in cells if "cs.item" in "".join(cell["source"])]
        assert all(
            [sorted(output["data"]) for output in cell["outputs"]] == [["text/html", "text/plain"]] for cell in shown
        )
        assert "clientservice.response" not in path.read_text(encoding="utf-8")
