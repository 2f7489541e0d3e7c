"""A temporary copy of the notebooks, ready to be run."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from clientservice.authoring import model_responses
from clientservice.banks import load_course
from clientservice.text import language_names

REPO = Path(__file__).parents[2]


@pytest.fixture
def repo():
    return REPO


@pytest.fixture
def copy(tmp_path):
    """Course and solutions as they are committed, with the model's answers beside the assignments."""
    root = tmp_path / "copy"
    shutil.copytree(REPO / "course", root / "course", ignore=shutil.ignore_patterns("lessons"))
    for lang in language_names():
        for assignment in load_course(REPO / "course").assignments:
            # Not below a folder "solutions" of a course: there, answers would be looked for elsewhere.
            target = root / "answered" / lang / assignment
            shutil.copytree(REPO / "solutions" / lang / assignment, target)
            model_responses(REPO, assignment, target / "responses")
    return root


@pytest.fixture
def nbval(tmp_path):
    """Run nbval over some notebooks in one process; returns the finished process."""

    def run(*paths, mode="--nbval", answers=False):
        env = dict(os.environ)
        env["CLIENTSERVICE_DATA"] = ""  # what is stored was made without the public data
        if not answers:
            env["CLIENTSERVICE_RESPONSES"] = str(tmp_path / "no-answers")
        for name in ("PYTEST_ADDOPTS", "PYTEST_XDIST_WORKER", "PYTEST_CURRENT_TEST"):
            env.pop(name, None)
        command = [sys.executable, "-m", "pytest", mode, "--nbval-cell-timeout=120", "-q", "-p", "no:cacheprovider"]
        return subprocess.run(
            [*command, f"--rootdir={tmp_path}", *map(str, paths)],
            cwd=tmp_path,
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )

    return run
