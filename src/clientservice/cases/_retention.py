"""What retention does to the number of customers. Plain arithmetic on expected values; nothing random."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientservice.errors import CourseError

if TYPE_CHECKING:
    import pandas as pd


def retention(
    *,
    customers: float = 1000,
    retained: float = 0.8,
    years: int = 10,
    margin: float = 100,
    new_per_year: float = 0,
) -> pd.DataFrame:
    """How many customers of today are left after each year, and what they bring.

    The share ``retained`` is the same every year and for everybody, costs of retaining are left out, and money is not
    discounted: an estimate for thinking with, not a forecast.

    Args:
        customers: at the start.
        retained: the share that stays from one year to the next, 0 to 1.
        years: how many years to look ahead.
        margin: what a customer brings in a year after costs, in units of money.
        new_per_year: customers who come each year and are retained likewise.

    Returns:
        One row per year from 0: ``year``; ``customers`` at its beginning; ``lost`` during it; ``margin`` earned in it;
        ``margin_total`` from year 0 on.

    Raises:
        CourseError: a share outside 0–1, or a negative number.
    """
    if not 0 <= retained <= 1 or min(customers, years, new_per_year) < 0:
        raise CourseError("retention: retained lies between 0 and 1; customers, years and new_per_year not below 0")
    import pandas as pd  # noqa: PLC0415

    rows, number, total = [], float(customers), 0.0
    for year in range(int(years) + 1):
        total += number * margin
        lost = number * (1 - retained)
        rows.append((year, number, lost, number * margin, total))
        number += new_per_year - lost
    return pd.DataFrame(rows, columns=["year", "customers", "lost", "margin", "margin_total"])


def five_percent(retained: float, change: float = 0.05) -> dict[str, float]:
    """What "retention up by 5 %" may mean: the new share retained, 0 to 1, under four readings.

    ``points``: 5 percentage points more are retained. ``more-retained``: those retained grow by 5 %. ``fewer-lost``:
    those lost shrink by 5 %. ``halved``: those lost are halved, which is 5 points in Reichheld and Sasser's example
    (defections from 10 to 5 %).
    """
    lost = 1 - retained
    readings = {
        "points": retained + change,
        "more-retained": retained * (1 + change),
        "fewer-lost": 1 - lost * (1 - change),
        "halved": 1 - lost / 2,
    }
    return {name: min(share, 1.0) for name, share in readings.items()}
