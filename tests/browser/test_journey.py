"""Order, estimate and scenario in a real JupyterLab: mouse, finger and keyboard; what is kept; what is not told."""

import json

import pytest
from journey_page import FIXTURE, IDS, RIGHT, SURPLUS, JourneyPage, write_assignment, write_lesson
from lab import cells
from playwright.sync_api import expect

from clientservice.banks import load_practice

_KEY = load_practice(FIXTURE).keys["dealership-steps"]
SECRETS = [text for part in (*_KEY.needs, *_KEY.extra) for text in part.why.values()]


@pytest.fixture
def lesson(lab, page, notebooks):
    """The three exercises of an open, running lesson."""
    path = write_lesson(lab, notebooks.folder)
    lab.open(page, path)
    for name in IDS:
        page.wait_for_selector(f".cs[data-cs='{name}']")
    return [JourneyPage(page, name) for name in IDS]


def saved(notebooks, exercise, where=".progress"):
    return notebooks.saved(exercise, where)["value"]


def order_by_keyboard(order):
    keyboard = order.page.keyboard

    def walk_to(step):
        names = order.root.locator(".cs-order .cs-card").evaluate_all("nodes => nodes.map((node) => node.dataset.card)")
        keyboard.press("Home")
        for _ in range(names.index(step)):
            keyboard.press("ArrowDown")
        expect(order.card(step)).to_be_focused()

    order.root.locator(".cs-lang > button").last.focus()
    keyboard.press("Tab")
    for step in ("loan", "show", "policy", "sale"):
        walk_to(step)
        keyboard.press("Enter")
        keyboard.press("ArrowUp")  # from the pool to the end of the route
        keyboard.press("Enter")
    walk_to("welcome")
    keyboard.press("Space")
    keyboard.press("Home")
    keyboard.press("Space")
    assert order.route() == ["welcome", "loan", "show", "policy", "sale"]
    for step in SURPLUS:
        walk_to(step)
        keyboard.press("Enter")
        keyboard.press("ArrowDown")
        keyboard.press("Enter")
    assert set(order.aside()) == set(SURPLUS)
    order.tab_to(order.primary)
    keyboard.press("Enter")
    order.state("why")
    expect(order.told).to_contain_text("First “The manager shows cars and agrees on the price”, then “The credit desk")
    assert "cs-btn" in order.focused()  # the way on
    order.tab_to(order.primary)
    keyboard.press("Enter")  # try again: only the wrong step comes back
    order.state("work")
    assert order.route() == ["welcome", "show", "policy", "sale"]
    expect(order.card("loan")).to_be_focused()
    for key in ("Enter", "ArrowUp", "ArrowUp", "Enter"):
        keyboard.press(key)
    order.tab_to(order.primary)
    keyboard.press("Enter")
    order.state("done")
    expect(order.root).to_have_attribute("data-done", "true")
    assert order.focused()


def estimate_by_keyboard(estimate):
    keyboard = estimate.page.keyboard
    estimate.root.locator(".cs-lang > button").last.focus()
    estimate.tab_to(estimate.field)
    keyboard.type("5oo")
    keyboard.press("Tab")
    expect(estimate.root.locator(".cs-hint.is-wrong")).to_contain_text("from 0 to 1000")
    keyboard.press("Shift+Tab")
    keyboard.press("Control+a")
    keyboard.type("500")
    keyboard.press("Tab")
    expect(estimate.slider).to_be_focused()
    keyboard.press("ArrowRight")
    expect(estimate.field).to_have_value("510")
    estimate.tab_to(estimate.primary)
    keyboard.press("Enter")
    estimate.state("why")
    expect(estimate.told).to_contain_text("Below the plausible range")
    expect(estimate.slider).to_be_disabled()
    keyboard.press("Enter")  # try again
    estimate.state("work")
    expect(estimate.slider).to_be_focused()
    estimate.tab_to(estimate.field, "Shift+Tab")
    keyboard.type("600")
    keyboard.press("Enter")
    estimate.tab_to(estimate.primary)
    keyboard.press("Enter")
    estimate.state("done")


