"""One choice, match, chain or two-tier sorting in a page, as a person sees it; and their bank."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from clientservice.banks import load_practice
from clientservice.exercises import model_value

BANK = Path(__file__).parent / "fixtures" / "joining.yml"
LOADED = load_practice(BANK)
IDS = tuple(LOADED.exercises)
RIGHT = {name: model_value(exercise, LOADED.keys[name]) for name, exercise in LOADED.exercises.items()}
#: Every sentence of every key, in both languages: none of them may reach a graded page.
SECRETS = [
    text
    for key in LOADED.keys.values()
    for part in (
        getattr(key, "options", None) or getattr(key, "sources", None) or getattr(key, "nodes", None) or key.items
    ).values()
    for text in part.why.values()
] + [text for key in LOADED.keys.values() for one in (key.done, *key.hints) if one for text in one.values()]


class JoiningPage:
    def __init__(self, page: Page, exercise: str, root: Locator | None = None) -> None:
        self.page = page
        self.exercise = exercise
        self.root = root if root is not None else page.locator(f".cs[data-cs='{exercise}']")
        self.sheet = self.root.locator(".cs-sheet")
        self.primary = self.root.locator(".cs-desk-do .cs-btn[data-v='primary']:visible")
        self.told = self.root.locator(".cs-why")
        self.foot = self.root.locator(".cs-foot > .cs-btn:visible")

    def option(self, name: str) -> Locator:
        return self.root.locator(f".cs-option[data-option='{name}']")

    def slot(self, source: str) -> Locator:
        return self.root.locator(f".cs-slot[data-source='{source}']")

    def target(self, name: str) -> Locator:
        return self.root.locator(f".cs-bank [data-target='{name}']")

    def node(self, name: str) -> Locator:
        return self.root.locator(f".cs-node[data-node='{name}']")

    def number(self, selector: str, field: str, name: str) -> str:
        """The number key of a part: its place on the page."""
        names = self.root.locator(selector).evaluate_all(f"nodes => nodes.map((node) => node.dataset.{field})")
        return str(names.index(name) + 1)

    def state(self, name: str) -> None:
        """Wait until the exercise is at "work", tells "why", or is "done"."""
        expect(self.sheet).to_have_attribute("data-state", name)

    def saved(self) -> None:
        """Wait until what is on the page is acknowledged as saved."""
        expect(self.root.locator(".cs-status")).to_have_attribute("data-save", "saved")

    def answer(self) -> None:
        """Give the right answer by mouse."""
        value = RIGHT[self.exercise]
        for name in value.get("chosen", ()):
            self.option(name).click()
        if self.sheet.get_attribute("data-type") == "match":
            for source, target in value["pairs"]:
                self.target(target).click()
                self.slot(source).click()
        elif self.sheet.get_attribute("data-type") == "chain":
            for one, other in value["pairs"]:
                self.node(one).click()
                self.node(other).click()
        elif "placements" in value:
            self.sort(value)

    def sort(self, value: dict) -> None:
        """Place every card that the desk hands over, and give its reason."""
        while (state := self.sheet.get_attribute("data-state")) in {"hand", "reason"}:
            if state == "reason":
                reason = next(
                    r for r in value["reasons"].values() if self.root.locator(f"[data-reason='{r}']:visible").count()
                )
                self.root.locator(f"[data-reason='{reason}']:visible").click()
                continue
            place = self.place_of(value["placements"][self.card_on_desk()])
            self.root.locator(".cs-desk-do .cs-btn:visible").nth(place).click()

    def card_on_desk(self) -> str:
        words = self.root.locator(".cs-desk-body .cs-card > span:not(.cs-nr):not(.cs-mark)").first.inner_text()
        return next(item.id for item in LOADED.exercises[self.exercise].items if words in item.text.values())

    def place_of(self, category: str) -> int:
        return [one.id for one in LOADED.exercises[self.exercise].categories].index(category)

    def focused(self) -> Locator:
        return self.root.locator(":focus")

    def drag(self, start: Locator, end: Locator) -> None:
        """Drag with the mouse, in small steps as a hand does."""
        one, other = start.bounding_box(), end.bounding_box()
        mouse = self.page.mouse
        mouse.move(one["x"] + one["width"] / 2, one["y"] + one["height"] / 2)
        mouse.down()
        mouse.move(one["x"] + one["width"] / 2 + 20, one["y"] + one["height"] / 2 + 8, steps=3)
        mouse.move(other["x"] + other["width"] / 2, other["y"] + other["height"] / 2, steps=8)
        mouse.up()
        expect(self.root.locator(".cs-ghost")).to_have_count(0)
