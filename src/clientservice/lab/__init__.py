"""How JupyterLab is started: for a student on the start page, for a teacher in full."""

from ._folders import prepare_work
from ._launch import Launch, own_path, student_launch, teacher_launch

__all__ = ["Launch", "own_path", "prepare_work", "student_launch", "teacher_launch"]
