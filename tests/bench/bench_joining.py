"""How long a student waits in choice, match, chain and two-tier sorting: a key → the page has changed → "Saved".

    python tests/bench/bench_joining.py [keys]

In a real JupyterLab, as bench_widget.py does it for sorting; also how long the exercises take to be ready after "Run".
Wall times: run it on a machine with nothing else to do.
"""

from __future__ import annotations

import time

from _browser import moves, opened, tell
from joining_page import BANK, IDS
from lab import Notebooks, show_bank
from playwright.sync_api import Page

PROBE = """(name) => {
    const root = document.querySelector(`.cs[data-cs='${name}']`);
    const status = root.querySelector(".cs-status");
    window.figures = { moved: [], shown: [], saved: [] };
    let start = 0;
    let moved = true;
    root.addEventListener("keydown", () => { start = performance.now(); moved = false; }, true);
    new MutationObserver(() => {
        const pressed = start;
        if (!moved) {
            moved = true;
            window.figures.moved.push(performance.now() - pressed);
            requestAnimationFrame(() => window.figures.shown.push(performance.now() - pressed));
        }
        if (start && status.dataset.save === "saved") {
            window.figures.saved.push(performance.now() - start);
            start = 0;
        }
    }).observe(root, { attributes: true, childList: true, characterData: true, subtree: true });
}"""
#: Where the keys go, and which: each press but a chain's first one saves.
KEYS = {
    "honest-phrase": (".cs-option input", ["12"]),
    "who-is-who": (".cs-slot", ["1", "2"]),
    "from-storeroom": (".cs-node", ["12", "13"]),
    "two-tiers": (".cs-stop", ["1", "2"]),
}


def measure(page: Page, name: str, count: int) -> dict[str, list[float]]:
    """Press keys; each is waited for until it is saved."""
    selector, keys = KEYS[name]
    root = page.locator(f".cs[data-cs='{name}']")
    root.scroll_into_view_if_needed()
    root.locator(selector).first.focus()
    page.evaluate(PROBE, name)
    for number in range(count):
        if name == "two-tiers" and root.locator(".cs-sheet").get_attribute("data-state") == "full":
            break
        before = page.evaluate("figures.saved.length")
        if name == "honest-phrase":
            root.locator(selector).first.focus()
            page.keyboard.press(str(number % 4 + 1))
        elif name == "who-is-who":
            root.locator(selector).nth(number % 4).focus()
            page.keyboard.press(str(number // 4 % 4 + 1))
        else:
            for key in keys[number % 2]:
                page.keyboard.press(key)
        page.wait_for_function(f"figures.saved.length > {before}")
    return page.evaluate("figures")


def main() -> None:
    count = moves(40)
    with opened(1400) as (lab, page):
        path = Notebooks(lab, "bench", BANK.parent).bank(BANK)
        lab.open(page, path, run=False)
        start = time.perf_counter()
        show_bank(lab, page, path, IDS)
        print(f"open and run until {len(IDS)} exercises are ready: {time.perf_counter() - start:.1f} s")
        for name in KEYS:
            tell(name, measure(page, name, count))


if __name__ == "__main__":
    main()
