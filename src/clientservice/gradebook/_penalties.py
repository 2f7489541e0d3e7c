"""Due dates and late penalties in nbgrader's own columns, so that its export and its formgrader know them.

A penalty is a share of the points, and points change when somebody marks an essay. So what a grading wrote is settled
again from the points that stand (`Penalties.settle`), and whoever reads computes it from them, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import sqlalchemy as sa

from ._explained import explained
from ._late import Lateness
from ._records import Record
from ._sqlite import writing

#: SQLAlchemy keeps an interval as a date counted from here where the database has no such type.
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - a number of seconds in disguise

Tables = Mapping[str, sa.Table]


class Penalties:
    """Due dates and penalties in an open gradebook (`Gradebook` is one)."""

    engine: sa.Engine
    tables: dict[str, sa.Table]
    stamps: sa.Table

    def set_due(self, assignment: str, due: datetime | None) -> None:
        """Let nbgrader know everybody's due date, or that there is none, and then no extension either."""
        table, submitted = self.tables["assignment"], self.tables["submitted_assignment"]
        moment = due.astimezone(UTC).replace(tzinfo=None) if due is not None else None
        with explained(self.engine), writing(self.engine) as connection:
            connection.execute(table.update().where(table.c.name == assignment).values(duedate=moment))
            if moment is None:  # nbgrader adds an extension to the due date, and fails without one
                mine = sa.select(table.c.id).where(table.c.name == assignment).scalar_subquery()
                connection.execute(submitted.update().where(submitted.c.assignment_id == mine).values(extension=None))

    def settle(self, assignment: str) -> list[str]:
        """Compute every penalty again from the points that stand now; returns whose penalty changed."""
        with explained(self.engine), writing(self.engine) as connection:
            return settle_penalties(connection, self.tables, self.stamps, assignment)

    def _write_lateness(self, connection: sa.Connection, submission: str, notebook: str, late: Lateness | None) -> None:
        """One submission's extension and penalty, within the transaction that writes its grades."""
        table = self.tables["submitted_assignment"]
        delta = late.due - late.general_due if late is not None and late.extended else None
        extension = _interval(table.c.extension.type, delta)
        connection.execute(table.update().where(table.c.id == submission).values(extension=extension))
        _write(connection, self.tables, notebook, _penalty(connection, self.tables, notebook, late))


def settle_penalties(connection: sa.Connection, tables: Tables, stamps: sa.Table, assignment: str) -> list[str]:
    """`Penalties.settle` within somebody's transaction."""
    n, a, b, k, s = (
        *(tables[name] for name in ("submitted_notebook", "submitted_assignment", "assignment", "notebook")),
        stamps,
    )
    query = (
        sa.select(s.c.student, s.c.record, n.c.id, n.c.late_submission_penalty)
        .select_from(n)
        .join(k, k.c.id == n.c.notebook_id)
        .join(a, a.c.id == n.c.assignment_id)
        .join(b, b.c.id == a.c.assignment_id)
        .join(s, (s.c.assignment == b.c.name) & (s.c.student == a.c.student_id))
        .where(b.c.name == assignment, k.c.name == assignment)
        .order_by(s.c.student)
    )
    changed = []
    for student, raw, notebook, before in connection.execute(query).all():
        penalty = _penalty(connection, tables, notebook, msgspec.json.decode(raw, type=Record).late)
        if penalty != before:
            _write(connection, tables, notebook, penalty)
            changed.append(student)
    return changed


def _penalty(connection: sa.Connection, tables: Tables, notebook: str, late: Lateness | None) -> float | None:
    """From the points of a submitted notebook, by nbgrader's rule; None for work that is on time."""
    if late is None or not late.days:
        return None
    g = tables["grade"].c
    points = sa.func.coalesce(g.manual_score, g.auto_score)
    counted = sa.case((points.is_(None), 0.0), else_=points + sa.func.coalesce(g.extra_credit, 0.0))
    total = connection.execute(sa.select(sa.func.sum(counted)).where(g.notebook_id == notebook)).scalar()
    return late.penalty(float(total or 0.0))


def _write(connection: sa.Connection, tables: Tables, notebook: str, penalty: float | None) -> None:
    table = tables["submitted_notebook"]
    connection.execute(table.update().where(table.c.id == notebook).values(late_submission_penalty=penalty))


def _interval(kind: sa.types.TypeEngine[Any], delta: timedelta | None) -> timedelta | datetime | None:
    if delta is None or kind.python_type is timedelta:
        return delta
    return _EPOCH + delta
