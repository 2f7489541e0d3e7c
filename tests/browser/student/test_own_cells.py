"""A lesson's own cells: seen, edited, run on request, kept; and a whole lesson by keyboard alone."""

import hashlib
import json
from pathlib import Path

import nbformat
import pytest
import yaml
from course_server import CourseServer
from small_course import heading, text, write, write_course

from clientservice.banks import load_practice
from clientservice.exercises import model_value, type_name
from clientservice.lab import manifest

REPO = Path(__file__).parents[3]
NAME = "01-first"
PATH = f"en/{NAME}.ipynb"
OWN = "share = 26"


def computed_exercise():
    return {
        "id": "share-left",
        "type": "value",
        "title": text("What share left?", "Какая доля ушла?"),
        "prompt": text("Between 0 and 1.", "От 0 до 1."),
        "answer": "share",
        "number": 0.26,
        "absolute": 0.001,
        "why": text("26 of 100.", "26 из 100."),
    }


def with_computed(root):
    """The small course, its first lesson with a marked cell and a Value, its start page with the overview."""
    write_course(root)
    bank = root / f"course/exercises/{NAME}.yml"
    content = yaml.safe_load(bank.read_text(encoding="utf-8"))
    content["exercises"].append(computed_exercise())
    bank.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
    for lang in ("en", "ru"):
        path = root / "course" / lang / f"{NAME}.ipynb"
        notebook = nbformat.read(path, as_version=4)
        own = nbformat.v4.new_code_cell(OWN, id="share-left-cell", metadata={"tags": ["answer"], "deletable": False})
        shown = nbformat.v4.new_code_cell('cs.practice("share-left")', id="share-left", metadata={"deletable": False})
        notebook.cells += [own, shown]
        write(path, notebook)
        path = root / "course" / lang / "00-start.ipynb"
        notebook = nbformat.read(path, as_version=4)
        notebook.cells.append(nbformat.v4.new_code_cell("cs.overview()", id="way", metadata={"deletable": False}))
        write(path, notebook)
    paths = [*sorted((root / "course").glob("*/*.ipynb")), *sorted((root / "assignments").rglob("*.ipynb"))]
    built = [nbformat.read(path, as_version=4) for path in paths]
    (root / "course/manifest.json").write_text(json.dumps(manifest(built)), encoding="utf-8")
    assert heading(NAME, "en")


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    root = tmp_path_factory.mktemp("computed")
    with_computed(root)
    server = CourseServer(root, tmp_path_factory.mktemp("student") / "work", "en")
    yield server
    server.close()


def editor(page):
    return page.locator(".cs-own .cm-content[aria-label]")


def write_own(page, source):
    """What another test wrote there, the browser keeps."""
    editor(page).click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(source)


@pytest.mark.slow
def test_a_marked_cell_is_the_students_own(course, page):
    path = course.work / PATH
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    course.open(page, PATH)
    root = page.locator('.cs[data-cs="share-left"]')
    assert page.locator(".jp-InputArea-editor:visible").count() == 1, "only the own cell shows code"
    assert editor(page).inner_text() == OWN
    # it is not run by itself: there is no answer yet, and nothing to check
    assert "Run the cell above" in root.locator(".cs-big").inner_text()
    assert root.get_attribute("data-done") == "false"
    page.locator(".cs-own").get_by_role("button", name="Run").click()
    root.locator(".cs-big", has_text="26").wait_for()  # the cell ran, and after it the exercise
    root.locator(".cs-btn[data-v='primary']:visible").click()
    root.locator(".cs-why", has_text="100 times too large").wait_for()

    mine = "share = 26 / 100; print('ran')"
    write_own(page, mine)
    page.keyboard.press("Control+Enter")
    page.locator(".cs-own .jp-OutputArea-output", has_text="ran").wait_for()
    root.locator(".cs-big", has_text="0.26").wait_for()
    root.locator(".cs-btn[data-v='primary']:visible").click()
    page.locator('.cs[data-cs="share-left"] [data-state="done"]').wait_for()
    page.locator(".cs-count", has_text="1 of 3").wait_for()

    page.reload()
    course.wait(page)
    assert editor(page).inner_text() == mine, "what was written is kept"
    page.locator('.cs[data-cs="share-left"] [data-state="done"]').wait_for()
    # kept, and still not run by itself
    assert page.locator(".cs-own .jp-OutputArea-output").count() == 0

    write_own(page, "share = 1")
    page.locator(".cs-bar .cs-next").click()  # the page fixture fails on any "Leave site?"
    page.get_by_role("heading", name="The second lesson").wait_for()
    course.wait(page)
    page.go_back()
    page.get_by_role("heading", name="The first lesson").wait_for()
    course.wait(page)
    assert editor(page).inner_text() == "share = 1"
    page.locator(".cs-tongues button", has_text="RU").click()
    page.wait_for_url("**/ru/01-first.ipynb")
    course.wait(page)
    assert editor(page).inner_text() == "share = 1", "both languages share it"
    assert hashlib.sha256(path.read_bytes()).hexdigest() == digest, "the lesson's file is never changed"


