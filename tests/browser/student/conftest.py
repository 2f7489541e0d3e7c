"""One course server per test session and edition, one browser, and pages that complain about errors in our scripts."""

import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # the helpers beside this file

from course_server import CourseServer
from small_course import write_course

OURS = "clientservice-student"


@pytest.fixture(scope="session")
def context(browser):
    """One profile for all tests, so that JupyterLab comes from the cache."""
    context = browser.new_context(viewport={"width": 1280, "height": 820}, accept_downloads=True)
    context.set_default_timeout(60_000)
    yield context
    context.close()


@pytest.fixture
def page(context):
    page = context.new_page()
    broken, asked = [], []

    def note(error):
        # JupyterLab leaves its own requests unanswered when a kernel is killed
        if OURS in (error.stack or "") and "Canceled future" not in str(error):
            broken.append(str(error))

    page.on("pageerror", note)
    page.on("console", lambda said: broken.append(said.text) if said.type == "error" and OURS in said.text else None)

    def refuse(dialog):
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", refuse)
    yield page
    page.close()
    assert not asked, "the browser asked a question, such as “Leave site?”"
    assert not broken, broken


@pytest.fixture(scope="session")
def course_root(tmp_path_factory):
    root = tmp_path_factory.mktemp("course")
    write_course(root)
    return root


@pytest.fixture(scope="session")
def server(course_root, tmp_path_factory):
    """The English course. Tests that plant something plant it in a copy."""
    server = CourseServer(course_root, tmp_path_factory.mktemp("student") / "work", "en")
    yield server
    server.close()


@pytest.fixture
def fresh(server):
    """The same server, with no kernel running and no answers."""
    server.stop_kernels()
    shutil.rmtree(server.work / ".progress", ignore_errors=True)
    return server
