"""Who may read and write the marking page, and what hostile texts and requests do there: nothing."""

import json
import shutil
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from course_server import CourseServer
from desk import HOSTILE, MARKING, enter, essay_id, open_text, standing
from essays import ASSIGNMENT, TEXTS, course_with_essays, write
from nbgrader.api import Gradebook
from rows import table

from clientservice.gradebook import load_places
from clientservice.judge import grade

pytestmark = pytest.mark.slow  # a course is released and JupyterLab started; tests/unit/marking guards the rules
RIGHT = {"reason": 0, "step": 0}


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def ask(server, path, *, method="GET", body=None, token=True):
    """(status, content) of a request, redirects not followed."""
    headers = {"Authorization": f"token {server.token}"} if token else {}
    raw = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{server.url}/{path}", data=raw, headers=headers, method=method)
    try:
        with urllib.request.build_opener(_Stay).open(request, timeout=60) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(errors="replace")


def test_nothing_is_shown_or_written_without_the_token(unmarked, desk_root):
    essay = essay_id(desk_root, "anna")
    before = table(desk_root)
    for path in ("", f"/{ASSIGNMENT}", f"/{ASSIGNMENT}/{essay}", "/static/marking.js", "/static/marking.css"):
        status, content = ask(unmarked, MARKING + path, token=False)
        assert status == 302, path
        assert TEXTS["anna"][1][:20] not in content
    body = {"version": "0" * 32, "levels": RIGHT, "comment": ""}
    assert ask(unmarked, f"{MARKING}/save/{ASSIGNMENT}/{essay}", method="POST", body=body, token=False)[0] == 403
    assert ask(unmarked, f"{MARKING}/words", token=False)[0] == 403
    assert table(desk_root) == before


def test_a_forged_request_of_a_signed_in_browser_is_refused(unmarked, page, desk_root):
    open_text(unmarked, page, desk_root, "anna")
    given = json.loads(page.locator("#marks").get_attribute("data-script"))
    body = {"version": given["version"], "levels": RIGHT, "comment": ""}
    send = """async ([url, body, headers]) =>
        (await fetch(url, {method: "POST", body: JSON.stringify(body), headers})).status"""
    kinds = [{}, {"X-XSRFToken": "wrong"}, {"Content-Type": "text/plain"}]
    assert [page.evaluate(send, [given["save"], body, headers]) for headers in kinds] == [403, 403, 403]
    assert standing(desk_root, "anna")[0] is None
    assert page.evaluate(send, [given["save"], body, {"X-XSRFToken": given["xsrf"]}]) == 200
    assert standing(desk_root, "anna")[0] == 3.5


@pytest.mark.parametrize(
    ("change", "status"),
    [
        (lambda body: body | {"levels": {"reason": 0}}, 400),
        (lambda body: body | {"levels": RIGHT | {"third": 0}}, 400),
        (lambda body: body | {"levels": RIGHT | {"step": 3}}, 400),
        (lambda body: body | {"levels": RIGHT | {"step": -1}}, 400),
        (lambda body: body | {"levels": RIGHT | {"step": 1e400}}, 400),
        (lambda body: body | {"levels": RIGHT | {"step": "0"}}, 400),
        (lambda body: body | {"points": 100}, 400),
        (lambda body: body | {"comment": "x" * 10_001}, 400),
        (lambda body: body | {"comment": "x" * 1_000_000}, 400),
        (lambda _: b"\xff{", 400),
        (lambda _: b"", 400),
        (lambda _: b"[" * 100_000, 400),
        (lambda body: body | {"version": "another"}, 409),
    ],
)
def test_what_is_no_mark_is_refused(unmarked, desk_root, change, status):
    before = table(desk_root)
    body = change({"version": "0" * 32, "levels": RIGHT, "comment": ""})
    raw = body if isinstance(body, bytes) else json.dumps(body).replace("Infinity", "1e400").encode()
    path = f"{MARKING}/save/{ASSIGNMENT}/{essay_id(desk_root, 'anna')}"
    found, content = ask(unmarked, path, method="POST", body=raw)
    assert found == status
    assert "Traceback" not in content
    assert table(desk_root) == before


