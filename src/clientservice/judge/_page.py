"""The feedback page: one self-contained file, in the language of the submission, that fetches and runs nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from html import escape
from pathlib import Path

from clientservice.exercises import (
    Categorize,
    CategorizeKey,
    Essay,
    Key,
    Verdict,
    model_value,
    progress,
    rows,
    whys,
)
from clientservice.gradebook import ChosenLevel
from clientservice.text import LocalizedText, pick, ui

from ._page_data import ExercisePage, Page
from ._page_late import due_fact, late_sentence
from ._show import SHAPES, answer_text, number, part_labels

_CSS = Path(__file__).parent / "feedback.css"
#: The browser enforces what the page promises.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


@cache
def _style() -> str:
    return _CSS.read_text(encoding="utf-8")


def render(page: Page) -> str:
    """The page as HTML."""
    lang, title = page.lang, escape(pick(page.title, page.lang))
    parts = "\n".join(_exercise(part, lang) for part in page.exercises)
    return f"""<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="clientservice-points" content="{f"{page.points:g}" if page.settled else ""}">
<title>{title} · {_say("feedback", lang)}</title>
<style>
{_style()}</style>
</head>
<body class="cs">
<main>
{_head(page, title)}
{parts}
{_foot(page)}
</main>
</body>
</html>
"""


def _say(name: str, lang: str, *, n: float | None = None, **values: object) -> str:
    return escape(ui("judge", name, lang, n=n, **values))


def _moment(moment: datetime, lang: str) -> str:
    return moment.strftime(ui("judge", "date", lang))


def _head(page: Page, title: str) -> str:
    lang = page.lang
    most = sum(part.judged.max_points for part in page.exercises)
    facts = [f"<div><dt>{_say('student', lang)}</dt><dd><bdi>{escape(page.student)}</bdi></dd></div>"]
    if page.handed_in is not None:
        facts.append(f"<div><dt>{_say('handed_in', lang)}</dt><dd>{escape(_moment(page.handed_in, lang))}</dd></div>")
    facts.append(due_fact(page.late, lang))
    note = "" if page.settled else f'<p class="cs-soft">{_say("preliminary", lang)}</p>'
    return f"""<header>
<p class="cs-kind">{escape(pick(page.course, lang))} · {_say("feedback", lang)}</p>
<h1>{title}</h1>
<dl class="cs-facts">{"".join(facts)}</dl>
<p class="cs-total"><b>{number(page.points, lang)}</b> {_say("out_of", lang, n=most, max=number(most, lang))}</p>
{late_sentence(page.late, page.earned, lang)}
{note}
</header>"""


def _foot(page: Page) -> str:
    if page.revealed:
        return ""
    if page.reveal_after is None:
        return f'<p class="cs-soft">{_say("later_unknown", page.lang)}</p>'
    return f'<p class="cs-soft">{_say("later", page.lang, date=_moment(page.reveal_after, page.lang))}</p>'


def _exercise(part: ExercisePage, lang: str) -> str:
    exercise, judged = part.exercise, part.judged
    body = "\n".join(_body(part, lang))
    return f"""<section class="cs-sheet" data-status="{judged.status}">
<div class="cs-head">
<p class="cs-kind"><span>{escape(_points(part, lang))}</span>
<span class="cs-pill">{_say(_status(part), lang)}</span></p>
<h2>{escape(pick(exercise.title, lang))}</h2>
<p class="cs-prompt">{escape(pick(exercise.prompt, lang))}</p>
</div>
{body}
</section>"""


def _points(part: ExercisePage, lang: str) -> str:
    points = "–" if part.points is None else number(part.points, lang)
    most = part.judged.max_points
    return ui("judge", "points_of", lang, n=most, points=points, max=number(most, lang))


def _status(part: ExercisePage) -> str:
    if part.points is None:
        return "needs_review"
    return "by_hand" if part.by_hand else part.judged.status


def _body(part: ExercisePage, lang: str) -> Iterator[str]:
    judged = part.judged
    if part.points is None:
        yield f"<p>{_say('essay_waits' if isinstance(part.exercise, Essay) else 'review_explained', lang)}</p>"
    if judged.status == "not_attempted":
        yield f"<p>{_say('not_attempted_explained', lang)}</p>"
    if judged.status == "scored":
        yield f"<h3>{_say('your_answer', lang)}</h3>"
        yield _answer(part, lang)
        if part.key is None and part.points is not None:
            yield f'<div class="cs-desk"><h3>{_say("reconsider", lang)}</h3>{"".join(_advice(part, lang))}</div>'
    if isinstance(part.exercise, Essay) and judged.status == "needs_review":
        yield f"<h3>{_say('your_answer', lang)}</h3>"
        yield _answer(part, lang)
        yield from _chosen(part.exercise, part.levels, lang)
        yield _rubric(part.exercise, lang)
    if part.comment:
        yield f'<div class="cs-desk"><h3>{_say("comment", lang)}</h3><p>{_lines(part.comment)}</p></div>'
    if part.key is not None and judged.status != "needs_review":
        yield f"<h3>{_say('explanations', lang)}</h3>"
        yield _explanations(part, part.key, lang)


def _advice(part: ExercisePage, lang: str) -> Iterator[str]:
    """General words: which step of the rule to take again. Nothing that depends on a single item's mark."""
    exercise, judged = part.exercise, part.judged
    done, total = progress(exercise, judged.value)
    share = judged.points / judged.max_points if judged.max_points else 0.0
    if share >= 1:
        yield f"<p>{_say('advice_all', lang)}</p>"
        return
    if exercise.outcome:
        yield f"<p>{_say('about', lang, outcome=pick(exercise.outcome, lang))}</p>"
    if 0 < done < total:
        yield f"<p>{_say('advice_open', lang, n=total - done)}</p>"
    right = share * total / done if done else 0.0  # of what was answered
    if round(right, 3) < 1:
        yield f"<p>{_say('advice_most' if right >= 0.75 else 'advice_rule', lang)}</p>"


