"""Both languages, three themes, a phone's width; feedback that moves nothing; axe."""

import pytest
from lab import THEMES
from playwright.sync_api import expect
from sorting_page import SortingPage


def height(sorting):
    return sorting.sheet.bounding_box()["height"]


@pytest.mark.parametrize("theme", ["dark", *(pytest.param(t, marks=pytest.mark.slow) for t in THEMES if t != "dark")])
def test_axe_finds_nothing(lab, new_page, notebooks, axe, theme):
    lab.theme(theme)
    page = new_page()
    lab.open(page, notebooks.assignment())
    assert page.evaluate("document.body.dataset.jpThemeName") == THEMES[theme]
    graded = SortingPage(page, "clients-sort")
    for lang in ("RU", "EN"):
        graded.root.locator(".cs-lang button", has_text=lang).click()
        assert axe(page) == []
        graded.places.first.click()
        graded.desk_card.click()
        assert axe(page) == []
        page.keyboard.press("Escape")

    lab.open(page, notebooks.lesson("ru"))
    practice = SortingPage(page, "sort-cards")
    for lang in ("EN", "RU"):
        practice.root.locator(".cs-lang button", has_text=lang).click()
        practice.place_all("1")
        practice.actions.first.click()
        practice.state("why")
        assert axe(page) == []
        practice.foot.nth(1).click()  # show the answer
        practice.state("done")
        practice.foot.nth(1).click()  # all explanations
        assert axe(page) == []
        practice.foot.first.click()  # start again
        practice.state("hand")


@pytest.mark.parametrize("width", [390, *(pytest.param(width, marks=pytest.mark.slow) for width in (820, 1280))])
def test_feedback_moves_nothing_and_nothing_scrolls_sideways(lab, new_page, notebooks, width):
    page = new_page(width=width)
    lab.open(page, notebooks.lesson("ru"))
    sorting = SortingPage(page, "sort-cards")
    for step in range(5):
        sorting.places.nth(step % 3).click()
    sorting.state("full")
    before = height(sorting)
    sorting.actions.first.click()
    sorting.state("why")
    assert height(sorting) == before
    for stop in range(5):
        sorting.stops.nth(stop).click()
        assert height(sorting) == before
    outside = page.evaluate(
        """() => [...document.querySelectorAll('.cs *')].filter((e) => {
            const box = e.getBoundingClientRect(), root = e.closest('.cs').getBoundingClientRect();
            return box.width > 1 && (box.right > root.right + 1 || box.left < root.left - 1);
        }).map((e) => e.className)"""
    )
    assert outside == []
    scroller = page.locator(".jp-WindowedPanel-outer")
    assert scroller.evaluate("e => e.scrollWidth <= e.clientWidth + 1")


def test_targets_are_large_enough(lab, new_page, notebooks):
    page = new_page(width=390)
    lab.open(page, notebooks.assignment("ru"))
    SortingPage(page, "clients-sort").places.first.click()
    small = page.evaluate(
        """() => [...document.querySelectorAll('.cs button, .cs input, .cs summary')]
            .map((e) => [e.className, e.getBoundingClientRect()])
            .filter(([, box]) => box.width && (box.height < 28 || box.width < 28)).map(([name]) => name)"""
    )
    assert small == []


def test_language_changes_everywhere_at_once_and_loses_nothing(lab, page, notebooks):
    lab.open(page, notebooks.assignment())
    sorting = SortingPage(page, "clients-sort")
    sorting.places.first.click()
    sorting.desk_card.click()
    page.locator(".cs[data-cs='rules-sort'] .cs-lang button", has_text="RU").click()
    expect(sorting.root).to_have_attribute("lang", "ru")
    expect(sorting.root.locator(".cs-title")).to_have_text("Внутренний или внешний?")
    expect(sorting.root.locator(".cs-desk-top > p")).to_have_text("Разложено 1 из 12")
    expect(sorting.desk_card).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".cs-slip .cs-title")).to_have_text("Задание 2. Внутренние и внешние клиенты")
    expect(sorting.status).to_contain_text("Сохранено в")
    expect(sorting.tray("inside").locator(".cs-tray-head")).to_contain_text("1 карточка")
    assert len(notebooks.placements("clients-sort")) == 1
    sorting.places.nth(1).click()
    sorting.saved()
    expect(sorting.placed).to_have_count(2)


@pytest.mark.slow
def test_verdicts_come_back_after_a_restart(lab, page, notebooks):
    lab.open(page, notebooks.lesson())
    sorting = SortingPage(page, "sort-cards")
    sorting.place_all("2")
    sorting.actions.first.click()
    sorting.state("why")
    marks = sorting.root.locator(".cs-bins .cs-mark").all_inner_texts()
    why = sorting.root.locator(".cs-why").inner_text()
    lab.restart_kernel(page)
    lab.run_all(page)
    sorting.state("why")
    assert sorting.root.locator(".cs-bins .cs-mark").all_inner_texts() == marks
    assert sorting.root.locator(".cs-why").inner_text() == why


def test_graded_work_shows_no_verdict(lab, page, notebooks):
    lab.open(page, notebooks.assignment())
    sorting = SortingPage(page, "clients-sort")
    desk = sorting.root.locator(".cs-desk")
    before = desk.bounding_box()["height"]
    sorting.place_all("1")
    sorting.saved()
    assert desk.bounding_box()["height"] == before
    expect(sorting.root.locator(".cs-desk h4")).to_contain_text("12 of 12 placed · Saved")
    expect(sorting.actions).to_have_count(0)
    expect(sorting.root.locator(".cs-desk[data-v], .cs-card[data-v], .cs-mark:visible")).to_have_count(0)
