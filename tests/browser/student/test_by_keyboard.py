"""A whole assignment with no other than the keyboard, from the page's first Tab to the file that is handed in."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from course_server import CourseServer

from clientservice.banks import load_keys, load_source
from clientservice.exercises import model_value, type_name
from clientservice.gradebook import Gradebook, load_places

REPO = Path(__file__).parents[3]
BIN = Path(sys.executable).parent
ASSIGNMENT = "a1-concepts"
BANK = load_source(REPO / "solutions/exercises" / f"{ASSIGNMENT}.yml")
KEYS = load_keys(BANK, REPO / "solutions/keys").keys
ESSAY = "A letter of ours, which a person marks."


@pytest.fixture
def real_course(tmp_path_factory):
    server = CourseServer(REPO, tmp_path_factory.mktemp("keyboard") / "work", "en")
    yield server
    server.close()


class Hands:
    """Two hands on a keyboard, and eyes on the page."""

    def __init__(self, page):
        self.page = page

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def at(self, selector):
        """Whether the focus is on, or in, such an element."""
        return self.page.evaluate("selector => Boolean(document.activeElement?.closest(selector))", selector)

    def tab_to(self, selector, most=60):
        for _ in range(most):
            if self.at(selector):
                return
            self.press("Tab")
        where = self.page.evaluate("document.activeElement.outerHTML.slice(0, 300)")
        raise AssertionError(f"{most} times Tab do not lead to {selector}; the focus is on {where}")

    def all(self, selector, attribute):
        """One attribute of all such elements that are seen, in their order on the page."""
        script = (
            "(nodes, name) => nodes.filter((node) => node.checkVisibility()).map((node) => node.getAttribute(name))"
        )
        return self.page.locator(selector).evaluate_all(script, attribute)

    def walk_to(self, selector, attribute, wanted):
        """With the arrow keys, within one group."""
        place = self.all(selector, attribute).index(wanted)
        self.press("Home", *["ArrowDown"] * place)
        assert self.at(f"[{attribute}='{wanted}']")


def choose(hands, root, _exercise, right):
    hands.tab_to(f"{root} .cs-option")
    for name in right["chosen"]:
        hands.press(str(hands.all(f"{root} .cs-option", "data-option").index(name) + 1))


def match(hands, root, _exercise, right):
    hands.tab_to(f"{root} .cs-slot")
    for source, target in right["pairs"]:
        hands.walk_to(f"{root} .cs-slot", "data-source", source)
        hands.press(str(hands.all(f"{root} .cs-bank [data-target]", "data-target").index(target) + 1))


def order(hands, root, _exercise, right):
    hands.tab_to(f"{root} .cs-order .cs-card")
    for step in right["sequence"]:
        hands.walk_to(f"{root} .cs-order .cs-card", "data-card", step)
        hands.press("Enter", "ArrowUp", "Enter")
    for step in right.get("aside", ()):
        hands.walk_to(f"{root} .cs-order .cs-card", "data-card", step)
        hands.press("Enter", "ArrowDown", "Enter")


def sort(hands, root, exercise, right):
    hands.tab_to(f"{root} .cs-desk-do .cs-btn")
    categories = [category.id for category in exercise.categories]
    sheet, body = hands.page.locator(f"{root} .cs-sheet"), hands.page.locator(f"{root} .cs-desk-body .cs-card").first
    for _ in range(2 * len(exercise.items)):
        state = sheet.get_attribute("data-state")
        if state == "full":
            return
        if state == "reason":
            offered = hands.all(f"{root} .cs-desk-do .cs-btn", "data-reason")
            hands.press(str(next(n for n, name in enumerate(offered, 1) if name in right["reasons"].values())))
        else:
            words = body.inner_text()
            item = next(item.id for item in exercise.items if item.text["en"] in words)
            hands.press(str(categories.index(right["placements"][item]) + 1))


def write(hands, root, _exercise, _right):
    hands.tab_to(f"{root} textarea")
    hands.page.keyboard.type(ESSAY)


ANSWER = {"choice": choose, "match": match, "order": order, "categorize": sort, "essay": write}


@pytest.mark.slow
def test_one_whole_assignment(real_course, page, tmp_path):
    real_course.open(page, f"{ASSIGNMENT}/{ASSIGNMENT}.ipynb")
    hands = Hands(page)
    for name, exercise in BANK.exercises.items():
        root = f".cs[data-cs='{name}']"
        ANSWER[type_name(exercise)](hands, root, exercise, model_value(exercise, KEYS[name]))
        page.locator(f"{root} .cs-status[data-save='saved']").wait_for()
        page.locator(f"{root}[data-done='true']").wait_for()
    hands.tab_to("[data-type='receipt'] input[type='text']")
    page.keyboard.type("s-17")
    hands.tab_to("[data-type='receipt'] .cs-desk-do .cs-btn")
    with page.expect_download() as download:
        hands.press("Enter")
    archive = tmp_path / "s-17.zip"
    download.value.save_as(archive)

    course = tmp_path / "clone"
    for folder in ("course", "solutions"):
        shutil.copytree(REPO / folder, course / folder)
    shutil.copy2(REPO / "nbgrader_config.py", course)
    for command in (["release", ASSIGNMENT], ["collect", ASSIGNMENT, archive], ["grade", ASSIGNMENT]):
        done = subprocess.run(
            [BIN / "clientservice", *command], cwd=course, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    with Gradebook(load_places(course).db_url) as book:
        marks = book.marks(ASSIGNMENT)["s-17"]
    for name, exercise in BANK.exercises.items():
        waits = type_name(exercise) == "essay"
        assert (marks[name].auto, marks[name].open) == ((None, True) if waits else (exercise.points, False)), name
    notebook = course / f"grading/autograded/s-17/{ASSIGNMENT}/{ASSIGNMENT}.ipynb"
    assert ESSAY in notebook.read_text(encoding="utf-8")
