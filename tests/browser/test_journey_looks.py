"""Order, estimate and scenario: feedback that moves nothing, nothing that sticks out, axe in every theme and language.

In a bare page with the real Python behind it (`Stage`); test_journey.py does the same things in JupyterLab.
"""

import pytest
from journey_page import FIXTURE, JourneyPage
from playwright.sync_api import expect
from stage import Stage

from clientservice.banks import load_practice
from clientservice.responses import Store
from clientservice.widgets import practice_widget

BANK = load_practice(FIXTURE)
OUTSIDE = """root => [...root.querySelectorAll('*')].filter((node) => {
    const box = node.getBoundingClientRect(), paper = root.getBoundingClientRect();
    const within = node.closest('svg, .cs-scroll > *') || box.width <= 1;
    return !within && (box.right > paper.right + 1 || box.left < paper.left - 1);
}).map((node) => node.className)"""
SMALL = """root => [...root.querySelectorAll('button, input, summary')]
    .map((node) => [node.className || node.type, node.getBoundingClientRect()])
    .filter(([, box]) => box.width && (box.height < 28 || box.width < 28)).map(([name]) => name)"""


@pytest.fixture
def show(new_page, tmp_path):
    """Show one of the exercises; gives its page object and a function that tells every state to who listens."""

    def make(exercise, *, width=820, theme="light", lang="ru"):
        page = new_page(width=width)
        store = Store(tmp_path / f"{exercise}-{theme}-{lang}-{width}", exercise)
        widget = practice_widget(BANK.exercises[exercise], store, key=BANK.keys[exercise], lang=lang)
        return JourneyPage(page, exercise, Stage(page, theme=theme).show(widget))

    return make


def play_order(order):
    """Through every state; yields its name."""
    yield "start"
    order.card("welcome").click()
    yield "picked"
    order.root.locator(".cs-route > .cs-here").click()
    order.lay("loan", "show", "policy")
    order.arrow("sale", 1).click()  # aside, where it does not belong
    yield "ready"
    order.primary.click()
    order.state("why")
    yield "checked"
    for _ in range(2):
        order.root.locator(".cs-tell .cs-desk-do .cs-btn").first.click()
        yield "why"
    order.foot.nth(1).click()
    expect(order.told).to_contain_text(["Hint", "Подсказка"][order.root.get_attribute("lang") == "ru"])
    yield "hint"
    order.foot.nth(2).click()
    order.state("done")
    yield "shown"
    order.foot.nth(0).click()
    order.state("work")
    order.lay("welcome", "show", "policy", "loan", "sale")
    yield "right"
    order.primary.click()
    order.state("done")
    yield "done"


def play_estimate(estimate):
    """Through every state; yields its name."""
    yield "start"
    estimate.field.fill("7000")
    yield "not on the scale"
    estimate.field.fill("480")
    estimate.field.press("Enter")
    yield "ready"
    estimate.primary.click()
    estimate.state("why")
    yield "checked"
    estimate.primary.click()
    estimate.field.fill("600")
    estimate.field.press("Enter")
    estimate.primary.click()
    estimate.state("done")
    yield "done"


def play_scenario(scenario):
    """Through every state; yields its name."""
    yield "start"
    for replies in (("blame", "loan-car"), ("promise", "own-up-late")):
        for number, reply in enumerate(replies, start=1):
            scenario.reply(reply).click()
            expect(scenario.root.locator(".cs-effect")).to_have_count(number)
            yield reply
        if scenario.root.locator(".cs-merits li").count() == 3:
            scenario.debrief.locator(".cs-btn[data-v='primary']").click()
    scenario.debrief.locator(".cs-btn").first.click()
    yield "best path"


PLAYS = {"dealership-steps": play_order, "clients-left": play_estimate, "car-not-ready": play_scenario}


def height(exercise):
    return exercise.sheet.bounding_box()["height"]


@pytest.mark.parametrize("lang", ["en", "ru"])
@pytest.mark.parametrize(
    "width", [390, pytest.param(820, marks=pytest.mark.slow), pytest.param(1280, marks=pytest.mark.slow)]
)
def test_feedback_moves_nothing(show, width, lang):
    order = show("dealership-steps", width=width, lang=lang)
    heights = {}
    for state in play_order(order):
        heights.setdefault(state, height(order))
    assert heights["checked"] == heights["why"] == heights["hint"] == heights["ready"]
    assert heights["done"] == heights["right"]
    estimate = show("clients-left", width=width, lang=lang)
    assert len({height(estimate) for _ in play_estimate(estimate)}) == 1
    scenario = show("car-not-ready", width=width, lang=lang)
    meters = scenario.root.locator(".cs-meters")
    assert len({meters.bounding_box()["height"] for _ in play_scenario(scenario)}) == 1


@pytest.mark.slow
@pytest.mark.parametrize("exercise", PLAYS)
@pytest.mark.parametrize("width", [320, 390, 820])
def test_nothing_sticks_out_and_every_target_is_large_enough(show, exercise, width):
    shown = show(exercise, width=width)
    for state in PLAYS[exercise](shown):
        assert shown.root.evaluate(OUTSIDE) == [], state
        assert shown.root.evaluate(SMALL) == [], state


@pytest.mark.slow
@pytest.mark.parametrize("exercise", PLAYS)
@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_axe_finds_nothing_in_any_state(show, axe, exercise, theme):
    for lang in ("en", "ru"):
        shown = show(exercise, theme=theme, lang=lang)
        for state in PLAYS[exercise](shown):
            assert axe(shown.page) == [], (lang, state)