def _mark(verdict: Verdict, lang: str) -> str:
    shape = f'<span aria-hidden="true">{SHAPES[verdict]}</span>'
    return f'<span class="cs-mark" data-v="{verdict}">{shape} {_say("verdict_" + verdict, lang)}</span>'


def _verdict(part: ExercisePage, item: str) -> Verdict:
    found = part.judged.per_item.get(item)
    return found.verdict if found is not None else "open"


def _answer(part: ExercisePage, lang: str) -> str:
    """The answer as the student saw it: trays of cards for sorting, a list for everything else."""
    lines = rows(part.exercise, part.judged.value)
    if isinstance(part.exercise, Categorize):
        groups = [*(pick(category.label, lang) for category in part.exercise.categories), _nowhere(lang)]
        places = {row.id: pick(row.answer[0], lang) if row.answer else _nowhere(lang) for row in lines}
        trays = []
        for label in groups:
            inside = [row for row in lines if places[row.id] == label]
            if not inside and label == _nowhere(lang):
                continue
            cards = "".join(
                _card(part, row.id, "; ".join(pick(text, lang) for text in ((row.label or {}), *row.answer[1:])), lang)
                for row in inside
            )
            empty = f'<li class="cs-empty">{_say("empty_place", lang)}</li>'
            trays.append(f'<div class="cs-tray"><h4>{escape(label)}</h4><ul>{cards or empty}</ul></div>')
        return f'<div class="cs-trays">{"".join(trays)}</div>'
    cards = "".join(
        _card(part, row.id, (f"{pick(row.label, lang)} → " if row.label else "") + answer_text(row, lang), lang)
        for row in lines
    )
    return f'<div class="cs-tray"><ul>{cards}</ul></div>'


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _rubric(exercise: Essay, lang: str) -> str:
    """By what the text is marked: criteria and levels with their points."""
    lines = []
    for criterion in exercise.criteria:
        levels = "".join(
            f"<li><b>{number(level.points, lang)}</b> {escape(pick(level.text, lang))}</li>"
            for level in criterion.levels
        )
        lines.append(f'<div class="cs-tray"><h4>{escape(pick(criterion.label, lang))}</h4><ul>{levels}</ul></div>')
    return f"<details><summary>{_say('rubric', lang)}</summary>{''.join(lines)}</details>"


def _chosen(exercise: Essay, levels: Mapping[str, ChosenLevel], lang: str) -> Iterator[str]:
    """How the text was marked: each criterion with its points and what the text does on that level."""
    lines = []
    for criterion in exercise.criteria:
        chosen = levels.get(criterion.id)
        if chosen is None or chosen.level >= len(criterion.levels):
            return  # a mark by another rubric than this one
        level, best = criterion.levels[chosen.level], criterion.levels[0]
        if level.points != chosen.points:
            return
        most = best.points
        points = _say("points_of", lang, n=most, points=number(level.points, lang), max=number(most, lang))
        lines.append(
            f"<li><p><b>{escape(pick(criterion.label, lang))}</b><br>{points}</p>"
            f"<p>{escape(pick(level.text, lang))}</p></li>"
        )
    yield f'<h3>{_say("criteria", lang)}</h3><ul class="cs-whys cs-criteria">{"".join(lines)}</ul>'


def _nowhere(lang: str) -> str:
    return ui("judge", "no_place", lang)


def _card(part: ExercisePage, item: str, text: str, lang: str) -> str:
    words = _lines(text)
    if part.key is None or item not in part.judged.per_item:
        return f'<li class="cs-card">{words}</li>'
    verdict = _verdict(part, item)
    return f'<li class="cs-card" data-v="{verdict}">{_mark(verdict, lang)} {words}</li>'


def _accepted(key: Key, item: str, first: str, labels: dict[str, LocalizedText], lang: str) -> str:
    """The preferred answer, and for sorting what is accepted too."""
    others = key.items[item].accepted[1:] if isinstance(key, CategorizeKey) else ()
    if not others:
        return first
    return ui("judge", "or", lang, first=first, others=", ".join(pick(labels[name], lang) for name in others))


def _explanations(part: ExercisePage, key: Key, lang: str) -> str:
    labels = part_labels(part.exercise)
    model = {row.id: row for row in rows(part.exercise, model_value(part.exercise, key))}
    lines = []
    for item, why in whys(part.exercise, key).items():
        mark = _mark(_verdict(part, item), lang) if item in part.judged.per_item else ""
        text = f"<b>{escape(pick(labels[item], lang).rstrip('.'))}.</b> " if item in labels else ""
        place = ""
        if item in model and model[item].label is not None:
            place = (
                _say("belongs", lang, place=_accepted(key, item, answer_text(model[item], lang), labels, lang)) + " "
            )
        lines.append(f"<li>{mark}<p>{text}{place}{escape(pick(why, lang))}</p></li>")
    return f'<ul class="cs-whys">{"".join(lines)}</ul>'
