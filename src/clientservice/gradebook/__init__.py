"""The gradebook and the folders of grading: where they are, what is in them. Judge and reports stand on it."""

from ._book import GRADED_TABLE, Gradebook
from ._records import Cells, Judged, Mark, Outcome, Record, Stamp, Student
from ._settings import CANONICAL, Places, load_places, load_settings, one_writer, prepare_path

__all__ = [
    "CANONICAL",
    "GRADED_TABLE",
    "Cells",
    "Gradebook",
    "Judged",
    "Mark",
    "Outcome",
    "Places",
    "Record",
    "Stamp",
    "Student",
    "load_places",
    "load_settings",
    "one_writer",
    "prepare_path",
]
