"""An assignment: as calm as a lesson, own cells stay editable, and handing in says what happened."""

import json
import time

import pytest
from small_course import ASSIGNMENT, ESSAY_STUB
from test_look import violations

PATH = f"{ASSIGNMENT}/{ASSIGNMENT}.ipynb"


@pytest.fixture
def kept(fresh):
    """The assignment as it was, afterwards."""
    path = fresh.work / PATH
    content = path.read_bytes()
    yield fresh
    path.write_bytes(content)


def stored(page, server, text):
    """Wait until this text is in the file on disk: an assignment saves itself."""
    deadline = time.monotonic() + 60
    while text not in (server.work / PATH).read_text(encoding="utf-8"):
        assert time.monotonic() < deadline, f"not saved: {text}"
        page.wait_for_timeout(50)  # not time.sleep: requests that a test has routed must go on


def write_own(page, source):
    """Replace what stands in the student's own cell."""
    page.locator(".cs-own .cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(source)


def count_runs(page):
    """Count from now on how often the exercise after the student's own cell appears anew."""
    page.evaluate(
        """() => {
            window.appeared = 0;
            const seen = new WeakSet([...document.querySelectorAll('.cs[data-cs="sort-two"]')]);
            new MutationObserver(() => {
                for (const root of document.querySelectorAll('.cs[data-cs="sort-two"]')) {
                    if (!seen.has(root)) { seen.add(root); window.appeared += 1; }
                }
            }).observe(document.body, { subtree: true, childList: true });
        }"""
    )


def appeared(page, times):
    page.wait_for_function("times => window.appeared === times", arg=times)


@pytest.mark.parametrize("lang", ["en", pytest.param("ru", marks=pytest.mark.slow)])
def test_own_cells_run_and_the_exercise_after_them_looks_again(kept, page, axe_script, lang):
    run, stopped, whole = {
        "en": ("Run", "Python stopped in this cell", "The whole message"),
        "ru": ("Выполнить", "Python остановился в этой ячейке", "Сообщение целиком"),
    }[lang]
    kept.open(page, PATH)
    page.locator(".cs-tongues button", has_text=lang.upper()).click()
    assert page.locator(".jp-InputArea-editor:visible").count() == 1, "only the student's own cell shows code"
    assert page.locator(".jp-MarkdownCell", has_text="Your answer here").is_hidden(), "an essay's stub is in the way"
    count_runs(page)
    write_own(page, "answer = 6 * 7\nprint('forty', answer)")
    button = page.get_by_role("button", name=run)
    button.click()
    page.locator(".cs-own .jp-OutputArea-output", has_text="forty 42").wait_for()
    appeared(page, 1)
    stored(page, kept, "print('forty', answer)")

    write_own(page, "answer = 'twelve'\nanswer / 2")
    page.keyboard.press("Shift+Enter")
    trouble = page.locator(".cs-own .cs-trouble")
    trouble.wait_for()
    appeared(page, 2)
    assert stopped in trouble.inner_text()
    assert trouble.locator("code").inner_text() == "TypeError: unsupported operand type(s) for /: 'str' and 'int'"
    assert page.locator("text=Traceback").locator("visible=true").count() == 0
    trouble.get_by_text(whole).click()
    assert violations(page, axe_script) == []
    assert "Traceback" in trouble.locator("pre").inner_text()
    stored(page, kept, "unsupported operand")
    page.wait_for_selector('[data-cs-file="saved"]')

    page.reload()  # the error is in the file now; it stays calm
    trouble.wait_for()
    kept.wait(page)
    assert page.locator("text=Traceback").locator("visible=true").count() == 0
    assert trouble.count() == 1
    assert stopped in trouble.inner_text(), "and in the language that was chosen"

    count_runs(page)
    write_own(page, "answer = 1")
    page.keyboard.press("Control+Enter")
    trouble.wait_for(state="detached")
    appeared(page, 1)
    page.wait_for_function("document.activeElement.matches('.cs-own .cm-content[aria-label]')")
    page.keyboard.press("Escape")  # no trap for the keyboard: the way out, and the way in
    page.keyboard.press("Tab")
    page.wait_for_function("document.activeElement.closest('.cs-run')")
    page.keyboard.press("Shift+Tab")
    page.wait_for_function("document.activeElement.matches('.cs-own .cm-content[aria-label]')")
    assert page.locator(".jp-Cell").count() == 8


@pytest.mark.slow
def test_a_cell_without_an_end_can_be_stopped(kept, page):
    kept.open(page, PATH)
    write_own(page, "while True:\n    pass")
    page.get_by_role("button", name="Run").click()
    page.get_by_role("button", name="Stop").click()
    page.locator(".cs-own .cs-trouble code", has_text="KeyboardInterrupt").wait_for()
    page.get_by_role("button", name="Run").wait_for()


@pytest.mark.slow
def test_what_somebody_wrote_into_an_essays_cell_is_shown(kept, page):
    path = kept.work / PATH
    path.write_text(path.read_text(encoding="utf-8").replace(ESSAY_STUB, "The guest decides."), encoding="utf-8")
    kept.open(page, PATH)
    page.locator(".jp-MarkdownOutput", has_text="The guest decides.").wait_for()


#: JupyterLab's shortcuts that insert, delete, cut, paste, merge, split, move or change cells, or undo.
SHORTCUTS = [
    *"abxvcmy1zr",
    "d d",
    "0 0",
    "i i",
    *("Enter", "Delete", "Backspace", "Shift+Enter", "Control+Enter", "Alt+Enter"),
    *("Shift+m", "Shift+v", "Shift+z", "Shift+j", "Shift+k", "Shift+ArrowDown", "Shift+ArrowUp", "Shift+l", "Shift+o"),
    *("Control+z", "Control+Shift+z", "Control+y", "Control+x", "Control+v", "Control+a", "Control+Backspace"),
    *("Control+Shift+ArrowDown", "Control+Shift+ArrowUp", "Control+Shift+m", "Control+Shift+Minus", "Control+s"),
    *("Control+Shift+c", "Control+b", "Control+Shift+d", "Control+Shift+q"),
]


def press_all(page):
    for keys in SHORTCUTS:
        for key in keys.split(" "):
            page.keyboard.press(key)


@pytest.mark.slow
def test_locked_cells_survive_every_shortcut(kept, page):
    """With the focus in the text, on the page itself, beside a cell, and left from an own cell by Escape."""
    before = json.loads((kept.work / PATH).read_text(encoding="utf-8"))["cells"]
    kept.open(page, PATH)
    page.locator(".jp-MarkdownOutput p").first.click()
    press_all(page)
    page.locator(".jp-Notebook").focus()
    press_all(page)
    page.locator(".cs-signed").nth(1).click(position={"x": 2, "y": 2})
    press_all(page)
    page.evaluate("document.activeElement.blur()")
    press_all(page)
    page.locator(".cs-own .cm-content").click()
    page.keyboard.press("Escape")
    press_all(page)
    write_own(page, "left = 1")
    for keys in ("Control+Shift+Minus", "Control+z", "Control+z", "Control+y", "Alt+Enter", "Control+End", "ArrowDown"):
        page.keyboard.press(keys)
    assert page.locator(".jp-Dialog:visible, .lm-CommandPalette:visible, .jp-SideBar:visible").count() == 0
    write_own(page, "last = 1")
    stored(page, kept, "last = 1")
    after = json.loads((kept.work / PATH).read_text(encoding="utf-8"))["cells"]
    shown = [(cell["id"], cell["cell_type"], cell["metadata"].get("nbgrader")) for cell in after]
    assert shown == [(cell["id"], cell["cell_type"], cell["metadata"].get("nbgrader")) for cell in before]
    for one, other in zip(before, after, strict=True):
        if one["id"] != "own-answer":
            assert one["source"] == other["source"], one["id"]


@pytest.mark.slow
def test_what_is_typed_while_the_file_is_written_is_saved_too(kept, page):
    """JupyterLab itself calls a file saved as soon as an older state of it is."""
    kept.open(page, PATH)
    held = []

    def hold_the_first(route):
        if route.request.method == "PUT" and not held:
            held.append(route)
        else:
            route.continue_()

    page.route("**/api/contents/**", hold_the_first)
    write_own(page, "early = 1")
    late = time.monotonic() + 60
    while not held and time.monotonic() < late:  # the browser tells of a request before it lets us hold it
        page.wait_for_timeout(50)
    write_own(page, "late = 2")
    held[0].continue_()
    stored(page, kept, "late = 2")
    page.locator('[data-cs-file="saved"]').wait_for()


def test_receipt_and_without_an_exchange_the_way_is_a_file(kept, page):
    kept.open(page, PATH)
    page.locator(".cs-bar").get_by_role("button", name="Check and receipt").click()
    page.wait_for_function("document.activeElement.closest('[data-type=\"receipt\"]')")
    page.locator(".cs-bar").get_by_role("button", name="Submit").click()
    assert "as a file" in page.locator(".cs-strip").inner_text()
    with page.expect_download() as download:
        page.locator(".cs input[type=text]").fill("s-17")
        page.get_by_role("button", name="Download my answers").click()
    assert download.value.suggested_filename == f"{ASSIGNMENT}.zip"
    page.locator(".cs-tongues button", has_text="RU").click()
    page.locator(".cs-bar").get_by_role("button", name="Сдать").wait_for()
    page.locator('.cs[data-cs="sort-one"][lang="ru"]').wait_for()


@pytest.mark.slow
def test_the_start_page_leads_to_the_assignment_in_its_own_language(fresh, page):
    fresh.open(page, "ru/00-start.ipynb")
    task = page.locator(f'[data-task="{ASSIGNMENT}"]')
    task.wait_for()
    assert "Небольшое задание" in task.inner_text()
    assert "Можно выполнять" in task.inner_text()
    task.get_by_role("link").click()
    page.get_by_role("heading", name="A small assignment").wait_for()  # the copy that lies there is the English one
    fresh.wait(page)
    assert page.locator(".cs-bar").get_by_role("button", name="Submit").is_visible(), "one language on the page"
    page.locator('.cs[data-cs="sort-one"] .cs-lang button', has_text="RU").click()  # an exercise's own switch
    page.locator(".cs-bar").get_by_role("button", name="Сдать").wait_for()
    page.locator('.cs[data-cs="sort-two"][lang="ru"]').wait_for()
