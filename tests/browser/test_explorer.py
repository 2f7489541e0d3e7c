"""An explorer in JupyterLab: mouse, keyboard, language, theme; links from a lesson's text to its lists."""

import pytest
from lab import THEMES, notebook
from playwright.sync_api import expect

STRINGS = """\
title: {en: How many managers?, ru: Сколько менеджеров?}
managers: {en: Managers at work, ru: Менеджеров на смене}
arrivals: {en: Clients per hour, ru: Клиентов в час}
n-people:
  en: {one: "{n} person", other: "{n} people"}
  ru: {one: "{n} человек", few: "{n} человека", many: "{n} человек", other: "{n} человека"}
alt: {en: "{managers} managers, {arrivals} clients per hour", ru: "Менеджеров {managers}, клиентов в час {arrivals}"}
axis: {en: Clients, ru: Клиенты}
"""
CODE = """\
def draw(managers, arrivals):
    return cs.cases.plots.bars({cs.t("axis"): managers * arrivals}, x_label=cs.t("axis"),
                               alt=cs.t("alt", managers=managers, arrivals=arrivals), most=60)

cs.explore(draw, {
    "managers": cs.Slider(label="managers", low=1, high=6, value=3, unit="n-people"),
    "arrivals": cs.Slider(label="arrivals", low=2, high=8, value=4, step=0.5),
}, title="title")
"""
FILL = "\n\n".join(["A paragraph."] * 60)


@pytest.fixture
def lesson(lab, notebooks):
    """A lesson with an explorer and a linked list, in a student's work folder."""
    folder = notebooks.lesson("en").rsplit("/", 2)[0]
    lab.write(f"{folder}/.course/course.yml", "title: {}\n")
    lab.write(f"{folder}/.course/strings.yml", STRINGS)
    name = f"{folder}/en/explorer.ipynb"
    cells = (
        'import clientservice as cs\n\ncs.begin("sorting", lang="en")',
        "# Links\n\nA [term](#term-churn) and a work ([Keaveney, 1995](#ref-k-1995)).\n\n## Try",
        CODE,
        f"## Filler\n\n{FILL}",
        '## Lists\n\n- <a id="term-churn"></a>**churn**: who leaves\n\n- <a id="ref-k-1995"></a>Keaveney.',
    )
    lab.write(name, notebook(*cells))
    return name


def explorer(page):
    return page.locator('.cs[data-cs="title"]')


def picture(page):
    return explorer(page).locator("img")


def test_mouse_keyboard_and_language(lab, page, lesson):
    lab.open(page, lesson)
    expect(picture(page)).to_have_attribute("alt", "3 managers, 4 clients per hour")
    slider = page.get_by_role("slider", name="Managers at work")
    expect(slider).to_have_attribute("aria-valuetext", "3 people")
    before = page.locator(".jp-Cell").count()

    slider.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("a")  # JupyterLab must not insert a cell
    expect(picture(page)).to_have_attribute("alt", "4 managers, 4 clients per hour")
    page.keyboard.press("Home")
    expect(slider).to_have_attribute("aria-valuetext", "1 person")
    expect(picture(page)).to_have_attribute("alt", "1 managers, 4 clients per hour")
    expect(explorer(page).locator("[aria-live]")).to_have_text("1 managers, 4 clients per hour")
    assert page.locator(".jp-Cell").count() == before

    other = page.get_by_role("slider", name="Clients per hour")
    box = other.bounding_box()
    page.mouse.click(box["x"] + box["width"] - 2, box["y"] + box["height"] / 2)
    expect(picture(page)).to_have_attribute("alt", "1 managers, 8 clients per hour")
    page.get_by_role("button", name="Back to the start").click()
    expect(picture(page)).to_have_attribute("alt", "3 managers, 4 clients per hour")

    explorer(page).locator(".cs-lang button", has_text="RU").click()
    expect(picture(page)).to_have_attribute("alt", "Менеджеров 3, клиентов в час 4")
    expect(page.get_by_role("slider", name="Менеджеров на смене")).to_have_attribute("aria-valuetext", "3 человека")


@pytest.mark.slow
@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_in_an_explorer(lab, new_page, lesson, axe, theme):
    lab.theme(theme)
    page = new_page()
    lab.open(page, lesson)
    expect(picture(page)).to_be_visible()
    assert axe(page) == []


@pytest.mark.slow
def test_on_a_phone_nothing_sticks_out(lab, new_page, lesson):
    page = new_page(width=390)
    lab.open(page, lesson)
    expect(picture(page)).to_be_visible()
    right = explorer(page).bounding_box()
    for part in (picture(page), page.get_by_role("slider", name="Managers at work")):
        box = part.bounding_box()
        assert box["x"] >= right["x"]
        assert box["x"] + box["width"] <= right["x"] + right["width"] + 1


@pytest.mark.parametrize("target", ["term-churn", "ref-k-1995"])
def test_a_link_in_the_text_leads_to_the_list(lab, page, lesson, target):
    lab.open(page, lesson, run=False)
    place = page.locator(f'[data-jupyter-id="{target}"], [id="{target}"]').first
    expect(place).not_to_be_in_viewport()
    page.locator(f'a[href="#{target}"]').focus()
    page.keyboard.press("Enter")
    expect(place).to_be_in_viewport()
