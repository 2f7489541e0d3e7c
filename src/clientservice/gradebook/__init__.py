"""The gradebook and the folders of grading: where they are, what is in them. Judge and reports stand on it."""

from ._audit import Verdict, verify
from ._backup import backup
from ._book import GRADED_TABLE, Gradebook
from ._history import AUDIT_TABLE, Details, Entry
from ._keeping import Saved
from ._late import Lateness, clamp_penalty
from ._marks import CHANGED, ChosenLevel, EssayRow, GivenMark, MarkChangedError
from ._members import unsafe_member
from ._records import Cells, Judged, Mark, Outcome, Record, Stamp, Student
from ._repairs import Repair
from ._restore import Restored, restore
from ._settings import CANONICAL, CODE_STUB, TEXT_STUB, Places, load_places, load_settings, one_writer, prepare_path
from ._states import WHY, Change, Changes, Grade, State

__all__ = [
    "AUDIT_TABLE",
    "CANONICAL",
    "CHANGED",
    "CODE_STUB",
    "GRADED_TABLE",
    "TEXT_STUB",
    "WHY",
    "Cells",
    "Change",
    "Changes",
    "ChosenLevel",
    "Details",
    "Entry",
    "EssayRow",
    "GivenMark",
    "Grade",
    "Gradebook",
    "Judged",
    "Lateness",
    "Mark",
    "MarkChangedError",
    "Outcome",
    "Places",
    "Record",
    "Repair",
    "Restored",
    "Saved",
    "Stamp",
    "State",
    "Student",
    "Verdict",
    "backup",
    "clamp_penalty",
    "load_places",
    "load_settings",
    "one_writer",
    "prepare_path",
    "restore",
    "unsafe_member",
    "verify",
]
