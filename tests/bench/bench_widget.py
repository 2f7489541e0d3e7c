"""How long a student waits: key → the card has moved, key → the frame that shows it, key → "Saved".

    python tests/bench/bench_widget.py [moves]

In a real JupyterLab. Goals: 95 of 100 moves are made within 16 ms and saved within 100 ms. A browser draws a frame
every 16.7 ms, so the frame comes 8 ms later on average. Wall times: run it on a machine with nothing else to do.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "browser"))

from lab import Lab, Notebooks

from chromium import FLAGS, chromium_path

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


def moves(page: Page, count: int) -> dict[str, list[float]]:
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
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    path = chromium_path()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        lab = Lab(Path(folder))
        try:
            browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
            page = browser.new_page(viewport={"width": 1000, "height": 1200})
            lab.open(page, Notebooks(lab, "bench", Path(__file__).parents[1] / "browser/fixtures").assignment())
            figures = moves(page, count)
            browser.close()
        finally:
            lab.close()
    for name, goal in (("moved", 16), ("shown", 33), ("saved", 100)):
        times = sorted(figures[name])
        p95 = times[int(len(times) * 0.95) - 1]
        print(
            f"key → {name}: median {median(times):.1f} ms, 95 % within {p95:.1f} ms (goal {goal} ms), n = {len(times)}"
        )


if __name__ == "__main__":
    main()
