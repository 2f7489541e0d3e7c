"""Value: a number computed in one marked cell.

Rule: points where the number lies within the key's tolerance, else 0. A response's value is ``{"answer": …}`` as
`understand` gives it; in graded work the judge makes it, by running the cell again.
"""

from __future__ import annotations

from typing import Any

import msgspec

from clientservice.text import LocalizedText, language_names, ui

from ._computed import ANSWER, close, given, understood
from ._score import ItemScore, Score, scored
from ._shape import Keyed, Shown


class Value(Shown, frozen=True, kw_only=True, tag="value"):
    """What the learner sees. ``answer`` is the Python name that the marked cell gives the number to."""

    answer: str
    unit: LocalizedText | None = None


class NearMiss(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A wrong number that has a name: what was probably done."""

    number: float
    says: LocalizedText


class ValueKey(Keyed, frozen=True, kw_only=True):
    """What is right: ``number`` within ``absolute`` or within ``relative`` × number, whichever is wider.

    ``number`` None: computed from the authored solution when the solutions are built. ``hidden`` is the share of the
    points that the second run, on the hidden sample, decides.
    """

    number: float | None = None
    absolute: float = 0.0
    relative: float = 1e-6
    near: list[NearMiss] = []
    why: LocalizedText
    hidden: float = 0.0


def model_value(_exercise: Value, key: ValueKey) -> dict[str, Any]:
    """The right number."""
    return {ANSWER: {"kind": "number", "number": key.number}}


def score(exercise: Value, key: ValueKey, value: object) -> Score:
    """Score a response's value: any JSON gives a `Score`, never an exception."""
    found = given(exercise, value, key.number)
    if isinstance(found, Score):
        return found
    wanted = key.number or 0.0
    right = found["kind"] == "number" and close(found["number"], wanted, absolute=key.absolute, relative=key.relative)
    share = float(right)
    return scored(exercise.max_points, share, {ANSWER: ItemScore("ok" if right else "no", share)})


def near_miss(key: ValueKey, value: object) -> LocalizedText | None:
    """The name of a near miss: the author's own, or one of the usual ones (percent for share, sign, rounding)."""
    found = understood(value)
    if isinstance(found, str) or key.number is None or found["kind"] in {"missing", "other", "large"}:
        return None
    if found["kind"] != "number":
        return {lang: ui("exercises", f"near-{found['kind']}", lang) for lang in language_names()}
    number, wanted = found["number"], key.number
    if close(number, wanted, absolute=key.absolute, relative=key.relative):
        return None
    for miss in key.near:
        if close(number, miss.number, absolute=key.absolute, relative=max(key.relative, 1e-3)):
            return miss.says
    usual = {"hundredfold": wanted * 100, "hundredth": wanted / 100, "sign": -wanted}
    names = [name for name, other in usual.items() if close(number, other, absolute=0, relative=1e-3)]
    if not names and close(number, wanted, absolute=0, relative=0.02):
        names = ["rounded"]
    return {lang: ui("exercises", f"near-{names[0]}", lang) for lang in language_names()} if names else None


def reveal(_exercise: Value, key: ValueKey, value: object) -> dict[str, Any]:
    """For practice, after Check: the near miss by name."""
    found = near_miss(key, value)
    return {"near": found} if found else {}