def scenario_by_keyboard(scenario):
    keyboard = scenario.page.keyboard
    scenario.root.locator(".cs-lang > button").last.focus()
    scenario.tab_to(scenario.reply("own-up"))
    keyboard.press("Enter")
    expect(scenario.root.locator(".cs-effect")).to_have_count(1)
    assert "cs-say" in scenario.focused()  # what the client says now
    scenario.tab_to(scenario.reply("taxi"))
    keyboard.press("Enter")
    expect(scenario.debrief).to_be_visible()
    expect(scenario.root).to_have_attribute("data-done", "true")
    scenario.tab_to(scenario.debrief.locator(".cs-btn[data-v='primary']"))
    keyboard.press("Enter")
    expect(scenario.root.locator(".cs-say")).to_have_count(1)
    assert scenario.focused()


def test_keyboard_alone_leads_through_all_three(lesson, page, notebooks):
    before = cells(page)
    order, estimate, scenario = lesson
    order_by_keyboard(order)
    estimate_by_keyboard(estimate)
    scenario_by_keyboard(scenario)
    for exercise in lesson:
        exercise.saved()
    assert saved(notebooks, "dealership-steps")["sequence"] == ["welcome", "show", "policy", "loan", "sale"]
    assert saved(notebooks, "clients-left") == {"guess": 600}
    assert saved(notebooks, "car-not-ready") == {"path": []}
    assert cells(page) == before  # no key reached the notebook


@pytest.mark.slow
def test_mouse(lesson):
    order, estimate, scenario = lesson
    order.arrow("welcome", 0).click()
    order.card("sale").click()  # the click path: pick, then "Place here"
    order.root.locator(".cs-route > .cs-here").click()
    assert order.route() == ["welcome", "sale"]
    box = order.card("sale").bounding_box()
    order.drag("show", box["x"] + 90, box["y"] + 4)  # in front of the sale
    expect(order.root.locator(".cs-journey > li")).to_have_count(3)
    assert order.route() == ["welcome", "show", "sale"]
    assert order.card("show").get_attribute("aria-pressed") == "false"  # a drag is no click
    order.card("policy").click()
    order.root.locator("[data-step='sale'] .cs-here").click()
    order.arrow("loan", 0).click()
    order.arrow("loan", 0).click()  # up, past the sale
    tray = order.root.locator("[data-place='aside']")
    tray.scroll_into_view_if_needed()
    box = tray.bounding_box()
    order.drag("report", box["x"] + 200, box["y"] + 60)
    order.card("parts").click()
    tray.locator(".cs-tray-head .cs-here").click()
    assert order.route() == list(RIGHT)
    assert order.aside() == ["report", "parts"]
    order.primary.click()
    order.state("done")
    expect(order.root.locator(".cs-journey[data-drawn]")).to_be_visible()

    box = estimate.slider.bounding_box()
    estimate.slider.click(position={"x": box["width"] * 0.6, "y": box["height"] / 2})
    assert 550 <= int(estimate.field.input_value()) <= 650
    estimate.primary.click()
    expect(estimate.root.locator(".cs-plot")).to_be_visible()

    scenario.reply("promise").click()
    scenario.reply("ten-more").click()
    expect(scenario.debrief).to_contain_text("6 different ways")
    scenario.debrief.locator(".cs-btn[data-v='primary']").click()
    scenario.reply("own-up").click()
    scenario.reply("taxi").click()
    expect(scenario.debrief).to_contain_text("Last time")
    expect(scenario.root.locator(".cs-best")).to_have_count(0)
    scenario.debrief.locator(".cs-btn").first.click()
    expect(scenario.root.locator(".cs-best > li")).to_have_count(2)
    for exercise in lesson:
        exercise.saved()


@pytest.mark.slow
def test_finger(lab, new_page, notebooks):
    page = new_page(width=390, has_touch=True)
    lab.open(page, write_lesson(lab, notebooks.folder, "ru"))
    page.wait_for_selector(f".cs[data-cs='{IDS[-1]}']")
    order, estimate, scenario = (JourneyPage(page, name) for name in IDS)
    touch = page.context.new_cdp_session(page)

    def swipe(start, end):
        (x, y), (to_x, to_y) = start, end
        touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
        for step in range(1, 9):
            point = {"x": x + (to_x - x) * step / 8, "y": y + (to_y - y) * step / 8}
            touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    order.arrow("show", 0).tap()
    order.card("welcome").tap()
    order.root.locator("[data-step='show'] .cs-here").tap()
    assert order.route() == ["welcome", "show"]
    order.card("welcome").scroll_into_view_if_needed()
    grip, goal = order.card("show").locator(".cs-grip").bounding_box(), order.card("welcome").bounding_box()
    swipe((grip["x"] + 12, grip["y"] + 12), (goal["x"] + 40, goal["y"] + 4))
    expect(order.root.locator(".cs-journey > li").first).to_have_attribute("data-step", "show")
    text = order.card("show").bounding_box()  # a swipe over the words scrolls and moves no step
    swipe((text["x"] + 120, text["y"] + 30), (text["x"] + 120, text["y"] + 200))
    assert order.route() == ["show", "welcome"]
    order.saved()

    estimate.slider.scroll_into_view_if_needed()
    box = estimate.slider.bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] * 0.25, box["y"] + box["height"] / 2)
    assert 200 <= int(estimate.field.input_value()) <= 300
    estimate.primary.tap()
    estimate.state("why")

    scenario.reply("blame").tap()
    scenario.reply("loan-car").tap()
    expect(scenario.debrief).to_be_visible()
    scenario.saved()