@pytest.mark.parametrize(
    "path",
    [
        "/a4-clients",
        "/nowhere",
        f"/{ASSIGNMENT}/{'0' * 32}",
        f"/{ASSIGNMENT}/anna",
        f"/{ASSIGNMENT}/..%2f..%2fgrading%2fgradebook.db",
        "/..%2f..%2fsolutions%2fkeys",
        "/%2e%2e/%2e%2e/solutions",
        "/static/..%2f_server.py",
        "/static/../_server.py",
        f"/static/{'x' * 2000}.js",
        f"/save/{ASSIGNMENT}/{'0' * 32}",
        "/%00",
        "/x'%20or%201=1--",
    ],
)
def test_odd_addresses_lead_nowhere(unmarked, path):
    status, content = ask(unmarked, MARKING + path)
    assert status in {404, 405}
    assert "MARKERS-NOTES" not in content
    assert "Traceback" not in content


def test_what_a_student_wrote_is_shown_as_typed_and_does_nothing(unmarked, page, desk_root):
    open_text(unmarked, page, desk_root, "mallory")
    assert page.locator(".cs-paper > div").text_content() == HOSTILE.replace("\x1b", "␛")
    assert page.evaluate("window.canary") is None
    assert page.locator(".cs-paper *").count() == 1, "text and nothing else"
    assert page.locator("#marks").count() == 1
    policy = page.evaluate("fetch(location.href).then((answer) => answer.headers.get('Content-Security-Policy'))")
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy


def test_the_comment_bank_and_the_comment_are_text_too(unmarked, page, desk_root):
    open_text(unmarked, page, desk_root, "anna")
    for criterion in ("reason", "step"):
        page.locator(f'[data-criterion="{criterion}"] input').first.check()
    page.locator("#comment").fill("</textarea><script>window.canary = 3</script>")
    page.keyboard.press("Control+s")
    page.locator('[data-save="saved"]').wait_for()
    page.reload()
    assert page.locator("#comment").input_value() == "</textarea><script>window.canary = 3</script>"
    assert page.evaluate("window.canary") is None


def test_a_text_of_a_megabyte_is_cut_and_stays_in_its_place(unmarked, page, desk_root):
    folder = write(desk_root, "wordy", "x")
    (folder / "responses/why-wait.json").unlink()
    path = folder / f"{ASSIGNMENT}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    (cell,) = [
        one for one in notebook["cells"] if one["cell_type"] == "markdown" and "why-wait" in str(one["metadata"])
    ]
    cell["source"] = "wordword" * 130_000
    path.write_text(json.dumps(notebook), encoding="utf-8")
    try:
        grade(desk_root, ASSIGNMENT, students=["wordy"])
        open_text(unmarked, page, desk_root, "wordy")
        assert page.locator(".cs-paper > div").text_content() == "wordword" * 25_000
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.locator(".cs-paper").bounding_box()["height"] < 700
        page.locator(".cs-option input").first.check()
    finally:
        shutil.rmtree(folder.parent)
        with Gradebook(load_places(desk_root).db_url) as book:  # other tests count the texts
            book.remove_student("wordy")


def test_a_students_server_has_no_such_page(tmp_path, tmp_path_factory):
    """Not even where the working folder looks like a clone of the course."""
    root = tmp_path / "clone"
    shutil.copytree(course_with_essays(tmp_path_factory.mktemp), root)
    (root / "course/en").mkdir()
    (root / "course/en/00-start.ipynb").write_text('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')
    work = tmp_path / "work"
    work.mkdir()
    shutil.copy(root / "nbgrader_config.py", work)
    shutil.copytree(root / "solutions", work / "solutions")
    server = CourseServer(root, work, "en")
    try:
        assert ask(server, "api/contents?content=0")[0] == 200, server.log.read_text(errors="replace")
        for path in ("", f"/{ASSIGNMENT}", f"/{ASSIGNMENT}/{'0' * 32}", "/words", "/static/marking.js"):
            assert ask(server, MARKING + path)[0] == 404
        assert ask(server, f"{MARKING}/save/{ASSIGNMENT}/{'0' * 32}", method="POST", body={})[0] == 404
        assert "clientservice.marking" not in Path(server.log).read_text(errors="replace")
    finally:
        server.close()


def test_a_page_that_is_not_there_is_a_sentence(unmarked, page):
    enter(unmarked, page, "/nowhere", "ru")
    page.get_by_role("heading", name="Такой страницы нет.").wait_for()
