"""Banks: exercises and keys as authors write them, read and validated."""

from ._bank import Bank, GradedBank, PracticeBank, load_items, load_practice, load_source, to_items_json
from ._course import Course, find_course, load_course
from ._inline import CARRIERS
from ._keys import ENVIRONMENT as KEYS_ENVIRONMENT
from ._keys import KeySet, computed_name, load_keys
from ._problems import Problem

__all__ = [
    "CARRIERS",
    "KEYS_ENVIRONMENT",
    "Bank",
    "Course",
    "GradedBank",
    "KeySet",
    "PracticeBank",
    "Problem",
    "computed_name",
    "find_course",
    "load_course",
    "load_items",
    "load_keys",
    "load_practice",
    "load_source",
    "to_items_json",
]
