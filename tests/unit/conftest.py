"""A small course in a temporary folder: two editions, one lesson, one assignment."""

import shutil
from pathlib import Path

import pytest

REPO = Path(__file__).parents[2]


@pytest.fixture
def repo():
    return REPO


@pytest.fixture
def course(tmp_path):
    """A copy of the course's sources that a test may spoil."""
    root = tmp_path / "clone"
    for name in ("course", "solutions"):
        source = REPO / name
        target = root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target)
        elif source.exists():
            shutil.copy2(source, target)
    return root
