"""Doctor: what is there, what is missing for what, how to get it."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Literal, NamedTuple

from .banks import KEYS_ENVIRONMENT, find_course
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
    "git": ("teachers and authors, who work in a clone", "install Git"),
    "make": ("make start, make test", "install make, or use the clientservice commands directly"),
    "chromium": ("the browser tests", "install Chromium (Debian, Ubuntu: apt-get install chromium)"),
    "node": ("the unit tests of the exercises' script", "install Node.js 20 or later"),
}
_FOR_CODE = "for grading exercises with code"
_ELSEWHERE = "lessons, assignments, collecting, feedback and exercises without code work here as everywhere{}"
_NO_EXCHANGE = "; nbgrader's exchange folder does not: collect the files that students download"


class Line(NamedTuple):
    """One finding. ``missing``: the course, or its grading, needs it. ``optional``: only who wants what it is for."""

    mark: Literal["ok", "missing", "optional", ""]
    words: str

    def __str__(self) -> str:
        return textwrap.indent(self.words, " " * 9).replace(" " * 9, f"{self.mark:<9}", 1)


def examine(folder: Path) -> Iterator[Line]:
    """One finding after the other; ``folder`` may be a clone, a bundle, or no course at all."""
    version = ".".join(map(str, sys.version_info[:3]))
    yield Line("ok", f"Python {version}")
    for name, purpose in _PACKAGES.items():
        try:
            yield Line("ok", f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            yield Line("missing", f"{name}: for {purpose}; install the course's package again")
    if shutil.which("alembic"):
        yield Line("ok", "alembic")
    else:
        yield Line(
            "missing", "alembic: for the gradebook's database; it comes with nbgrader: install the package again"
        )
    for name, (purpose, mend) in _PROGRAMS.items():
        there = shutil.which(name) or (name == "chromium" and shutil.which("google-chrome"))
        yield Line("ok", name) if there else Line("optional", f"{name}: for {purpose}; {mend}")
    try:
        root = find_course(folder).parent
    except CourseError:
        yield Line(
            "optional", f"a course: {folder} is none, nor is a folder above; go to the unpacked bundle or a clone"
        )
        yield from _sandbox(None)
        return
    yield _course(root)
    if _is_clone(root):
        yield from _sandbox(root)


def _is_clone(root: Path) -> bool:
    return (root / "solutions").is_dir()


def _course(root: Path) -> Line:
    if not os.access(root, os.W_OK):
        return Line("missing", f"the right to write in {root}: start with --work and a folder of your own")
    return Line("ok", f"course in {root} ({'clone' if _is_clone(root) else 'bundle'})")


def _sandbox(root: Path | None) -> Iterator[Line]:
    """Tried with canaries, not looked up; only graders need it."""
    hidden = [root / "solutions", root / "grading"] if root is not None else []
    hidden += [Path(private)] if (private := os.environ.get(KEYS_ENVIRONMENT)) else []
    findings = diagnose(hidden)
    lost = "missing" if root is not None and sys.platform == "linux" else "optional"
    if any(finding.holds for finding in findings):
        lost = "optional"
    for finding in findings:
        if finding.holds:
            yield Line("ok", f"sandbox {finding.level}: students' code can be run and graded; tried, and held:")
            yield Line("", "\n".join(f"  {wall}" for wall in finding.walls))
            if finding.level != "bubblewrap":
                yield Line("", f"it is the weaker one: clientservice grade ASSIGNMENT --sandbox {finding.level}")
        else:
            yield Line(lost, f"sandbox {finding.level}, {_FOR_CODE}: {finding.why}")  # type: ignore[arg-type]
            if finding.mend:
                yield Line("", finding.mend)
    if sys.platform != "linux":
        yield Line("", _ELSEWHERE.format(_NO_EXCHANGE if sys.platform == "win32" else ""))
