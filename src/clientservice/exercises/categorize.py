"""Categorize: sort items into categories (QTI 3: match interaction).

Rule: points × share of items that lie in an accepted category. An item that is not placed counts as wrong.
A response's value is ``{"placements": {item id: category id}}``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from clientservice.text import LocalizedText

from ._score import ItemScore, Score, Verdict


class Category(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A place for items. ``short`` is the label on a button; without it ``label`` serves."""

    id: str
    label: LocalizedText
    short: LocalizedText | None = None


class Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A card to be sorted."""

    id: str
    text: LocalizedText


class Categorize(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag_field="type", tag="categorize"
):
    """What the learner sees. ``points`` and ``outcome`` (what it assesses) belong to graded exercises."""

    id: str
    title: LocalizedText
    prompt: LocalizedText
    categories: list[Category]
    items: list[Item]
    points: float | None = None
    outcome: LocalizedText | None = None


class ItemKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where an item belongs and why. The first accepted category is the preferred one, others are arguable."""

    accepted: tuple[str, ...]
    why: LocalizedText


class CategorizeKey(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, tag_field="type", tag="categorize"
):
    """What is right. ``done`` is said when everything is in place."""

    exercise_id: str
    items: dict[str, ItemKey]
    done: LocalizedText | None = None


def placements(exercise: Categorize, value: object) -> dict[str, str] | str:
    """The placements in a response's value, or in words what is wrong with it."""
    if not isinstance(value, Mapping) or set(value) - {"placements"}:
        return "the answer is not of the form {placements: …}"
    placed = value.get("placements", {})
    if not isinstance(placed, Mapping):
        return "the placements are no list of cards and places"
    items = {item.id for item in exercise.items}
    categories = {category.id for category in exercise.categories}
    for item, category in placed.items():
        if not isinstance(item, str) or item not in items:
            return f"the answer names a card that this exercise has not: {str(item)[:60]!r}"
        if not isinstance(category, str) or category not in categories:
            return f"the answer names a place that this exercise has not: {str(category)[:60]!r}"
    return {str(item): str(category) for item, category in placed.items()}


def progress(exercise: Categorize, value: object) -> tuple[int, int]:
    """How many items are placed, of how many."""
    placed = placements(exercise, value)
    return (0 if isinstance(placed, str) else len(placed)), len(exercise.items)


def model_value(exercise: Categorize, key: CategorizeKey) -> dict[str, dict[str, str]]:
    """The value of a perfect response."""
    return {"placements": {item.id: key.items[item.id].accepted[0] for item in exercise.items}}


def _verdict(accepted: tuple[str, ...], category: str | None) -> Verdict:
    if category is None:
        return "open"
    if category not in accepted:
        return "no"
    return "ok" if category == accepted[0] else "mind"


def score(exercise: Categorize, key: CategorizeKey, value: object) -> Score:
    """Score a response's value: any JSON gives a `Score`, never an exception."""
    max_points = exercise.points if exercise.points is not None else float(len(exercise.items))
    placed: Any = placements(exercise, value)
    if isinstance(placed, str):
        return Score(0.0, max_points, "needs_review", reason=placed)
    if not placed:
        return Score(0.0, max_points, "not_attempted")
    verdicts = {item.id: _verdict(key.items[item.id].accepted, placed.get(item.id)) for item in exercise.items}
    share = 1 / len(verdicts)
    per_item = {name: ItemScore(v, share if v in {"ok", "mind"} else 0.0) for name, v in verdicts.items()}
    right = sum(v in {"ok", "mind"} for v in verdicts.values())
    return Score(round(max_points * right / len(verdicts), 2), max_points, "scored", per_item)
