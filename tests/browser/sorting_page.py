"""One sorting exercise in a page, as a person sees it."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect


class SortingPage:
    def __init__(self, page: Page, exercise: str) -> None:
        self.page = page
        self.root: Locator = page.locator(f".cs[data-cs='{exercise}']")
        self.desk_card = self.root.locator(".cs-desk-body .cs-card")
        self.places = self.root.locator(".cs-desk-do .cs-btn:has(kbd)")
        self.actions = self.root.locator(".cs-desk-do .cs-btn:not(:has(kbd)):visible")
        self.stops = self.root.locator(".cs-stop")
        self.status = self.root.locator(".cs-status")
        self.problem = self.root.locator(".cs-problem")
        self.foot = self.root.locator(".cs-foot > .cs-btn")
        self.placed = self.root.locator(".cs-tray .cs-card")
        self.sheet = self.root.locator(".cs-sheet")

    def tray(self, category: str) -> Locator:
        return self.root.locator(f".cs-tray[data-category='{category}']")

    def card(self, item: str) -> Locator:
        return self.root.locator(f".cs-card[data-card='{item}']")

    def state(self, name: str) -> None:
        """Wait until the desk hands over cards ("hand"), is "full", tells "why" or is "done"."""
        expect(self.sheet).to_have_attribute("data-state", name)

    def saved(self) -> None:
        """Wait until what is on the page is acknowledged as saved."""
        expect(self.status).to_have_attribute("data-save", "saved")

    def place_all(self, key: str) -> None:
        """Put every card that waits on the desk into one tray, with number keys."""
        self.places.first.focus()
        while self.sheet.get_attribute("data-state") == "hand":
            self.page.keyboard.press(key)

    def focused(self) -> str:
        """The class of the element with the focus; empty when our part has lost it."""
        return self.root.evaluate(
            "root => root.contains(document.activeElement) ? document.activeElement.className : ''"
        )

    def drag(self, card: Locator, tray: Locator) -> None:
        """Drag with the mouse, in small steps as a hand does."""
        start, end = card.bounding_box(), tray.bounding_box()
        mouse = self.page.mouse
        mouse.move(start["x"] + 60, start["y"] + 15)
        mouse.down()
        mouse.move(start["x"] + 80, start["y"] + 40, steps=4)
        mouse.move(end["x"] + end["width"] / 2, end["y"] + 40, steps=8)
        expect(tray).to_have_class("cs-tray is-over")
        mouse.up()
