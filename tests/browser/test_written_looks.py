"""Essay, value, table, audit overview in a bare page: feedback moves nothing, nothing sticks out, axe is content.

Every exercise has its real widget behind it; see stage.py.
"""

import json

import pytest
from playwright.sync_api import expect
from stage import Stage
from written_page import KINDS, Part, write_bank

from clientservice.banks import load_practice
from clientservice.exercises import understand
from clientservice.responses import Store
from clientservice.widgets import graded_widget, practice_widget
from clientservice.widgets._overview import OverviewWidget

ANSWERS = {"value": 0.735, "table": "no table"}
OUTSIDE = """root => [...root.querySelectorAll("*")].filter((node) => {
    const box = node.getBoundingClientRect(), edge = root.getBoundingClientRect();
    const sticks = box.right > edge.right + 1 || box.left < edge.left - 1;
    return box.width > 1 && sticks && !node.closest(".cs-sr, .cs-scroll");
}).map((node) => node.className)"""
PLACES = """root => [...root.querySelectorAll(".cs-big, .cs-audit li, .cs-desk, .cs-foot")]
    .map((node) => node.getBoundingClientRect())
    .map((box) => [Math.round(box.top - root.getBoundingClientRect().top), Math.round(box.height)])"""
UNEVEN = ("7", "2", "6", "7", "5", "7")


@pytest.fixture
def show(new_page, tmp_path):
    """Show the four exercises on one stage; gives the page and the parts by type."""

    def make(*, width=820, theme="light", lang="ru", graded=False):
        page = new_page(width=width)
        stage = Stage(page, theme=theme)
        bank = load_practice(write_bank(tmp_path / "written.yml"))
        found = {}
        for kind in KINDS[:3] if graded else KINDS:
            name = f"{kind}-example"
            store = Store(tmp_path / f"{theme}-{lang}-{width}", name)
            widget = (
                graded_widget(bank.exercises[name], store, lang=lang)
                if graded
                else practice_widget(bank.exercises[name], store, key=bank.keys[name], lang=lang)
            )
            if kind in ANSWERS:
                widget.reader = lambda kind=kind: understand(ANSWERS[kind])
                widget.take(widget.reader())
            found[kind] = Part(page, kind, stage.show(widget))
        return page, found

    return make


@pytest.mark.parametrize("width", [390, 820])
@pytest.mark.parametrize("lang", [pytest.param("en", marks=pytest.mark.slow), "ru"])
def test_feedback_moves_nothing_and_nothing_sticks_out(show, width, lang):
    page, found = show(width=width, lang=lang)
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    found["audit"].rate(UNEVEN)
    for kind in ("value", "table", "audit"):
        part = found[kind]
        before = part.root.evaluate(PLACES)
        part.primary.click()
        part.state("why")
        assert part.root.evaluate(PLACES) == before, kind
        more = part.root.locator(".cs-desk-do .cs-btn:visible:not([data-v='primary'])")
        for _ in range(more.count() * 3):
            more.first.click()
            assert part.root.evaluate(PLACES) == before, kind
        assert part.root.evaluate(OUTSIDE) == [], kind
    essay = found["essay"]
    top = "root => root.querySelector('.cs-example').getBoundingClientRect().top - root.getBoundingClientRect().top"
    above = essay.root.evaluate(top)
    essay.text.fill("слово " * 40)
    essay.compare.click()
    expect(essay.example).to_be_visible()
    assert essay.root.evaluate(top) == above
    assert essay.root.evaluate(OUTSIDE) == []


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_axe_finds_nothing_in_any_state(show, axe, theme):
    page, found = show(theme=theme)
    assert axe(page) == []
    found["audit"].rate(UNEVEN)
    for kind in ("value", "table", "audit"):
        found[kind].primary.click()
        found[kind].state("why")
    found["essay"].text.fill("слово " * 40)
    found["essay"].compare.click()
    expect(found["essay"].example).to_be_visible()
    for lang in ("EN", "RU"):
        for part in found.values():
            part.root.locator(".cs-lang button", has_text=lang).click()
        assert axe(page) == []


@pytest.mark.slow
def test_axe_finds_nothing_in_graded_work(show, axe):
    page, found = show(graded=True)
    found["essay"].text.fill("слово")
    found["essay"].saved()
    assert axe(page) == []
    assert page.locator(".cs-mark:visible, .cs-tell, .cs-example, [data-v='ok'], [data-v='no']").count() == 0


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_axe_finds_nothing_in_the_overview(new_page, tmp_path, axe, theme):
    both = {"en": "A lesson with a long title", "ru": "Урок с длинным названием и переносом"}
    course = tmp_path / "course"
    course.mkdir()
    (course / "course.yml").write_text(
        f"title: {json.dumps(both)}\ntagline: {json.dumps(both)}\n"
        "lessons: [00-start, 01-one, 02-two, 03-three]\nassignments: []\ntime_zone: UTC\n",
        encoding="utf-8",
    )
    lessons = {
        f"0{n}-{name}": {"title": both, "subtitle": both, "minutes": 20, "exercises": [name]}
        for n, name in enumerate(("one", "two", "three"), start=1)
    }
    (course / "manifest.json").write_text(json.dumps({"lessons": lessons}), encoding="utf-8")
    Store(tmp_path / "answers", "one").save({})
    Store(tmp_path / "answers", "one.checked").save({"done": True})
    Store(tmp_path / "answers", "two").save({})
    for width in (390, 820):
        page = new_page(width=width)
        root = Stage(page, theme=theme).show(OverviewWidget("00-start", course, tmp_path / "answers", lang="ru"))
        expect(root.locator(".cs-lesson[aria-current='step']")).to_have_attribute("href", "02-two.ipynb")
        assert axe(page) == []
        assert root.evaluate(OUTSIDE) == []
        root.locator(".cs-foot .cs-btn:visible").click()
        root.locator(".cs-lang button", has_text="EN").click()
        assert axe(page) == []
