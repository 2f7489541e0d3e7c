"""A small lesson with everything in it, in a course of its own."""

import shutil
from pathlib import Path

import pytest

LESSON = Path(__file__).parent / "lesson"
COURSE = """\
title: {en: "A course", ru: "Курс"}
tagline: {en: "Small.", ru: "Маленький."}
lessons: [09-fixture]
assignments: []
time_zone: Europe/Moscow
"""


@pytest.fixture
def small(repo, tmp_path):
    """The clone of a course with one lesson; sources and terms are the real course's."""
    root = tmp_path / "clone"
    shelf = root / "course"
    for folder in ("lessons", "exercises", "strings"):
        (shelf / folder).mkdir(parents=True)
    (shelf / "course.yml").write_text(COURSE, encoding="utf-8")
    for name in ("references.yml", "glossary.yml", "strings.yml"):
        shutil.copy(repo / "course" / name, shelf)
    shutil.copytree(repo / "course/data", shelf / "data")
    shutil.copy(LESSON / "09-fixture.md", shelf / "lessons")
    shutil.copy(LESSON / "09-fixture.yml", shelf / "exercises")
    shutil.copy(LESSON / "strings.yml", shelf / "strings/09-fixture.yml")
    return root


@pytest.fixture
def spoil(small):
    """Change one place of a file of the small course."""

    def change(old, new, path="course/lessons/09-fixture.md", count=1):
        text = (small / path).read_text(encoding="utf-8")
        assert old in text
        (small / path).write_text(text.replace(old, new, count), encoding="utf-8")

    return change
