"""Order, estimate and scenario: script size, run → ready, key → the page answers, key → "Saved".

    python tests/bench/bench_journey.py [moves]

In a real JupyterLab. Goals: 95 of 100 keys answered within 16 ms and saved within 100 ms. Wall times: run it on a
machine with nothing else to do.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "browser"))

from journey_page import IDS, JourneyPage, write_lesson
from lab import Lab

from chromium import FLAGS, chromium_path
from clientservice.widgets._assets import script, style
from clientservice.widgets._types import SCRIPTS, STYLES, WORDS

PROBE = """(id) => {
    const root = document.querySelector(`.cs[data-cs='${id}']`);
    const status = root.querySelector(".cs-status");
    const times = window.figures = { moved: [], shown: [], saved: [] };
    let start = 0;
    let moved = true;
    root.addEventListener("keydown", () => { start = performance.now(); moved = false; }, true);
    new MutationObserver(() => {
        if (moved) return;
        moved = true;
        const pressed = start;
        times.moved.push(performance.now() - pressed);
        requestAnimationFrame(() => times.shown.push(performance.now() - pressed));
    }).observe(root, { childList: true, subtree: true, attributes: true, characterData: true });
    new MutationObserver(() => {
        if (!start || status.dataset.save !== "saved") return;
        times.saved.push(performance.now() - start);
        start = 0;
    }).observe(status, { attributes: true, attributeFilter: ["data-save"] });
}"""


def wait(page: Page, number: int) -> None:
    page.wait_for_function(f"figures.saved.length === {number}")


def move_steps(order: JourneyPage, count: int) -> None:
    """Move one picked step up and down the route."""
    order.lay("welcome", "show", "policy", "loan", "sale")
    order.saved()
    order.card("sale").click()
    order.page.evaluate(PROBE, IDS[0])
    for number in range(count):
        order.page.keyboard.press(("ArrowUp", "ArrowDown")[number % 2])
        wait(order.page, number + 1)


def move_slider(estimate: JourneyPage, count: int) -> None:
    """Move the slider by single steps."""
    estimate.slider.focus()
    estimate.page.evaluate(PROBE, IDS[1])
    for number in range(count):
        estimate.page.keyboard.press(("ArrowRight", "ArrowLeft")[number % 2])
        wait(estimate.page, number + 1)


def reply(scenario: JourneyPage, count: int) -> None:
    """Talk, and begin anew."""
    scenario.page.evaluate(PROBE, IDS[2])
    for number in range(count):
        scenario.reply(("own-up", "taxi")[number % 2]).focus()
        scenario.page.keyboard.press("Enter")
        wait(scenario.page, number + 1)
        if number % 2:
            scenario.debrief.locator(".cs-btn[data-v='primary']").click()
            scenario.reply("own-up").wait_for()
            scenario.saved()


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    for name in ("order", "estimate", "scenario"):
        sizes = [
            len(text.encode()) / 1000
            for text in (script(*SCRIPTS[name], words_of=WORDS.get(name)), style(*STYLES[name]))
        ]
        print(f"{name}: script {sizes[0]:.0f} kB, style {sizes[1]:.0f} kB")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        lab = Lab(Path(folder))
        try:
            browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
            page = browser.new_page(viewport={"width": 1000, "height": 1200})
            lab.open(page, write_lesson(lab, "bench"), run=False)
            start = time.perf_counter()
            page.evaluate("void window.jupyterapp.commands.execute('notebook:run-all-cells')")
            for name in IDS:
                page.wait_for_selector(f".cs[data-cs='{name}']", timeout=60_000)
                print(f"run → ready, {name}: {time.perf_counter() - start:.1f} s")
            for name, moves in zip(IDS, (move_steps, move_slider, reply), strict=True):
                moves(JourneyPage(page, name), count)
                tell(name, page.evaluate("figures"))
            browser.close()
        finally:
            lab.close()


def tell(name: str, figures: dict[str, list[float]]) -> None:
    for what, goal in (("moved", 16), ("shown", 33), ("saved", 100)):
        times = sorted(figures[what])
        p95 = times[max(int(len(times) * 0.95) - 1, 0)]
        print(
            f"{name}, key → {what}: median {median(times):.1f}, 95 % within {p95:.1f} ms (goal {goal}), n {len(times)}"
        )


if __name__ == "__main__":
    main()
