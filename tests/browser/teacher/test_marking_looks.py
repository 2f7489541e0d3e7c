"""The marking pages in every dress: axe, a phone, contrast, and the picture in the teachers' guide."""

import os
from pathlib import Path

import pytest
from desk import enter, level, open_text, saved
from essays import ASSIGNMENT
from playwright.sync_api import expect

from clientservice.text import language_names

pytestmark = pytest.mark.slow  # a course is released and JupyterLab started
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PICTURES = Path(__file__).parents[3] / "docs" / "pictures"
PLACES = ("", f"/{ASSIGNMENT}", "/nowhere")


def violations(page, script):
    page.evaluate(script)
    found = page.evaluate("async (rules) => (await axe.run({ runOnly: rules })).violations", RULES)
    return [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found]


def wrong(page, test, parts):
    """The visible elements of which a test in JavaScript is true."""
    return page.evaluate(
        f"""parts => [...document.querySelectorAll(parts)]
            .filter((node) => node.offsetWidth && !node.closest(".cs-sr, .cs-skip"))
            .filter((node) => {{ const box = node.getBoundingClientRect(); return {test}; }})
            .map((node) => node.outerHTML.slice(0, 90))""",
        parts,
    )


def misfits(page):
    """What sticks out of the window, and what a finger can't hit (WCAG 2.2, 2.5.8)."""
    wide = wrong(page, "box.right > innerWidth + 1 || box.left < -1", "body *")
    small = wrong(page, "box.height < 24 || box.width < 24", "a, button, summary, label.cs-option, textarea")
    return wide + small


@pytest.mark.parametrize("lang", list(language_names()))
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("dress", [{"color_scheme": "light"}, {"color_scheme": "dark"}, {"contrast": "more"}])
def test_axe_and_room(unmarked, page, desk_root, axe_script, lang, width, dress):
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(**dress)
    for path in PLACES:
        enter(unmarked, page, path, lang)
        assert (path, violations(page, axe_script), misfits(page)) == (path, [], [])
    open_text(unmarked, page, desk_root, "boris", lang)
    level(page, "reason", 0).click()
    page.keyboard.press("Control+s")  # refused: a criterion is open
    page.locator(".cs-problem").wait_for()
    for summary in page.locator("summary").all():
        if not summary.evaluate("one => one.parentElement.open"):
            summary.click()
    assert (violations(page, axe_script), misfits(page)) == ([], [])


def test_the_dark_dress_follows_the_system(unmarked, page):
    enter(unmarked, page)
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.emulate_media(color_scheme="dark")
    # Not wait_for_function: where it has to wait, the page's policy forbids what it evaluates.
    expect(page.locator("html")).to_have_attribute("data-jp-theme-light", "false")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light


def test_the_guides_picture_is_current(unmarked, page, desk_root):
    page.set_viewport_size({"width": 1180, "height": 760})
    open_text(unmarked, page, desk_root, "anna")
    level(page, "reason", 0).click()
    level(page, "step", 1).click()
    page.keyboard.press("Control+s")
    saved(page)
    page.evaluate("document.activeElement.blur(), scrollTo(0, 0)")
    parts = page.locator(".cs-reading summary, .cs-marks .cs-label, .cs-marks .cs-btn, .cs-level").all_inner_texts()
    words = "\n".join(word for text in parts for word in text.split()) + "\n"
    kept = PICTURES / "marking-en.txt"
    if os.environ.get("CLIENTSERVICE_PICTURES"):
        page.screenshot(path=PICTURES / "marking-en.png")
        kept.write_text(words, encoding="utf-8")
    assert (PICTURES / "marking-en.png").stat().st_size > 20_000
    assert words == kept.read_text(encoding="utf-8"), "run make pictures, look at them, and commit them"
