"""A database's errors in a sentence that says where, what and what next."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from clientservice.errors import CourseError

#: SQLite's result codes by the first part of their name → what to do.
_ADVICE = {
    "SQLITE_CORRUPT": "the gradebook is damaged. Put back a backup: clientservice restore FILE --force",
    "SQLITE_NOTADB": "the gradebook is damaged. Put back a backup: clientservice restore FILE --force",
    "SQLITE_FULL": "the disk is full. Free some space, then run the command again",
    "SQLITE_BUSY": "another program has been writing to it all the time. Wait until it ends, or close it, then run the "
    "command again",
    "SQLITE_READONLY": "it can't be written. Check that its folder is not on a read-only disk and belongs to you",
    "SQLITE_CANTOPEN": "it can't be opened or written. Check that its folder is not on a read-only disk and belongs to "
    "you",
    "SQLITE_IOERR": "the disk failed or is full. Look after the disk, then run the command again",
}
_OTHERWISE = "free the disk or close other programs that use the gradebook, then run the command again"


def error_name(error: BaseException | None) -> str:
    """SQLite's name of a database error, "" where it has none."""
    orig = getattr(error, "orig", error)
    return str(getattr(orig, "sqlite_errorname", ""))


@contextmanager
def explained(engine: sa.Engine) -> Iterator[None]:
    """Turn an error of the database into a CourseError; a transaction within is undone."""
    try:
        yield
    except DBAPIError as error:
        name, found = engine.url.render_as_string(hide_password=True), error_name(error)
        advice = next((words for code, words in _ADVICE.items() if found.startswith(code)), _OTHERWISE)
        raise CourseError(f"{name}: {error.orig}; nothing of this step was written: {advice}") from error
