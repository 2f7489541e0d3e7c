"""The judge: release, collect, grade, feedback. It holds the keys and never runs in a student's process."""

from ._collect import Collected, CollectReport, Refusal, collect
from ._feedback import FeedbackReport, feedback
from ._folders import prepare_folders
from ._grade import Failure, Graded, GradeReport, Step, grade
from ._release import Released, ReleaseReport, release

__all__ = [
    "CollectReport",
    "Collected",
    "Failure",
    "FeedbackReport",
    "GradeReport",
    "Graded",
    "Refusal",
    "ReleaseReport",
    "Released",
    "Step",
    "collect",
    "feedback",
    "grade",
    "prepare_folders",
    "release",
]
