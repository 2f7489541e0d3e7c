"""An assignment: as calm as a lesson, own cells stay editable, and handing in says what happened."""

import json
import time

import pytest
from course_server import CourseServer
from small_course import ASSIGNMENT

PATH = f"{ASSIGNMENT}/{ASSIGNMENT}.ipynb"


@pytest.fixture
def kept(fresh):
    """The assignment as it was, afterwards."""
    path = fresh.work / PATH
    content = path.read_bytes()
    yield fresh
    path.write_bytes(content)


def stored(server, text):
    """Wait until this text is in the file on disk: an assignment saves itself."""
    deadline = time.monotonic() + 20
    while text not in (server.work / PATH).read_text(encoding="utf-8"):
        assert time.monotonic() < deadline, f"not saved: {text}"
        time.sleep(0.05)


def own_cell(page):
    return page.locator(".cs-own .cm-content")


def test_exercises_are_there_and_own_cells_run(kept, page):
    kept.open(page, PATH)
    exercises = page.locator(".cs[data-cs]").count()
    assert exercises >= 2
    assert page.locator(".jp-InputArea-editor:visible").count() == 1, "only the student's own cell shows code"
    own_cell(page).click()
    page.keyboard.press("Control+a")
    page.keyboard.type("answer = 6 * 7\nprint('forty', answer)")
    page.get_by_role("button", name="Run").click()
    page.locator(".cs-own .jp-OutputArea-output", has_text="forty 42").wait_for()
    stored(kept, "print('forty', answer)")

    own_cell(page).click()
    page.keyboard.press("Control+a")
    page.keyboard.type("1 / 0")
    page.keyboard.press("Shift+Enter")
    page.locator(".cs-own .cs-trouble").wait_for()
    assert "ZeroDivisionError" in page.locator(".cs-own .cs-trouble p").inner_text()
    assert page.locator("text=Traceback").locator("visible=true").count() == 0
    assert page.locator(".cs[data-cs]").count() == exercises, "the exercise after it is still there"


def test_locked_cells_survive_every_shortcut(kept, page):
    kept.open(page, PATH)
    before = page.locator(".jp-Cell").count()
    own_cell(page).click()
    page.keyboard.press("Escape")
    for keys in (*"ddxabmy", "Shift+m", "Control+Shift+-", "Alt+Enter", "Shift+l"):
        page.keyboard.press(keys)
    page.locator(".jp-MarkdownOutput p").first.click()
    for keys in (*"ddxabmy", "Enter", "Shift+ArrowDown", "Shift+m", "Delete", "Backspace"):
        page.keyboard.press(keys)
    assert page.locator(".jp-Cell").count() == before
    page.locator(".cs-bar").get_by_role("button", name="Check and receipt").click()
    page.wait_for_function("document.activeElement.closest('[data-type=\"receipt\"]')")
    notebook = json.loads((kept.work / PATH).read_text(encoding="utf-8"))
    assert [c["cell_type"] for c in notebook["cells"]] == ["code", "markdown", "code", "code", "code", "code"]


def test_without_an_exchange_the_way_is_a_file(kept, page):
    kept.open(page, PATH)
    page.locator(".cs-bar").get_by_role("button", name="Submit").click()
    assert "as a file" in page.locator(".cs-strip").inner_text()
    with page.expect_download() as download:
        page.locator(".cs input[type=text]").fill("s-17")
        page.get_by_role("button", name="Download my answers").click()
    assert download.value.suggested_filename == f"{ASSIGNMENT}.zip"
    page.locator(".cs-tongues button", has_text="RU").click()
    page.locator(".cs-bar").get_by_role("button", name="Сдать").wait_for()
    page.locator('.cs[data-cs="sort-one"][lang="ru"]').wait_for()


def test_the_start_page_lists_assignments(fresh, page):
    fresh.open(page, "ru/00-start.ipynb")
    task = page.locator(f'[data-task="{ASSIGNMENT}"]')
    task.wait_for()
    assert "Небольшое задание" in task.inner_text()
    assert "Можно выполнять" in task.inner_text()
    task.get_by_role("link").click()
    page.get_by_role("heading", name="A small assignment").wait_for()  # the copy that lies there is the English one
    fresh.wait(page)


@pytest.mark.slow
def test_handing_in_through_the_exchange(course_root, tmp_path, page):
    """A clone whose teacher has released the assignment: fetch nothing, submit, see when."""
    exchange = course_root / "grading/exchange"
    released = exchange / "service-ru/outbound" / ASSIGNMENT
    released.mkdir(parents=True)
    (exchange / "service-ru/inbound").mkdir()
    for folder in (exchange, exchange / "service-ru/inbound"):
        folder.chmod(0o777)
    for path in (course_root / "assignments/ru" / ASSIGNMENT).iterdir():
        (released / path.name).write_bytes(path.read_bytes())
    server = CourseServer(course_root, tmp_path / "work", "ru")
    try:
        server.open(page, PATH)
        page.locator(".cs-bar").get_by_role("button", name="Сдать").click()
        page.locator(".cs-strip", has_text="Работа сдана").wait_for(timeout=60_000)
        assert [path.name for path in (exchange / "service-ru/inbound").iterdir() if ASSIGNMENT in path.name]
        server.open(page, "ru/00-start.ipynb")
        page.locator(f'[data-task="{ASSIGNMENT}"][data-state="submitted"]', has_text="ещё не проверено").wait_for()
    finally:
        server.close()
