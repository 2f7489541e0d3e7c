"""Marks that persons give to essays: by which levels, for which text, and never over somebody else's.

A mark by the rubric is the sum that the formgrader would have been given, in the same columns, in one transaction with
the comment and with the chosen levels (in a table of our own, for the feedback page).
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from clientservice.errors import CourseError

from ._explained import explained
from ._records import Judged, Record
from ._sqlite import reading, writing

#: Which levels of the rubric a mark consists of. A mark that the formgrader gave has no row here.
MARKS_TABLE = "clientservice_marks"
#: Why a mark that stands is asked for again.
CHANGED = "the text changed after it was marked"


class MarkChangedError(CourseError):
    """Somebody else marked the essay, or another text was handed in, since the page was loaded. Nothing is written."""


class ChosenLevel(msgspec.Struct, frozen=True, kw_only=True):
    """One criterion of a mark: which level, counted from the best, and its points at that time."""

    level: int
    points: float


class GivenMark(msgspec.Struct, frozen=True, kw_only=True):
    """What a marker gives: a level for each criterion, by its id, and a comment."""

    levels: dict[str, ChosenLevel]
    comment: str

    @property
    def points(self) -> float:
        """The sum of the levels."""
        return round(sum(chosen.points for chosen in self.levels.values()), 2)


class EssayRow(msgspec.Struct, frozen=True, kw_only=True):
    """One essay in the gradebook. ``id`` is that of nbgrader's grade: random, so it says nothing about the student.

    ``levels`` are empty, ``marked_at`` is None where the mark that stands was not given by the rubric. ``changed``: the
    text is another one than the mark was given for.
    """

    id: str
    student: str
    exercise: str
    judged: Judged
    lang: str
    max_points: float
    auto: float | None
    manual: float | None
    extra: float | None
    open: bool
    comment: str
    levels: dict[str, ChosenLevel]
    marked_at: datetime | None

    @property
    def version(self) -> str:
        """Equal as long as neither the mark nor the text has changed."""
        seen = [self.auto, self.manual, self.extra, self.open, self.comment, self.levels, self.judged.texts]
        return hashlib.sha256(msgspec.json.encode([*seen, str(self.marked_at)], order="deterministic")).hexdigest()[:32]


def marks_table() -> sa.Table:
    """Our table of chosen levels; its metadata is its own, so that nbgrader's tables stay as they are."""
    return sa.Table(
        MARKS_TABLE,
        sa.MetaData(),
        sa.Column("assignment", sa.String(128), primary_key=True),
        sa.Column("student", sa.String(128), primary_key=True),
        sa.Column("exercise", sa.String(128), primary_key=True),
        sa.Column("levels", sa.Text, nullable=False),
        sa.Column("points", sa.Float, nullable=False),
        sa.Column("marked_at", sa.String(40), nullable=False),
    )


def with_marked_texts(record: Record, earlier: Record | None, standing: Mapping[str, Mapping[str, Any]]) -> Record:
    """Remember for every mark given by hand which text it was given for, and say so where the text is another one now.

    A mark that nobody is asked for was given for the text that was graded last: the formgrader and our page show that
    text, and a changed one asks again.

    Args:
        record: what is about to be written.
        earlier: what the last grading wrote, None for a first one.
        standing: the rows of table ``grade`` so far, by exercise.
    """
    before = earlier.items if earlier is not None else {}
    items = {
        name: _remembered(judged, before[name], standing[name])
        if name in before and name in standing and standing[name]["manual_score"] is not None
        else judged
        for name, judged in record.items.items()
    }
    return msgspec.structs.replace(record, items=items)


def _remembered(judged: Judged, before: Judged, row: Mapping[str, Any]) -> Judged:
    if not (judged.texts or before.texts or before.marked):  # no essay, or never a text
        return judged
    marked = before.marked if row["needs_manual_grade"] and before.marked else before.text_digest
    judged = msgspec.structs.replace(judged, marked=marked)
    return msgspec.structs.replace(judged, reason=CHANGED) if judged.changed else judged


