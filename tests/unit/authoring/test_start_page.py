"""The start page tells the truth about the lessons: all of them, in order, with the minutes that they announce."""

import re

import pytest

from clientservice.authoring._source import read_source
from clientservice.banks import load_course

LINE = re.compile(
    r"^\d+\. \[(?P<title>[^\]]+)\]\((?P<id>[^)]+)\.ipynb\) \((?P<minutes>\d+) (?:min|мин)\)", re.MULTILINE
)


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_the_start_page_lists_every_lesson_with_its_minutes(repo, lang):
    lessons = repo / "course" / "lessons"
    page = "\n".join(cell.source for cell in read_source(lessons / "00-start.md").in_language(lang))
    listed = [(found["id"], found["title"], int(found["minutes"])) for found in LINE.finditer(page)]
    others = [name for name in load_course(repo / "course").lessons if name != "00-start"]
    metas = [read_source(lessons / f"{name}.md").meta for name in others]
    assert listed == [(meta.id, meta.title[lang], meta.minutes) for meta in metas]


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_the_start_page_names_every_assignment_with_its_minutes(repo, lang):
    page = "\n".join(cell.source for cell in read_source(repo / "course/lessons/00-start.md").in_language(lang))
    course = load_course(repo / "course")
    assert re.findall(r"\(`(a\d-[a-z]+)`\)", page) == course.assignments
    for name in course.assignments:
        meta = read_source(repo / "solutions/authored" / f"{name}.md").meta
        row = rf"\| \*\*{re.escape(meta.title[lang])}\*\* \(`{name}`\) \| [^|]+ \| {meta.minutes} (min|мин) \|"
        assert re.search(row, page), name
