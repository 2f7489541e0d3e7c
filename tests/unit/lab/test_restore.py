"""The way back from a changed notebook: the course's own returns, and nothing that the student made is lost."""

import json

import nbformat
import pytest

from clientservice.errors import CourseError
from clientservice.lab._restore import remember_source, restore

OWN = {"grade_id": "own", "solution": True, "grade": False}
LOCKED = {"grade_id": "one", "solution": False, "grade": True}


def sources(content):
    return ["".join(cell["source"]) for cell in json.loads(content)["cells"]]


def notebook(source, own="# your code here"):
    cells = [
        nbformat.v4.new_code_cell(source, metadata={"nbgrader": LOCKED}),
        nbformat.v4.new_code_cell(own, metadata={"nbgrader": OWN}),
    ]
    return nbformat.writes(nbformat.v4.new_notebook(cells=cells)).encode()


@pytest.fixture
def work(tmp_path):
    """A working folder of a course with one lesson and one assignment, both changed by the student."""
    root, work = tmp_path / "course-root", tmp_path / "work"
    files = {
        root / "course/ru/01-first.ipynb": b"the lesson",
        root / "assignments/ru/a1/a1.ipynb": notebook("cs.item('one')"),
        work / "ru/01-first.ipynb": b"changed",
        work / "a1/a1.ipynb": notebook("planted", own="answer = 42"),
    }
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (work / ".course").mkdir()
    remember_source(work, root, "ru")
    return work


def test_a_lesson_comes_back_and_each_changed_copy_stays_beside_it(work):
    lesson = work / "ru/01-first.ipynb"
    kept = restore(work, "ru/01-first.ipynb")
    assert lesson.read_bytes() == b"the lesson"
    assert kept.startswith("ru/01-first – моя изменённая копия ")
    assert (work / kept).read_bytes() == b"changed"
    lesson.write_bytes(b"changed again")
    again = restore(work, "ru/01-first.ipynb")
    assert again != kept, "also within one second"
    assert (work / kept).read_bytes() == b"changed"
    assert (work / again).read_bytes() == b"changed again"


def test_an_assignment_keeps_what_the_student_wrote_and_its_folder_stays_as_it_is_handed_in(work):
    kept = restore(work, "a1/a1.ipynb")
    assert "/" not in kept
    assert [path.name for path in (work / "a1").iterdir()] == ["a1.ipynb"]
    assert sources((work / "a1/a1.ipynb").read_bytes()) == ["cs.item('one')", "answer = 42"]


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"cells": 1}', b'{"cells": [{"metadata": {"nbgrader": []}}]}'])
def test_an_assignment_that_cannot_be_read_comes_back_as_it_was(work, content):
    (work / "a1/a1.ipynb").write_bytes(content)
    kept = restore(work, "a1/a1.ipynb")
    assert sources((work / "a1/a1.ipynb").read_bytes())[1] == "# your code here"
    assert (work / kept).read_bytes() == content


def test_an_own_cell_of_another_kind_is_not_taken_over(work):
    changed = json.loads((work / "a1/a1.ipynb").read_bytes())
    changed["cells"][1]["source"] = {"not": "text"}
    (work / "a1/a1.ipynb").write_text(json.dumps(changed))
    restore(work, "a1/a1.ipynb")
    assert sources((work / "a1/a1.ipynb").read_bytes())[1] == "# your code here"


@pytest.mark.parametrize(
    "path",
    [
        "ru/02-unknown.ipynb",
        "en/01-first.ipynb",
        "../ru/01-first.ipynb",
        "ru/../../secret.ipynb",
        "/etc/passwd",
        "ru/01-first.ipynb\n",
        "a1/other.ipynb",
        "",
    ],
)
def test_what_the_course_has_not_got_is_refused_and_nothing_changes(work, path):
    before = {file: file.read_bytes() for file in work.rglob("*") if file.is_file()}
    with pytest.raises(CourseError):
        restore(work, path)
    assert {file: file.read_bytes() for file in work.rglob("*") if file.is_file()} == before


def test_a_folder_that_was_not_started_by_us_restores_nothing(tmp_path):
    with pytest.raises(CourseError, match="not a notebook of the course"):
        restore(tmp_path, "ru/01-first.ipynb")
