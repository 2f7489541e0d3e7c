"""Doctor: what is there, what is missing for what, how to get it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from .banks import find_course
from .errors import CourseError
from .sandbox import diagnose

_PACKAGES = {
    "jupyterlab": "the course itself",
    "ipywidgets": "the exercises",
    "anywidget": "the exercises",
    "jupyterlab-language-pack-ru-RU": "JupyterLab's menus in Russian",
    "nbgrader": "assignments and the gradebook",
    "pandas": "lessons with data",
    "jupytext": "opening a source in JupyterLab",
    "nbval": "checking the notebooks",
}
_PROGRAMS = {
    "alembic": ("the gradebook's database", "it comes with nbgrader: install the course's package again"),
    "git": ("teachers and authors, who work in a clone", "install Git"),
    "make": ("make start, make test", "install make, or use the clientservice commands directly"),
    "chromium": ("the browser tests", "install Chromium (Debian, Ubuntu: apt-get install chromium)"),
    "node": ("the unit tests of the exercises' script", "install Node.js 20 or later"),
}


def examine(folder: Path) -> Iterator[str]:
    """One line per finding: ``ok`` or ``missing``, what for, and how to get it."""
    version = ".".join(map(str, sys.version_info[:3]))
    yield f"ok       Python {version}"
    for name, purpose in _PACKAGES.items():
        try:
            yield f"ok       {name} {metadata.version(name)}"
        except metadata.PackageNotFoundError:
            yield f"missing  {name}: for {purpose}; install the course's package again"
    for name, (purpose, mend) in _PROGRAMS.items():
        there = shutil.which(name) or (name == "chromium" and shutil.which("google-chrome"))
        yield f"ok       {name}" if there else f"missing  {name}: for {purpose}; {mend}"
    yield _course(folder)
    if _is_clone(folder):
        yield from _sandbox()


def _is_clone(folder: Path) -> bool:
    try:
        return (find_course(folder).parent / "solutions").is_dir()
    except CourseError:
        return False


def _sandbox() -> Iterator[str]:
    """Tried with canaries, not looked up; only graders need it."""
    for finding in diagnose():
        if finding.holds:
            yield f"ok       sandbox {finding.level}: students' code can be run and graded"
            if finding.level != "bubblewrap":
                yield f"         use it knowingly: clientservice grade ASSIGNMENT --sandbox {finding.level}"
        else:
            mend = f"; {finding.mend}" if finding.mend else ""
            yield f"missing  sandbox {finding.level}, for grading exercises with code: {finding.why}{mend}"


def _course(folder: Path) -> str:
    try:
        root = find_course(folder).parent
    except CourseError:
        return f"missing  a course in {folder}: go to the unpacked bundle or to a clone"
    if not os.access(root, os.W_OK):
        return f"missing  the right to write in {root}: start with --work and a folder of your own"
    kind = "clone" if (root / "solutions").is_dir() else "bundle"
    return f"ok       course in {root} ({kind})"
