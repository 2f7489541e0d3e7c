"""The gradebook's rows, without ids that are random."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

from clientservice.gradebook import verify

GRADES = """
select a.student_id, a.timestamp, n.flagged, n.late_submission_penalty, b.name,
       g.auto_score, g.manual_score, g.extra_credit, g.needs_manual_grade
from submitted_assignment a
join submitted_notebook n on n.assignment_id = a.id
join grade g on g.notebook_id = n.id
join base_cell b on b.id = g.cell_id
order by a.student_id, b.name
"""
STUDENTS = "select id, first_name, last_name, email, lms_user_id from student order by id"
COMMENTS = """
select a.student_id, b.name, c.auto_comment, c.manual_comment
from comment c join submitted_notebook n on n.id = c.notebook_id
join submitted_assignment a on a.id = n.assignment_id join base_cell b on b.id = c.cell_id order by 1, 2
"""
STAMPS = """
select assignment, student, submission, key, release, environment, record from clientservice_graded order by 2
"""


def query(root: Path, sql: str, *values: object) -> list[tuple]:
    with closing(sqlite3.connect(root / "grading" / "gradebook.db")) as connection, connection:
        return connection.execute(sql, values).fetchall()


def table(root: Path) -> dict[str, list[tuple]]:
    """Everything that a grading writes."""
    names = {"grades": GRADES, "students": STUDENTS, "comments": COMMENTS, "stamps": STAMPS}
    return {name: query(root, sql) for name, sql in names.items()}


_MASKED = re.compile(r"\b[0-9a-f]{32}\b|\b[0-9a-f]{64}\b|\b\d{4}-\d\d-\d\d[T ][0-9:.]+(\+[0-9:]+|Z)?")


def everything(root: Path) -> dict[str, list[str]]:
    """All tables with all rows, without order, random ids, hashes, moments and running numbers."""
    with closing(sqlite3.connect(root / "grading" / "gradebook.db")) as connection, connection:
        assert connection.execute("pragma integrity_check").fetchall() == [("ok",)]
        assert connection.execute("pragma foreign_key_check").fetchall() == []
        names = [name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")]
        found = {}
        for name in names:
            cursor = connection.execute(f'select * from "{name}"')  # noqa: S608 - the database's own names
            places = [place for place, column in enumerate(cursor.description) if column[0] not in {"seq", "rowid"}]
            rows = ([row[place] for place in places] for row in cursor)
            found[name] = sorted(_MASKED.sub("…", repr(row)) for row in rows)
        return found


def files(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Path → (bytes, mode) of everything below a folder."""
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mode & 0o777)
        for path in folder.rglob("*")
        if path.is_file()
    }


def same(root: Path, golden: Path, *, history: bool = True) -> None:
    """Two courses hold the same grades, and no file is left half written. ``history``: as many steps to get there."""
    assert verify(root).problems == []
    assert table(root) == table(golden)
    ours, theirs = everything(root), everything(golden)
    assert not history or ours == theirs
    assert files(root / "grading/autograded") == files(golden / "grading/autograded")
    assert list((root / "grading").rglob(".tmp-*")) == []


def history(root: Path) -> list[tuple]:
    """What the history of grades says of each grading, without the moments."""
    rows = query(root, "select assignment, student, event, details from clientservice_audit order by student, seq")
    kept = ("why", "arrived", "stamp", "levels", "record", "review", "before", "after", "total")
    return [(*who, {name: json.loads(raw).get(name) for name in kept}) for *who, raw in rows]


def scores(root: Path, student: str) -> dict[str, tuple[float | None, float | None, bool]]:
    """Exercise → (automatic score, score by hand, needs a person)."""
    return {row[4]: (row[5], row[6], bool(row[8])) for row in query(root, GRADES) if row[0] == student}


def set_grade(root: Path, student: str, exercise: str, **values: object) -> None:
    """What the formgrader writes when a teacher marks."""
    columns = ", ".join(f"{name} = ?" for name in values)
    sql = f"""update grade set {columns} where id in (
        select g.id from grade g join submitted_notebook n on n.id = g.notebook_id
        join submitted_assignment a on a.id = n.assignment_id join base_cell b on b.id = g.cell_id
        where a.student_id = ? and b.name = ?)"""  # noqa: S608 - column names of this file's callers
    query(root, sql, *values.values(), student, exercise)
