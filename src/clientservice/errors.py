"""The one family of exceptions that this package raises on purpose."""

from __future__ import annotations


class CourseError(Exception):
    """Something a person can mend.

    The message says where, what is wrong and what to do next, in one or two sentences;
    the command line prints it as it is and exits with code 2.
    """


class BankError(CourseError):
    """An exercise bank, key file or course file is wrong; the message names file, line and field."""


class ResponseError(CourseError):
    """A response can't be read or written."""
