"""Two small banks, and a stand-in for the notebook's outputs."""

import json
import shutil
from pathlib import Path

import pytest

from clientservice.banks import load_items, load_practice
from clientservice.widgets import _display, _session

FIXTURES = Path(__file__).parents[2] / "browser" / "fixtures"


@pytest.fixture
def graded_folder(tmp_path):
    """A fetched assignment."""
    folder = tmp_path / "work" / "a-cards"
    folder.mkdir(parents=True)
    shutil.copy(FIXTURES / "items.json", folder)
    return folder


@pytest.fixture
def lesson_folder(tmp_path):
    """A lesson's edition in a student's work folder."""
    shelf = tmp_path / "work" / ".course" / "exercises"
    shelf.mkdir(parents=True)
    shutil.copy(FIXTURES / "sorting.yml", shelf)
    (tmp_path / "work" / "ru").mkdir()
    return tmp_path / "work" / "ru"


@pytest.fixture
def sort_graded(graded_folder):
    return load_items(graded_folder / "items.json").exercises["clients-sort"]


@pytest.fixture
def practice_bank():
    return load_practice(FIXTURES / "sorting.yml")


@pytest.fixture
def shown(monkeypatch):
    """Everything that cells display, in order."""
    bundles = []
    monkeypatch.setattr(_session, "show", bundles.append)
    return bundles


@pytest.fixture
def published(monkeypatch):
    """A kernel's display publisher that writes down what it is told."""

    class Publisher:
        def __init__(self):
            self.parent_header = {"msg_id": "cell-1"}
            self.messages = []

        def set_parent(self, parent):
            self.parent_header = parent

        def publish(self, data, *, transient, update):
            self.messages.append((self.parent_header["msg_id"], transient["display_id"], update, data))

    class Shell:
        display_pub = Publisher()

    monkeypatch.setattr(_display, "get_ipython", lambda: Shell)
    return Shell.display_pub


@pytest.fixture
def read():
    """A response file as plain JSON."""
    return lambda path: json.loads(path.read_text(encoding="utf-8"))
