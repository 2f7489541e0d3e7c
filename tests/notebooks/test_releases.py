"""The committed releases are what nbgrader makes of the committed solutions."""

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
