"""A lesson and an assignment with one essay, value, table and audit each, as a person meets them in a page.

The exercises are the authors' commented examples, so that these are tried out too.
"""

from __future__ import annotations

from pathlib import Path

import msgspec
from lab import Lab, begin, notebook
from playwright.sync_api import Locator, Page, expect

from clientservice.authoring import template
from clientservice.banks import GradedBank, load_practice, to_items_json
from clientservice.exercises import Graded

KINDS = ("value", "table", "essay", "audit")
#: What the marked cells compute at first: a near miss, and a table with a row too few.
CELLS = {
    "value": "left_share = 0.735",
    "table": 'import pandas as pd\nleft_by_contract = pd.DataFrame({"left": [0.43, 0.11]}, index=["month", "year"])',
}
RIGHT_CELLS = {
    "value": "left_share = 0.265",
    "table": CELLS["table"].replace("0.11]", "0.11, 0.03]").replace('"year"]', '"year", "two years"]'),
}
BOTH_AS_OURS = ("7", "2", "6", "3", "5", "7")


def write_bank(path: Path) -> Path:
    """The four examples as a practice bank."""
    path.parent.mkdir(parents=True, exist_ok=True)
    examples = "\n".join(template(kind, f"{kind}-example") for kind in KINDS)
    path.write_text(f"bank: {path.stem}\nexercises:\n{examples}", encoding="utf-8")
    return path


def write_lesson(lab: Lab, folder: str, lang: str = "en") -> str:
    """A lesson with marked cells before value and table; returns the notebook's path."""
    write_bank(lab.root / folder / ".course/exercises/written.yml")
    path = f"{folder}/{lang}/written.ipynb"
    lab.write(path, notebook("# Lesson", begin("written", lang), *_cells("practice", KINDS), "## After"))
    return path


def write_assignment(lab: Lab, folder: str, scratch: Path, lang: str = "en") -> str:
    """The same without the audit, which is practice only; returns the notebook's path."""
    title = {"en": "Assignment", "ru": "Задание"}
    exercises = {
        name: msgspec.structs.replace(exercise, points=4, outcome=title)
        for name, exercise in load_practice(write_bank(scratch / "written.yml")).exercises.items()
        if isinstance(exercise, Graded)
    }
    lab.write(f"{folder}/items.json", to_items_json(GradedBank(id="a-written", title=title, exercises=exercises)))
    path = f"{folder}/a-written.ipynb"
    lab.write(path, notebook("# Assignment", begin("a-written", lang), *_cells("item", KINDS[:3]), "## After"))
    return path


def _cells(verb: str, kinds: tuple[str, ...]) -> list[str]:
    return [
        source
        for kind in kinds
        for source in ("## Exercise", *([CELLS[kind]] if kind in CELLS else []), f'cs.{verb}("{kind}-example")')
    ]


class Part:
    """One of the four in a page."""

    def __init__(self, page: Page, kind: str, root: Locator | None = None) -> None:
        self.page, self.kind = page, kind
        self.root = root if root is not None else page.locator(f".cs[data-cs='{kind}-example']")
        self.sheet = self.root.locator(".cs-sheet")
        self.told = self.root.locator(".cs-why")
        self.primary = self.root.locator(".cs-desk-do .cs-btn[data-v='primary']:visible")
        self.again = self.root.locator(".cs-reading > .cs-btn")
        self.read = self.root.locator(".cs-big")
        self.text = self.root.locator("textarea")
        self.compare = self.root.locator(".cs-closed > .cs-btn")
        self.example = self.root.locator(".cs-example > .cs-prose")
        self.fields = self.root.locator(".cs-audit input")

    def state(self, name: str) -> None:
        expect(self.sheet).to_have_attribute("data-state", name)

    def done(self, *, yes: bool = True) -> None:
        expect(self.root).to_have_attribute("data-done", "true" if yes else "false")

    def saved(self) -> None:
        """Wait until what is on the page is acknowledged as saved."""
        expect(self.root.locator(".cs-status")).to_have_attribute("data-save", "saved")

    def rate(self, ratings: tuple[str, ...] = BOTH_AS_OURS) -> None:
        for place, rating in enumerate(ratings):
            self.fields.nth(place).fill(rating)
        self.saved()


def parts(page: Page, kinds: tuple[str, ...] = KINDS) -> dict[str, Part]:
    for kind in kinds:
        page.wait_for_selector(f".cs[data-cs='{kind}-example']")
    return {kind: Part(page, kind) for kind in kinds}


def marked_cell(page: Page, kind: str) -> Locator:
    """The cell that computes a value or table; found by the name that it computes."""
    name = {"value": "left_share =", "table": "left_by_contract ="}[kind]
    return page.locator(".jp-CodeCell", has=page.locator(".cm-content", has_text=name))


def run_marked(page: Page, kind: str, source: str, *, click: str = "click") -> None:
    """Write into the marked cell, run it and then the exercise below it, as one does in JupyterLab; waits for both."""
    cell = marked_cell(page, kind)
    getattr(cell.locator(".cm-content"), click)()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(source)
    run_two(page, kind)


def run_two(page: Page, kind: str) -> None:
    """Press Shift+Enter twice; comes back when the exercise has appeared anew."""
    old = page.locator(f".cs[data-cs='{kind}-example']").element_handle()
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+Enter")
    page.wait_for_function("old => !old.isConnected", arg=old)
    page.wait_for_selector(f".cs[data-cs='{kind}-example']")
