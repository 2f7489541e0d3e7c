"""Essay: a text that a person marks by criteria and levels (QTI 3: extended text interaction).

Rule: never scored here; a text needs review, no text is not attempted. A response's value is ``{"text": …}``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from clientservice.text import LocalizedText

from ._score import Score, unreadable
from ._shape import Group, Keyed, Row, Shown, has_form, in_all_languages

TEXT = "text"  # the one part of this exercise
MAX_CHARACTERS = 20_000


class Level(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One level of a criterion: its points and what a text on this level does."""

    points: float
    text: LocalizedText


class Criterion(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One criterion of the rubric, its levels from the best down."""

    id: str
    label: LocalizedText
    levels: list[Level]


class Essay(Shown, frozen=True, kw_only=True, tag="essay"):
    """What the learner sees: the rubric beside the text; ``words`` is the length asked for, from and to."""

    criteria: list[Criterion]
    words: tuple[int, int]


class EssayKey(Keyed, frozen=True, kw_only=True):
    """Notes for the marker: what a full answer has, and an example that earns everything."""

    notes: LocalizedText
    example: LocalizedText


def text_of(value: object) -> str | None:
    """The text of a response's value; None where the value has another form."""
    if not has_form(value, {TEXT}) or not isinstance(value, Mapping):
        return None
    text = value.get(TEXT, "")
    return text if isinstance(text, str) and len(text) <= MAX_CHARACTERS else None


def count_words(text: str) -> int:
    """Words as people count them: runs between spaces that hold a letter or a digit."""
    return sum(any(character.isalnum() for character in word) for word in text.split())


def clean(_exercise: Essay, value: object) -> dict[str, Any]:
    """The text, cut where it is longer than anybody reads."""
    text = value.get(TEXT) if isinstance(value, Mapping) else None
    return {TEXT: text[:MAX_CHARACTERS]} if isinstance(text, str) else {TEXT: ""}


def progress(_exercise: Essay, value: object) -> tuple[int, int]:
    """Whether anything is written, as (0 or 1, 1)."""
    return int(bool((text_of(value) or "").strip())), 1


def model_value(_exercise: Essay, key: EssayKey) -> dict[str, str]:
    """The example, in the first language of the course."""
    return {TEXT: next(iter(key.example.values()))}


def score(exercise: Essay, _key: EssayKey, value: object) -> Score:
    """A person marks it: any JSON gives a `Score`, never an exception."""
    max_points = exercise.max_points
    text = text_of(value)
    if text is None:
        return unreadable(max_points, "the answer is not of the form {text: …}, or too long")
    if not text.strip():
        return Score(0.0, max_points, "not_attempted")
    return Score(0.0, max_points, "needs_review", reason="a text, marked by a person")


def whys(_exercise: Essay, _key: EssayKey) -> dict[str, LocalizedText]:
    """None: the marker's comment says it."""
    return {}


def reveal(exercise: Essay, key: EssayKey, value: object) -> dict[str, Any]:
    """For practice, after Check, once enough is written: an example to compare with; then the exercise has ended."""
    if count_words(text_of(value) or "") < exercise.words[0]:
        return {}
    return {"example": key.example, "ended": True}


def rows(_exercise: Essay, value: object) -> list[Row]:
    """The text."""
    text = text_of(value) or ""
    return [Row(TEXT, None, (in_all_languages(text),))] if text.strip() else []


def outline(exercise: Essay) -> list[Group]:
    """The criteria."""
    return [Group("static-criteria", tuple(criterion.label for criterion in exercise.criteria))]
