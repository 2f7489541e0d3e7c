"""The released course of tests/grading with canaries in it, and its helpers."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "grading"))

import canaries
import synthetic

FINE = {"clients-sort": (4, None, False), "clients-needs": (3, None, False)}


@pytest.fixture(scope="session")
def released(tmp_path_factory):
    """A course after ``clientservice release``; don't change it."""
    return synthetic.released_course(tmp_path_factory.mktemp)


@pytest.fixture(scope="session")
def planted(released, tmp_path_factory):
    """The same with canaries and an honest student, who comes last; don't change it."""
    root = tmp_path_factory.mktemp("planted") / "course"
    shutil.copytree(released, root)
    canaries.plant(root, synthetic.ASSIGNMENT, lambda: synthetic.hand_in(root, canaries.VICTIM, synthetic.RIGHT))
    return root


_seen: set[str] = set()


@pytest.fixture
def course(planted, tmp_path, request):
    """A course that a test may do anything to; afterwards everything that must hold after any case is looked at.

    Grading all of it once more after each of a case's variants would take the quick tier's time: there it is done
    after the first variant, and after all of them in ``make test-all`` (test_cases.py).
    """
    root = tmp_path / "course"
    shutil.copytree(planted, root)
    name = f"{request.node.path}::{request.function.__name__}"
    thorough = name not in _seen or "CLIENTSERVICE_HOSTILE_ALL" in os.environ
    _seen.add(name)
    with canaries.watched(root, synthetic.ASSIGNMENT, FINE, thorough=thorough):
        yield root
