"""A survey about the components of service, for lesson 4. Simulated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientservice.errors import CourseError

from ._dice import dice

if TYPE_CHECKING:
    import pandas as pd

#: The lecture's components and the two that it leaves out: (mean rating, weight in the overall rating).
_MODEL = {
    "access": (3.9, 0.10),
    "simplicity": (3.1, 0.22),
    "transparency": (3.3, 0.14),
    "interest": (4.1, 0.08),
    "details": (4.2, 0.03),
    "courtesy": (4.5, 0.07),
    "accuracy": (3.7, 0.18),
    "promptness": (3.0, 0.10),
    "promises": (3.4, 0.26),
    "recovery": (2.8, 0.16),
}
COMPONENTS = tuple(_MODEL)
_MOOD = 0.35  # how much one respondent's ratings move together


def service_survey(*, seed: int = 4, respondents: int = 400) -> pd.DataFrame:
    """Ratings of ten components of service by clients of an invented company.

    Args:
        seed: which respondents.
        respondents: how many.

    Returns:
        One row per respondent: ``respondent`` (number); a column for each of `COMPONENTS` (1 very bad – 5 very good);
        ``overall`` (1–5); ``complained`` (True or False; few of the dissatisfied do).

    Raises:
        CourseError: fewer than one respondent.
    """
    if respondents < 1:
        raise CourseError("service_survey: at least one respondent")
    import pandas as pd  # noqa: PLC0415

    rows = []
    for number in range(1, int(respondents) + 1):
        own = dice(seed, "respondent", number)
        mood = own.gauss(0, _MOOD)
        felt = {name: mean + mood + own.gauss(0, 0.8) for name, (mean, _) in _MODEL.items()}
        pull = sum(weight * (felt[name] - mean) for name, (mean, weight) in _MODEL.items())
        overall = _rating(3.5 + 1.1 * pull + own.gauss(0, 0.35))
        complained = overall <= 2 and own.random() < 0.3
        rows.append({"respondent": number, **{n: _rating(v) for n, v in felt.items()}, "overall": overall,
                     "complained": complained})  # fmt: skip
    return pd.DataFrame(rows)


def _rating(felt: float) -> int:
    return min(5, max(1, round(felt)))
