"""What can keep an exercise from being shown, told calmly and in the student's language."""

from __future__ import annotations

import html
import locale
import os
from typing import Literal, TypeAlias

from clientservice.errors import BankError, CourseError
from clientservice.text import language_names, ui

#: Each kind has its two sentences in ``widgets.yml``: ``trouble-…`` (what happened) and ``remedy-…`` (what to do).
Kind: TypeAlias = Literal["no-begin", "no-bank", "bad-bank", "no-exercise", "wrong-mode", "protected", "other"]


class ExerciseUnavailableError(CourseError):
    """An exercise can't be shown. The message is the technical part, for the teacher."""

    def __init__(self, kind: Kind, message: str) -> None:
        super().__init__(message)
        self.kind = kind


def reader_language() -> str:
    """The language of the reader's system where the course speaks it, else the course's first one."""
    languages = language_names()
    for spoken in (os.environ.get("LC_ALL"), os.environ.get("LANG"), locale.getlocale()[0]):
        code = (spoken or "")[:2].lower()
        if code in languages:
            return code
    return next(iter(languages))


def panel(error: Exception, lang: str) -> dict[str, str]:
    """A MIME bundle that says what happened and what to do; technical details stay folded."""
    kind = (
        error.kind
        if isinstance(error, ExerciseUnavailableError)
        else "bad-bank"
        if isinstance(error, BankError)
        else "other"
    )
    what, remedy = ui("widgets", f"trouble-{kind}", lang), ui("widgets", f"remedy-{kind}", lang)
    detail = str(error) if isinstance(error, CourseError) else f"{type(error).__name__}: {error}"
    # No stylesheet reaches a page without widgets, and currentColor suits every theme.
    return {
        "text/html": (
            f'<div class="cs-panel" role="note" lang="{lang}" style="border-inline-start:4px solid currentColor;'
            'padding:.5em 1em;margin:.5em 0;max-width:44em;font-size:1.1em;line-height:1.5">'
            f'<p style="margin:0"><strong>{html.escape(what)}</strong></p>'
            f'<p style="margin:.3em 0">{html.escape(remedy)}</p>'
            f"<details><summary>{html.escape(ui('widgets', 'panel-details', lang))}</summary>"
            f'<pre style="white-space:pre-wrap">{html.escape(detail)}</pre></details></div>'
        ),
        "text/plain": f"{what} {remedy}",
    }
