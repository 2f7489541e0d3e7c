"""How long a student waits: key → the card has moved, key → the frame that shows it, key → "Saved".

    python tests/bench/bench_widget.py [moves]

In a real JupyterLab. Goals: 95 of 100 moves are made within 16 ms and saved within 100 ms. A browser draws a frame
every 16.7 ms, so the frame comes 8 ms later on average. Wall times: run it on a machine with nothing else to do.
"""

from __future__ import annotations

from pathlib import Path

from _browser import moves, opened, tell
from lab import Notebooks
from playwright.sync_api import Page

PROBE = """() => {
    const root = document.querySelector(".cs[data-cs='clients-sort']");
    const status = root.querySelector(".cs-status");
    const trays = root.querySelector(".cs-bins");
    window.figures = { moved: [], shown: [], saved: [] };
    let start = 0;
    root.addEventListener("keydown", () => { start = performance.now(); }, true);
    new MutationObserver(() => {
        const pressed = start;
        window.figures.moved.push(performance.now() - pressed);
        requestAnimationFrame(() => window.figures.shown.push(performance.now() - pressed));
    }).observe(trays.querySelector("ul"), { childList: true });
    new MutationObserver(() => {
        if (!start || status.dataset.save !== "saved") return;
        window.figures.saved.push(performance.now() - start);
        start = 0;
    }).observe(status, { attributes: true });
}"""


def measure(page: Page, count: int) -> dict[str, list[float]]:
    """Move one card between two trays, again and again."""
    page.evaluate(PROBE)
    root = page.locator(".cs[data-cs='clients-sort']")
    root.locator(".cs-desk-do .cs-btn").first.focus()
    page.keyboard.press("1")
    page.wait_for_function("figures.saved.length === 1")
    root.locator(".cs-tray .cs-card").first.focus()
    for number in range(count):
        page.keyboard.press("Enter")
        page.keyboard.press("21"[number % 2])
        page.wait_for_function(f"figures.saved.length === {number + 2}")
    return page.evaluate("figures")


def main() -> None:
    count = moves(60)
    with opened(1200) as (lab, page):
        lab.open(page, Notebooks(lab, "bench", Path(__file__).parents[1] / "browser/fixtures").assignment())
        tell("sorting", measure(page, count))


if __name__ == "__main__":
    main()
