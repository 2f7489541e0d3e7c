"""Every lesson and assignment in every language, as a student opens it: all there, nothing failed, one language."""

import json
import os
import re
from pathlib import Path

import pytest
from course_server import CourseServer

from clientservice.banks import load_course
from clientservice.text import language_names

REPO = Path(__file__).parents[3]
COURSE = load_course(REPO / "course")
LESSONS, ASSIGNMENTS = COURSE.lessons, COURSE.assignments
MANIFEST = json.loads((REPO / "course/manifest.json").read_text(encoding="utf-8"))["lessons"]

#: The texts on the page, but for what stands in a language of its own: code, references, names of the other edition.
TEXTS = """(panel) => {
    const own = "code, pre, .cm-editor, [id^='ref-'], .cs-lang, svg, script, style, [lang]:not([lang='ru'])";
    const walker = document.createTreeWalker(panel, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
        const parent = walker.currentNode.parentElement;
        const entry = parent.closest("li");
        if (parent.closest(own) || entry?.querySelector("[id^='ref-']") || !parent.checkVisibility()) continue;
        found.push(walker.currentNode.textContent);
    }
    return found;
}"""


@pytest.fixture(scope="module")
def real_course(tmp_path_factory):
    server = CourseServer(REPO, tmp_path_factory.mktemp("lessons") / "work", "en")
    yield server
    server.close()


def scroll_through(page):
    """JupyterLab renders a cell when it comes near; walk down until every exercise has been met."""
    panel = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")
    for cell in panel.locator(".jp-Cell").all():
        cell.evaluate("cell => cell.scrollIntoView()")
    return panel


def check_whole(page, exercises, lang):
    """Everything is there and nothing failed; gives the notebook's panel."""
    panel = scroll_through(page)
    for exercise in exercises:
        panel.locator(f".cs[data-cs='{exercise}']").wait_for(state="attached")
    failed = ".cs-panel, .cs-trouble, .jp-RenderedText[data-mime-type='application/vnd.jupyter.stderr']"
    assert panel.locator(failed).all_inner_texts() == []
    assert panel.locator("img:not([alt]), figure img[alt='']").count() == 0
    if lang == "ru":
        english = re.compile(r"(?:\b[A-Za-z]{2,}\b[ ,]+){3}[A-Za-z]{2,}")
        assert [text for text in panel.evaluate(TEXTS) if english.search(text)] == []
    return panel


@pytest.mark.slow
@pytest.mark.parametrize("lang", list(language_names()))
@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_opens_whole(page, real_course, lesson, lang):
    real_course.stop_kernels()  # nine kernels at once are more than a small computer likes
    page.set_viewport_size({"width": 1000, "height": 900})
    real_course.open(page, f"{lang}/{lesson}.ipynb")
    panel = check_whole(page, MANIFEST[lesson]["exercises"], lang)
    if folder := os.environ.get("CLIENTSERVICE_SCREENSHOTS"):  # to look at what students see
        Path(folder).mkdir(parents=True, exist_ok=True)
        for exercise in MANIFEST[lesson]["exercises"]:
            shown = panel.locator(f".cs[data-cs='{exercise}']")
            shown.evaluate("node => node.closest('.jp-Cell').scrollIntoView()")
            shown.screenshot(path=Path(folder) / f"{lesson}-{exercise}-{lang}.png")


@pytest.fixture(scope="module", params=list(language_names()))
def edition(request, tmp_path_factory):
    """The course as it is started in one language, and that language: its assignments are of that edition."""
    server = CourseServer(REPO, tmp_path_factory.mktemp(f"edition-{request.param}") / "work", request.param)
    yield server, request.param
    server.close()


@pytest.mark.slow
@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_an_assignment_opens_whole(page, edition, assignment):
    server, lang = edition
    server.stop_kernels()
    page.set_viewport_size({"width": 1000, "height": 900})
    server.open(page, f"{assignment}/{assignment}.ipynb")
    bank = json.loads((REPO / f"assignments/{lang}/{assignment}/items.json").read_text(encoding="utf-8"))
    check_whole(page, [exercise["id"] for exercise in bank["exercises"]], lang)
    assert page.locator(".cs [data-type='receipt']").count() == 1
