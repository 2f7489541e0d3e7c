"""Blind strategies: answers that somebody gives who has not read the exercise. What they earn, an item gives away."""

from __future__ import annotations

from itertools import product
from typing import Any

from .categorize import Categorize
from .choice import Choice
from .family import Exercise, Key, score
from .match import Chain, Match
from .order import Order


def blind_values(exercise: Exercise, lang: str) -> dict[str, dict[str, Any]]:
    """The value of each blind strategy, by its name; none for types that can't be answered blindly.

    Args:
        exercise: what is asked.
        lang: the language whose texts are measured (the longest option) or ordered (the alphabet).
    """
    found: dict[str, dict[str, Any]] = {}
    if isinstance(exercise, Choice) and exercise.multiple:
        found["everything ticked"] = {"chosen": sorted(option.id for option in exercise.options)}
    elif isinstance(exercise, Choice):
        longest = max(exercise.options, key=lambda option: len(option.text[lang]))
        found["the longest option"] = {"chosen": [longest.id]}
    elif isinstance(exercise, Categorize):
        for category in exercise.categories:
            placed = {item.id: category.id for item in exercise.items}
            found[f'everything in "{category.id}"'] = {"placements": placed}
    elif isinstance(exercise, Order):
        by_text = sorted(exercise.steps, key=lambda step: step.text[lang])
        found["the alphabet"] = {"sequence": [step.id for step in by_text], "aside": []}
    elif isinstance(exercise, Match):
        for target in exercise.targets:
            pairs = sorted([source.id, target.id] for source in exercise.sources)
            found[f'everything to "{target.id}"'] = {"pairs": pairs}
    elif isinstance(exercise, Chain):
        nodes = [node.id for node in exercise.nodes]
        found["every link"] = {"pairs": sorted([a, b] for a, b in product(nodes, nodes) if a != b)}
    return found


def blind_shares(exercise: Exercise, key: Key, lang: str) -> dict[str, float]:
    """What each blind strategy earns, as a share of the marks (0 to 1)."""
    return {name: score(exercise, key, value).share for name, value in blind_values(exercise, lang).items()}
