"""Categorize: sort items into categories (QTI 3: match interaction).

Rule: points × share of items that lie in an accepted category. An item that is not placed counts as wrong. A borderline
item is two-tier: it offers reasons, and earns half for the category and half for a reason that is
accepted together with it. A response's value is ``{"placements": {item: category}, "reasons": {item: reason}}``;
``reasons`` may be absent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import msgspec

from clientservice.text import LocalizedText

from ._score import ItemScore, Score, Verdict, scored, unreadable
from ._shape import Group, Keyed, Part, Row, Shown, as_ids, has_form


class Category(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A place for items. ``short`` is the label on a button; without it ``label`` serves."""

    id: str
    label: LocalizedText
    short: LocalizedText | None = None


class Item(Part, frozen=True, kw_only=True):
    """A card to be sorted. A borderline one has ``reasons`` to choose from."""

    reasons: list[Part] = []


class Categorize(Shown, frozen=True, kw_only=True, tag="categorize"):
    """What the learner sees."""

    categories: list[Category]
    items: list[Item]


class ItemKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where an item belongs, for which reason (two-tier items only), and why.

    The first accepted category is the preferred one, others are arguable.
    """

    key: str | tuple[str, ...]
    why: LocalizedText
    reason: str | tuple[str, ...] = ()

    @property
    def accepted(self) -> tuple[str, ...]:
        """The accepted categories, the preferred one first."""
        return as_ids(self.key)

    @property
    def reasons(self) -> tuple[str, ...]:
        """The accepted reasons, the preferred one first."""
        return as_ids(self.reason)


class CategorizeKey(Keyed, frozen=True, kw_only=True):
    """What is right, by item id. ``done`` is said when everything is in place."""

    items: dict[str, ItemKey]


FIELDS = {"placements", "reasons"}


def placements(exercise: Categorize, value: object) -> dict[str, str] | str:
    """The placements in a response's value, or in words what is wrong with it."""
    if not has_form(value, FIELDS) or not isinstance(value, Mapping):
        return "the answer is not of the form {placements: …}"
    placed, reasons = value.get("placements", {}), value.get("reasons", {})
    if not isinstance(placed, Mapping) or not isinstance(reasons, Mapping):
        return "the placements are no list of cards and places"
    items = {item.id: {reason.id for reason in item.reasons} for item in exercise.items}
    categories = {category.id for category in exercise.categories}
    for item, category in placed.items():
        if not isinstance(item, str) or item not in items:
            return f"the answer names a card that this exercise has not: {str(item)[:60]!r}"
        if not isinstance(category, str) or category not in categories:
            return f"the answer names a place that this exercise has not: {str(category)[:60]!r}"
    for item, reason in reasons.items():
        if not isinstance(item, str) or not isinstance(reason, str) or reason not in items.get(item, ()):
            return f"the answer names a reason that this exercise has not: {str(reason)[:60]!r}"
    return {str(item): str(category) for item, category in placed.items()}


def clean(exercise: Categorize, value: object) -> dict[str, Any]:
    """Only known cards in known categories, only known reasons for placed cards."""
    placed = value.get("placements") if isinstance(value, Mapping) else None
    reasons = value.get("reasons") if isinstance(value, Mapping) else None
    categories = {category.id for category in exercise.categories}
    kept: dict[str, Any] = {"placements": {}}
    why: dict[str, str] = {}
    for item in exercise.items:
        category = placed.get(item.id) if isinstance(placed, Mapping) else None
        if not isinstance(category, str) or category not in categories:
            continue
        kept["placements"][item.id] = category
        reason = reasons.get(item.id) if isinstance(reasons, Mapping) else None
        if isinstance(reason, str) and reason in {known.id for known in item.reasons}:
            why[item.id] = reason
    return kept | {"reasons": why} if why else kept


def progress(exercise: Categorize, value: object) -> tuple[int, int]:
    """How many items are placed (and, where they ask for one, have a reason), of how many."""
    placed = placements(exercise, value)
    if isinstance(placed, str):
        return 0, len(exercise.items)
    reasons = _reasons(value)
    done = sum(item.id in placed and (not item.reasons or item.id in reasons) for item in exercise.items)
    return done, len(exercise.items)


