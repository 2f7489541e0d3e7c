"""The gradebook and the folders of grading: where they are, what is in them. Judge and reports stand on it."""

from ._book import GRADED_TABLE, Gradebook
from ._records import Cells, Judged, Mark, Outcome, Record, Stamp, Student
from ._settings import CANONICAL, CODE_STUB, TEXT_STUB, Places, load_places, load_settings, one_writer, prepare_path

__all__ = [
    "CANONICAL",
    "CODE_STUB",
    "GRADED_TABLE",
    "TEXT_STUB",
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
