"""Widgets: what a student sees and touches.

The student's four calls are reached as `clientservice.begin` and so on. Importing this room imports anywidget and
IPython, so the package's own ``__init__`` does it at the first call.
"""

from ._categorize import CategorizePractice, CategorizeWidget
from ._exercise import ExerciseWidget
from ._places import ENVIRONMENT, Places, find_places, protecting_root
from ._receipt import ReceiptWidget
from ._session import Session, begin, call
from ._troubles import ExerciseUnavailableError

__all__ = [
    "ENVIRONMENT",
    "CategorizePractice",
    "CategorizeWidget",
    "ExerciseUnavailableError",
    "ExerciseWidget",
    "Places",
    "ReceiptWidget",
    "Session",
    "begin",
    "call",
    "find_places",
    "protecting_root",
]
