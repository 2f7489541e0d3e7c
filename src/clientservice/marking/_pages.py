"""The marker's pages as HTML, in one language of the interface. What a student wrote is escaped by the templates."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import jinja2

from clientservice.banks import CommentBank
from clientservice.exercises import Essay, EssayKey
from clientservice.text import interface_texts, language_names, number, pick, plural

from ._desk import Slip, visible
from ._office import Shelf

_HERE = Path(__file__).parent
_WIDGETS = _HERE.parent / "widgets" / "static"
#: The exercises' own styles: the marker sees the same rubric, in the same colours, as the student.
_STYLES = [
    *(_WIDGETS / f"{name}.css" for name in ("tokens", "base", "primitives", "choice", "adapt")),
    _HERE / "static" / "marking.css",
]
_TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(_HERE / "templates"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
#: What the script says by itself.
_SAID = (
    *("not-saved-yet", "saving", "needs-levels", "conflict", "load-current", "failed", "no-answer", "signed-out"),
    *("still-open", "added", "kept-draft", "use-draft", "drop-draft"),
)


def styles() -> bytes:
    """All styles of the pages in one file."""
    return b"\n".join(path.read_bytes() for path in _STYLES)


def script(name: str) -> bytes:
    """One of the pages' two scripts."""
    return (_HERE / "static" / f"{name}.js").read_bytes()


class Words:
    """The interface's words in one language, as templates call them."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.texts = interface_texts("marking")

    def say(self, name: str, **values: object) -> str:
        """One text; the plural form that fits ``n`` where it has several."""
        text = self.texts[name][self.lang]
        if isinstance(text, dict):
            count = values["n"]
            text = text[plural(count if isinstance(count, int | float) else 0, self.lang)]
        shown = {key: self.number(value) if isinstance(value, float) else value for key, value in values.items()}
        filled: str = text.format(**shown) if shown else text
        return filled

    def number(self, value: float) -> str:
        """A number as the language writes it."""
        return number(value, self.lang)

    def pick(self, text: dict[str, str]) -> str:
        """A course's text."""
        return pick(text, self.lang)

    def saved(self, moment: datetime, now: datetime) -> str:
        """When something was saved: the time, and the day where it was another one."""
        today = moment.date() == now.date()
        clock = self.texts["clock" if today else "day-clock"][self.lang]
        return self.say("saved-at" if today else "saved-on", time=moment.strftime(clock))


class Frame:
    """What all pages have: language, addresses, and how a template is filled."""

    def __init__(self, base: str, lang: str, *, names: bool = False) -> None:
        self.base, self.lang, self.names = base, lang, names
        self.words = Words(lang)

    def address(self, *parts: str) -> str:
        """The address of a page; names stay shown or hidden on the way."""
        return self.base + "/".join(("", *parts)) + ("?names=1" if self.names else "")

    def fill(self, template: str, **values: Any) -> str:
        """The template as HTML."""
        known = {
            "base": self.base,
            "lang": self.lang,
            "languages": language_names(),
            "names": self.names,
            "say": self.words.say,
            "number": self.words.number,
            "pick": self.words.pick,
            "address": self.address,
        }
        return _TEMPLATES.get_template(f"{template}.html").render(**known, **values)


def home_page(frame: Frame, shelves: list[Shelf]) -> str:
    """All assignments with essays."""
    return frame.fill("home", shelves=shelves)


def shelf_page(frame: Frame, shelf: Shelf) -> str:
    """The essays of one assignment: those that wait, then those that are done."""
    essays = [exercise for exercise in shelf.bank.exercises.values() if isinstance(exercise, Essay)]
    groups = []
    for essay in essays:
        mine = [slip for slip in shelf.desk.slips if slip.essay.id == essay.id]
        waiting = [slip for slip in mine if slip.state != "done"]
        groups.append((essay, waiting, [slip for slip in mine if slip.state == "done"]))
    return frame.fill("shelf", shelf=shelf, groups=groups, title=_title(frame, shelf))


def essay_page(  # noqa: PLR0913 - what stands on it
    frame: Frame, shelf: Shelf, slip: Slip, key: EssayKey, comments: CommentBank, *, now: datetime, xsrf: str
) -> str:
    """One essay with its rubric."""
    desk, row = shelf.desk, slip.row
    mine = row.lang if row.lang in language_names() else frame.lang
    following = desk.next_waiting(slip)
    return frame.fill(
        "essay",
        shelf=shelf,
        slip=slip,
        row=row,
        key=key,
        title=_title(frame, shelf),
        texts=[visible(text) for text in row.judged.texts],
        text_lang=mine,
        text_language=frame.words.texts["text-language"][frame.lang][mine],
        groups=[(frame.words.pick(group.label), group.comments) for group in comments.groups(slip.essay)],
        own=len(comments.essays.get(slip.essay.id, {})),
        position=desk.slips.index(slip) + 1,
        previous=desk.beside(slip, -1),
        following=desk.beside(slip, 1),
        next_waiting=frame.address(shelf.assignment, following.id if following else ""),
        status=_status(frame, slip, now),
        saved=_is_saved(slip),
        script={
            "save": f"{frame.base}/save/{shelf.assignment}/{slip.id}",
            "xsrf": xsrf,
            "version": row.version,
            "marked": _is_saved(slip),
            "lang": frame.lang,
            "said": {name: frame.words.texts[name][frame.lang] for name in _SAID},
        },
    )


def error_page(frame: Frame, what: str, details: str) -> str:
    """A calm sentence in place of a page; ``what``: "not-found" or "trouble"."""
    return frame.fill("error", what=what, details=details)


def _title(frame: Frame, shelf: Shelf) -> str:
    return frame.words.pick(shelf.bank.title)


def _is_saved(slip: Slip) -> bool:
    """Whether the mark that stands was given on this page."""
    return slip.row.marked_at is not None and slip.state == "done"


def _status(frame: Frame, slip: Slip, now: datetime) -> str:
    """What stands beside the buttons when the page is opened; nothing where a note above says it."""
    if slip.row.marked_at is not None and slip.state == "done":
        return frame.words.saved(slip.row.marked_at.astimezone(now.tzinfo), now)
    return "" if slip.row.manual is not None else frame.words.say("not-marked")
