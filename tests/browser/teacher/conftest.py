"""A teacher's JupyterLab over a course with three texts to mark; every test finds them unmarked."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

# the helpers beside this file and of two other folders
sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[2] / "grading"))
sys.path.insert(0, str(Path(__file__).parents[1] / "student"))

from course_server import CourseServer
from desk import HOSTILE
from essays import ASSIGNMENT, TEXTS, course_with_essays, write
from rows import query

from clientservice.judge import grade


@pytest.fixture(scope="session")
def desk_root(tmp_path_factory):
    root = tmp_path_factory.mktemp("desk") / "course"
    shutil.copytree(course_with_essays(tmp_path_factory.mktemp), root)
    for student, (lang, text) in TEXTS.items():
        write(root, student, text, lang)
    write(root, "mallory", HOSTILE)
    grade(root, ASSIGNMENT)
    return root


@pytest.fixture(scope="session")
def teacher(desk_root, tmp_path_factory):
    server = CourseServer(desk_root, tmp_path_factory.mktemp("teacher") / "home", teach=True)
    yield server
    server.close()


@pytest.fixture
def unmarked(teacher, desk_root):
    """The server, with nothing marked and no feedback made."""
    query(
        desk_root, "update grade set manual_score = null, extra_credit = null, needs_manual_grade = auto_score is null"
    )
    query(desk_root, "update comment set manual_comment = null")
    query(desk_root, "delete from clientservice_marks")
    shutil.rmtree(desk_root / "grading/feedback", ignore_errors=True)
    return teacher


@pytest.fixture
def context(browser):
    context = browser.new_context(viewport={"width": 1280, "height": 860}, color_scheme="light")
    context.set_default_timeout(60_000)
    yield context
    context.close()


@pytest.fixture
def page(context):
    page = context.new_page()
    wrong = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    # a refused save is an answer, and the browser calls every such answer an error
    page.on(
        "console",
        lambda said: wrong.append(said.text) if said.type == "error" and "status of 4" not in said.text else None,
    )
    yield page
    page.close()
    assert not wrong, wrong
