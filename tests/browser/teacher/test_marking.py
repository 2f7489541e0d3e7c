"""A teacher marks: by keyboard, by mouse, beside somebody else; in the teacher's real JupyterLab."""

import re

import pytest
from desk import enter, essay_id, level, open_text, saved, standing
from essays import ASSIGNMENT, ESSAY, TEXTS, formgrader
from rows import query

from clientservice.judge import feedback

pytestmark = pytest.mark.slow  # a course is released and JupyterLab started; tests/unit/marking guards the rules
NAMES = (*TEXTS, "mallory")


def test_two_texts_by_keyboard_alone(unmarked, page, desk_root):
    enter(unmarked, page)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "cs-skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Start marking").focus()
    page.keyboard.press("Enter")
    page.locator("#marks").wait_for()
    seen = []
    for comment in ("First of all.", "And another."):
        seen.append(page.url.rpartition("/")[2].partition("?")[0])
        page.locator(".cs-paper").focus()
        while not page.evaluate("document.activeElement.closest('[data-criterion]') !== null"):
            page.keyboard.press("Tab")
        page.keyboard.press("1")  # points; the focus goes to the next criterion
        page.keyboard.press("Space")
        page.keyboard.press("ArrowDown")
        assert page.locator("#sum").inner_text() == "1.5 of 3.5"
        page.keyboard.press("Tab")
        page.keyboard.type(comment)
        page.keyboard.press("Control+Enter")
        page.wait_for_url(lambda url, last=seen[-1]: last not in url)
        page.locator("#marks").wait_for()
    assert len(set(seen)) == 2
    marks = {essay_id(desk_root, name): standing(desk_root, name) for name in NAMES}
    assert [marks[name] for name in seen] == [(1.5, 0, "First of all."), (1.5, 0, "And another.")]
    assert sum(mark[0] is None for mark in marks.values()) == 2
    here = page.url
    page.keyboard.press("Alt+p")
    page.wait_for_url(lambda url: url != here)
    page.locator("#marks").wait_for()
    page.keyboard.press("Alt+n")
    page.wait_for_url(here)


def test_two_texts_by_mouse_with_the_comment_bank(unmarked, page, desk_root):
    open_text(unmarked, page, desk_root, "boris")
    assert page.locator("#status").inner_text() == "Not marked yet"
    for student, words in (("boris", "Назовите срок."), ("anna", "Name a date.")):
        open_text(unmarked, page, desk_root, student)
        level(page, "reason", 0).click()
        assert page.locator("#open").inner_text() == "1 criterion is still open"
        level(page, "step", 0).click()
        assert page.locator("#sum").inner_text() == "3.5 of 3.5"
        page.get_by_text("Comment bank").click()
        page.locator(".cs-bank summary", has_text="Form").click()
        page.get_by_role("button", name="Name a date.").click()
        assert page.locator("#comment").input_value() == words, "in the language of the text"
        page.get_by_role("button", name="Save", exact=True).click()
        saved(page)
        assert re.fullmatch(r"Saved at \d\d:\d\d", page.locator("#status").inner_text())
        assert standing(desk_root, student) == (3.5, 0, words)
    page.reload()
    assert page.locator("#sum").inner_text() == "3.5 of 3.5"
    assert page.locator("#comment").input_value() == "Name a date."
    assert page.locator("#status").inner_text().startswith("Saved at")


def test_what_is_not_saved_survives_a_reload_and_counts_for_nothing(unmarked, page, desk_root):
    open_text(unmarked, page, desk_root, "clara")
    level(page, "step", 1).click()
    page.locator("#comment").fill("Half a thought")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Choose a level for each criterion first.").wait_for()
    assert page.evaluate("document.activeElement.name") == "criterion-reason"
    page.reload()
    page.locator("#marks").wait_for()
    assert page.locator("#comment").input_value() == "Half a thought"
    assert page.locator("#sum").inner_text() == "0.5 of 3.5"
    assert page.locator("#status").inner_text() == "Not saved yet"
    assert standing(desk_root, "clara") == (None, 1, None)


