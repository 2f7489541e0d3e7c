"""Widgets: what a student sees and touches.

The student's four calls are reached as `clientservice.begin` and so on. Importing this room imports anywidget and
IPython, so the package's own ``__init__`` does it at the first call.
"""

from ._exercise import ExerciseWidget
from ._explore import ExploreWidget, Slider
from ._places import ENVIRONMENT, Places, find_places, protecting_root
from ._practice import PracticeWidget
from ._receipt import ReceiptWidget
from ._session import Session, begin, call
from ._troubles import ExerciseUnavailableError
from ._types import graded_widget, practice_widget

__all__ = [
    "ENVIRONMENT",
    "ExerciseUnavailableError",
    "ExerciseWidget",
    "ExploreWidget",
    "Places",
    "PracticeWidget",
    "ReceiptWidget",
    "Session",
    "Slider",
    "begin",
    "call",
    "find_places",
    "graded_widget",
    "practice_widget",
    "protecting_root",
]
