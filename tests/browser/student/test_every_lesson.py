"""Every lesson in every language, as a student opens it: all exercises are there, nothing failed, one language only."""

import json
import os
import re
from pathlib import Path

import pytest
from course_server import CourseServer

from clientservice.banks import load_course
from clientservice.text import language_names

REPO = Path(__file__).parents[3]
LESSONS = load_course(REPO / "course").lessons
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


@pytest.mark.slow
@pytest.mark.parametrize("lang", list(language_names()))
@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_opens_whole(page, real_course, lesson, lang):
    real_course.stop_kernels()  # nine kernels at once are more than a small computer likes
    page.set_viewport_size({"width": 1000, "height": 900})
    real_course.open(page, f"{lang}/{lesson}.ipynb")
    panel = scroll_through(page)
    for exercise in MANIFEST[lesson]["exercises"]:
        panel.locator(f".cs[data-cs='{exercise}']").wait_for(state="attached")
    assert (
        panel.locator(
            ".cs-panel, .cs-trouble, .jp-RenderedText[data-mime-type='application/vnd.jupyter.stderr']"
        ).count()
        == 0
    )
    assert panel.locator("img:not([alt]), figure img[alt='']").count() == 0
    if lang == "ru":
        english = [
            text for text in panel.evaluate(TEXTS) if re.search(r"(?:\b[A-Za-z]{2,}\b[ ,]+){3}[A-Za-z]{2,}", text)
        ]
        assert english == []
    if folder := os.environ.get("CLIENTSERVICE_SCREENSHOTS"):  # to look at what students see
        Path(folder).mkdir(parents=True, exist_ok=True)
        for exercise in MANIFEST[lesson]["exercises"]:
            shown = panel.locator(f".cs[data-cs='{exercise}']")
            shown.evaluate("node => node.closest('.jp-Cell').scrollIntoView()")
            shown.screenshot(path=Path(folder) / f"{lesson}-{exercise}-{lang}.png")
