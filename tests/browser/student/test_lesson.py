"""A lesson opens calm and ready, in both languages, and stays as it was."""

import hashlib
import json

import jupyterlab
import pytest
from course_server import CALM

BAR = ".cs-bar"


def done(page, exercise_id):
    """Answer a two-card question rightly and check it."""
    root = page.locator(f'.cs[data-cs="{exercise_id}"]')
    buttons = root.locator(".cs-desk-do .cs-btn:visible")
    root.locator('.cs-stop[data-s="todo"]').first.wait_for()
    for _ in range(2):
        card = root.locator(".cs-desk .cs-card").inner_text()
        buttons.nth(0 if "cook" in card or "Повар" in card else 1).click()
    root.locator('.cs-btn[data-v="primary"]:visible').click()
    root.locator('[data-state="done"]').wait_for()


@pytest.mark.parametrize(
    ("lang", "name", "back"),
    [("en", "Lesson 1. The first lesson", "Lessons"), ("ru", "Урок 1. Первый урок", "К урокам")],
)
def test_a_lesson_is_simply_there(fresh, page, lang, name, back):
    fresh.open(page, f"{lang}/01-first.ipynb")
    assert page.locator(".cs[data-cs]").count() == 2
    assert name in page.locator(BAR).inner_text().replace("\n", "")
    assert page.locator(f"{BAR} a").first.get_attribute("aria-label") == back
    assert page.locator(".cs-lesson").get_attribute("lang") == lang
    frame = ("#jp-top-panel", "#jp-left-stack", ".jp-SideBar", ".jp-Toolbar")
    for hidden in (".jp-InputArea-editor", ".jp-InputPrompt", *frame):
        assert page.locator(f"{hidden}:visible").count() == 0, hidden


def test_a_visit_leaves_the_file_byte_identical(fresh, page):
    path = fresh.work / "en/01-first.ipynb"
    before = hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns
    fresh.open(page, "en/01-first.ipynb")
    done(page, "who-pays")
    page.keyboard.press("Control+s")
    page.locator(".jp-MarkdownOutput p").first.dblclick()
    page.reload()
    fresh.wait(page)
    page.goto("about:blank")  # no "Leave site?": the page fixture counts dialogs
    assert (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns) == before


def test_progress_saved_state_and_next(fresh, page):
    fresh.open(page, "en/01-first.ipynb")
    count, following = page.locator(f"{BAR} .cs-count"), page.locator(f"{BAR} .cs-next")
    assert count.inner_text() == "0 of 2"
    assert page.locator(f"{BAR} .cs-saved").inner_text() == "No answers yet"
    done(page, "who-pays")
    page.wait_for_function("document.querySelector('.cs-bar .cs-count').textContent === '1 of 2'")
    page.wait_for_function("document.querySelector('.cs-bar .cs-saved').dataset.save === 'saved'")
    assert page.locator(f"{BAR} .cs-saved").inner_text().startswith("Saved ")
    assert following.get_attribute("data-v") is None
    done(page, "who-uses")
    page.locator(f'{BAR} .cs-next[data-v="primary"]').wait_for()

    following.click()
    page.get_by_role("heading", name="The second lesson").wait_for()
    fresh.wait(page)
    assert page.url.endswith("/doc/tree/en/02-second.ipynb")
    assert page.locator(".jp-NotebookPanel").count() == 1

    page.go_back()
    page.get_by_role("heading", name="The first lesson").wait_for()
    fresh.wait(page)
    page.wait_for_function("document.querySelector('.cs-bar .cs-count').textContent === '2 of 2'")

    page.locator(f"{BAR} a").first.click()
    page.get_by_role("heading", name="Start here").wait_for()
    fresh.wait(page)
    assert page.locator(f'{BAR} a[aria-label="Lessons"]').count() == 0


def test_answers_come_back_after_a_reload(fresh, page):
    fresh.open(page, "ru/02-second.ipynb")
    done(page, "who-decides")
    page.wait_for_function("document.querySelector('.cs-bar .cs-count').textContent === '1 из 1'")
    page.reload()
    fresh.wait(page)
    page.wait_for_function("document.querySelector('.cs-bar .cs-count').textContent === '1 из 1'")
    assert page.locator('[data-state="done"]').count() == 1