@pytest.mark.slow
def test_reload_keeps_the_answer_and_what_was_told(lesson, lab, page):
    order, estimate, scenario = lesson
    order.lay("welcome", "loan", "show", "policy", "sale")
    order.primary.click()
    order.state("why")
    estimate.field.fill("480")
    estimate.field.press("Enter")
    estimate.primary.click()
    estimate.state("why")
    for reply in ("promise", "ten-more"):
        scenario.reply(reply).click()
    expect(scenario.debrief).to_be_visible()
    scenario.debrief.locator(".cs-btn[data-v='primary']").click()
    scenario.reply("own-up").click()
    expect(scenario.root.locator(".cs-effect")).to_have_count(1)
    before = [exercise.sheet.inner_text() for exercise in lesson]
    for exercise in lesson:
        exercise.saved()

    lab.restart_kernel(page)
    lab.run_all(page)
    order.state("why")
    expect(scenario.root.locator(".cs-effect")).to_have_count(1)
    assert [exercise.sheet.inner_text() for exercise in lesson] == before
    scenario.reply("taxi").click()
    expect(scenario.debrief).to_contain_text("Last time")  # earlier plays are remembered


@pytest.mark.slow
def test_graded_order_tells_no_verdict_and_holds_no_key(lab, page, notebooks):
    lab.open(page, write_assignment(lab, notebooks.folder))
    order = JourneyPage(page, "dealership-steps")
    order.lay("sale", "loan", "show", "policy", "welcome")
    order.saved()
    expect(order.root).to_have_attribute("data-done", "true")
    expect(order.root.locator(".cs-tell, .cs-card[data-v], .cs-mark:visible")).to_have_count(0)
    traits = page.evaluate(
        """async () => {
            const context = window.jupyterapp.shell.currentWidget.context;
            const kernel = context.sessionContext.session.kernel;
            const future = kernel.requestExecute({ code: `
import gc, json
from clientservice.widgets import ExerciseWidget
for w in [o for o in gc.get_objects() if isinstance(o, ExerciseWidget)]:
    print(json.dumps({k: v for k, v in w.get_state().items() if k not in ("_esm", "_css")}, default=str))
`, store_history: false });
            let text = "";
            future.onIOPub = (message) => { text += message.content.text ?? ""; };
            await future.done;
            return text;
        }"""
    )
    states = [json.loads(line) for line in traits.splitlines()]
    assert states
    for state in states:
        assert "feedback" not in state
        text = json.dumps(state, ensure_ascii=False)
        assert not [secret for secret in SECRETS if secret in text]
        assert not {"needs", "extra", "optional", "exclusive", "hints", "done"} & set(state["payload"])
    assert notebooks.saved("dealership-steps")["value"]["sequence"] == ["sale", "loan", "show", "policy", "welcome"]


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_axe_finds_nothing_in_jupyterlab(lab, new_page, notebooks, axe, theme):
    lab.theme(theme)
    page = new_page()
    lab.open(page, write_lesson(lab, notebooks.folder, "ru"))
    page.wait_for_selector(f".cs[data-cs='{IDS[-1]}']")
    order, estimate, scenario = (JourneyPage(page, name) for name in IDS)
    assert axe(page) == []
    order.lay("welcome", "loan", "show", "policy", "sale")
    order.primary.click()
    order.state("why")
    estimate.field.fill("480")
    estimate.field.press("Enter")
    estimate.primary.click()
    estimate.state("why")
    scenario.reply("own-up").click()
    scenario.reply("loan-car").click()
    expect(scenario.debrief).to_be_visible()
    assert axe(page) == []
