"""What can go wrong with the sandbox itself."""

from __future__ import annotations

from clientservice.errors import CourseError


class SandboxError(CourseError):
    """Code can't be run as safely as asked; nothing was run instead."""


class Abandoned(BaseException):
    """Whoever wanted this run wants it no longer; it was left where it stood."""


def never() -> bool:
    """Nobody abandons this run."""
    return False
