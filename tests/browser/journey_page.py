"""Order, estimate and scenario in a real JupyterLab: one lesson with all three, an assignment with an order."""

from __future__ import annotations

from pathlib import Path

import msgspec
from lab import Lab, begin, notebook
from playwright.sync_api import Locator, Page, expect

from clientservice.banks import GradedBank, load_practice, to_items_json

FIXTURE = Path(__file__).parent / "fixtures" / "journey.yml"
IDS = ("dealership-steps", "clients-left", "car-not-ready")
RIGHT = ("welcome", "show", "policy", "loan", "sale")
SURPLUS = ("report", "parts")


def write_lesson(lab: Lab, folder: str, lang: str = "en") -> str:
    """A lesson with the three exercises; gives the notebook's path."""
    lab.write(f"{folder}/.course/exercises/journey.yml", FIXTURE.read_text(encoding="utf-8"))
    path = f"{folder}/{lang}/journey.ipynb"
    shown = [cell for name in IDS for cell in ("## Exercise", f'cs.practice("{name}")')]
    lab.write(path, notebook("# Lesson", begin("journey", lang), *shown))
    return path


def write_assignment(lab: Lab, folder: str, lang: str = "en") -> str:
    """An assignment with a graded order; gives the notebook's path."""
    bank = load_practice(FIXTURE)
    exercise = msgspec.structs.replace(
        bank.exercises["dealership-steps"], points=5, outcome={"en": "Draws a process", "ru": "Строит процесс"}
    )
    graded = GradedBank(id="a-journey", title={"en": "Journey", "ru": "Путь"}, exercises={exercise.id: exercise})
    lab.write(f"{folder}/items.json", to_items_json(graded))
    path = f"{folder}/a-journey.ipynb"
    lab.write(path, notebook("# Assignment", begin("a-journey", lang), f'cs.item("{exercise.id}")', "## End"))
    return path


class JourneyPage:
    """One of the exercises in a page, as a person sees it."""

    def __init__(self, page: Page, exercise: str, root: Locator | None = None) -> None:
        self.page = page
        self.root = root if root is not None else page.locator(f".cs[data-cs='{exercise}']")
        self.sheet = self.root.locator(".cs-sheet")
        self.status = self.root.locator(".cs-status")
        self.primary = self.root.locator(".cs-tell .cs-btn[data-v='primary']")
        self.told = self.root.locator(".cs-tell .cs-why")
        self.foot = self.root.locator(".cs-foot > .cs-btn:visible")

    def state(self, name: str) -> None:
        """Wait until the exercise is at "work", tells "why", or is "done"."""
        expect(self.sheet).to_have_attribute("data-state", name)

    def saved(self) -> None:
        """Wait until what is on the page is acknowledged as saved."""
        expect(self.status).to_have_attribute("data-save", "saved")

    def focused(self) -> str:
        """The class of the element with the focus; empty when our part has lost it."""
        return self.root.evaluate(
            "root => root.contains(document.activeElement) ? document.activeElement.className || 'plain' : ''"
        )

    def tab_to(self, target: Locator, key: str = "Tab") -> None:
        """Press Tab until the target has the focus, as somebody without a mouse does."""
        for _ in range(40):
            if target.evaluate("node => node === document.activeElement"):
                return
            self.page.keyboard.press(key)
        raise AssertionError("Tab does not lead there")

    # ── order ──

    def card(self, step: str) -> Locator:
        return self.root.locator(f".cs-card[data-card='{step}']")

    def arrow(self, step: str, number: int) -> Locator:
        """The first (up) or second (down) of the arrows that are shown beside a step."""
        return self.root.locator(f"[data-step='{step}'] .cs-moves > button:visible").nth(number)

    def route(self) -> list[str]:
        return self.root.locator(".cs-journey > li").evaluate_all("nodes => nodes.map((node) => node.dataset.step)")

    def aside(self) -> list[str]:
        found = self.root.locator("[data-place='aside'] > ul > li")
        return found.evaluate_all("nodes => nodes.map((node) => node.dataset.step)")

    def lay(self, *route: str) -> None:
        """Put these steps on the route, one after the other, and the surplus ones aside; with the arrows."""
        for step in route:
            self.arrow(step, 0).click()
        for step in SURPLUS:
            self.arrow(step, 1).click()

    def drag(self, step: str, x: float, y: float) -> None:
        """Drag a step's card with the mouse to a point, in small moves as a hand does."""
        start = self.card(step).bounding_box()
        mouse = self.page.mouse
        mouse.move(start["x"] + 60, start["y"] + 15)
        mouse.down()
        mouse.move(start["x"] + 75, start["y"] + 30, steps=4)
        mouse.move(x, y, steps=8)
        mouse.up()

    # ── estimate ──

    @property
    def field(self) -> Locator:
        return self.root.locator(".cs-number > input")

    @property
    def slider(self) -> Locator:
        return self.root.locator("input[type='range']")

    # ── scenario ──

    def reply(self, name: str) -> Locator:
        return self.root.locator(f"[data-reply='{name}']")

    @property
    def debrief(self) -> Locator:
        return self.root.locator(".cs-debrief")

    def meters(self) -> dict[str, str]:
        """What each meter says to somebody who does not see it."""
        found = self.root.locator("[role='meter']").evaluate_all(
            "nodes => nodes.map((node) => [node.getAttribute('aria-label'), node.getAttribute('aria-valuetext')])"
        )
        return {label.split(" (")[0]: text for label, text in found}
