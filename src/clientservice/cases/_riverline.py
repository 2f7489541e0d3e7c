"""Passengers of a small river-boat line whose departure was changed, for lesson 8. Simulated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientservice.errors import CourseError

from ._dice import dice

if TYPE_CHECKING:
    import pandas as pd

_RESIDENTS = 0.45  # share of passengers who live along the river
_AGENCY = {"resident": 0.05, "visitor": 0.6}  # share who bought from the agency
_TOLD = {"line": 0.7, "agency": 0.12}  # share who heard before they left for the pier: the agency passes no numbers on
_AGAIN = {"resident": 0.8, "visitor": 0.2}  # share who travel again in the season if they were told
_UNTOLD_EFFECT = 0.85  # of that share do so if they were not


def changed_departures(*, seed: int = 8, passengers: int = 600) -> pd.DataFrame:
    """Passengers of an invented boat line whose departure was cancelled or moved, and what became of them.

    Built so that the raw gap misleads, as in `churn_sample`: residents hear of a change more often **and** come again
    anyway. Within each group, having been told makes it more likely that a passenger comes again, but by far less than
    the raw gap says.

    Args:
        seed: which passengers.
        passengers: how many.

    Returns:
        One row per passenger: ``passenger`` (number); ``group`` ("resident", "visitor"); ``bought_from`` ("line",
        "agency"); ``told`` (before leaving for the pier); ``wait_minutes`` (at the pier); ``complained``; ``again``
        (travelled again in the same season).

    Raises:
        CourseError: fewer than one passenger.
    """
    if passengers < 1:
        raise CourseError("changed_departures: at least one passenger")
    import pandas as pd  # noqa: PLC0415

    rows = []
    for number in range(1, int(passengers) + 1):
        own = dice(seed, "passenger", number)
        group = "resident" if own.random() < _RESIDENTS else "visitor"
        seller = "agency" if own.random() < _AGENCY[group] else "line"
        told = own.random() < _TOLD[seller]
        wait = round(own.triangular(5, 35, 12) if told else own.triangular(25, 140, 70), 0)
        complained = own.random() < min(0.6, wait / 220)
        again = own.random() < _AGAIN[group] * (1 if told else _UNTOLD_EFFECT)
        rows.append((number, group, seller, told, wait, complained, again))
    columns = ["passenger", "group", "bought_from", "told", "wait_minutes", "complained", "again"]
    return pd.DataFrame(rows, columns=columns)