# ── a whole lesson by keyboard alone ──

LESSON = "02-product-and-service"


def inside(root):
    return root.evaluate("root => root.contains(document.activeElement)")


def tab_to(page, target, most=60, key="Tab"):
    """Press Tab until the focus is at (or, for a root, in) this element."""
    for _ in range(most):
        if target.count() and target.first.evaluate("node => node.contains(document.activeElement)"):
            return
        if page.evaluate("document.activeElement.matches('.cm-content')"):
            page.keyboard.press("Escape")  # in an editor Tab indents; Escape lets it lead on
        page.keyboard.press(key)
    raise AssertionError(
        f"Tab does not lead to {target}: {page.evaluate('document.activeElement.outerHTML.slice(0, 300)')}"
    )


def place(root, selector, field, name):
    return root.locator(selector).evaluate_all(f"nodes => nodes.map((node) => node.dataset.{field})").index(name)


def choose(page, root, value, _exercise):
    tab_to(page, root.locator(".cs-option"))
    for name in value["chosen"]:
        page.keyboard.press(str(place(root, ".cs-option", "option", name) + 1))


def sort(page, root, value, exercise):
    tab_to(page, root.locator(".cs-desk"))
    for _ in range(60):
        if not root.locator('.cs-stop[data-s="todo"]').count() and not root.locator("[data-reason]:visible").count():
            return
        buttons = root.locator(".cs-desk-do .cs-btn:visible")
        if root.locator("[data-reason]:visible").count():
            names = buttons.evaluate_all("nodes => nodes.map((node) => node.dataset.reason)")
            index = next(n for n, name in enumerate(names) if name in value["reasons"].values())
        else:
            words = root.locator(".cs-desk-body .cs-card > span:not(.cs-nr):not(.cs-mark)").first.inner_text()
            item = next(item.id for item in exercise.items if words in item.text.values())
            index = [one.id for one in exercise.categories].index(value["placements"][item])
        page.keyboard.press(str(index + 1))
    raise AssertionError("the cards do not end")


def match(page, root, value, _exercise):
    tab_to(page, root.locator(".cs-slot"))
    for source, target in value["pairs"]:
        page.keyboard.press("Home")
        for _ in range(place(root, ".cs-slot", "source", source)):
            page.keyboard.press("ArrowDown")
        page.keyboard.press(str(place(root, ".cs-bank .cs-card", "target", target) + 1))


def estimate(page, root, value, _exercise):
    tab_to(page, root.locator(".cs-number > input"))
    page.keyboard.type(str(value["guess"]))


def compute(page, root, value, exercise):
    """Into the marked cell above, write, run; then down to the exercise again."""
    cell = page.locator(".cs-own", has=page.locator(".cm-content", has_text=f"{exercise.answer} ="))
    tab_to(page, cell.locator(".cm-content"), key="Shift+Tab")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(f"{exercise.answer} = {value['answer']['number']}")
    old = root.element_handle()
    page.keyboard.press("Control+Enter")
    page.wait_for_function("old => !old.isConnected", arg=old)
    root.locator(".cs-big[data-kind='number']").wait_for()
    page.keyboard.press("Escape")
    tab_to(page, root)


def essay(page, root, value, exercise):
    tab_to(page, root.locator("textarea"))
    page.keyboard.insert_text(value["text"] + " word" * exercise.words[0])
    tab_to(page, root.locator(".cs-closed .cs-btn"))
    page.keyboard.press("Enter")


