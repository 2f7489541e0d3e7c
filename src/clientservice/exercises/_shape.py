"""What all exercises and all keys have, and how an answer is told in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from clientservice.text import LocalizedText, language_names, ui


class Shown(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag_field="type"):
    """What every exercise shows. ``points`` and ``outcome`` (what it assesses) belong to graded exercises."""

    id: str
    title: LocalizedText
    prompt: LocalizedText
    points: float | None = None
    outcome: LocalizedText | None = None

    @property
    def max_points(self) -> float:
        """What a right answer is worth; 1 in practice, where nothing is counted."""
        return 1.0 if self.points is None else self.points


class Keyed(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What every key may say: ``done`` when everything is right, ``hints`` one after the other before the answer."""

    done: LocalizedText | None = None
    hints: list[LocalizedText] = []


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something with an id and a text: a card, an option, a step, a term."""

    id: str
    text: LocalizedText


class Row(msgspec.Struct, frozen=True):
    """One line of an answer in words: what was asked (None where the answer stands alone) and what was answered.

    ``id`` names the part of the exercise, as in `Score.per_item`. No ``answer``: this part is open.
    """

    id: str
    label: LocalizedText | None
    answer: tuple[LocalizedText, ...] = ()


class Group(msgspec.Struct, frozen=True):
    """A part of the exercise as plain text: ``heading`` is the id of an interface string, ``texts`` its entries."""

    heading: str
    texts: tuple[LocalizedText, ...]
    ordered: bool = False


def field(value: object, allowed: set[str], name: str) -> Any:
    """One field of a response's value; None where the value has another form than ``allowed`` fields."""
    if not isinstance(value, Mapping) or set(value) - allowed:
        return None
    return value.get(name)


def has_form(value: object, allowed: set[str]) -> bool:
    """Whether a response's value is an object with no other fields than these."""
    return isinstance(value, Mapping) and not set(value) - allowed


def known_ids(value: object, known: set[str]) -> list[str]:
    """The entries of a list that are known ids, each once, in their order; [] for anything else."""
    if not isinstance(value, list | tuple):
        return []
    return list(dict.fromkeys(name for name in value if isinstance(name, str) and name in known))


def as_ids(one_or_more: str | tuple[str, ...]) -> tuple[str, ...]:
    """Authors may write one id where a list of ids is meant."""
    return (one_or_more,) if isinstance(one_or_more, str) else one_or_more


def in_all_languages(text: str) -> LocalizedText:
    """A text that is the same in every language: a number without unit, a student's own words."""
    return dict.fromkeys(language_names(), text)


def number_text(number: float, unit: LocalizedText | None = None) -> LocalizedText:
    """A number as each language writes it, with its unit after a no-break space."""
    texts = {}
    for lang in language_names():
        digits = f"{number:.6g}" if abs(number) < 1e6 else f"{number:.0f}"
        digits = digits.replace(".", ui("numbers", "decimal", lang)).replace("-", "\N{MINUS SIGN}")
        texts[lang] = f"{digits}\N{NO-BREAK SPACE}{unit[lang]}" if unit else digits
    return texts


def is_number(value: object) -> bool:
    """A finite JSON number (true and false are none)."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e300
