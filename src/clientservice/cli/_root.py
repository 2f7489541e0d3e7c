"""The folder that a command works on."""

from __future__ import annotations

from pathlib import Path

from clientservice.banks import find_course


def course_root() -> Path:
    """The clone or the bundle: the folder that holds ``course/``, at or above the current one."""
    return find_course(Path.cwd()).parent
