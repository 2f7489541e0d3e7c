"""Kernels restart, die and vanish; cells fail; the server goes away: each is one calm sentence, and answers stay."""

import json
import os
import signal
from contextlib import suppress
from pathlib import Path

import pytest
from course_server import CourseServer
from small_course import lesson, write
from test_lesson import done

from clientservice.lab import manifest

COUNT = "document.querySelector('.cs-bar .cs-count').textContent === '{}'"


def kernel_pid(server, path):
    """The process behind a notebook: asked of the operating system, by its connection file."""
    kernel = server.sessions()[path]["id"]
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if kernel.encode() in (process / "cmdline").read_bytes():
                return int(process.name)
    raise AssertionError(f"no process for {path}")


def runs_again(page, action):
    """Do something that makes the page run its cells once more, and wait until it has."""
    page.evaluate("document.querySelector('.jp-NotebookPanel').dataset.csLesson = 'before'")
    action()
    page.wait_for_selector('.jp-NotebookPanel[data-cs-lesson="ready"]', timeout=60_000)


@pytest.mark.parametrize("lang", ["en", pytest.param("ru", marks=pytest.mark.slow)])
def test_restarted_killed_and_killed_again(fresh, page, lang):
    path = f"{lang}/02-second.ipynb"
    fresh.open(page, path)
    done(page, "who-decides")
    all_done = COUNT.format({"en": "1 of 1", "ru": "1 из 1"}[lang])
    page.wait_for_function(all_done)

    again = {"en": "Start this page again", "ru": "Запустить страницу заново"}[lang]
    page.locator(".cs-more > button").click()
    runs_again(page, page.get_by_role("button", name=again).click)
    page.wait_for_function(all_done)

    kernel = fresh.sessions()[path]["id"]
    runs_again(page, lambda: fresh.api(f"kernels/{kernel}/restart", "POST"))  # by somebody else
    page.wait_for_function(all_done)

    runs_again(page, lambda: os.kill(kernel_pid(fresh, path), signal.SIGKILL))
    page.wait_for_function(all_done)
    assert page.locator(".jp-Dialog").count() == 0, "our sentence is enough"

    os.kill(kernel_pid(fresh, path), signal.SIGKILL)
    fresh.wait(page, "stopped")
    strip = page.locator(".cs-strip")
    assert {"en": "has stopped", "ru": "остановилась"}[lang] in strip.inner_text()
    assert strip.get_by_role("button").count() == 1
    assert page.locator(".jp-Dialog").count() == 0
    runs_again(page, strip.get_by_role("button", name=again).click)
    page.wait_for_function(all_done)
    assert not strip.is_visible()


@pytest.mark.slow
def test_a_kernel_that_was_shut_down(fresh, page):
    fresh.open(page, "en/02-second.ipynb")
    fresh.stop_kernels()
    fresh.wait(page, "stopped")
    assert page.locator(".jp-Dialog").count() == 0
    page.locator(".cs-strip").get_by_role("button").click()
    fresh.wait(page)


def test_a_failing_cell_shows_no_traceback(broken_course, page):
    """The sentence stands in the cell's place; the other exercises of the page are there all the same."""
    broken_course.open(page, "ru/01-first.ipynb", "trouble")
    trouble = page.locator(".cs-trouble")
    assert trouble.count() == 1
    assert "Эта часть страницы не загрузилась" in trouble.inner_text()
    assert page.locator("text=Traceback").locator("visible=true").count() == 0
    assert page.locator("text=ZeroDivisionError").locator("visible=true").count() == 0
    page.get_by_text("Подробности для преподавателя").click()
    assert "ZeroDivisionError" in trouble.inner_text()
    assert page.locator(".cs[data-cs]").count() == 2


@pytest.fixture
def broken_course(fresh, page):
    """A lesson that is signed and fails, as a mistake of the authors' would; the page gets a manifest that knows it."""
    notebook = lesson("01-first", "ru")
    notebook.cells[2 if notebook.cells[2].cell_type == "code" else 3].source += "\n1 / 0"
    path = fresh.work / "ru/01-first.ipynb"
    kept = path.read_bytes()
    write(path, notebook)
    data = json.loads((fresh.work / ".jupyter/labextensions/clientservice-course/course.json").read_text("utf-8"))
    data["manifest"]["lessons"]["01-first"]["chain"]["ru"] = manifest([notebook])["lessons"]["01-first"]["chain"]["ru"]
    page.route("**/course.json", lambda route: route.fulfill(json=data))
    yield fresh
    path.write_bytes(kept)


@pytest.mark.slow
def test_the_server_goes_away(course_root, tmp_path, page):
    server = CourseServer(course_root, tmp_path / "work", "ru")
    try:
        server.open(page, "ru/02-second.ipynb")
    finally:
        server.close()
    page.locator(".cs-strip", has_text="Нет связи с курсом").wait_for(timeout=40_000)
