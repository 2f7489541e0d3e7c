"""What Value and Table share: one answer, computed in a marked cell and told as `understand` tells it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from clientservice.text import LocalizedText

from ._score import Score, unreadable
from ._shape import Group, Row, Shown, has_form, is_number
from ._words import describe

ANSWER = "answer"  # the one part of such an exercise
KINDS = {"missing", "number", "text", "table", "large", "nan", "other"}


class _Explained(Protocol):
    @property
    def why(self) -> LocalizedText: ...


def understood(value: object) -> dict[str, Any] | str:
    """What `understand` made of the answer, or in words what is wrong with the value."""
    if not has_form(value, {ANSWER}) or not isinstance(value, Mapping):
        return "the answer is not of the form {answer: …}"
    found = value.get(ANSWER, {"kind": "missing"})
    if not isinstance(found, Mapping) or found.get("kind") not in KINDS:
        return "the answer is no record of what was computed"
    if found["kind"] == "number" and not is_number(found.get("number")):
        return "the answer says it is a number, and has none"
    return dict(found)


def close(number: float, wanted: float, *, absolute: float, relative: float) -> bool:
    """Whether two numbers agree within a tolerance."""
    return abs(number - wanted) <= max(absolute, relative * abs(wanted))


def given(exercise: Shown, value: object, wanted: object) -> dict[str, Any] | Score:
    """What there is to score against ``wanted``, or the score where there is nothing to compare."""
    found = understood(value)
    if isinstance(found, str):
        return unreadable(exercise.max_points, found)
    if found["kind"] == "missing":
        return Score(0.0, exercise.max_points, "not_attempted")
    if wanted is None:
        return unreadable(exercise.max_points, "the key has no answer yet; build the solutions")
    return found


def clean(_exercise: Shown, value: object) -> dict[str, Any]:
    """What was understood, or nothing."""
    found = understood(value)
    return {} if isinstance(found, str) else {ANSWER: found}


def progress(_exercise: Shown, value: object) -> tuple[int, int]:
    """Whether the name has a value, as (0 or 1, 1)."""
    found = understood(value)
    return int(not isinstance(found, str) and found["kind"] != "missing"), 1


def whys(_exercise: Shown, key: _Explained) -> dict[str, LocalizedText]:
    """How the answer comes about."""
    return {ANSWER: key.why}


def rows(exercise: Shown, value: object) -> list[Row]:
    """What was understood, in words."""
    found = understood(value)
    if isinstance(found, str) or found["kind"] == "missing":
        return []
    return [Row(ANSWER, None, (describe(found, getattr(exercise, "unit", None)),))]


def outline(_exercise: Shown) -> list[Group]:
    """Nothing beyond the prompt: the marked cell stands above."""
    return []
