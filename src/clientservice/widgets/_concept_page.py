"""The page that a learner takes away: one self-contained file for paper, which fetches and runs nothing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

from clientservice.text import ui

_CSS = Path(__file__).parent / "static" / "concept-page.css"
#: The browser enforces what the page promises.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"

#: ``written``; ``empty``: nothing is saved yet; ``unreadable``: a file is there that can't be read.
Standing: TypeAlias = Literal["written", "empty", "unreadable"]


class Part(NamedTuple):
    """One text of the page, with the exercise's title as its heading."""

    heading: str
    standing: Standing
    text: str


@cache
def _style() -> str:
    return _CSS.read_text(encoding="utf-8")


def concept_page(title: str, course: str, lesson: str, parts: Sequence[Part], *, lang: str) -> str:
    """The page as HTML. Whatever the learner wrote stands in it as text, never as markup.

    Args:
        title: heads the page.
        course: the course's title.
        lesson: the title of the lesson where a missing part is to be written.
        parts: in the order of the page.
        lang: the language of everything but the texts.
    """
    rows = "\n".join(_row(part, lesson, lang) for part in parts)
    name, date = (escape(ui("concept", f"concept-{field}", lang)) for field in ("name", "date"))
    return f"""<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<style>{_style()}</style>
</head>
<body>
<main>
<header>
<h1>{escape(title)}</h1>
<p>{escape(course)}</p>
</header>
{rows}
<footer><p>{name}<span></span></p><p>{date}<span></span></p></footer>
</main>
</body>
</html>
"""


def _row(part: Part, lesson: str, lang: str) -> str:
    if part.standing == "written":
        body = f'<p class="text" dir="auto">{escape(part.text.strip())}</p>'
    else:
        words = ui("concept", f"concept-page-{part.standing}", lang, title=part.heading, lesson=lesson)
        body = f'<p class="missing">{escape(words)}</p>'
    return f"<section>\n<h2>{escape(part.heading)}</h2>\n{body}\n</section>"
