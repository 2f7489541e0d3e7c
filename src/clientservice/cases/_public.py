"""Public data sets, fetched from where they are published and kept in the computer's cache. The course commits none.

Without a network, and without a copy, the function says so in a sentence and returns None.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from clientservice.text import shelf_language, ui

if TYPE_CHECKING:
    import pandas as pd

#: Names a folder with copies of the sets (``telco_churn/…``); then nothing is fetched, also where it is empty.
ENVIRONMENT = "CLIENTSERVICE_DATA"


class _Set(NamedTuple):
    file: str  # below the folder that ENVIRONMENT names, and in the cache
    url: str
    sha256: str


_CHURN = _Set(
    "telco_churn/Telco-Customer-Churn.csv",
    "https://raw.githubusercontent.com/IBM/telco-customer-churn-on-icp4d/d5371f5d83a446ad5673cbcca3b814b926491f8a/data/Telco-Customer-Churn.csv",
    "16320c9c1ec72448db59aa0a26a0b95401046bef5d02fd3aeb906448e3055e91",
)
_AIRPORT = "https://raw.githubusercontent.com/ronyarmon/SFO/8f50307b45911b26b01159d824bdbe13ac9be24c/data/raw/"
_AIRPORTS = {
    2017: _Set(
        "sfo_airport_survey/2017_SFO_Customer_Survey.csv",
        f"{_AIRPORT}2017_SFO_Customer_Survey_20250817.csv",
        "171423b74247f1c0144a93104ef19265975be6a78c6665a7319d8efbc7d1493e",
    ),
    2018: _Set(
        "sfo_airport_survey/2018_SFO_Customer_Survey.csv",
        f"{_AIRPORT}2018_SFO_Customer_Survey_20250817.csv",
        "8d8e368dffb048679044159486bf89c5b838c7dbff731304ba02d4a8a2099c8b",
    ),
}
# One row per incident, made from an event log (doi 10.24432/C57S4H); the file itself is published nowhere.
_DESK = _Set(
    "it_service_desk/incidents_one_row_each.csv",
    "",
    "cddfec494d98125d5597844419fe64fe9b206cdc65b6fe4285669a21c1892c5d",
)
_PRIVATE = ("Q17", "Q18", "FLIGHT", "GATE", "ARRTIME", "DEPTIME", "DESTINATION", "AIRLINE", "DEST", "Q16", "Q19", "Q20")


def public_churn() -> pd.DataFrame | None:
    """IBM's sample of 7,043 customers of a **fictional** telephone company (Apache-2.0); None if it can't be had.

    Columns as published: ``tenure`` in months, ``Contract``, ``TechSupport``, ``MonthlyCharges``, ``Churn`` and others.
    An association in it is no effect, and ``TechSupport`` is an option that was bought, not how good the service was.
    """
    return _table(_CHURN)


def public_airport_survey(year: int = 2018) -> pd.DataFrame | None:
    """Answers of passengers of San Francisco's airport, 2017 or 2018, published by the city; None if it can't be had.

    Ratings (``Q7…``, ``Q9…``) go from 1 unacceptable to 5 outstanding; 6 is "never used", 0 or nothing no answer.
    ``NETPRO`` is the likelihood to recommend, 0–10, 11 no answer; ``Q15PROBLEM`` 1 yes, 2 no. Names of columns are
    stripped of stray spaces; where people live, their flights and their incomes are left out.
    """
    frame = _table(_AIRPORTS[year])
    if frame is None:
        return None
    frame.columns = frame.columns.str.strip()
    return frame.drop(columns=[name for name in frame.columns if name.startswith(_PRIVATE)])


def public_service_desk() -> pd.DataFrame | None:
    """20,768 incidents of an IT company's service desk, one row each (CC BY 4.0, Amaral, Fantinato and Peres 2018).

    ``hours_to_resolve``, ``reassignment_count``, ``made_sla`` and others. Harder incidents are passed on more often, so
    hand-offs and delay go together for more than one reason. None if it can't be had: this form of the log is published
    nowhere; a teacher who has it names its folder in ``CLIENTSERVICE_DATA``.
    """
    return _table(_DESK)


def _table(wanted: _Set) -> pd.DataFrame | None:
    path = _find(wanted)
    if path is None:
        print(ui("cases", "no-public-data", shelf_language()))  # noqa: T201 - a sentence for the reader of the cell
        return None
    import pandas as pd  # noqa: PLC0415

    return pd.read_csv(path, low_memory=False)


def _find(wanted: _Set) -> Path | None:
    if (named := os.environ.get(ENVIRONMENT)) is not None:
        path = Path(named) / wanted.file
        return path if path.is_file() else None
    if not wanted.url:
        return None
    import pooch  # noqa: PLC0415

    logger = pooch.get_logger()
    logger.setLevel("CRITICAL")  # the sentence above is all that a student needs
    try:
        return Path(
            pooch.retrieve(
                wanted.url,
                known_hash=f"sha256:{wanted.sha256}",
                fname=Path(wanted.file).name,
                path=pooch.os_cache("clientservice"),
                downloader=pooch.HTTPDownloader(timeout=4),
            )
        )
    except (OSError, ValueError):  # no network (requests' errors are OSErrors), or not the file that we know
        return None
