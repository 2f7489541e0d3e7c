"""Banks: exercises and keys as authors write them, read and validated."""

from ._bank import Bank, GradedBank, PracticeBank, load_items, load_practice, load_source, to_items_json
from ._comments import COMMENTS_FILE, CommentBank, CommentGroup, load_comments
from ._course import Course, find_course, load_course
from ._deadlines import EXTENSIONS_FILE, LATE_FILE, Deadlines, LatePolicy, load_deadlines
from ._inline import CARRIERS
from ._keys import ENVIRONMENT as KEYS_ENVIRONMENT
from ._keys import KeySet, computed_name, load_keys
from ._problems import Problem

__all__ = [
    "CARRIERS",
    "COMMENTS_FILE",
    "EXTENSIONS_FILE",
    "KEYS_ENVIRONMENT",
    "LATE_FILE",
    "Bank",
    "CommentBank",
    "CommentGroup",
    "Course",
    "Deadlines",
    "GradedBank",
    "KeySet",
    "LatePolicy",
    "PracticeBank",
    "Problem",
    "computed_name",
    "find_course",
    "load_comments",
    "load_course",
    "load_deadlines",
    "load_items",
    "load_keys",
    "load_practice",
    "load_source",
    "to_items_json",
]
