"""Choice, match, chain and two-tier sorting in a bare page: feedback moves nothing, nothing sticks out, axe is content.

Every exercise is led through its states with its real widget behind it; see stage.py.
"""

import pytest
from joining_page import IDS, LOADED, JoiningPage
from stage import Stage

from clientservice.responses import Store
from clientservice.widgets import graded_widget, practice_widget

OUTSIDE = """root => [...root.querySelectorAll("*")].filter((node) => {
    const box = node.getBoundingClientRect(), edge = root.getBoundingClientRect();
    const sticks = box.right > edge.right + 1 || box.left < edge.left - 1;
    return box.width > 1 && sticks && !node.closest(".cs-menu, .cs-sr");
}).map((node) => node.className)"""
SMALL = """root => [...root.querySelectorAll("button, input, summary")]
    .map((node) => [node, (node.closest("label") ?? node).getBoundingClientRect()])
    .filter(([, box]) => box.width && (box.height < 28 || box.width < 28))
    .map(([node]) => node.className || node.type)"""
PLACES = """root => [...root.querySelectorAll(".cs-option, .cs-slot, .cs-node, .cs-tray-head, .cs-desk, .cs-foot")]
    .filter((node) => node.offsetParent).map((node) => node.getBoundingClientRect())
    .map((box) => [Math.round(box.top - root.getBoundingClientRect().top), Math.round(box.height)])"""


@pytest.fixture
def show(new_page, tmp_path):
    """Make exercises on one stage."""

    def make(*, width=820, theme="light", lang="ru", graded=False):
        page = new_page(width=width)
        stage = Stage(page, theme=theme)
        shown = []
        for name in IDS:
            exercise, store = LOADED.exercises[name], Store(tmp_path / f"{len(list(tmp_path.iterdir()))}", name)
            store.folder.mkdir()
            widget = (
                graded_widget(exercise, store, lang=lang)
                if graded
                else practice_widget(exercise, store, key=LOADED.keys[name], lang=lang)
            )
            shown.append(JoiningPage(page, name, stage.show(widget)))
        return page, shown

    return make


def wrong(part):
    """An answer with mistakes, ready to be checked."""
    kind = part.sheet.get_attribute("data-type")
    if kind == "choice":
        for name in ("as-fact",) if part.exercise == "honest-phrase" else ("multiplied", "halved"):
            part.option(name).click()
    elif kind == "match":
        target = part.root.locator(".cs-bank .cs-card").first
        for slot in part.root.locator(".cs-slot").all():
            target.click()
            slot.click()
    elif kind == "chain":
        for one, other in (("guest", "storeroom"), ("cook", "accountant"), ("cook", "waiter")):
            part.node(one).click()
            part.node(other).click()
    else:
        part.sort(
            {
                "placements": dict.fromkeys(("guests", "insurer", "chef", "cook"), "outside"),
                "reasons": {"insurer": "pays", "chef": "job"},
            }
        )


def every_state(part):
    """Lead one exercise from its first mistake to the shown answer; stops at each state."""
    part.primary.click()
    part.state("why")
    yield "checked"
    more = part.root.locator(".cs-desk-do .cs-btn:visible:not([data-v='primary'])")
    for _ in range(4):
        if more.count():
            more.first.click()
            yield "why"
    hint = part.foot.filter(has_text="(")
    if hint.count():
        hint.first.click()
        yield "hint"
    part.foot.filter(has_text="Показать").or_(part.foot.filter(has_text="Show")).first.click()
    part.state("done")
    yield "shown"


@pytest.mark.slow
@pytest.mark.parametrize("width", [390, 820])
@pytest.mark.parametrize("lang", ["en", "ru"])
def test_feedback_moves_nothing_and_nothing_sticks_out(show, width, lang):
    page, parts = show(width=width, lang=lang)
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    for part in parts:
        wrong(part)
        before, fits = part.root.evaluate(PLACES), part.sheet.bounding_box()["height"]
        for state in every_state(part):
            if state == "shown":  # the answer itself moved
                break
            assert part.root.evaluate(PLACES) == before, (part.exercise, state)
            assert part.sheet.bounding_box()["height"] == fits, (part.exercise, state)
            assert part.root.evaluate(OUTSIDE) == [], (part.exercise, state)
        assert part.root.evaluate(SMALL) == [], part.exercise


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_axe_finds_nothing_in_any_state(show, axe, theme):
    page, parts = show(theme=theme)
    assert axe(page) == []
    for part in parts:
        wrong(part)
    assert axe(page) == []
    for part in parts:
        for _ in every_state(part):
            pass
    assert axe(page) == []
    for lang in ("EN", "RU"):
        for part in parts:
            part.root.locator(".cs-lang button", has_text=lang).click()
        assert axe(page) == []


@pytest.mark.slow
def test_axe_finds_nothing_in_graded_work_and_in_the_open_choice(show, axe):
    page, parts = show(graded=True)
    for part in parts:
        part.answer()
        assert part.root.get_attribute("data-done") == "true", part.exercise
    match = next(part for part in parts if part.exercise == "who-is-who")
    match.slot("head").click()
    assert axe(page) == []
    assert page.locator(".cs-mark:visible, .cs-tell, [data-v='ok'], [data-v='no']").count() == 0


def test_a_button_that_cannot_be_pressed_does_not_light_up_under_the_mouse(show):
    _page, shown = show(theme="dark")
    buttons = [part.root.locator('.cs-btn[data-v="primary"][aria-disabled="true"]:visible').first for part in shown]
    buttons = [button for button in buttons if button.count()]
    assert buttons
    for button in buttons:
        button.hover(force=True)
        assert button.evaluate("n => getComputedStyle(n).backgroundColor") == "rgba(0, 0, 0, 0)"


def test_check_moves_no_arrow_in_words(show):
    _page, shown = show(width=390)
    chain = next(part for part in shown if part.sheet.get_attribute("data-type") == "chain")
    wrong(chain)
    drawn = chain.root.locator(".cs-drawn-link")
    places = "links => links.map((link) => [link.offsetLeft, link.offsetTop, link.offsetWidth])"
    before = drawn.evaluate_all(places)
    chain.root.locator('.cs-btn[data-v="primary"]:visible').click()
    chain.root.locator(".cs-drawn-link[data-v]").first.wait_for()
    assert drawn.evaluate_all(places) == before
