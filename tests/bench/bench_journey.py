"""Order, estimate and scenario: script size, run → ready, key → the page answers, key → "Saved".

    python tests/bench/bench_journey.py [moves]

In a real JupyterLab. Goals: 95 of 100 keys answered within 16 ms and saved within 100 ms. Wall times: run it on a
machine with nothing else to do.
"""

from __future__ import annotations

import time

from _browser import PROBE, moves, opened, tell, tell_size
from journey_page import IDS, JourneyPage, write_lesson
from playwright.sync_api import Page


def probe(exercise: JourneyPage, name: str) -> None:
    exercise.page.evaluate(PROBE, {"id": name, "events": ["keydown"]})


def wait(page: Page, number: int) -> None:
    page.wait_for_function(f"figures.saved.length === {number}")


def move_steps(order: JourneyPage, count: int) -> None:
    """Move one picked step up and down the route."""
    order.lay("welcome", "show", "policy", "loan", "sale")
    order.saved()
    order.card("sale").click()
    probe(order, IDS[0])
    for number in range(count):
        order.page.keyboard.press(("ArrowUp", "ArrowDown")[number % 2])
        wait(order.page, number + 1)


def move_slider(estimate: JourneyPage, count: int) -> None:
    """Move the slider by single steps."""
    estimate.slider.focus()
    probe(estimate, IDS[1])
    for number in range(count):
        estimate.page.keyboard.press(("ArrowRight", "ArrowLeft")[number % 2])
        wait(estimate.page, number + 1)


def reply(scenario: JourneyPage, count: int) -> None:
    """Talk, and begin anew."""
    probe(scenario, IDS[2])
    for number in range(count):
        scenario.reply(("own-up", "taxi")[number % 2]).focus()
        scenario.page.keyboard.press("Enter")
        wait(scenario.page, number + 1)
        if number % 2:
            scenario.debrief.locator(".cs-btn[data-v='primary']").click()
            scenario.reply("own-up").wait_for()
            scenario.saved()


def main() -> None:
    count = moves(60)
    for name in ("order", "estimate", "scenario"):
        tell_size(name)
    with opened(1200) as (lab, page):
        lab.open(page, write_lesson(lab, "bench"), run=False)
        start = time.perf_counter()
        page.evaluate("void window.jupyterapp.commands.execute('notebook:run-all-cells')")
        for name in IDS:
            page.wait_for_selector(f".cs[data-cs='{name}']", timeout=60_000)
            print(f"run → ready, {name}: {time.perf_counter() - start:.1f} s")
        for name, act in zip(IDS, (move_steps, move_slider, reply), strict=True):
            act(JourneyPage(page, name), count)
            tell(name, page.evaluate("figures"))


if __name__ == "__main__":
    main()
