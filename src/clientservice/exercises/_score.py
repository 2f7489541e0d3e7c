"""What scoring gives."""

from __future__ import annotations

from typing import Literal, TypeAlias

import msgspec

#: ``needs_review``: unreadable or inconsistent, a person looks; never a silent zero, never full marks.
Status: TypeAlias = Literal["scored", "not_attempted", "needs_review"]

#: ``ok`` right, ``mind`` arguable but accepted, ``part`` partly right, ``no`` wrong, ``open`` not answered,
#: ``missed`` right but not chosen.
Verdict: TypeAlias = Literal["ok", "mind", "part", "no", "open", "missed"]


class ItemScore(msgspec.Struct, frozen=True):
    """The verdict on one item, and its share of the exercise's marks (below 0 where a wrong choice costs marks)."""

    verdict: Verdict
    share: float


class Score(msgspec.Struct, frozen=True):
    """The score of one response.

    ``points`` lies between 0 and ``max_points`` and is rounded once, to two decimals; it counts only when
    ``status`` is ``scored`` or ``not_attempted`` (then it is 0). ``reason`` explains a ``needs_review`` to the teacher.
    """

    points: float
    max_points: float
    status: Status
    per_item: dict[str, ItemScore] = {}
    reason: str = ""

    @property
    def share(self) -> float:
        """Points over the maximum, 0 to 1; 0 where the maximum is 0."""
        return self.points / self.max_points if self.max_points else 0.0


def unreadable(max_points: float, reason: str) -> Score:
    """A response that no view of ours could have sent: a person looks."""
    return Score(0.0, max_points, "needs_review", reason=reason)


def scored(max_points: float, share: float, per_item: dict[str, ItemScore]) -> Score:
    """A score from its share of the marks; ``share`` is held between 0 and 1."""
    return Score(round(max_points * min(max(share, 0.0), 1.0), 2), max_points, "scored", per_item)
