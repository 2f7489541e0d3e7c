"""What being late costs: a pure rule, in points, exact at its boundaries.

On time is whoever arrives at the due date, in the grace after it, or at its very last instant. After that, every local
calendar day counts that has begun: the day in which grace ended is the first, and each midnight of the course's time
zone begins another. Days are those of the zone's calendar, so one that has 23 or 25 hours is a day like any other.
"""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec


class Lateness(msgspec.Struct, frozen=True, kw_only=True):
    """One submission and its due date. Moments are aware; ``arrived`` None: nobody knows when it came.

    ``due`` is this student's own, ``general_due`` everybody's; they differ where there is an extension.
    """

    due: datetime
    general_due: datetime
    arrived: datetime | None
    zone: str
    grace_minutes: float
    percent_per_day: float
    at_most_percent: float

    @property
    def extended(self) -> bool:
        """Whether the student has an extension."""
        return self.due != self.general_due

    @property
    def days(self) -> int:
        """Local calendar days begun since due date and grace; 0 is on time."""
        grace_ends = self.due.astimezone(UTC) + timedelta(minutes=self.grace_minutes)
        if self.arrived is None or self.arrived <= grace_ends:
            return 0
        zone = ZoneInfo(self.zone)
        return (_day(self.arrived, zone) - _day(grace_ends, zone)).days + 1

    @property
    def percent(self) -> float:
        """What is taken off, in percent of the points earned."""
        return min(self.days * self.percent_per_day, self.at_most_percent, 100.0)

    def penalty(self, score: float) -> float:
        """The points that are taken off ``score``, with two decimals: never negative, never more than the score."""
        # Sums of floats differ in their last bits, by who adds them up; rounded, the penalty is the same everywhere.
        return clamp_penalty(score, round(score, 6) * self.percent / 100)


def _day(moment: datetime, zone: ZoneInfo) -> date:
    try:
        return moment.astimezone(zone).date()
    except OverflowError:  # the last day that there is, in a zone east of Greenwich
        return moment.date()


def clamp_penalty(score: float, penalty: float) -> float:
    """A penalty that fits its score: 0 for a score of nothing, whatever a rule says. Raises ValueError for NaN."""
    if math.isnan(penalty) or math.isnan(score):
        raise ValueError("a penalty that is not a number")
    if score <= 0:
        return 0.0
    return min(max(round(penalty, 2), 0.0), score) if math.isfinite(penalty) else (score if penalty > 0 else 0.0)
