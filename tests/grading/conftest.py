"""A released course, made once, and a copy of it for every test."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

# Helpers of this folder, also for tests/hostile and tests/bench: pytest's importlib mode puts no folder on the path.
sys.path.insert(0, str(Path(__file__).parent))

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


@pytest.fixture
def nbgrader():
    """Run nbgrader's command line as a person would: from a folder, with this environment's programs."""

    def run(folder: Path, *words: str, check: bool = True, **variables: str) -> subprocess.CompletedProcess[str]:
        program = Path(sys.executable).parent / "nbgrader"
        found = subprocess.run(
            [program, *words],
            cwd=folder,
            env=os.environ | variables,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert not check or found.returncode == 0, found.stderr
        return found

    return run
