"""What the feedback page says about the due date: when it was, and what being late cost, by which rule."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html import escape
from zoneinfo import ZoneInfo

from clientservice.gradebook import Lateness
from clientservice.text import ui

from ._show import number


def due_fact(late: Lateness | None, lang: str) -> str:
    """The due date for the list of facts; "" where there is none."""
    if late is None:
        return ""
    name = ui("judge", "due_extended" if late.extended else "due", lang)
    return f"<div><dt>{escape(name)}</dt><dd>{escape(_due(late, lang))}</dd></div>"


def late_sentence(late: Lateness | None, points: float, lang: str) -> str:
    """The paragraph for whoever was late; "" for everybody else.

    Args:
        late: due date and arrival.
        points: what was earned, before anything is taken off.
        lang: the page's language.
    """
    if late is None or not late.days:
        return ""
    penalty = late.penalty(points)
    grace = ui("judge", "late_grace", lang, minutes=number(late.grace_minutes, lang)) if late.grace_minutes else ""
    words = ui(
        "judge",
        "late_off" if penalty else "late_free",
        lang,
        due=_due(late, lang),
        grace=grace,
        days=late.days,
        percent=number(late.percent_per_day, lang),
        most=number(late.at_most_percent, lang),
        penalty=number(penalty, lang),
        points=number(points, lang),
    )
    return f'<p class="cs-late">{escape(words)}</p>'


def _due(late: Lateness, lang: str) -> str:
    """The due date in the course's time zone, with its offset: a student may be elsewhere."""
    due = late.due.astimezone(ZoneInfo(late.zone))
    return f"{due.strftime(ui('judge', 'date', lang))} ({_offset(due)})"


def _offset(moment: datetime) -> str:
    delta = moment.utcoffset() or timedelta()
    sign = "\N{MINUS SIGN}" if delta < timedelta() else "+"
    hours, minutes = divmod(round(abs(delta).total_seconds() / 60), 60)
    return f"{UTC}{sign}{hours}" + (f":{minutes:02}" if minutes else "") if delta else str(UTC)