def model_value(exercise: Categorize, key: CategorizeKey) -> dict[str, dict[str, str]]:
    """The value of a perfect response."""
    value = {"placements": {item.id: key.items[item.id].accepted[0] for item in exercise.items}}
    reasons = {item.id: key.items[item.id].reasons[0] for item in exercise.items if item.reasons}
    return value | {"reasons": reasons} if reasons else value


def complete(exercise: Categorize, key: CategorizeKey, value: object) -> dict[str, Any]:
    """The model answer, with what is right already left where it is."""
    right = {name for name, item in score(exercise, key, value).per_item.items() if item.verdict in {"ok", "mind"}}
    mine, model = clean(exercise, value), model_value(exercise, key)
    return {
        part: {
            item.id: source[part][item.id]
            for item in exercise.items
            if (source := mine if item.id in right else model).get(part, {}).get(item.id)
        }
        for part in model
    }


def _reasons(value: object) -> Mapping[str, str]:
    reasons = value.get("reasons") if isinstance(value, Mapping) else None
    return reasons if isinstance(reasons, Mapping) else {}


def _judge(item: Item, key: ItemKey, category: str | None, reason: str | None) -> tuple[Verdict, float]:
    if category is None:
        return "open", 0.0
    if category not in key.accepted:
        return "no", 0.0
    if item.reasons and reason not in key.reasons:
        return "part", 0.5
    return ("ok" if category == key.accepted[0] else "mind"), 1.0


def score(exercise: Categorize, key: CategorizeKey, value: object) -> Score:
    """Score a response's value: any JSON gives a `Score`, never an exception."""
    max_points = exercise.points if exercise.points is not None else float(len(exercise.items))
    placed = placements(exercise, value)
    if isinstance(placed, str):
        return unreadable(max_points, placed)
    if not placed:
        return Score(0.0, max_points, "not_attempted")
    reasons = _reasons(value)
    judged = {
        item.id: _judge(item, key.items[item.id], placed.get(item.id), reasons.get(item.id)) for item in exercise.items
    }
    per_item = {name: ItemScore(verdict, earned / len(judged)) for name, (verdict, earned) in judged.items()}
    return scored(max_points, sum(earned for _, earned in judged.values()) / len(judged), per_item)


def whys(_exercise: Categorize, key: CategorizeKey) -> dict[str, LocalizedText]:
    """Why each item belongs where it belongs."""
    return {name: item.why for name, item in key.items.items()}


def mixups(exercise: Categorize, key: CategorizeKey, value: object) -> list[tuple[LocalizedText, LocalizedText, int]]:
    """What was taken for what, and how often: (the category it belongs to, the one it was put into, how often)."""
    placed = placements(exercise, value)
    if isinstance(placed, str):
        return []
    labels = {category.id: category.label for category in exercise.categories}
    wrong = Counter(
        (key.items[item].accepted[0], category)
        for item, category in placed.items()
        if category not in key.items[item].accepted
    )
    return [(labels[right], labels[given], count) for (right, given), count in wrong.most_common()]


def rows(exercise: Categorize, value: object) -> list[Row]:
    """Each card, where it was put, and the reason given."""
    placed, reasons = clean(exercise, value)["placements"], _reasons(clean(exercise, value))
    labels = {category.id: category.label for category in exercise.categories}
    lines = []
    for item in exercise.items:
        why = {reason.id: reason.text for reason in item.reasons}
        answer = (labels[placed[item.id]],) if item.id in placed else ()
        lines.append(
            Row(item.id, item.text, answer + ((why[reasons[item.id]],) if item.id in reasons and answer else ()))
        )
    return lines


def outline(exercise: Categorize) -> list[Group]:
    """Categories and cards."""
    groups = [
        Group("static-categories", tuple(category.label for category in exercise.categories)),
        Group("static-cards", tuple(item.text for item in exercise.items), ordered=True),
    ]
    reasons = tuple(r.text for item in exercise.items for r in sorted(item.reasons, key=lambda reason: reason.id))
    return [*groups, Group("static-reasons", reasons)] if reasons else groups
