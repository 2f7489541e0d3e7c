"""Where things are in a clone."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from clientservice.banks import load_course
from clientservice.text import language_names


class Work(NamedTuple):
    """One source and what is built from it."""

    id: str
    kind: str  # "lesson" or "assignment"
    source: Path
    bank: Path

    def target(self, root: Path, lang: str) -> Path:
        """The built notebook of one edition."""
        if self.kind == "lesson":
            return root / "course" / lang / f"{self.id}.ipynb"
        return root / "solutions" / lang / self.id / f"{self.id}.ipynb"


def works(root: Path) -> list[Work]:
    """Every lesson and assignment of the course, in the order of ``course.yml``."""
    course = load_course(root / "course")
    lessons = [
        Work(name, "lesson", root / "course/lessons" / f"{name}.md", root / "course/exercises" / f"{name}.yml")
        for name in course.lessons
    ]
    assignments = [
        Work(
            name, "assignment", root / "solutions/authored" / f"{name}.md", root / "solutions/exercises" / f"{name}.yml"
        )
        for name in course.assignments
    ]
    return lessons + assignments


def keys_folder(root: Path) -> Path:
    """The specimen keys."""
    return root / "solutions" / "keys"


def editions() -> list[str]:
    """The course's languages; the first is canonical for the gradebook."""
    return list(language_names())
