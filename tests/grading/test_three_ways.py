"""``clientservice grade``, ``nbgrader autograde`` and the formgrader's button write the same rows."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path

import nbformat
import pytest
from people import whole_class
from rows import history, query, scores, table
from synthetic import ASSIGNMENT

from clientservice.gradebook import verify
from clientservice.judge import feedback, grade, prepare_folders


@pytest.fixture(scope="module")
def pair(released, tmp_path_factory):
    """The same class twice: graded by us, and not graded."""
    scratch = tmp_path_factory.mktemp("pair")
    mine, theirs = scratch / "mine", scratch / "theirs"
    shutil.copytree(released, mine)
    whole_class(mine, scratch)
    (mine / "solutions/late.yml").write_text(f"due: {{{ASSIGNMENT}: 2026-05-11T12:00}}\n")  # all of them are late
    shutil.copytree(mine, theirs)
    report = grade(mine, ASSIGNMENT)
    assert report.failed == []
    return mine, theirs


def test_what_everybody_gets(pair):
    mine, _ = pair
    fine, half, none, review = (4, None, False), (2, None, False), (0, None, False), (None, None, True)
    expected = {
        "anna": (fine, 3),
        "борис": (half, 2),
        "none": (none, 0),
        "partial": ((1, None, False), 0),
        "planted": (fine, 3),
        "no-json": (fine, 3),
        "no-json-no-answers": (review, None),
        "old-form": (half, 2),
        "solution-flag": (fine, 3),
        "no-grade-flag": (fine, 3),
        "points": (fine, 3),
        "schema": (fine, 3),
        "markdown": (half, 2),
        "twice": (half, 2),
        "no-cells": (fine, 3),
        "copies": (fine, 2),
        "torn": (review, 3),
        "only-answers": (half, 2),
        "only-a-letter": (review, None),
    }
    found = {student: scores(mine, student) for student in expected}
    assert {student: rows["clients-sort"] for student, rows in found.items()} == {s: e[0] for s, e in expected.items()}
    assert {student: rows["clients-needs"][0] for student, rows in found.items()} == {
        s: e[1] for s, e in expected.items()
    }
    assert len(query(mine, "select id from student")) == len(expected)


def test_nbgrader_autograde_writes_the_same_rows(pair, nbgrader):
    mine, theirs = pair
    nbgrader(theirs, "autograde", ASSIGNMENT)
    assert table(theirs) == table(mine)
    assert history(theirs) == history(mine)
    assert verify(theirs).problems == []
    for path in (mine / "grading/autograded").rglob("*.ipynb"):
        other = theirs / path.relative_to(mine)
        assert nbformat.read(other, as_version=4) == nbformat.read(path, as_version=4)  # it splits texts into lines


@contextmanager
def jupyterlab(root: Path, private: Path):
    """JupyterLab with the formgrader, as ``clientservice teach`` starts it; yields its address and token."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    token = secrets.token_hex(16)
    folders = {f"JUPYTER_{kind}_DIR": str(private / kind.lower()) for kind in ("RUNTIME", "CONFIG", "DATA")}
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}"]
    command += ["--ServerApp.ip=127.0.0.1", f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={root}"]
    with (private / "lab.log").open("wb") as log:
        server = subprocess.Popen(
            command, cwd=root, env=os.environ | folders, stdout=log, stderr=log, start_new_session=True
        )
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and server.poll() is None:
            with suppress(OSError), urllib.request.urlopen(f"{address}/api?token={token}", timeout=5):
                break
            time.sleep(0.2)
        else:
            raise AssertionError((private / "lab.log").read_text())
        yield address, token
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            server.wait(15)
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def submission_id(root: Path, student: str) -> str:
    sql = """select n.id from submitted_notebook n join submitted_assignment a on a.id = n.assignment_id
        where a.student_id = ?"""
    return query(root, sql, student)[0][0]


@pytest.mark.slow
def test_the_formgraders_buttons(pair, tmp_path, browser):
    mine, _ = pair
    root = tmp_path / "course"
    students = ("anna", "planted", "torn", "no-json-no-answers")
    shutil.copytree(mine, root)
    shutil.rmtree(root / "grading/autograded")
    for name in ("grade", "submitted_notebook", "submitted_assignment", "student", "clientservice_graded"):
        query(root, f"delete from {name}")  # noqa: S608
    prepare_folders(root)
    feedback(mine, ASSIGNMENT)
    with jupyterlab(root, tmp_path) as (address, token):
        page = browser.new_page()
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.route(lambda url: not url.startswith(address), lambda route: route.abort())
        page.goto(f"{address}/lab?token={token}")  # any page of JupyterLab's own takes the token and sets the cookie
        page.goto(f"{address}/formgrader/manage_submissions/{ASSIGNMENT}")
        for student in students:
            press(page, student, "autograde", "Successfully autograded")
        press(page, "anna", "generate-feedback", "Successfully generated feedback")
        for student in students:
            page.goto(f"{address}/formgrader/submissions/{submission_id(root, student)}/")
            page.wait_for_selector("#notebook-container .nbgrader_cell")
            page.wait_for_function("window.jQuery !== undefined && document.readyState === 'complete'")
            page.wait_for_timeout(300)
            assert page.evaluate("window.canary") is None
            text = page.inner_text("#notebook-container")
            if student == "anna":
                assert "A cook who gets food from the store" in text
                assert "4 of 4 points" in text
            if student == "planted":
                assert "window.canary" in text  # shown as text, as it was typed
                assert "kept as text" in text
            if student == "torn":
                assert "A person will look — clients-sort.json: the saved answer is not readable" in text
            if student == "no-json-no-answers":
                assert "no saved answer, and the notebook is no JSON" in text
        assert not [url for url in asked if "evil.example" in url]
        page.close()
    mine_rows = {name: [row for row in rows if row[0] in students] for name, rows in table(mine).items()}
    rows = table(root)
    assert [row for row in rows["grades"] if row[0] in students] == mine_rows["grades"]
    page_path = f"grading/feedback/anna/{ASSIGNMENT}/{ASSIGNMENT}.html"
    assert (root / page_path).read_bytes() == (mine / page_path).read_bytes()


def press(page, student, button, said):
    """Press a button in a student's row and wait for the word of success."""
    row = page.locator("tr", has=page.locator(f"td.student-id:text-is('{student}'), td:text-is('{student}')"))
    row.first.locator(f".{button} a").click()
    modal = page.locator(".modal-dialog", has_text=said)
    modal.wait_for(timeout=30_000)
    modal.locator("button.btn-primary, button.close").first.click()
    modal.wait_for(state="hidden")
