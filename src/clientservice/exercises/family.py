"""The family of exercise types: one function per question that every type answers."""

from __future__ import annotations

from typing import TypeAlias

from . import categorize
from ._score import Score

#: Every exercise type; a union as soon as there are two.
Exercise: TypeAlias = categorize.Categorize
#: Every key type.
Key: TypeAlias = categorize.CategorizeKey


def score(exercise: Exercise, key: Key, value: object) -> Score:
    """Score a response's value against a key.

    Pure and total: no clock, no randomness, no language; any JSON gives a `Score`.
    """
    return categorize.score(exercise, key, value)


def model_value(exercise: Exercise, key: Key) -> object:
    """The value of a perfect response."""
    return categorize.model_value(exercise, key)


def progress(exercise: Exercise, value: object) -> tuple[int, int]:
    """How many parts of the exercise are answered, of how many; (0, n) for a value that makes no sense."""
    return categorize.progress(exercise, value)
