"""A lesson as a page to read: tables, pictures, what a cell prints, the list of outcomes, where the page ends."""

import json
import re

import nbformat
import pytest
from course_server import CourseServer
from playwright.sync_api import expect
from small_course import text, write, write_course

from clientservice.lab import manifest

NAME = "01-first"
WIDE = """\
| Слово | Что значит для того, кто это покупает | Можно посчитать? | Как проверить | Сколько |
|---|---|---|---|--:|
| обслуживание | работа, о которой договариваются, пока она идёт | числом обслуженных | «сейчас обслуживают» | 1200 |
"""
DRAWN = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 400"><text x="20" y="40">слово</text></svg>'
SENTENCE = "Настоящих данных на этом компьютере нет, и загрузить их не удалось. Урок идёт дальше и без них."


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The small course; its first lesson has whatever a lesson can have besides exercises."""
    root = tmp_path_factory.mktemp("reading")
    write_course(root)
    (root / "course/pictures").mkdir()
    (root / "course/pictures/drawn.svg").write_text(DRAWN, encoding="utf-8")
    strings = json.dumps({"alt": text("a word", "слово")}, ensure_ascii=False)
    (root / "course/strings.yml").write_text(strings, encoding="utf-8")
    for lang in ("en", "ru"):
        path = root / "course" / lang / f"{NAME}.ipynb"
        notebook = nbformat.read(path, as_version=4)
        fixed = {"deletable": False}
        notebook.cells[2:2] = [
            nbformat.v4.new_markdown_cell("- одно;\n- другое.", id="goals", metadata={"tags": ["outcomes"]}),
            nbformat.v4.new_markdown_cell(f"Слово `one-year`, [термин](#term-word) и таблица.\n\n{WIDE}", id="wide"),
            nbformat.v4.new_code_cell(f"print({SENTENCE!r})", id="said", metadata=fixed),
            nbformat.v4.new_markdown_cell(
                "## Возьмите с собой\n\n1. Одно.\n\n**Завтра.** Ещё.", id="take", metadata={"tags": ["takeaway"]}
            ),
            nbformat.v4.new_code_cell('cs.cases.plots.drawing("drawn", alt=cs.t("alt"))', id="drawn", metadata=fixed),
        ]
        notebook.cells.append(nbformat.v4.new_markdown_cell('- <a id="term-word"></a>**термин**: слово.', id="terms"))
        write(path, notebook)
    paths = [*sorted((root / "course").glob("*/*.ipynb")), *sorted((root / "assignments").rglob("*.ipynb"))]
    built = [nbformat.read(path, as_version=4) for path in paths]
    (root / "course/manifest.json").write_text(json.dumps(manifest(built)), encoding="utf-8")
    server = CourseServer(root, tmp_path_factory.mktemp("student") / "work", "ru")
    yield server
    server.close()


@pytest.fixture
def phone(course, page):
    page.set_viewport_size({"width": 390, "height": 780})
    course.open(page, f"ru/{NAME}.ipynb")
    page.locator(".cs-figure img").wait_for()
    return page


@pytest.mark.slow
def test_on_a_phone_a_wide_table_and_a_drawing_scroll_by_themselves(phone):
    assert phone.locator(".jp-MarkdownOutput:has(table)").evaluate("n => n.scrollWidth <= n.clientWidth")
    assert (
        phone.locator("table").evaluate("n => n.scrollWidth > n.clientWidth && getComputedStyle(n).overflowX") == "auto"
    )
    assert phone.locator("td").first.evaluate("n => getComputedStyle(n).textAlign") == "start"
    assert phone.locator("td").last.evaluate("n => getComputedStyle(n).textAlign.endsWith('right')")
    # 13 units, the smallest words of a drawing, are more than 10 pixels high
    assert phone.locator(".cs-figure img").evaluate("n => n.clientWidth * 13 / 760 > 10")
    assert phone.locator(".cs-figure").evaluate("n => n.scrollWidth > n.clientWidth && n.clientWidth < innerWidth")
    assert phone.locator(".jp-WindowedPanel-outer").evaluate("n => n.scrollWidth <= n.clientWidth + 1")


@pytest.mark.slow
def test_what_a_cell_prints_is_a_sentence_and_a_word_to_type_is_whole(phone):
    said = phone.locator("pre", has_text="Настоящих данных")
    style = said.evaluate("n => { const s = getComputedStyle(n); return [s.wordBreak, s.fontFamily]; }")
    prose = phone.locator(".jp-MarkdownOutput p").first.evaluate("n => getComputedStyle(n).fontFamily")
    assert style == ["normal", prose]
    lefts = [
        phone.locator(part).first.bounding_box()["x"] for part in (".jp-MarkdownOutput p", ".cs-figure", ".cs-sheet")
    ]
    assert max(lefts) - min(lefts) < 1, "text, pictures and exercises have one left edge"
    assert phone.locator("code", has_text="one-year").evaluate("n => getComputedStyle(n).whiteSpace") == "nowrap"


@pytest.mark.slow
def test_outcomes_are_stops_on_a_line_and_the_page_ends_where_it_ends(phone):
    stop = phone.locator(".cs-outcomes li").first
    assert stop.evaluate("n => getComputedStyle(n, '::after').borderRadius") == "50%"
    assert stop.evaluate("n => getComputedStyle(n.parentElement).listStyleType") == "none"
    scroller = phone.locator(".jp-WindowedPanel-outer")
    scroller.evaluate("n => { n.scrollTop = n.scrollHeight; }")
    last = phone.locator(".jp-MarkdownOutput").last.bounding_box()
    assert 780 - (last["y"] + last["height"]) < 200, "no empty screen below the last line"


@pytest.mark.slow
def test_what_to_take_away_is_a_card_that_fits(phone):
    card = phone.locator(".cs-takeaway .jp-MarkdownOutput").bounding_box()
    sheet = phone.locator(".cs-sheet").first.bounding_box()
    assert [round(card[side]) for side in ("x", "width")] == [round(sheet[side]) for side in ("x", "width")]


@pytest.mark.slow
def test_back_leads_from_a_term_to_the_sentence_and_never_out_of_the_course(phone):
    phone.evaluate("window.stillHere = true")
    link, term = phone.locator('a[href="#term-word"]'), phone.locator("li", has_text="термин: слово")
    link.scroll_into_view_if_needed()
    before = link.bounding_box()["y"]
    link.click()
    expect(term).to_be_in_viewport()
    phone.go_back()
    expect(link).to_be_in_viewport()
    expect(link).to_be_focused()
    assert abs(link.bounding_box()["y"] - before) < 2
    # JupyterLab leaves an entry of its own, the folder's; the launcher behind it is nothing for a reader
    phone.go_back()
    expect(phone).to_have_url(re.compile(rf"/ru/{NAME}\.ipynb"))
    assert phone.evaluate("window.stillHere && document.querySelector('.cs-lesson') !== null")
