"""The order in which parts are shown: by chance, and the same whenever the answer is opened again."""

from __future__ import annotations

import random
from typing import Any

#: Lists whose order an author chose; it could give the key away, and neighbours could copy by place.
_LISTS = {"items", "options", "steps", "sources", "targets", "nodes", "replies", "reasons"}


def shuffled(shown: dict[str, Any], seed: int) -> dict[str, Any]:
    """A copy of an exercise's data with its lists, and the lists within them, in the order of ``seed``."""
    chance = random.Random(seed)  # noqa: S311 - an order, no secret

    def mix(value: Any, name: str = "") -> Any:
        if isinstance(value, dict):
            return {field: mix(inner, field) for field, inner in value.items()}
        if isinstance(value, list):
            mixed = [mix(element) for element in value]
            if name in _LISTS:
                chance.shuffle(mixed)
            return mixed
        return value

    return {field: mix(inner, field) for field, inner in shown.items()}
