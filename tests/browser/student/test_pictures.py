"""The READMEs' pictures are current: what they show is what a student sees now.

``make pictures`` takes them anew. A picture's words are kept beside it, so that a change in the page is noticed
although fonts differ from one computer to the next.
"""

import os
import shutil
from pathlib import Path

import pytest
from course_server import CourseServer

from clientservice.text import language_names

REPO = Path(__file__).parents[3]
PICTURES = REPO / "docs" / "pictures"


@pytest.fixture(scope="module")
def real_course(tmp_path_factory):
    server = CourseServer(REPO, tmp_path_factory.mktemp("pictures") / "work", "en")
    yield server
    server.close()


def arrange(page, lang, server):
    """The lesson's first exercise with three of five cards in their trays; gives the words on it."""
    server.stop_kernels()
    shutil.rmtree(server.work / ".progress", ignore_errors=True)  # the editions share their answers
    page.set_viewport_size({"width": 1000, "height": 940})
    server.open(page, f"{lang}/07-external-clients.ipynb")
    exercise = page.locator(".cs[data-cs='first-impression']")
    exercise.locator(".cs-desk-do .cs-btn").first.focus()
    for key in "212":
        page.keyboard.press(key)
    exercise.locator(".cs-status[data-save='saved']").wait_for()
    exercise.evaluate("part => part.closest('.jp-Cell').scrollIntoView({block: 'start'})")
    headings = exercise.locator(".cs-head, .cs-desk-do, .cs-tray-head").all_inner_texts()
    return "\n".join(word for text in headings for word in text.split()) + "\n"


@pytest.mark.slow
@pytest.mark.parametrize("lang", list(language_names()))
def test_the_readmes_picture_is_current(page, real_course, lang):
    words = arrange(page, lang, real_course)
    kept = PICTURES / f"exercise-{lang}.txt"
    if os.environ.get("CLIENTSERVICE_PICTURES"):
        page.screenshot(path=PICTURES / f"exercise-{lang}.png")
        kept.write_text(words, encoding="utf-8")
    assert (PICTURES / f"exercise-{lang}.png").stat().st_size > 20_000
    assert words == kept.read_text(encoding="utf-8"), "run make pictures, look at them, and commit them"