def test_somebody_elses_mark_is_not_overwritten(unmarked, page, desk_root):
    open_text(unmarked, page, desk_root, "anna")
    level(page, "reason", 0).click()
    level(page, "step", 0).click()
    formgrader(desk_root, "anna", 1.0, "From the formgrader")
    page.keyboard.press("Control+s")
    page.get_by_text("Nothing was overwritten").wait_for()
    assert page.locator("#status").inner_text() == "Not saved yet"
    assert standing(desk_root, "anna") == (1.0, 0, "From the formgrader")
    page.get_by_role("button", name="Show the mark as it is now").click()
    page.get_by_text("Marked in the formgrader: 1 of 3.5, without levels.").wait_for()
    assert page.locator("#comment").input_value() == "From the formgrader"
    page.get_by_role("button", name="Use what I entered").click()
    assert page.locator("#sum").inner_text() == "3.5 of 3.5"
    page.keyboard.press("Control+s")
    saved(page)
    assert standing(desk_root, "anna")[:2] == (3.5, 0)


def test_two_markers_in_two_tabs(unmarked, page, context, desk_root):
    other = context.new_page()
    for tab in (page, other):
        open_text(unmarked, tab, desk_root, "anna")
        level(tab, "reason", 0).click()
    level(page, "step", 0).click()
    page.keyboard.press("Control+s")
    saved(page)
    other.get_by_role("radio").last.check()
    other.keyboard.press("Control+s")
    other.get_by_text("Nothing was overwritten").wait_for()
    assert standing(desk_root, "anna")[0] == 3.5
    other.close()


def test_the_formgrader_shows_the_same_mark(unmarked, page, context, desk_root):
    sql = """select n.id from submitted_notebook n join submitted_assignment a on a.id = n.assignment_id
        where a.student_id = 'anna'"""
    open_text(unmarked, page, desk_root, "anna")
    theirs = context.new_page()  # it asks the network for its MathJax, and complains
    theirs.goto(f"{unmarked.url}/formgrader/submissions/{query(desk_root, sql)[0][0]}/")
    score = theirs.locator(f"input.score[id='{ESSAY}']")
    theirs.wait_for_function(
        "id => document.querySelector(`input.score[id='${id}']`)?.classList.contains('needs_manual_grade')", arg=ESSAY
    )
    assert score.input_value() == "", "the formgrader has seen it unmarked"
    level(page, "reason", 1).click()
    level(page, "step", 0).click()
    page.locator("#comment").fill("Seen in both")
    page.keyboard.press("Control+s")
    saved(page)
    theirs.reload()
    theirs.wait_for_function("id => document.querySelector(`input.score[id='${id}']`)?.value === '2.5'", arg=ESSAY)
    seen = "[...document.querySelectorAll('textarea.comment')].some((one) => one.value === 'Seen in both')"
    theirs.wait_for_function(seen)
    score.fill("3")
    with theirs.expect_response(lambda answer: "/api/grade/" in answer.url and answer.request.method == "PUT"):
        score.blur()
    page.reload()
    page.get_by_text("Marked in the formgrader: 3 of 3.5, without levels.").wait_for()
    theirs.close()


def test_numbers_stand_for_names_until_the_feedback_is_released(unmarked, page, desk_root):
    pages = ["", f"/{ASSIGNMENT}", *(f"/{ASSIGNMENT}/{essay_id(desk_root, name)}" for name in NAMES)]
    for path in pages:
        enter(unmarked, page, path)
        html = page.content()
        assert not [name for name in NAMES if name in html]
        assert page.get_by_role("link", name="Show names").count() == 0
    enter(unmarked, page, f"/{ASSIGNMENT}")
    order = page.locator(".cs-row-name").all_inner_texts()
    assert order == sorted(order)
    assert all(re.fullmatch(r"Text \d{4}", name) for name in order)
    open_text(unmarked, page, desk_root, "anna")
    for criterion in ("reason", "step"):
        level(page, criterion, 0).click()
    page.keyboard.press("Control+s")
    saved(page)
    feedback(desk_root, ASSIGNMENT)
    enter(unmarked, page, f"/{ASSIGNMENT}")
    assert "anna" not in page.content()
    page.get_by_role("link", name="Show names").click()
    page.get_by_role("link", name="Hide names").wait_for()
    assert page.locator(".cs-row-name bdi").all_inner_texts() == ["anna"]
    assert "boris" not in page.content()


def test_the_launcher_has_a_card(unmarked, page, context):
    page.goto(f"{unmarked.url}/lab?token={unmarked.token}&reset")
    with context.expect_page() as opened:
        page.locator(".jp-LauncherCard", has_text="Marking texts").click()
    opened.value.get_by_role("heading", name="Marking texts").wait_for()
    assert opened.value.locator(".cs-row", has_text="Waiting").count() == 1
