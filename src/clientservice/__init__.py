"""A two-language course on service for the client: no-code exercises that nbgrader grades as data.

In a notebook::

    import clientservice as cs
    cs.begin("a4-clients", lang="en")
"""

from __future__ import annotations

from importlib.metadata import version

__all__ = ["__version__", "begin", "item", "practice", "receipt"]

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


def receipt() -> None:
    """Show the receipt of an assignment. Never raises."""
    from clientservice import widgets  # noqa: PLC0415

    widgets.call(lambda session: session.receipt())
