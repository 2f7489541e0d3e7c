"""nbgrader's gradebook, written with plain SQL: one transaction per submission.

nbgrader's own classes take 4 s to import and 20 ms to save eight cells, and commit cell by cell. The tables are read
from the database itself; `tests/grading` compares every row with what nbgrader's commands write.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Self

import msgspec
import sqlalchemy as sa
from sqlalchemy.exc import InvalidRequestError

from clientservice.errors import CourseError

from ._explained import explained
from ._history import History
from ._keeping import Keeping, Saved
from ._marks import Marks, marks_table, with_marked_texts
from ._penalties import Penalties
from ._records import Cells, Mark, Outcome, Record, Stamp, Student
from ._schema import absent, check_present, check_schema
from ._sqlite import open_engine, use_wal, writing
from ._writer import Writer

#: "Done" means: a row here, written in the transaction that wrote the grades.
GRADED_TABLE = "clientservice_graded"
#: The way from one submission to its grades; without them everybody's would be read through for each submission.
_INDEXES = {
    "clientservice_notebooks": ("submitted_notebook", "assignment_id"),
    "clientservice_grades": ("grade", "notebook_id"),
}
_TABLES = [
    "assignment",
    "notebook",
    "base_cell",
    "grade_cells",
    "solution_cells",
    "task_cells",
    "student",
    "submitted_assignment",
    "submitted_notebook",
    "grade",
    "comment",
]


class Gradebook(Marks, Penalties, Keeping):
    """One connection to the gradebook. Use it as a context manager.

    ``journal``: once it is open, why several commands at once are slow or not safe here; "" where they are.
    """

    def __init__(self, url: str) -> None:
        self.engine = open_engine(url)
        self.journal = ""
        self.history = History()
        self.tables: dict[str, sa.Table] = {}
        self.stamps = sa.Table(
            GRADED_TABLE,
            sa.MetaData(),
            sa.Column("assignment", sa.String(128), primary_key=True),
            sa.Column("student", sa.String(128), primary_key=True),
            sa.Column("submission", sa.String(64), nullable=False),
            sa.Column("key", sa.String(64), nullable=False),
            sa.Column("release", sa.String(64), nullable=False),
            sa.Column("environment", sa.String(200), nullable=False),
            sa.Column("graded_at", sa.String(40), nullable=False),
            sa.Column("record", sa.Text, nullable=False),
        )
        self.given = marks_table()

    @property
    def name(self) -> str:
        """The database's address without its password, for messages."""
        return self.engine.url.render_as_string(hide_password=True)

    def __enter__(self) -> Self:
        try:
            with explained(self.engine):
                self._open()
        except BaseException:
            self.engine.dispose()  # a connection that stays open would keep the write-ahead log from being put in
            raise
        return self

    def _open(self) -> None:
        check_present(self.engine)
        metadata = sa.MetaData()
        try:
            metadata.reflect(self.engine, only=_TABLES)
        except InvalidRequestError as error:  # a table is absent
            raise absent(self.engine) from error
        self.tables = dict(metadata.tables)
        check_schema(self.engine, [*self.tables.values(), self.stamps, self.given, self.history.table])
        self.journal = use_wal(self.engine)
        self.stamps.create(self.engine, checkfirst=True)
        self.given.create(self.engine, checkfirst=True)
        for name, (table, column) in _INDEXES.items():
            sa.Index(name, self.tables[table].c[column]).create(self.engine, checkfirst=True)
        self._open_history()

    def __exit__(self, *_: object) -> None:
        self.engine.dispose()

    def assignments(self) -> set[str]:
        """The names of all assignments that were ever released."""
        with explained(self.engine), self.engine.connect() as connection:
            return set(connection.execute(sa.select(self.tables["assignment"].c.name)).scalars())

    def cells(self, assignment: str) -> Cells:
        """The assignment as the gradebook knows it; raises CourseError when it doesn't."""
        t = self.tables
        with explained(self.engine), self.engine.connect() as connection:
            found = connection.execute(
                sa.select(t["assignment"].c.id).where(t["assignment"].c.name == assignment)
            ).scalar_one_or_none()
            if found is None:
                raise CourseError(f'{self.name}: no assignment "{assignment}"; run clientservice release {assignment}')
            rows = connection.execute(
                sa.select(t["notebook"].c.name, t["notebook"].c.id).where(t["notebook"].c.assignment_id == found)
            )
            notebooks = {name: notebook for name, notebook in rows}  # noqa: C416 - rows are no pairs to mypy
            graded = {notebook: self._graded(connection, notebook) for notebook in notebooks.values()}
            commented = {notebook: self._commented(connection, notebook) for notebook in notebooks.values()}
        return Cells(assignment=assignment, id=found, notebooks=notebooks, graded=graded, commented=commented)

    def _graded(self, connection: sa.Connection, notebook: str) -> dict[str, tuple[str, float]]:
        base = self.tables["base_cell"]
        found: dict[str, tuple[str, float]] = {}
        for kind in (self.tables["grade_cells"], self.tables["task_cells"]):
            query = sa.select(base.c.name, base.c.id, kind.c.max_score).join(kind, kind.c.id == base.c.id)
            found |= {
                name: (cell, most)
                for name, cell, most in connection.execute(query.where(base.c.notebook_id == notebook))
            }
        return found

    def _commented(self, connection: sa.Connection, notebook: str) -> list[str]:
        base = self.tables["base_cell"]
        cells: list[str] = []
        for kind in (self.tables["solution_cells"], self.tables["task_cells"]):
            query = sa.select(base.c.id).join(kind, kind.c.id == base.c.id).where(base.c.notebook_id == notebook)
            cells += connection.execute(query).scalars()
        return cells

    def done(self, assignment: str) -> dict[str, Stamp]:
        """What is graded already, by student."""
        s = self.stamps.c
        query = sa.select(s.student, s.submission, s.key, s.release, s.environment).where(s.assignment == assignment)
        with explained(self.engine), self.engine.connect() as connection:
            return {
                student: Stamp(submission=submission, key=key, release=release, environment=environment)
                for student, submission, key, release, environment in connection.execute(query)
            }

    def save(self, cells: Cells, outcome: Outcome) -> Saved:
        """Write everything about one graded submission, or nothing.

        Manual scores and comments stay; that of an essay is asked for again where the text has changed. A graded cell
        without a judged exercise (gone, or not ours) loses its automatic score and needs a person.

        Returns:
            The record as it was written, and what is different from before.
        """
        who = (cells.assignment, outcome.student)
        with explained(self.engine), writing(self.engine) as connection:
            known = self._known(connection, who)
            writer = Writer(self.tables, connection)
            submission = writer.submission(cells.id, outcome.student, outcome.submitted_at)
            for name, notebook in cells.notebooks.items():
                submitted = writer.notebook(submission, notebook)
                record = None
                if name == cells.assignment:
                    earlier = self._record(connection, cells.assignment, outcome.student)
                    standing = writer.standing(submitted, cells.graded[notebook])
                    record = with_marked_texts(outcome.record, earlier, standing)
                    outcome = msgspec.structs.replace(outcome, record=record)
                writer.grades(submitted, cells.graded[notebook], record)
                writer.comments(submitted, cells.commented[notebook])
                if record is not None:
                    self._write_lateness(connection, submission, submitted, record.late)
            stamped = self._stamp(connection, cells.assignment, outcome)
            return Saved(record=outcome.record, changes=self._keep(connection, outcome, known, stamped))

    def _record(self, connection: sa.Connection, assignment: str, student: str) -> Record | None:
        s = self.stamps.c
        query = sa.select(s.record).where((s.assignment == assignment) & (s.student == student))
        raw = connection.execute(query).scalar_one_or_none()
        return msgspec.json.decode(raw, type=Record) if raw is not None else None

    def _stamp(self, connection: sa.Connection, assignment: str, outcome: Outcome) -> tuple[str, str, str]:
        """Write the row that says "graded"; returns assignment, when, and the record as it is stored."""
        mine = (self.stamps.c.assignment == assignment) & (self.stamps.c.student == outcome.student)
        connection.execute(self.stamps.delete().where(mine))
        slim = {
            name: msgspec.structs.replace(item, value=None, per_item={}) for name, item in outcome.record.items.items()
        }
        record = msgspec.json.encode(msgspec.structs.replace(outcome.record, items=slim)).decode()
        moment = datetime.now(UTC).isoformat(timespec="seconds")
        connection.execute(
            self.stamps.insert().values(
                assignment=assignment,
                student=outcome.student,
                graded_at=moment,
                record=record,
                **msgspec.structs.asdict(outcome.stamp),
            )
        )
        return assignment, moment, record

    def marks(self, assignment: str) -> dict[str, dict[str, Mark]]:
        """Every graded cell of an assignment: student → cell's name → mark."""
        t, cells = self.tables, self.cells(assignment)
        known = {cell: (name, most) for graded in cells.graded.values() for name, (cell, most) in graded.items()}
        g, n, a = t["grade"], t["submitted_notebook"], t["submitted_assignment"]
        columns = (
            a.c.student_id,
            g.c.cell_id,
            g.c.auto_score,
            g.c.manual_score,
            g.c.extra_credit,
            g.c.needs_manual_grade,
        )
        query = sa.select(*columns).join(n, n.c.id == g.c.notebook_id).join(a, a.c.id == n.c.assignment_id)
        found: dict[str, dict[str, Mark]] = {}
        with explained(self.engine), self.engine.connect() as connection:
            for student, cell, auto, manual, extra, waits in connection.execute(
                query.where(a.c.assignment_id == cells.id)
            ):
                if cell in known:
                    name, most = known[cell]
                    mark = Mark(auto=auto, manual=manual, extra=extra, open=bool(waits), max_points=most)
                    found.setdefault(student, {})[name] = mark
            for student, name, comment in connection.execute(self._comments().where(a.c.assignment_id == cells.id)):
                if name in found.get(student, {}):
                    found[student][name] = msgspec.structs.replace(found[student][name], comment=comment)
        return found

    def _comments(self) -> sa.Select[Any]:
        """What persons wrote, by student and cell's name; nbgrader keeps it at the solution cell of that name."""
        t = self.tables
        c, b, n, a = t["comment"], t["base_cell"], t["submitted_notebook"], t["submitted_assignment"]
        query = sa.select(a.c.student_id, b.c.name, c.c.manual_comment).where(c.c.manual_comment.is_not(None))
        return (
            query.join(b, b.c.id == c.c.cell_id)
            .join(n, n.c.id == c.c.notebook_id)
            .join(a, a.c.id == n.c.assignment_id)
            .select_from(c)
        )

    def students(self) -> dict[str, Student]:
        """The roster."""
        t = self.tables["student"].c
        with explained(self.engine), self.engine.connect() as connection:
            return {
                name: Student(id=name, first_name=first or "", last_name=last or "", email=email or "")
                for name, first, last, email in connection.execute(sa.select(t.id, t.first_name, t.last_name, t.email))
            }

    def times(self, assignment: str) -> dict[str, datetime]:
        """When each student's graded submission was handed in."""
        t = self.tables["submitted_assignment"].c
        query = sa.select(t.student_id, t.timestamp).where(t.assignment_id == self.cells(assignment).id)
        with explained(self.engine), self.engine.connect() as connection:
            return {student: moment.replace(tzinfo=UTC) for student, moment in connection.execute(query) if moment}

    def records(self, assignment: str) -> dict[str, Record]:
        """Status, reason and source of every graded exercise, by student; without the answers themselves."""
        query = sa.select(self.stamps.c.student, self.stamps.c.record).where(self.stamps.c.assignment == assignment)
        with explained(self.engine), self.engine.connect() as connection:
            return {student: msgspec.json.decode(raw, type=Record) for student, raw in connection.execute(query)}
