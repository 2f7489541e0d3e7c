"""The small course of tests/grading, in memory: nothing here touches nbgrader."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "grading"))

import pytest
import synthetic

from clientservice.banks import load_keys, load_source
from clientservice.judge._trusted import Trusted


@pytest.fixture(scope="session")
def trusted(tmp_path_factory):
    """The judge's own copies, as if the assignment had been released."""
    root = synthetic.make_course(tmp_path_factory.mktemp("unit"))
    bank = load_source(root / "solutions/exercises" / f"{synthetic.ASSIGNMENT}.yml")
    releases = {lang: synthetic.notebook(bank, lang) for lang in ("en", "ru")}
    keyset = load_keys(bank, root / "solutions/keys")
    return Trusted(assignment=bank.id, bank=bank, keyset=keyset, releases=releases, release_hash="r", key_hash="k")
