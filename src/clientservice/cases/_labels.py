"""Where names stand in a picture, so that they don't lie on each other."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

_ACROSS, _UP = 300.0, 230.0  # about the size of the field of points, in units of 1/72 inch
_LETTER, _LINE = 6.6, 13.0  # about the size of a letter
_PLACES = ((7, 0), (-7, 0), (7, 11), (-7, 11), (7, -11), (-7, -11), (7, 20), (-7, -20))


def apart(values: Sequence[float], limits: tuple[float, float]) -> list[float]:
    """Heights for names at the ends of lines, moved apart where they would lie on each other."""
    low, high = limits
    gap = (high - low) * 0.075
    placed = list(values)
    for before, after in pairwise(sorted(range(len(values)), key=lambda index: values[index])):
        placed[after] = max(placed[after], placed[before] + gap)
    return placed


def beside(names: Sequence[str], xs: Sequence[float], ys: Sequence[float]) -> list[tuple[int, int]]:
    """An offset for each name from its point: the first place that lies on no other name and no point."""
    points = list(zip(_scaled(xs, _ACROSS), _scaled(ys, _UP), strict=True))
    taken = [(x - 4, y - 4, x + 4, y + 4) for x, y in points]
    offsets = []
    for name, (x, y) in zip(names, points, strict=True):
        boxes = {place: _box(name, x, y, place) for place in _PLACES}
        free = [place for place, box in boxes.items() if _inside(box) and not any(_meet(box, t) for t in taken)]
        chosen = (free or [place for place, box in boxes.items() if _inside(box)] or [_PLACES[0]])[0]
        taken.append(boxes[chosen])
        offsets.append(chosen)
    return offsets


def _scaled(values: Sequence[float], size: float) -> list[float]:
    low, high = min(values), max(values)
    return [size * (0.12 + 0.76 * (value - low) / ((high - low) or 1)) for value in values]


def _box(name: str, x: float, y: float, place: tuple[int, int]) -> tuple[float, float, float, float]:
    dx, dy = place
    width = _LETTER * len(name)
    left = x + dx if dx > 0 else x + dx - width
    return left, y + dy - _LINE / 2, left + width, y + dy + _LINE / 2


def _inside(box: tuple[float, float, float, float]) -> bool:
    return box[0] >= -_LINE and box[2] <= _ACROSS + _LINE


def _meet(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
