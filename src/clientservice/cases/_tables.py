"""The small tables in ``course/data``: made here, committed, and proved fresh by the build's own check."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from clientservice.errors import CourseError
from clientservice.text import course_folder

from ._churn import churn_sample
from ._dealership import dealership_flow
from ._desk import service_desk
from ._retention import retention
from ._riverline import changed_departures
from ._survey import service_survey

if TYPE_CHECKING:
    import pandas as pd

FOLDER = "data"
#: Name → what makes it. The file is ``course/data/<name>.csv``, its dictionary ``<name>.yml``.
TABLES: Mapping[str, Callable[[], pd.DataFrame]] = {
    "churn": lambda: churn_sample(customers=1200),
    "dealership": lambda: dealership_flow(days=10),
    "retention": lambda: retention(retained=0.8),
    "river-line": lambda: changed_departures(passengers=600),
    "service-desk": lambda: service_desk(tickets=400),
    "survey": lambda: service_survey(respondents=300),
}


def table_bytes(name: str) -> bytes:
    """A table of `TABLES` as the CSV file that is committed."""
    text: str = TABLES[name]().to_csv(index=False, float_format="%.2f", lineterminator="\n")
    return text.encode()


def load_table(name: str) -> pd.DataFrame:
    """One of the course's simulated tables, by its name in `TABLES`.

    Read from the course's ``data`` folder, or made anew where the notebook is opened outside of the course.

    Raises:
        CourseError: there is no such table.
    """
    if name not in TABLES:
        raise CourseError(f'load_table: there is no table "{name}", only {", ".join(TABLES)}')
    import io  # noqa: PLC0415

    import pandas as pd  # noqa: PLC0415

    folder = course_folder()
    path = folder / FOLDER / f"{name}.csv" if folder else None
    raw = path.read_bytes() if path and path.is_file() else table_bytes(name)
    frame = pd.read_csv(io.BytesIO(raw))
    words = [column for column in frame.columns if frame[column].dtype.kind not in "biuf"]
    return frame.fillna(dict.fromkeys(words, ""))
