"""Audit (practice): rate a described service on several components, expectation and perception; the gap is the finding.

Rule for practice: a component counts as right where the gap (perception − expectation) has the sign of the author's.
A response's value is ``{"expected": {component: n}, "perceived": {component: n}}``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from clientservice.text import LocalizedText

from ._score import ItemScore, Score, scored, unreadable
from ._shape import Group, Keyed, Part, Row, Shown, has_form, is_number, number_text

SIDES = ("expected", "perceived")


class Audit(Shown, frozen=True, kw_only=True, tag="audit"):
    """What the learner sees: a described service, components, and a scale of whole numbers with named ends."""

    described: LocalizedText
    components: list[Part]
    low: int = 1
    high: int = 7
    low_label: LocalizedText
    high_label: LocalizedText


class ComponentKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The author's own rating of one component, and where the description shows it."""

    expected: int
    perceived: int
    why: LocalizedText


class AuditKey(Keyed, frozen=True, kw_only=True):
    """The author's reading, by component id."""

    components: dict[str, ComponentKey]


def _ratings(exercise: Audit, value: object) -> dict[str, dict[str, int]] | str:
    if not has_form(value, set(SIDES)) or not isinstance(value, Mapping):
        return "the answer is not of the form {expected: …, perceived: …}"
    known = {part.id for part in exercise.components}
    found: dict[str, dict[str, int]] = {}
    for side in SIDES:
        given = value.get(side, {})
        if not isinstance(given, Mapping) or set(given) - known:
            return "the answer rates a component that this exercise has not"
        if not all(is_number(n) and n == int(n) and exercise.low <= n <= exercise.high for n in given.values()):
            return "a rating is no whole number on the exercise's scale"
        found[side] = {str(name): int(n) for name, n in given.items()}
    return found


def clean(exercise: Audit, value: object) -> dict[str, Any]:
    """Only known components, only whole numbers on the scale."""
    kept: dict[str, Any] = {}
    for side in SIDES:
        given = value.get(side) if isinstance(value, Mapping) else None
        kept[side] = {}
        for part in exercise.components:
            n: Any = given.get(part.id) if isinstance(given, Mapping) else None
            if is_number(n) and exercise.low <= n <= exercise.high:
                kept[side][part.id] = int(n)
    return kept


def progress(exercise: Audit, value: object) -> tuple[int, int]:
    """How many components are rated on both sides, of how many."""
    found = _ratings(exercise, value)
    if isinstance(found, str):
        return 0, len(exercise.components)
    return sum(all(part.id in found[side] for side in SIDES) for part in exercise.components), len(exercise.components)


def model_value(exercise: Audit, key: AuditKey) -> dict[str, dict[str, int]]:
    """The author's own ratings."""
    return {
        "expected": {part.id: key.components[part.id].expected for part in exercise.components},
        "perceived": {part.id: key.components[part.id].perceived for part in exercise.components},
    }


def score(exercise: Audit, key: AuditKey, value: object) -> Score:
    """Score a response's value: any JSON gives a `Score`, never an exception."""
    max_points = float(len(exercise.components))
    found = _ratings(exercise, value)
    if isinstance(found, str):
        return unreadable(max_points, found)
    if not any(found.values()):
        return Score(0.0, max_points, "not_attempted")
    per_item: dict[str, ItemScore] = {}
    for part in exercise.components:
        mine = [found[side].get(part.id) for side in SIDES]
        author = key.components[part.id]
        if mine[0] is None or mine[1] is None:
            per_item[part.id] = ItemScore("open", 0.0)
            continue
        same = _sign(mine[1] - mine[0]) == _sign(author.perceived - author.expected)
        per_item[part.id] = ItemScore("ok" if same else "mind", 1 / len(exercise.components) if same else 0.0)
    return scored(max_points, sum(item.share for item in per_item.values()), per_item)


def _sign(gap: int) -> int:
    return (gap > 0) - (gap < 0)


def whys(_exercise: Audit, key: AuditKey) -> dict[str, LocalizedText]:
    """Where the description shows it."""
    return {name: component.why for name, component in key.components.items()}


def reveal(exercise: Audit, key: AuditKey, _value: object) -> dict[str, Any]:
    """After the rating: the author's own ratings, to compare; with that the exercise has ended."""
    return {**model_value(exercise, key), "ended": True}


def rows(exercise: Audit, value: object) -> list[Row]:
    """Each component with expectation and perception."""
    kept = clean(exercise, value)
    return [
        Row(part.id, part.text, tuple(number_text(kept[side][part.id]) for side in SIDES if part.id in kept[side]))
        for part in exercise.components
    ]


def outline(exercise: Audit) -> list[Group]:
    """The described service and the components."""
    return [
        Group("static-described", (exercise.described,)),
        Group("static-components", tuple(part.text for part in exercise.components)),
    ]