class Marks:
    """Essays and their marks in an open gradebook (`Gradebook` is one)."""

    engine: sa.Engine
    tables: dict[str, sa.Table]
    stamps: sa.Table
    given: sa.Table

    def essays(self, assignment: str, exercises: Collection[str]) -> list[EssayRow]:
        """Every graded submission's essays, in no order that tells anything."""
        with explained(self.engine), reading(self.engine) as connection:
            return self._essays(connection, assignment, exercises)

    def chosen_levels(self, assignment: str) -> dict[str, dict[str, dict[str, ChosenLevel]]]:
        """Student → exercise → criterion → level, where these make the mark that stands and nobody is asked again."""
        found: dict[str, dict[str, dict[str, ChosenLevel]]] = {}
        with explained(self.engine), reading(self.engine) as connection:
            names = connection.execute(
                sa.select(self.given.c.exercise).distinct().where(self.given.c.assignment == assignment)
            )
            for row in self._essays(connection, assignment, set(names.scalars())):
                if row.levels and not row.open:
                    found.setdefault(row.student, {})[row.exercise] = row.levels
        return found

    def give(self, assignment: str, essay: EssayRow, mark: GivenMark, *, now: datetime | None = None) -> EssayRow:
        """Write a mark as the formgrader writes it, and its levels; all of it or nothing.

        Args:
            assignment: its name.
            essay: as the marker saw it.
            mark: what the marker gives.
            now: for tests.

        Returns:
            The essay as it is now.

        Raises:
            MarkChangedError: it is not as the marker saw it any more.
        """
        grade, comment = self.tables["grade"], self.tables["comment"]
        with explained(self.engine), writing(self.engine) as connection:
            # The first statement writes: from here on nobody else changes this mark, in PostgreSQL as well.
            mine = grade.update().where(grade.c.id == essay.id)
            connection.execute(mine.values(needs_manual_grade=grade.c.needs_manual_grade))
            found = self._essays(connection, assignment, {essay.exercise}, essay.id)
            if not found or found[0].version != essay.version:
                raise MarkChangedError("the essay was marked or handed in anew meanwhile; load it again")
            connection.execute(mine.values(manual_score=mark.points, needs_manual_grade=False))
            where = self._comment_ids(essay)
            connection.execute(
                comment.update().where(comment.c.id.in_(where)).values(manual_comment=mark.comment or None)
            )
            self._write_levels(connection, assignment, essay, mark, now or datetime.now(UTC))
            return self._essays(connection, assignment, {essay.exercise}, essay.id)[0]

    def _write_levels(
        self, connection: sa.Connection, assignment: str, essay: EssayRow, mark: GivenMark, now: datetime
    ) -> None:
        key = {"assignment": assignment, "student": essay.student, "exercise": essay.exercise}
        connection.execute(self.given.delete().where(*(self.given.c[name] == value for name, value in key.items())))
        levels = msgspec.json.encode(mark.levels, order="sorted").decode()
        stamp = now.astimezone(UTC).isoformat(timespec="microseconds")
        connection.execute(self.given.insert().values(**key, levels=levels, points=mark.points, marked_at=stamp))

    def _comment_ids(self, essay: EssayRow) -> sa.Select[Any]:
        """The comment beside a grade, which belongs to another cell of the same name."""
        grade, comment, graded = self.tables["grade"], self.tables["comment"], self.tables["base_cell"]
        written = graded.alias()
        return (
            sa.select(comment.c.id)
            .join(grade, grade.c.notebook_id == comment.c.notebook_id)
            .join(graded, graded.c.id == grade.c.cell_id)
            .join(written, (written.c.id == comment.c.cell_id) & (written.c.name == graded.c.name))
            .where(grade.c.id == essay.id)
        )

    def _essays(
        self, connection: sa.Connection, assignment: str, exercises: Collection[str], grade_id: str | None = None
    ) -> list[EssayRow]:
        t, w, s = self.tables, self.given, self.stamps
        g, b, n, a, c = t["grade"], t["base_cell"], t["submitted_notebook"], t["submitted_assignment"], t["comment"]
        most, written = t["grade_cells"], t["base_cell"].alias()
        comments = (  # an essay's cell stands twice in the table of cells: as one that is graded and as one written
            sa.select(c.c.notebook_id, written.c.name, c.c.manual_comment)
            .join(written, written.c.id == c.c.cell_id)
            .subquery()
        )
        mine = (w.c.assignment == assignment) & (w.c.student == a.c.student_id) & (w.c.exercise == b.c.name)
        query = (
            sa.select(
                *(g.c.id, a.c.student_id, b.c.name, most.c.max_score, g.c.auto_score, g.c.manual_score),
                *(
                    g.c.extra_credit,
                    g.c.needs_manual_grade,
                    comments.c.manual_comment,
                    w.c.levels,
                    w.c.points,
                    w.c.marked_at,
                ),
                s.c.record,
            )
            .select_from(g)
            .join(b, b.c.id == g.c.cell_id)
            .join(most, most.c.id == b.c.id)
            .join(n, n.c.id == g.c.notebook_id)
            .join(a, a.c.id == n.c.assignment_id)
            .join(t["assignment"], t["assignment"].c.id == a.c.assignment_id)
            .join(s, (s.c.assignment == assignment) & (s.c.student == a.c.student_id))
            .join(comments, (comments.c.notebook_id == n.c.id) & (comments.c.name == b.c.name), isouter=True)
            .join(w, mine, isouter=True)
            .where(t["assignment"].c.name == assignment, b.c.name.in_(sorted(exercises)))
        )
        if grade_id is not None:
            query = query.where(g.c.id == grade_id)
        found = (_row(tuple(values)) for values in connection.execute(query.order_by(g.c.id)))
        return [row for row in found if row is not None]


def _row(values: tuple[Any, ...]) -> EssayRow | None:
    (name, student, exercise, most, auto, manual, extra, waits, comment, levels, points, marked_at, raw) = values
    record = msgspec.json.decode(raw, type=Record)
    if exercise not in record.items:
        return None
    stands = levels is not None and manual is not None and abs(points - manual) < 1e-9
    return EssayRow(
        id=name,
        student=student,
        exercise=exercise,
        judged=record.items[exercise],
        lang=record.lang,
        max_points=most,
        auto=auto,
        manual=manual,
        extra=extra,
        open=bool(waits),
        comment=comment or "",
        levels=msgspec.json.decode(levels, type=dict[str, ChosenLevel]) if stands else {},
        marked_at=datetime.fromisoformat(marked_at) if stands else None,
    )
