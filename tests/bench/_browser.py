"""What the benches in a browser share: a JupyterLab with a page, the clock in the page, and how figures are told."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "browser"))

from lab import Lab

from chromium import FLAGS, chromium_path
from clientservice.widgets._assets import script, style
from clientservice.widgets._types import SCRIPTS, STYLES, WORDS

#: Milliseconds: the page has changed, the frame that shows it, "Saved".
GOALS = {"moved": 16, "shown": 33, "saved": 100}
#: From an event in an exercise to the first change, to the frame after it, to "Saved". Its argument: ``{id, events}``.
PROBE = """({ id, events }) => {
    const root = document.querySelector(`.cs[data-cs='${id}']`);
    const status = root.querySelector(".cs-status");
    const times = window.figures = { moved: [], shown: [], saved: [] };
    let start = 0;
    let moved = true;
    for (const kind of events) root.addEventListener(kind, () => { start = performance.now(); moved = false; }, true);
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


@contextmanager
def opened(height: int) -> Iterator[tuple[Lab, Page]]:
    """A JupyterLab in an empty folder, and a page that has nothing open yet."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        lab = Lab(Path(folder))
        try:
            browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
            yield lab, browser.new_page(viewport={"width": 1000, "height": height})
            browser.close()
        finally:
            lab.close()


def moves(default: int) -> int:
    """How many, from the command line."""
    return int(sys.argv[1]) if len(sys.argv) > 1 else default


def tell(name: str, figures: Mapping[str, list[float]], goals: Mapping[str, int] = GOALS) -> None:
    """One line per kind of waiting."""
    for kind, goal in goals.items():
        times = sorted(figures[kind])
        p95 = times[max(int(len(times) * 0.95) - 1, 0)]
        words = f"median {median(times):.1f} ms, 95 % within {p95:.1f} ms (goal {goal} ms), n = {len(times)}"
        print(f"{name}, key → {kind}: {words}")


def tell_size(kind: str) -> None:
    """What the page loads for a type of exercise."""
    texts = script(*SCRIPTS[kind], words_of=WORDS.get(kind)), style(*STYLES[kind])
    sizes = [len(text.encode()) / 1000 for text in texts]
    print(f"{kind}: script {sizes[0]:.0f} kB, style {sizes[1]:.0f} kB")