BY_KEYBOARD = {
    "choice": choose,
    "categorize": sort,
    "match": match,
    "estimate": estimate,
    "value": compute,
    "essay": essay,
}


def finish(page, name, exercise, key):
    root = page.locator(f'.cs[data-cs="{name}"]')
    tab_to(page, root, most=300)
    BY_KEYBOARD[type_name(exercise)](page, root, model_value(exercise, key), exercise)
    if type_name(exercise) != "essay":
        check = root.locator('.cs-desk-do .cs-btn[data-v="primary"]:visible')
        tab_to(page, check)
        page.keyboard.press("Enter")
    page.wait_for_function("root => root.dataset.done === 'true'", arg=root.element_handle())
    assert inside(root), f"{name}: the focus is lost after the check"


@pytest.fixture
def real(tmp_path):
    server = CourseServer(REPO, tmp_path / "work", "en")
    yield server
    server.close()


@pytest.mark.slow
def test_a_whole_lesson_by_keyboard_alone(real, page):
    bank = load_practice(real.work / f".course/exercises/{LESSON}.yml")
    assert len({type_name(one) for one in bank.exercises.values()}) >= 3
    real.open(page, f"en/{LESSON}.ipynb")
    order = json.loads((real.work / ".course/manifest.json").read_text())["lessons"][LESSON]["exercises"]
    total = len(order)
    for name in order:
        finish(page, name, bank.exercises[name], bank.keys[name])
    page.wait_for_function(f"document.querySelector('.cs-bar .cs-count').textContent === '{total} of {total}'")
    tab_to(page, page.locator(".cs-bar a").first, most=300, key="Shift+Tab")
    page.keyboard.press("Enter")
    page.locator(".cs-course").wait_for()
    real.wait(page)
    row = page.locator(f".cs-lesson[href='{LESSON}.ipynb']")
    row.get_by_text(f"{total} of {total} · finished").wait_for()


@pytest.mark.slow
def test_run_pressed_while_the_page_still_starts_is_not_lost(course, page):
    for path in (course.work / ".progress").glob("share-left*.json"):
        path.unlink()
    course.stop_kernels()
    held = []  # the kernel is asked for, and does not come yet

    def hold(route):
        if route.request.method == "POST" and held is not None:
            held.append(route)
        else:
            route.continue_()

    page.route("**/api/sessions*", hold)
    course.visit(page, PATH)
    write_own(page, OWN)
    page.locator(".cs-own").get_by_role("button", name="Run").click()
    assert page.locator(".jp-NotebookPanel").get_attribute("data-cs-lesson") == "starting"
    routes, held = held, None
    for route in routes:
        route.continue_()
    page.locator('.cs[data-cs="share-left"] .cs-big', has_text="26").wait_for()
    course.wait(page)


@pytest.mark.slow
def test_the_overview_leads_on_and_begins_anew(course, page):
    for path in (course.work / ".progress").glob("*.json"):
        path.unlink()
    course.open(page, "en/00-start.ipynb")
    overview = page.locator('.cs[data-cs="overview"]')
    overview.get_by_text("Begin here").wait_for()
    assert overview.locator(".cs-resume h4").inner_text() == heading(NAME, "en")
    overview.get_by_role("button", name="Begin", exact=True).click()
    page.get_by_role("heading", name="The first lesson").first.wait_for()
    course.wait(page)
    write_own(page, OWN)
    page.locator(".cs-own").get_by_role("button", name="Run").click()
    page.locator('.cs[data-cs="share-left"] .cs-big', has_text="26").wait_for()
    page.locator(".cs-bar a").first.click()
    page.get_by_role("heading", name="Start here").wait_for()
    course.wait(page)
    overview.get_by_text("You stopped here").wait_for()
    overview.get_by_text("0 of 3 exercises done").first.wait_for()
    overview.get_by_role("button", name="Begin the whole course anew").click()
    overview.get_by_role("button", name="Yes, begin anew").click()
    overview.get_by_text("Begin here").wait_for()
    assert len(list((course.work / ".progress").glob("before-*/share-left.json"))) == 1
