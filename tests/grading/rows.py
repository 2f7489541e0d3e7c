"""The gradebook's rows, without ids that are random."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

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
