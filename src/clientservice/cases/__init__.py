"""Cases: the seeded simulations, tables and pictures behind the lessons.

Everything here is simulated unless its name begins with ``public_``. Importing this room imports neither pandas nor
Matplotlib; the functions do, when they are called.
"""

from . import plots
from ._churn import churn_sample
from ._dealership import STEPS, dealership_flow
from ._desk import service_desk
from ._public import public_airport_survey, public_churn, public_service_desk
from ._retention import five_percent, retention
from ._riverline import changed_departures
from ._survey import COMPONENTS, service_survey
from ._tables import TABLES, load_table, table_bytes

__all__ = [
    "COMPONENTS",
    "STEPS",
    "TABLES",
    "changed_departures",
    "churn_sample",
    "dealership_flow",
    "five_percent",
    "load_table",
    "plots",
    "public_airport_survey",
    "public_churn",
    "public_service_desk",
    "retention",
    "service_desk",
    "service_survey",
    "table_bytes",
]
