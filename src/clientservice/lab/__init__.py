"""How JupyterLab is started: for a student on the start page, for a teacher in full."""

from ._folders import prepare_work
from ._launch import Launch, own_path, student_launch, teacher_launch
from ._manifest import manifest
from ._student import START_PAGE

__all__ = ["START_PAGE", "Launch", "manifest", "own_path", "prepare_work", "student_launch", "teacher_launch"]
