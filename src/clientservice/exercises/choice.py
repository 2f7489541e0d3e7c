"""Choice: one or several options out of a list (QTI 3: choice interaction).

Rule, single: 1 or 0. Multiple: right chosen / all right − wrong chosen / all wrong, not below 0, so that ticking
everything earns nothing. A response's value is ``{"chosen": [option, …]}``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from clientservice.text import LocalizedText

from ._score import ItemScore, Score, scored, unreadable
from ._shape import Group, Keyed, Part, Row, Shown, has_form, known_ids


class Choice(Shown, frozen=True, kw_only=True, tag="choice"):
    """What the learner sees; ``multiple``: any number of options may be ticked."""

    options: list[Part]
    multiple: bool = False


class OptionKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Whether an option is right, and why; a distractor's ``why`` names the misconception it comes from."""

    why: LocalizedText
    right: bool = False


class ChoiceKey(Keyed, frozen=True, kw_only=True):
    """What is right, by option id."""

    options: dict[str, OptionKey]


def chosen(exercise: Choice, value: object) -> list[str] | str:
    """The chosen options, or in words what is wrong with the value."""
    if not has_form(value, {"chosen"}) or not isinstance(value, Mapping):
        return "the answer is not of the form {chosen: […]}"
    names = value.get("chosen", [])
    known = {option.id for option in exercise.options}
    if not isinstance(names, list | tuple) or known_ids(names, known) != list(names):
        return "the answer names an option that this exercise has not, or one twice"
    if len(names) > 1 and not exercise.multiple:
        return "the answer has several options where one may be chosen"
    return list(names)


def clean(exercise: Choice, value: object) -> dict[str, Any]:
    """Only known options, in the alphabet of ids (the page knows no other order); one where one may be chosen."""
    names = value.get("chosen") if isinstance(value, Mapping) else None
    kept = sorted(known_ids(names, {option.id for option in exercise.options}))
    return {"chosen": kept if exercise.multiple else kept[:1]}


def progress(exercise: Choice, value: object) -> tuple[int, int]:
    """Whether anything is chosen, as (0 or 1, 1)."""
    names = chosen(exercise, value)
    return int(bool(names) and not isinstance(names, str)), 1


def model_value(_exercise: Choice, key: ChoiceKey) -> dict[str, list[str]]:
    """The value of a perfect response."""
    return {"chosen": sorted(name for name, option in key.options.items() if option.right)}


def score(exercise: Choice, key: ChoiceKey, value: object) -> Score:
    """Score a response's value: any JSON gives a `Score`, never an exception."""
    max_points = exercise.max_points
    names = chosen(exercise, value)
    if isinstance(names, str):
        return unreadable(max_points, names)
    if not names:
        return Score(0.0, max_points, "not_attempted")
    right = [option.id for option in exercise.options if key.options[option.id].right]
    wrong = [option.id for option in exercise.options if not key.options[option.id].right]
    per_item: dict[str, ItemScore] = {}
    for option in exercise.options:
        is_right = option.id in right
        if option.id in names:
            cost = -1 / len(wrong) if exercise.multiple and wrong else 0.0
            per_item[option.id] = ItemScore("ok", 1 / len(right)) if is_right else ItemScore("no", cost)
        elif is_right and exercise.multiple:
            per_item[option.id] = ItemScore("missed", 0.0)
    return scored(max_points, sum(item.share for item in per_item.values()), per_item)


def whys(_exercise: Choice, key: ChoiceKey) -> dict[str, LocalizedText]:
    """Why each option is right or wrong."""
    return {name: option.why for name, option in key.options.items()}


def rows(exercise: Choice, value: object) -> list[Row]:
    """The chosen options."""
    names = clean(exercise, value)["chosen"]
    return [Row(option.id, None, (option.text,)) for option in exercise.options if option.id in names]


def outline(exercise: Choice) -> list[Group]:
    """The options by their ids' alphabet, since the file's order might be the key."""
    heading = "static-options-many" if exercise.multiple else "static-options"
    return [Group(heading, tuple(option.text for option in sorted(exercise.options, key=lambda option: option.id)))]
