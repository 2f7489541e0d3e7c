"""One warm sandbox for all tests of this folder."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parent))

from clientservice.sandbox import Cell, Job, Limits
from sandboxes import opened


@pytest.fixture(scope="session")
def sandbox():
    made = opened()
    yield made
    made.close()


@pytest.fixture
def run(sandbox):
    """Run sources as cells "0", "1", …; each gives the value of ``x`` after it."""

    def go(*sources, given=None, seed=0, **limits):
        cells = [Cell(id=str(number), source=source, takes=("x",)) for number, source in enumerate(sources)]
        return sandbox.run(Job(cells=cells, files=given or {}, limits=Limits(**limits), seed=seed))

    return go
