"""Scoring a submission: answers against keys, in this process, as data."""

from __future__ import annotations

from clientservice.exercises import score
from clientservice.gradebook import Judged, Record

from ._gather import Answer, Gathered
from ._trusted import Trusted


def judge(trusted: Trusted, gathered: Gathered) -> Record:
    """Score every exercise of the assignment. Total: an exercise that can't be scored needs review."""
    items = {name: _judge(trusted, name, gathered.answers.get(name)) for name in trusted.bank.exercises}
    return Record(lang=gathered.lang, items=items, review=gathered.review, notes=gathered.notes)


def _judge(trusted: Trusted, name: str, answer: Answer | None) -> Judged:
    exercise = trusted.bank.exercises[name]
    most = float(exercise.points or 0.0)
    if answer is None:
        return Judged(
            exercise=name, points=0.0, max_points=most, status="needs_review", reason="no record of an answer"
        )
    if answer.state == "absent":
        return Judged(exercise=name, points=0.0, max_points=most, status="not_attempted")
    if answer.state == "unreadable":
        return Judged(exercise=name, points=0.0, max_points=most, status="needs_review", reason=answer.note)
    try:
        result = score(exercise, trusted.keyset.keys[name], answer.value)
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
    )