def test_the_language_button_keeps_the_place(fresh, page):
    fresh.open(page, "en/01-first.ipynb")
    page.locator('.cs[data-cs="who-uses"]').scroll_into_view_if_needed()
    page.evaluate("document.querySelector('.cs[data-cs=\"who-uses\"]').scrollIntoView({block: 'start'})")
    page.locator(".cs-tongues button", has_text="RU").click()
    page.wait_for_url("**/ru/01-first.ipynb")
    fresh.wait(page)
    page.wait_for_function(
        """() => {
            const box = document.querySelector('.cs[data-cs="who-uses"]')?.getBoundingClientRect();
            return box && Math.abs(box.top - document.querySelector('.jp-Notebook').getBoundingClientRect().top) < 120;
        }"""
    )
    # JupyterLab itself follows: its language pack is chosen for the next page
    settings = fresh.work / ".jupyter/settings/@jupyterlab/translation-extension/plugin.jupyterlab-settings"
    assert '"ru_RU"' in settings.read_text()
    assert page.evaluate("document.documentElement.lang").startswith("ru")
    page.locator(".cs-tongues button", has_text="EN").click()
    page.wait_for_url("**/en/01-first.ipynb")
    fresh.wait(page)


def test_the_code_is_there_for_the_curious_and_cannot_be_changed(fresh, page):
    fresh.open(page, "en/02-second.ipynb")
    assert page.locator(".cs-signed .jp-InputArea-editor:visible").count() == 0
    page.locator(".cs-more > button").click()
    page.get_by_role("button", name="Show the code").click()
    code = page.locator(".cs-signed .cm-content", has_text='cs.practice("who-decides")')
    code.wait_for()
    code.click()
    page.keyboard.type("x = 1\n")
    assert "x = 1" not in code.inner_text()
    page.locator(".cs-more > button").click()
    page.get_by_role("button", name="Hide the code").click()
    assert page.locator(".cs-signed .jp-InputArea-editor:visible").count() == 0


def test_no_shortcut_reaches_the_notebook(fresh, page):
    fresh.open(page, "en/02-second.ipynb")
    before = page.locator(".jp-Cell").count()
    page.locator(".jp-MarkdownOutput p").first.click()
    for keys in (*"ddxabmyz00", "Enter", "Shift+Enter", "Control+Shift+c", "Control+b"):
        page.keyboard.press(keys)
    assert page.locator(".jp-Cell").count() == before
    assert page.locator(".jp-MarkdownCell .jp-InputArea-editor:visible").count() == 0
    assert page.locator(".jp-Dialog, .jp-SideBar:visible, .jp-Menu, .lm-CommandPalette:visible").count() == 0


@pytest.mark.slow
def test_three_lessons_at_once(fresh, context):
    pages = [context.new_page() for _ in range(3)]
    names = ("en/00-start.ipynb", "en/01-first.ipynb", "ru/02-second.ipynb")
    try:
        for page, name in zip(pages, names, strict=True):
            fresh.visit(page, name)
        for page in pages:
            fresh.wait(page)
            assert page.locator(".cs[data-cs]").count() >= 1
        assert set(names) <= fresh.sessions().keys()
        for page in pages:
            page.goto("about:blank")
    finally:
        for page in pages:
            page.close()


def test_the_version_that_this_was_tried_with(fresh, page):
    """The contract that our hand-written extension leans on. When JupyterLab changes it, this says so at once."""
    fresh.open(page, "en/00-start.ipynb")
    config = json.loads(page.locator("#jupyter-config-data").text_content())
    assert config["appVersion"] == jupyterlab.__version__
    said = f"the student mode does not work in JupyterLab {jupyterlab.__version__}"
    assert page.evaluate("typeof window._JUPYTERLAB['clientservice-student'].get") == "function", said
    assert page.locator(CALM.format("ready")).count() == 1, said
