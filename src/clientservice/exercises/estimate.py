"""Estimate (practice): commit to a figure, then see it beside the plausible range and the real one.

Rule: right where the guess lies in the plausible range. A response's value is ``{"guess": number}``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clientservice.text import LocalizedText

from ._score import ItemScore, Score, scored, unreadable
from ._shape import Group, Keyed, Row, Shown, has_form, is_number, number_text

GUESS = "guess"  # the one part of this exercise


class Estimate(Shown, frozen=True, kw_only=True, tag="estimate"):
    """What the learner sees: a scale from ``low`` to ``high`` in steps, in ``unit``."""

    low: float
    high: float
    step: float
    unit: LocalizedText | None = None


class EstimateKey(Keyed, frozen=True, kw_only=True):
    """The real ``figure``, the ``plausible`` range around it, the ``source`` in words, and what it means."""

    figure: float
    plausible: tuple[float, float]
    source: LocalizedText
    why: LocalizedText


def _guess(exercise: Estimate, value: object) -> float | str | None:
    if not has_form(value, {GUESS}) or not isinstance(value, Mapping):
        return "the answer is not of the form {guess: number}"
    guess = value.get(GUESS)
    if guess is None:
        return None
    if not is_number(guess) or not exercise.low <= guess <= exercise.high:
        return "the guess is no number on the exercise's scale"
    return float(guess)


def clean(exercise: Estimate, value: object) -> dict[str, Any]:
    """A number on the scale, or nothing."""
    guess: Any = value.get(GUESS) if isinstance(value, Mapping) else None
    if not is_number(guess):
        return {}
    return {GUESS: min(max(guess, exercise.low), exercise.high)}


def progress(exercise: Estimate, value: object) -> tuple[int, int]:
    """Whether there is a guess, as (0 or 1, 1)."""
    return int(isinstance(_guess(exercise, value), float)), 1


def model_value(_exercise: Estimate, key: EstimateKey) -> dict[str, float]:
    """The real figure."""
    return {GUESS: key.figure}


def score(exercise: Estimate, key: EstimateKey, value: object) -> Score:
    """Score a response's value: any JSON gives a `Score`, never an exception."""
    guess = _guess(exercise, value)
    if isinstance(guess, str):
        return unreadable(1.0, guess)
    if guess is None:
        return Score(0.0, 1.0, "not_attempted")
    near = key.plausible[0] <= guess <= key.plausible[1]
    return scored(1.0, float(near), {GUESS: ItemScore("ok" if near else "no", float(near))})


def whys(_exercise: Estimate, key: EstimateKey) -> dict[str, LocalizedText]:
    """What the figure means."""
    return {GUESS: key.why}


def reveal(_exercise: Estimate, key: EstimateKey, _value: object) -> dict[str, Any]:
    """After the guess: the figure, the plausible range and the source."""
    return {"figure": key.figure, "plausible": list(key.plausible), "source": key.source}


def rows(exercise: Estimate, value: object) -> list[Row]:
    """The guess with its unit."""
    guess = clean(exercise, value).get(GUESS)
    return [Row(GUESS, None, (number_text(guess, exercise.unit),))] if guess is not None else []


def outline(exercise: Estimate) -> list[Group]:
    """The ends of the scale."""
    ends = (number_text(exercise.low, exercise.unit), number_text(exercise.high, exercise.unit))
    return [Group("static-scale", ends)]
