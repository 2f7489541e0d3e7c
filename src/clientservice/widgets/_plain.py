"""Exercises and answers as plain semantic HTML, for readers without a running notebook."""

from __future__ import annotations

from html import escape

from clientservice.exercises import Exercise, Group, Row, outline, rows
from clientservice.text import ui


def exercise_html(exercise: Exercise, lang: str) -> str:
    """An exercise: title, prompt and its parts as lists."""
    groups = "\n".join(_group(group, lang) for group in outline(exercise))
    return (
        f'<section lang="{lang}">\n<h3>{escape(exercise.title[lang])}</h3>\n<p>{escape(exercise.prompt[lang])}</p>\n'
        f"{groups}\n<p><em>{escape(ui('widgets', 'static-run', lang))}</em></p>\n</section>"
    )


def _group(group: Group, lang: str) -> str:
    tag = "ol" if group.ordered else "ul"
    entries = "".join(f"<li>{escape(text[lang])}</li>" for text in group.texts)
    return f"<p>{escape(ui('exercises', group.heading, lang))}</p>\n<{tag}>{entries}</{tag}>"


def answer_html(exercise: Exercise, value: object, lang: str) -> str:
    """A saved answer, folded: each part and what was answered."""
    summary = ui("widgets", "copy-of-answer", lang, title=exercise.title[lang])
    entries = "".join(_row(row, lang) for row in rows(exercise, value))
    return (
        f'<details class="cs-copy" lang="{lang}"><summary>{escape(summary)}</summary>\n<ol>{entries}</ol>\n</details>'
    )


def _row(row: Row, lang: str) -> str:
    answer = "; ".join(text[lang] for text in row.answer) or ui("widgets", "not-answered", lang)
    told = f"<strong>{escape(answer)}</strong>".replace("\n", "<br>")
    return f"<li>{escape(row.label[lang])} → {told}</li>" if row.label else f"<li>{told}</li>"
