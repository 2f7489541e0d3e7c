"""A two-language course on service for the client: no-code exercises that nbgrader grades as data.

In a notebook::

    import clientservice as cs
    cs.begin("a4-clients", lang="en")
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from clientservice import cases
    from clientservice.widgets import Slider

__all__ = [
    "Slider",
    "__version__",
    "begin",
    "cases",
    "concept",
    "explore",
    "item",
    "overview",
    "practice",
    "receipt",
    "t",
]

__version__ = version("clientservice")

# The widgets are imported at the first call: anywidget alone adds a fifth to the time of `import ipywidgets`, and the
# command line and the judge import this package without ever showing an exercise.


def begin(id: str, /, *, lang: str | None = None) -> None:  # noqa: A002 - positional only: the word is never written
    """Begin a notebook: find its exercises and the folder for its answers, once.

    Says nothing when all is well; a problem is told in a calm panel, here and in every exercise.

    Args:
        id: the assignment's or the lesson's id.
        lang: the language to begin with; without it, the system's.
    """
    from clientservice import widgets  # noqa: PLC0415

    widgets.begin(id, lang)


def item(exercise_id: str) -> None:
    """Show a graded exercise. Never raises."""
    from clientservice import widgets  # noqa: PLC0415

    widgets.call(lambda session: session.item(exercise_id))


def practice(exercise_id: str) -> None:
    """Show a practice exercise, with feedback. Never raises."""
    from clientservice import widgets  # noqa: PLC0415

    widgets.call(lambda session: session.practice(exercise_id))


def overview() -> None:
    """Show every lesson, how far one has come and what comes next. Never raises."""
    from clientservice import widgets  # noqa: PLC0415

    widgets.call(lambda session: session.overview())


def concept(*exercise_ids: str, title: str) -> None:
    """Show what is written in several essays of this lesson, with one page of it to print or to keep. Never raises.

    Args:
        exercise_ids: the essays in the page's order; their titles become its headings.
        title: the id of the string that heads the page.
    """
    from clientservice import widgets  # noqa: PLC0415

    widgets.call(lambda session: session.concept(exercise_ids, title=title))


def receipt() -> None:
    """Show the receipt of an assignment. Never raises."""
    from clientservice import widgets  # noqa: PLC0415

    widgets.call(lambda session: session.receipt())


def t(name: str, /, **values: object) -> str:
    """One of the course's strings (``course/strings.yml``) in the notebook's language: ``cs.t("axis-wait")``.

    Args:
        name: the string's id.
        values: for its ``{placeholders}``; numbers are written as the language writes them, and ``n`` chooses the
            plural form where the string has several.

    Raises:
        CourseError: the course has no such string, or a value is missing; the build of a lesson says so first.
    """
    from clientservice import text  # noqa: PLC0415

    return text.t(name, **values)


def explore(function: Callable[..., Any], sliders: Mapping[str, Slider], *, title: str, name: str = "") -> None:
    """Show sliders beside what ``function`` makes of their values: a figure, a table or a sentence. Never raises.

    Args:
        function: is called with one keyword argument per slider, at once and after every move.
        sliders: the function's argument names, each with its `Slider`.
        title: the id of the string that heads the sliders.
        name: names the explorer in pages and tests; without it, the title's id.
    """
    from clientservice import widgets  # noqa: PLC0415

    widgets.call(lambda session: session.explore(function, sliders, title=title, name=name or title))


def __getattr__(name: str) -> Any:
    """``Slider`` and ``cases``, imported when they are first named."""
    if name == "Slider":
        return import_module("clientservice.widgets").Slider
    if name == "cases":
        return import_module("clientservice.cases")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
