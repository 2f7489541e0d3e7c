"""What the build adds to a lesson: citations, lists, pictures and explorers, in both languages, and back again."""

import nbformat
import pytest

from clientservice.authoring import adopt, build
from clientservice.authoring._apparatus import load_apparatus, rendered, restored
from clientservice.authoring._notebook import make_notebook
from clientservice.authoring._source import read_source
from clientservice.errors import CourseError

LESSON = "course/lessons/09-fixture.md"


@pytest.fixture
def source(small):
    return read_source(small / LESSON)


def cell(source, lang, name):
    return next(cell for cell in source.in_language(lang) if cell.id == name)


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_rendering_can_be_undone(small, source, lang):
    apparatus = load_apparatus(small)
    for one in source.in_language(lang):
        shown = rendered(source, one, lang, apparatus)
        assert restored(source, one, lang, apparatus, shown) == one.source
    assert "<!--" not in rendered(source, cell(source, lang, "text-02"), lang, apparatus)


def test_the_lists_have_what_the_lesson_uses_and_no_more(small, source):
    shown = rendered(source, cell(source, "en", "text-02"), "en", load_apparatus(small))
    assert shown.count('<a id="ref-') == 2
    assert shown.index('id="ref-hochschild-1983"') < shown.index('id="ref-keaveney-1995"')
    assert shown.count('<a id="term-') == 1


def test_a_list_that_the_build_made_is_not_edited_in_the_notebook(small, source):
    apparatus, one = load_apparatus(small), cell(source, "en", "text-02")
    edited = rendered(source, one, "en", apparatus).replace("Hochschild, A. R.", "Hochschild, Arlie")
    with pytest.raises(CourseError, match=r"made from course/references\.yml"):
        restored(source, one, "en", apparatus, edited)


def test_code_of_no_interest_is_folded_away(small):
    path = small / LESSON
    text = path.read_text(encoding="utf-8").replace(":tags: [real-data]", ":tags: [real-data, hide-code]")
    path.write_text(text, encoding="utf-8")
    made = make_notebook(read_source(path), "en", load_apparatus(small))
    hidden = [one.id for one in made.cells if one.metadata.get("jupyter") == {"source_hidden": True}]
    assert hidden == ["code-05"]


@pytest.fixture
def built(small):
    build(small, only="09-fixture")
    return {lang: nbformat.read(small / "course" / lang / "09-fixture.ipynb", as_version=4) for lang in ("en", "ru")}


@pytest.mark.slow
def test_a_lesson_is_built_adopted_and_fresh_in_both_languages(small, built):
    """One test, because a build takes seconds."""
    for lang, alt, title in (
        ("en", "Credit makes people wait longest.", "How many stay?"),
        ("ru", "Дольше всего ждут кредита.", "Сколько останется?"),
    ):
        cells = {one.id: one for one in built[lang].cells}
        picture = cells["code-03"].outputs[0].data
        assert picture["text/plain"] == alt
        assert f'alt="{alt}"' in picture["text/html"]
        explorer = cells["code-04"].outputs[0].data
        assert explorer["text/plain"] == title
        assert "<img " in explorer["text/html"]
        assert "widget-view" not in str(cells["code-04"].outputs)
        assert "[" not in cells["code-05"].outputs[0].text  # a sentence, no path and no address
        assert "(#ref-keaveney-1995)" in cells["text-01"].source

    path = small / "course/ru/09-fixture.ipynb"
    assert build(small, check=True, only="09-fixture").written == []
    notebook = built["ru"]
    last = notebook.cells[-1]
    last.source = last.source.replace("расспросила людей", "спросила клиентов")
    nbformat.write(notebook, path)
    before = (small / LESSON).read_text(encoding="utf-8")
    assert adopt(small, path) == ["text-02"]
    after = (small / LESSON).read_text(encoding="utf-8")
    assert after == before.replace("расспросила людей", "спросила клиентов")


@pytest.mark.slow
def test_a_cell_that_shows_trouble_stops_the_build(small):
    path = small / LESSON
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("left = table.customers.iloc[-1]", "left = table.nobody.iloc[-1]"), encoding="utf-8")
    with pytest.raises(CourseError, match=r"cell code-04: .*nobody"):
        build(small, only="09-fixture")
