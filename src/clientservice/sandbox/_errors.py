"""What can go wrong with the sandbox itself."""

from __future__ import annotations

from clientservice.errors import CourseError


class SandboxError(CourseError):
    """Code can't be run as safely as asked; nothing was run instead."""
