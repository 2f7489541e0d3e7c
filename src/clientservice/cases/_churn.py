"""Customers who stay or leave, by contract and support, for lesson 2. Simulated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientservice.errors import CourseError

from ._dice import dice

if TYPE_CHECKING:
    import pandas as pd

CONTRACTS = ("monthly", "one-year", "two-year")
_SHARES = (0.5, 0.25, 0.25)
_SUPPORT = {"monthly": 0.25, "one-year": 0.5, "two-year": 0.65}  # share who have the support package
_LEAVE = {"monthly": 0.45, "one-year": 0.13, "two-year": 0.05}  # share who leave without it
_SUPPORT_EFFECT = 0.85  # of that share leave with it


def churn_sample(*, seed: int = 2, customers: int = 2000) -> pd.DataFrame:
    """Customers of an invented provider, and who left within a year.

    Built so that the raw gap misleads: those with a long contract have the support package more often **and** leave
    less. Most of the gap between customers with and without support comes from the contract; within a contract type
    support lowers the share who leave by 15 per cent of it.

    Args:
        seed: which customers.
        customers: how many.

    Returns:
        One row per customer: ``customer`` (number); ``contract`` ("monthly", "one-year", "two-year"); ``support``
        (has the support package); ``months`` (since the first contract, 1–72); ``fee`` (per month, in units of money);
        ``left`` (within the year).

    Raises:
        CourseError: fewer than one customer.
    """
    if customers < 1:
        raise CourseError("churn_sample: at least one customer")
    import pandas as pd  # noqa: PLC0415

    rows = []
    for number in range(1, int(customers) + 1):
        own = dice(seed, "customer", number)
        (contract,) = own.choices(CONTRACTS, _SHARES)
        support = own.random() < _SUPPORT[contract]
        months = 1 + int(71 * own.betavariate(*{"monthly": (1, 3), "one-year": (2, 2), "two-year": (3, 1.3)}[contract]))
        fee = round(own.triangular(20, 110, 60) + (8 if support else 0), 2)
        leaves = _LEAVE[contract] * (_SUPPORT_EFFECT if support else 1)
        rows.append((number, contract, support, months, fee, own.random() < leaves))
    return pd.DataFrame(rows, columns=["customer", "contract", "support", "months", "fee", "left"])
