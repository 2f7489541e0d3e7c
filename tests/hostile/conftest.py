"""The released course of tests/grading, and its helpers."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "grading"))

import synthetic


@pytest.fixture(scope="session")
def released(tmp_path_factory):
    """A course after ``clientservice release``; don't change it."""
    return synthetic.released_course(tmp_path_factory.mktemp)


@pytest.fixture
def course(released, tmp_path):
    """A released course that a test may spoil."""
    root = tmp_path / "course"
    shutil.copytree(released, root)
    return root
