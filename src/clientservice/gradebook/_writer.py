"""The statements that one graded submission takes, within one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from clientservice.errors import CourseError

from ._records import Judged, Record


class Writer:
    """The statements of one submission's transaction."""

    def __init__(self, tables: Mapping[str, sa.Table], connection: sa.Connection) -> None:
        self.tables = tables
        self.connection = connection

    def _find(self, table: sa.Table, **where: Any) -> str | None:
        query = sa.select(table.c.id).where(*(table.c[name] == value for name, value in where.items()))
        found: str | None = self.connection.execute(query).scalar_one_or_none()
        return found

    def _add(self, table: sa.Table, **values: Any) -> str:
        name = uuid4().hex
        self.connection.execute(table.insert().values(id=name, **values))
        return name

    def submission(self, assignment: str, student: str, submitted_at: datetime | None) -> str:
        """The submitted assignment's id; makes student and submission where they are new."""
        if self._find(self.tables["student"], id=student) is None:
            self.connection.execute(self.tables["student"].insert().values(id=student))
        table = self.tables["submitted_assignment"]
        moment = submitted_at.astimezone(UTC).replace(tzinfo=None) if submitted_at else None
        found = self._find(table, assignment_id=assignment, student_id=student)
        if found is None:
            return self._add(table, assignment_id=assignment, student_id=student, timestamp=moment)
        if moment is not None:
            self.connection.execute(table.update().where(table.c.id == found).values(timestamp=moment))
        return found

    def notebook(self, submission: str, notebook: str) -> str:
        """The submitted notebook's id."""
        table = self.tables["submitted_notebook"]
        found = self._find(table, assignment_id=submission, notebook_id=notebook)
        return found or self._add(table, assignment_id=submission, notebook_id=notebook, flagged=False)

    def standing(self, notebook: str, cells: Mapping[str, tuple[str, float]]) -> dict[str, Mapping[str, Any]]:
        """The rows that are there already, by the cell's name; arguments as for `grades`."""
        table, names = self.tables["grade"], {cell: name for name, (cell, _) in cells.items()}
        rows = self.connection.execute(sa.select(table).where(table.c.notebook_id == notebook)).mappings()
        return {names[row["cell_id"]]: dict(row) for row in rows if row["cell_id"] in names}

    def grades(self, notebook: str, cells: Mapping[str, tuple[str, float]], record: Record | None) -> None:
        """One row per graded cell of the gradebook.

        Args:
            notebook: the submitted notebook's id.
            cells: name → (id, maximum).
            record: what was judged; None for a notebook that is not ours.
        """
        table = self.tables["grade"]
        rows = self.connection.execute(sa.select(table).where(table.c.notebook_id == notebook)).mappings()
        old = {row["cell_id"]: row for row in rows}
        for name, (cell, most) in cells.items():
            judged = record.items.get(name) if record else None
            if judged is not None and judged.max_points != most:
                raise CourseError(
                    f'"{name}" has {judged.max_points} points in its bank and {most} in the gradebook; '
                    "run clientservice release with --force, then grade again"
                )
            before = dict(old[cell]) if cell in old else None
            values = _grade(judged, before, review=bool(record and record.review))
            if before is not None:
                self.connection.execute(table.update().where(table.c.id == before["id"]).values(**values))
            else:
                self._add(table, notebook_id=notebook, cell_id=cell, **values)

    def comments(self, notebook: str, cells: list[str]) -> None:
        """Empty rows where comments can be written; those that exist stay as they are."""
        table = self.tables["comment"]
        for cell in cells:
            if self._find(table, notebook_id=notebook, cell_id=cell) is None:
                self._add(table, notebook_id=notebook, cell_id=cell)


def _grade(judged: Judged | None, old: Mapping[str, Any] | None, *, review: bool) -> dict[str, Any]:
    """The automatic score, and whether a person must look.

    A mark that a person gave, or a review that a person resolved, is asked for again only if the automatic score is
    another one than before, or the text is.
    """
    scored = judged is not None and judged.status != "needs_review"
    points = judged.points if judged is not None and scored else None
    if old is None:
        return {"auto_score": points, "needs_manual_grade": not scored or review}
    same = old["auto_score"] == points
    resolved = same and not old["needs_manual_grade"]
    by_hand = old["manual_score"] is not None
    changed = judged is not None and judged.changed
    return {"auto_score": points, "needs_manual_grade": changed or ((not scored or review or by_hand) and not resolved)}
