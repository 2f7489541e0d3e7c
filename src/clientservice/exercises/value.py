"""Value: a number computed in one marked cell.

Rule: points where the number lies within the key's tolerance, else 0. A response's value is ``{"answer": …}`` as
`understand` gives it; in graded work the judge makes it, by running the cell again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from clientservice.text import LocalizedText, language_names, ui

from ._score import ItemScore, Score, scored, unreadable
from ._shape import Group, Keyed, Row, Shown, has_form, is_number
from ._words import describe

ANSWER = "answer"  # the one part of this exercise
KINDS = {"missing", "number", "text", "table", "large", "nan", "other"}


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


def understood(value: object) -> dict[str, Any] | str:
    """What `understand` made of the answer, or in words what is wrong with the value."""
    if not has_form(value, {ANSWER}) or not isinstance(value, Mapping):
        return "the answer is not of the form {answer: …}"
    found = value.get(ANSWER, {"kind": "missing"})
    if not isinstance(found, Mapping) or found.get("kind") not in KINDS:
        return "the answer is no record of what was computed"
    if found["kind"] == "number" and not is_number(found.get("number")):
        return "the answer says it is a number, and has none"
    return dict(found)


def close(number: float, wanted: float, *, absolute: float, relative: float) -> bool:
    """Whether two numbers agree within a tolerance."""
    return abs(number - wanted) <= max(absolute, relative * abs(wanted))


def clean(_exercise: Value, value: object) -> dict[str, Any]:
    """What was understood, or nothing."""
    found = understood(value)
    return {} if isinstance(found, str) else {ANSWER: found}


def progress(_exercise: Value, value: object) -> tuple[int, int]:
    """Whether the name has a value, as (0 or 1, 1)."""
    found = understood(value)
    return int(not isinstance(found, str) and found["kind"] != "missing"), 1


def model_value(_exercise: Value, key: ValueKey) -> dict[str, Any]:
    """The right number."""
    return {ANSWER: {"kind": "number", "number": key.number}}


def score(exercise: Value, key: ValueKey, value: object) -> Score:
    """Score a response's value: any JSON gives a `Score`, never an exception."""
    max_points = exercise.points if exercise.points is not None else 1.0
    found = understood(value)
    if isinstance(found, str):
        return unreadable(max_points, found)
    if found["kind"] == "missing":
        return Score(0.0, max_points, "not_attempted")
    if key.number is None:
        return unreadable(max_points, "the key has no number yet; build the solutions")
    right = found["kind"] == "number" and close(
        found["number"], key.number, absolute=key.absolute, relative=key.relative
    )
    return scored(max_points, float(right), {ANSWER: ItemScore("ok" if right else "no", float(right))})


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


def whys(_exercise: Value, key: ValueKey) -> dict[str, LocalizedText]:
    """How the number comes about."""
    return {ANSWER: key.why}


def reveal(_exercise: Value, key: ValueKey, value: object) -> dict[str, Any]:
    """For practice, after Check: the near miss by name."""
    found = near_miss(key, value)
    return {"near": found} if found else {}


def rows(exercise: Value, value: object) -> list[Row]:
    """What was understood, in words."""
    found = understood(value)
    if isinstance(found, str) or found["kind"] == "missing":
        return []
    return [Row(ANSWER, None, (describe(found, exercise.unit),))]


def outline(_exercise: Value) -> list[Group]:
    """Nothing beyond the prompt: the marked cell stands above."""
    return []
