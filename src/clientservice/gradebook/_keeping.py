"""How an open gradebook keeps its history: with every grade that is saved, and whenever a person's mark is noticed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import msgspec
import sqlalchemy as sa

from clientservice.errors import CourseError

from ._explained import error_name, explained
from ._history import AUDIT_TABLE, TRIGGERS, Details, Entry, History, guards, user
from ._penalties import settle_penalties
from ._records import Outcome, Record, Stamp
from ._sqlite import damage, is_sqlite, reading, writing
from ._states import Changes, Grade, State, changes, moved_by_hand, moved_outside, reasons

#: By assignment and student.
Grades = dict[tuple[str, str], Grade]


_ALL = (
    "SELECT s.name, a.student_id, n.late_submission_penalty, b.name, g.auto_score, g.manual_score, g.extra_credit, "
    "g.needs_manual_grade FROM grade g JOIN base_cell b ON b.id = g.cell_id "
    "JOIN submitted_notebook n ON n.id = g.notebook_id JOIN submitted_assignment a ON a.id = n.assignment_id "
    "JOIN assignment s ON s.id = a.assignment_id"
)
#: Everybody's grades; those of an assignment; one. Text, because the last one runs twice for every submission.
_GRADES = [
    sa.text(_ALL),
    sa.text(f"{_ALL} WHERE s.name = :assignment"),
    sa.text(f"{_ALL} WHERE s.name = :assignment AND a.student_id = :student"),
]


class Saved(msgspec.Struct, frozen=True, kw_only=True):
    """One submission in the gradebook: its record as it was written, and what is different from before."""

    record: Record
    changes: Changes


class Keeping:
    """The history in an open gradebook (`Gradebook` is one)."""

    engine: sa.Engine
    tables: dict[str, sa.Table]
    stamps: sa.Table
    given: sa.Table
    history: History

    def check(self) -> None:
        """Raise CourseError where SQLite finds the file damaged; reads all of it once."""
        with explained(self.engine):
            found = damage(self.engine)
        if found:
            name = self.engine.url.render_as_string(hide_password=True)
            raise CourseError(
                f"{name}: the gradebook is damaged ({found}); nothing was written. "
                "Put back a backup: clientservice restore FILE --force"
            )

    def entries(self, assignment: str, student: str) -> list[Entry]:
        """The history of one grade."""
        with explained(self.engine), reading(self.engine) as connection:
            return list(self.history.entries(connection, assignment, student))

    def notice(self, assignment: str) -> int:
        """Write into the history what persons marked since the last look, and grades that are gone.

        Returns:
            How many entries that made. A gradebook that can't be written is passed over: the next look will see it.
        """
        try:
            with explained(self.engine):
                with reading(self.engine) as connection:
                    if not self._moved(connection, assignment):
                        return 0
                with writing(self.engine) as connection:
                    settle_penalties(connection, self.tables, self.stamps, assignment)
                    return self._write_moved(connection, assignment)
        except CourseError as error:
            if error_name(error.__cause__).startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN")):
                return 0
            raise

    def _open_history(self) -> None:
        """Make the table and its triggers where they are missing; and say so in it."""
        table = self.history.table
        if not is_sqlite(self.engine):
            table.create(self.engine, checkfirst=True)
            return
        with self.engine.connect() as connection:
            exists = sa.inspect(connection).has_table(AUDIT_TABLE)
            if exists and guards(connection) == TRIGGERS:
                return
        with writing(self.engine) as connection:
            if not sa.inspect(connection).has_table(AUDIT_TABLE):
                table.create(connection)
                self._adopt(connection)
            elif guards(connection) != TRIGGERS:
                self.history.append(connection, "guards", "", "", Details(by=user()))
            for name in guards(connection):
                quoted = name.replace('"', '""')
                connection.exec_driver_sql(f'DROP TRIGGER "{quoted}"')
            for statement in TRIGGERS.values():
                connection.exec_driver_sql(statement)

    def _adopt(self, connection: sa.Connection) -> None:
        """The beginning of a history in a gradebook that has grades already."""
        grades = self.grades(connection)
        for row in connection.execute(sa.select(self.stamps)).mappings().all():
            grade = grades.get((row["assignment"], row["student"]), Grade())
            details = Details(
                stamp=Stamp(**{name: row[name] for name in Stamp.__struct_fields__}),
                graded_at=row["graded_at"],
                record=record_digest(row["record"]),
                after=grade,
                total=(None, grade.total),
                by=user(),
            )
            self.history.append(connection, "adopted", row["assignment"], row["student"], details)

    def grades(self, connection: sa.Connection, *who: str) -> Grades:
        """The grades as they stand: all of them, or those of an assignment, or of an assignment and a student."""
        names = dict(zip(("assignment", "student"), who, strict=False))
        query = _GRADES[len(who)]
        found: Grades = {}
        for name, student, penalty, cell, auto, manual, extra, waits in connection.execute(query, names):
            grade = found.setdefault((name, student), Grade(cells={}, penalty=penalty or 0.0))
            grade.cells[cell] = State(auto, manual, extra, bool(waits))
        return found

    def _moved(self, connection: sa.Connection, assignment: str) -> dict[str, tuple[Details, Grade | None]]:
        """Who has other marks than the history says, or no grade any more: what was known, and what is there now."""
        grades = self.grades(connection, assignment)
        found = {}
        for student, known in self.history.latest(connection, assignment).items():
            here = grades.get((assignment, student))
            if known.after is not None and (here is None or moved_by_hand(known.after.cells, here.cells)):
                found[student] = (known, here)
        return found

    def _write_moved(self, connection: sa.Connection, assignment: str) -> int:
        moved = self._moved(connection, assignment)
        for student, (known, here) in moved.items():
            if here is not None:
                self._write_marked(connection, (assignment, student), known, here)
            elif known.after is not None:
                gone = Details(before=dict(known.after.cells), total=(known.after.total, None), stamp=known.stamp)
                self.history.append(connection, "removed", assignment, student, gone)
                s = self.stamps.c
                connection.execute(self.stamps.delete().where(s.assignment == assignment, s.student == student))
        return len(moved)

    def _write_marked(self, connection: sa.Connection, who: tuple[str, str], known: Details, here: Grade) -> Details:
        """The entry for a person's marks; what is known of the rest stays known."""
        before = known.after or Grade()
        moved = moved_by_hand(before.cells, here.cells)
        after = Grade(cells=before.cells | moved, penalty=here.penalty)
        details = Details(
            stamp=known.stamp,
            graded_at=known.graded_at,
            record=known.record,
            before={name: before.cells[name] for name in moved},
            after=after,
            total=(before.total, after.total),
            rubric=self._rubric(connection, who, moved),
        )
        self.history.append(connection, "marked", *who, details)
        return details

    def _rubric(self, connection: sa.Connection, who: tuple[str, str], moved: Mapping[str, State]) -> dict[str, str]:
        """Which of these marks were given on the marking page, and when."""
        c = self.given.c
        query = sa.select(c.exercise, c.points, c.marked_at).where(c.assignment == who[0], c.student == who[1])
        marks = {name: state.manual for name, state in moved.items() if state.manual is not None}
        rows = connection.execute(query)
        return {name: at for name, points, at in rows if name in marks and abs(marks[name] - points) < 1e-9}

    def _known(self, connection: sa.Connection, who: tuple[str, str]) -> tuple[Details | None, bool]:
        """What the history says of a grade just before it is written anew, and whether something else changed it."""
        known = self.history.last(connection, *who)
        if known is None or known.after is None:
            return known, False
        here = self.grades(connection, *who).get(who, Grade())
        outside = bool(moved_outside(known.after.cells, here.cells))
        if moved_by_hand(known.after.cells, here.cells):
            known = self._write_marked(connection, who, known, here)
        return known, outside

    def _keep(
        self,
        connection: sa.Connection,
        outcome: Outcome,
        known: tuple[Details | None, bool],
        stamped: tuple[str, str, str],
    ) -> Changes:
        """Write the entry for a grade that was written just now; ``stamped``: assignment, when, stored record."""
        assignment, graded_at, record = stamped
        who = (assignment, outcome.student)
        last, outside = known
        old, new = last.after if last is not None else None, self.grades(connection, *who).get(who, Grade())
        cells = old.cells if old is not None else {}
        why = reasons(last.stamp if last is not None else None, outcome.stamp, asked=outcome.asked, outside=outside)
        details = Details(
            why=why,
            arrived=outcome.submitted_at.isoformat() if outcome.submitted_at else "",
            stamp=outcome.stamp,
            levels=sorted({item.level for item in outcome.record.items.values() if item.level}),
            graded_at=graded_at,
            record=record_digest(record),
            review=outcome.record.review,
            before={name: cells.get(name) for name, state in new.cells.items() if cells.get(name) != state},
            after=new,
            total=(old.total if old is not None else None, new.total),
            by=user(),
        )
        self.history.append(connection, "graded", *who, details)
        return changes(old, new, why)


def record_digest(record: str) -> str:
    """What the history keeps of the record of a grading."""
    return hashlib.sha256(record.encode()).hexdigest()
