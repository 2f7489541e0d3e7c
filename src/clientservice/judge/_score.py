"""Scoring a submission: answers against keys, in this process, as data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from clientservice.exercises import ItemScore, Key, Table, Value, score
from clientservice.gradebook import Judged, Record

from ._code import Computed
from ._gather import Answer, Gathered
from ._trusted import Trusted


def judge(trusted: Trusted, gathered: Gathered, computed: Mapping[str, Computed]) -> Record:
    """Score every exercise of the assignment. Total: an exercise that can't be scored needs review.

    ``computed``: what running the code gave, for the exercises that ask for it.
    """
    items: dict[str, Judged] = {}
    for name, exercise in trusted.bank.exercises.items():
        if isinstance(exercise, Value | Table):
            items[name] = _judge_computed(trusted, name, computed.get(name))
        else:
            items[name] = _judge(trusted, name, gathered.answers.get(name))
    return Record(
        lang=gathered.lang,
        items=items,
        review=gathered.review,
        notes=gathered.notes,
        repairs=gathered.repairs,
    )


def _judge_computed(trusted: Trusted, name: str, computed: Computed | None) -> Judged:
    """Score what the code computed, on the released data and, where the key says so, on hidden data."""
    exercise, key = trusted.bank.exercises[name], trusted.keyset.keys[name]
    most = float(exercise.points or 0.0)
    none = Judged(exercise=name, points=0.0, max_points=most, status="needs_review", reason="no record of a run")
    if computed is None:
        return none
    none = msgspec.structs.replace(none, level=computed.level, seed=computed.seed, reason=computed.reason)
    if computed.state == "not run":
        return none
    if computed.state == "untouched":
        return msgspec.structs.replace(none, status="not_attempted", reason="")
    first = _judge_value(trusted, name, key, computed.value, computed.reason)
    first = msgspec.structs.replace(first, level=computed.level, seed=computed.seed)
    if computed.hidden_key is None or first.status == "needs_review":
        return first
    if computed.hidden_value is None:
        return msgspec.structs.replace(none, reason="there is no complete record of the run on hidden data")
    second = _judge_value(trusted, name, computed.hidden_key, computed.hidden_value, "no answer")
    return _together(first, second, float(getattr(key, "hidden", 0.0)))


def _judge_value(trusted: Trusted, name: str, key: Key, value: dict[str, Any] | None, missing: str) -> Judged:
    """Score one computed answer; a name without a value is a wrong answer once the cell was worked on."""
    judged = _judge(trusted, name, Answer(state="found", source="run", value={"answer": value}), key)
    if judged.status == "not_attempted":
        per_item = {"answer": ItemScore("no", 0.0)}
        return msgspec.structs.replace(judged, status="scored", points=0.0, reason=missing, per_item=per_item)
    return judged


def _together(first: Judged, second: Judged, hidden: float) -> Judged:
    """The points of both runs; the split is said, the hidden answer is not."""
    most = first.max_points
    open_points, hidden_points = first.points * (1 - hidden), second.points * hidden
    words = (
        f"{open_points:.2f} of {most * (1 - hidden):.2f} on the given data, "
        f"{hidden_points:.2f} of {most * hidden:.2f} on other data of the same shape"
    )
    return msgspec.structs.replace(
        first,
        points=round(open_points + hidden_points, 2),
        status="needs_review" if second.status == "needs_review" else first.status,
        reason="; ".join(part for part in (first.reason, words) if part),
    )


def _judge(trusted: Trusted, name: str, answer: Answer | None, key: Key | None = None) -> Judged:
    exercise = trusted.bank.exercises[name]
    most = float(exercise.points or 0.0)
    if answer is None:
        return Judged(
            exercise=name, points=0.0, max_points=most, status="needs_review", reason="no record of an answer"
        )
    if answer.state == "absent":
        return Judged(exercise=name, points=0.0, max_points=most, status="not_attempted")
    if answer.state == "unreadable":
        return Judged(
            exercise=name,
            points=0.0,
            max_points=most,
            status="needs_review",
            reason=answer.note,
            texts=answer.texts,
        )
    try:
        result = score(exercise, key or trusted.keyset.keys[name], answer.value)
    except Exception as error:  # noqa: BLE001 - scoring is total; if it is not, a person looks and the batch goes on
        reason = f"scoring failed ({type(error).__name__}); please report it"
        return Judged(exercise=name, points=0.0, max_points=most, status="needs_review", reason=reason)
    sound = 0.0 <= result.points <= most  # False for NaN too
    return Judged(
        exercise=name,
        points=result.points if sound else 0.0,
        max_points=most,
        status=result.status if sound else "needs_review",
        reason=result.reason or answer.note
        if sound
        else f"the score {result.points} is out of range; please report it",
        source=answer.source,
        revision=answer.revision,
        saved_at=answer.saved_at,
        value=answer.value,
        per_item=result.per_item,
        texts=answer.texts,
    )
