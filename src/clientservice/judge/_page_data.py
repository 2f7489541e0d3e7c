"""What stands on a feedback page, as plain data."""

from __future__ import annotations

from datetime import datetime

import msgspec

from clientservice.exercises import Exercise, Key
from clientservice.gradebook import ChosenLevel, Judged, Lateness
from clientservice.text import LocalizedText


class ExercisePage(msgspec.Struct, frozen=True, kw_only=True):
    """One exercise on the page. ``points`` None: a person has not looked yet. ``key`` only when it may be shown.

    ``levels``: criterion → level of an essay's rubric, where these make the mark.
    """

    exercise: Exercise
    judged: Judged
    points: float | None
    by_hand: bool
    comment: str = ""
    levels: dict[str, ChosenLevel] = {}
    key: Key | None


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """Everything on one student's page. ``reveal_after`` in the course's time zone, None where it never comes."""

    lang: str
    course: LocalizedText
    title: LocalizedText
    student: str
    handed_in: datetime | None
    reveal_after: datetime | None
    exercises: list[ExercisePage]
    late: Lateness | None = None

    @property
    def revealed(self) -> bool:
        """Whether the page shows marks and explanations."""
        return any(part.key is not None for part in self.exercises)

    @property
    def earned(self) -> float:
        """The points before anything is taken off for being late."""
        return sum(part.points or 0.0 for part in self.exercises)

    @property
    def settled(self) -> bool:
        """Whether all points are known."""
        return all(part.points is not None for part in self.exercises)

    @property
    def points(self) -> float:
        """What counts."""
        return round(self.earned - (self.late.penalty(self.earned) if self.late is not None else 0.0), 2)
