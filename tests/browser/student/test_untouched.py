"""A JupyterLab that was not started for a student is as it always was, also right after a student's."""

import shutil
from pathlib import Path

import pytest
from course_server import CourseServer
from small_course import write_course

REPO = Path(__file__).parents[3]


@pytest.mark.slow
def test_the_teachers_jupyterlab_is_the_full_one(tmp_path, page):
    root = tmp_path / "clone"
    write_course(root)
    shutil.copy2(REPO / "nbgrader_config.py", root)
    CourseServer(root, root / "work", "ru").close()
    server = CourseServer(root, tmp_path / "teacher", teach=True)
    try:
        page.goto(f"{server.url}/lab/tree/course/ru/01-first.ipynb?token={server.token}&reset")
        page.locator(".jp-CodeCell .jp-InputArea-editor").first.wait_for()
        page.get_by_role("menuitem", name="Nbgrader").wait_for()
        assert page.evaluate("'clientservice-student' in window._JUPYTERLAB") is False
        assert page.locator(".cs-bar, .cs-lesson, .cs-strip, .cs[data-cs]").count() == 0
        assert page.locator(".jp-InputArea-prompt:visible, .jp-InputPrompt:visible").count() >= 1
        page.locator(".jp-MarkdownOutput p").first.click()
        page.locator(".jp-MarkdownCell.jp-mod-active").wait_for()
        page.keyboard.press("a")  # JupyterLab's own shortcut inserts a cell above
        page.locator(".jp-CodeCell.jp-mod-active").wait_for()
    finally:
        server.close()
