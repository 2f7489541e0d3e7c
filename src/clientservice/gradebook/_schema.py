"""Whether the database is one that this version of nbgrader, and of ours, understands."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import sqlalchemy as sa

from clientservice.errors import CourseError

from ._sqlite import is_sqlite

#: The columns of nbgrader's tables that our statements name; those of our own tables are the tables' own.
_NEEDED = {
    "assignment": {"id", "name", "duedate"},
    "notebook": {"id", "name", "assignment_id"},
    "base_cell": {"id", "name", "notebook_id"},
    "grade_cells": {"id", "max_score"},
    "task_cells": {"id", "max_score"},
    "student": {"id", "first_name", "last_name", "email"},
    "submitted_assignment": {"id", "assignment_id", "student_id", "timestamp", "extension"},
    "submitted_notebook": {"id", "assignment_id", "notebook_id", "flagged", "late_submission_penalty"},
    "grade": {"id", "cell_id", "notebook_id", "auto_score", "manual_score", "extra_credit", "needs_manual_grade"},
    "comment": {"id", "cell_id", "notebook_id", "manual_comment"},
}
_OLDER = "was made by an older nbgrader; make a copy of the file, then run: nbgrader db upgrade"


def check_present(engine: sa.Engine) -> None:
    """Raise CourseError where there is no gradebook; opening SQLite's would make an empty file."""
    if is_sqlite(engine) and engine.url.database and not Path(engine.url.database).exists():
        raise CourseError(f"{engine.url}: no gradebook yet; run clientservice release ASSIGNMENT first")
    if not sa.inspect(engine).has_table("submitted_assignment"):
        raise absent(engine)


def absent(engine: sa.Engine) -> CourseError:
    """The error for a database without all of nbgrader's tables."""
    name = engine.url.render_as_string(hide_password=True)
    if sa.inspect(engine).has_table("submitted_assignment"):
        return CourseError(f"{name}: {_OLDER}")
    return CourseError(f"{name}: no gradebook yet; run clientservice release ASSIGNMENT first")


def check_schema(engine: sa.Engine, tables: Iterable[sa.Table]) -> None:
    """Refuse a database of another version before anything is written.

    Args:
        engine: the database.
        tables: nbgrader's, as they are there, and ours, as they must be.

    Raises:
        CourseError: it was made by an older or a newer version; the message says of what.
    """
    name = engine.url.render_as_string(hide_password=True)
    inspector = sa.inspect(engine)
    for table in tables:
        there = {column.name for column in table.columns}
        if not table.name.startswith("clientservice_"):
            if lacking := _NEEDED.get(table.name, set()) - there:
                raise CourseError(
                    f"{name}: table {table.name} has no {', '.join(sorted(lacking))}: the gradebook {_OLDER}"
                )
        elif inspector.has_table(table.name):
            found = {column["name"] for column in inspector.get_columns(table.name)}
            if found != there:
                raise CourseError(
                    f"{name}: table {table.name} is of another version of clientservice; "
                    "update the course's program, or put back a backup that fits it: clientservice restore FILE --force"
                )
    with engine.connect() as connection:
        marked = inspector.has_table("alembic_version")
        version = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar() if marked else None
    if version is not None and known_versions() and version not in known_versions():
        raise CourseError(
            f"{name}: was made by a newer nbgrader than the one that is installed (its version is {version}); "
            "install that one, then run the command again"
        )


@cache
def known_versions() -> frozenset[str]:
    """The versions of the gradebook that the installed nbgrader knows; without importing it, which takes seconds."""
    spec = find_spec("nbgrader")
    places = list(spec.submodule_search_locations or ()) if spec is not None else []
    files = [path for place in places for path in (Path(place) / "alembic" / "versions").glob("*.py")]
    found = (re.search(r"^revision = ['\"](\w+)", path.read_text(encoding="utf-8"), re.MULTILINE) for path in files)
    return frozenset(match[1] for match in found if match)
