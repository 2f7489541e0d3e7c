"""The family of exercise types: one function per question that every type answers.

A type is a module with an exercise, a key and these functions; some have more to tell (`mixups`, `reveal`) or know a
better way to `complete` an answer. A new type is a new module and one line here.
"""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any, TypeAlias

import msgspec

from clientservice.text import LocalizedText

from . import _computed, audit, categorize, choice, essay, estimate, match, order, scenario, table, value
from ._score import Score
from ._shape import Group, Row

#: Every exercise type, told apart by its tag.
Exercise: TypeAlias = (
    categorize.Categorize
    | choice.Choice
    | order.Order
    | match.Match
    | match.Chain
    | estimate.Estimate
    | scenario.Scenario
    | audit.Audit
    | value.Value
    | table.Table
    | essay.Essay
)
#: Types that can be graded.
Graded: TypeAlias = (
    categorize.Categorize
    | choice.Choice
    | order.Order
    | match.Match
    | match.Chain
    | value.Value
    | table.Table
    | essay.Essay
)
#: Every key type.
Key: TypeAlias = (
    categorize.CategorizeKey
    | choice.ChoiceKey
    | order.OrderKey
    | match.MatchKey
    | match.ChainKey
    | estimate.EstimateKey
    | scenario.ScenarioKey
    | audit.AuditKey
    | value.ValueKey
    | table.TableKey
    | essay.EssayKey
)

_MODULES: dict[type, tuple[ModuleType, type]] = {
    categorize.Categorize: (categorize, categorize.CategorizeKey),
    choice.Choice: (choice, choice.ChoiceKey),
    order.Order: (order, order.OrderKey),
    match.Match: (match, match.MatchKey),
    match.Chain: (match, match.ChainKey),
    estimate.Estimate: (estimate, estimate.EstimateKey),
    scenario.Scenario: (scenario, scenario.ScenarioKey),
    audit.Audit: (audit, audit.AuditKey),
    value.Value: (value, value.ValueKey),
    table.Table: (table, table.TableKey),
    essay.Essay: (essay, essay.EssayKey),
}
#: Where a type's own module says nothing: what several types answer alike.
_SHARED: dict[type, ModuleType] = {value.Value: _computed, table.Table: _computed}
#: The name of each type, as authors write it after ``type:``.
TYPES: dict[str, type] = {kind.__struct_config__.tag: kind for kind in _MODULES}  # type: ignore[attr-defined]


def type_name(exercise: Exercise) -> str:
    """The name of an exercise's type, as authors write it after ``type:``."""
    return str(exercise.__struct_config__.tag)


def key_type(exercise: Exercise | type) -> type:
    """The type of the keys of this exercise (or exercise type)."""
    return _MODULES[exercise if isinstance(exercise, type) else type(exercise)][1]


def _call(name: str, exercise: Exercise, *rest: object, otherwise: Callable[[], Any] | None = None) -> Any:
    own, shared = _MODULES[type(exercise)][0], _SHARED.get(type(exercise))
    function = getattr(own, name, None) or getattr(shared, name, None)
    if function is None and otherwise is not None:
        return otherwise()
    assert function is not None, name  # noqa: S101 - a type that lacks a function is our mistake
    return function(exercise, *rest)


def score(exercise: Exercise, key: Key, value: object) -> Score:
    """Score a response's value against a key.

    Pure and total: no clock, no randomness, no language; any JSON gives a `Score`.
    """
    return _call("score", exercise, key, value)  # type: ignore[no-any-return]


def clean(exercise: Exercise, value: object) -> dict[str, Any]:
    """The value with only what this exercise knows; an answer to an older edition may name more."""
    return _call("clean", exercise, value)  # type: ignore[no-any-return]


def progress(exercise: Exercise, value: object) -> tuple[int, int]:
    """How many parts of the exercise are answered, of how many; (0, n) for a value that makes no sense."""
    return _call("progress", exercise, value)  # type: ignore[no-any-return]


def model_value(exercise: Exercise, key: Key) -> dict[str, Any]:
    """The value of a perfect response."""
    return _call("model_value", exercise, key)  # type: ignore[no-any-return]


def complete(exercise: Exercise, key: Key, value: object) -> dict[str, Any]:
    """The perfect response that keeps as much of an answer as possible: "show me"."""
    return _call("complete", exercise, key, value, otherwise=lambda: model_value(exercise, key))  # type: ignore[no-any-return]


def whys(exercise: Exercise, key: Key) -> dict[str, LocalizedText]:
    """Why each part is right or wrong, by the part's id."""
    return _call("whys", exercise, key)  # type: ignore[no-any-return]


def mixups(exercise: Exercise, key: Key, value: object) -> list[tuple[LocalizedText, LocalizedText, int]]:
    """What was taken for what, and how often, where that can be said of this type: (right, given, how often)."""
    return _call("mixups", exercise, key, value, otherwise=list)  # type: ignore[no-any-return]


def reveal(exercise: Exercise, key: Key, value: object) -> dict[str, Any]:
    """What this type has to tell beyond verdicts, for practice after Check. JSON."""
    return _call("reveal", exercise, key, value, otherwise=dict)  # type: ignore[no-any-return]


def replayable(exercise: Exercise) -> bool:
    """Whether an exercise is played to an end rather than checked, and then played again: it has an `outcome`."""
    return hasattr(_MODULES[type(exercise)][0], "outcome")


def outcome(exercise: Exercise, key: Key, value: object) -> dict[str, Any] | None:
    """What one play of a `replayable` exercise came to; None before its end."""
    return _call("outcome", exercise, key, value)  # type: ignore[no-any-return]


def rows(exercise: Exercise, value: object) -> list[Row]:
    """An answer in words, one row for each part."""
    return _call("rows", exercise, value)  # type: ignore[no-any-return]


def outline(exercise: Exercise) -> list[Group]:
    """The exercise as plain text, for readers without a running notebook. It gives no key away by its order."""
    return _call("outline", exercise)  # type: ignore[no-any-return]


#: Lists in which an author's order could give the key away: the right option first, steps as they belong.
_ORDERED = {"items", "options", "steps", "sources", "targets", "nodes", "reasons"}


def in_neutral_order(exercise: Graded) -> Graded:
    """The exercise with its lists, and the lists within them, ordered by id; what a student gets to read."""

    def sort(part: Any) -> Any:
        changed = {
            field: sorted((sort(element) for element in getattr(part, field)), key=lambda element: str(element.id))
            for field in _ORDERED & set(part.__struct_fields__)
        }
        return msgspec.structs.replace(part, **changed)

    return sort(exercise)  # type: ignore[no-any-return]
