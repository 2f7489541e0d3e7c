"""Grade: every submission of an assignment, without a kernel, one transaction each; killed and run again, the same."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import msgspec

from clientservice.errors import CourseError
from clientservice.gradebook import (
    Cells,
    Changes,
    Gradebook,
    Judged,
    Places,
    Repair,
    Saved,
    load_places,
    one_writer,
    prepare_path,
)
from clientservice.sandbox import Level, never

from ._assess import Assessment, Assessor, Task, concerns_all
from ._batch import Stop, assessed, cores
from ._code import CodeRuns
from ._files import write_atomically
from ._late import due_date, unused_extensions
from ._trusted import Trusted, load_trusted


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """How far a run is: of ``total`` submissions, how many ended how; ``student`` is the last of them."""

    total: int
    student: str = ""
    scored: int = 0
    review: int = 0
    failed: int = 0
    unchanged: int = 0

    @property
    def done(self) -> int:
        """All that have ended."""
        return self.scored + self.review + self.failed + self.unchanged


#: Called at the beginning and after each submission.
Progress = Callable[[Step], None]


class Graded(msgspec.Struct, frozen=True, kw_only=True):
    """One submission after grading. ``review`` and ``notes`` are sentences for the teacher.

    ``repairs``: what of the notebook had to be mended. ``changes``: what is different from the grade before, and why.
    """

    student: str
    points: float
    max_points: float
    review: list[str] = []
    notes: list[str] = []
    repairs: list[Repair] = []
    changes: Changes | None = None


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """A submission that could not be graded; the others were."""

    student: str
    reason: str


class GradeReport(msgspec.Struct, kw_only=True):
    """What one `grade` did; each list in the order of the students' ids.

    ``unchanged``: graded before from the same submission, keys and release; ``waiting``: which exercises of these still
    wait for a person. ``left``: not graded because the run was stopped. ``code_refused``: why no code could be run
    ("" = it could, or there was none); its exercises wait for a person. ``level`` is "" for an assignment without code.
    ``settled``: whose late penalty was computed again because a person's marks had changed their points.
    ``extended``: who has an extension and handed in nothing.
    ``journal``: why it is not safe or slow here to run several commands at once, "" where it is neither.
    """

    assignment: str
    graded: list[Graded] = []
    unchanged: list[str] = []
    failed: list[Failure] = []
    waiting: dict[str, list[str]] = {}
    left: list[str] = []
    settled: list[str] = []
    extended: list[str] = []
    code_refused: str = ""
    level: str = ""
    workers: int = 1
    seconds: float = 0.0
    journal: str = ""


def grade(  # noqa: PLR0913 - options, by name only
    root: Path,
    assignment: str,
    *,
    students: Sequence[str] | None = None,
    regrade: bool = False,
    workers: int | None = None,
    progress: Progress = lambda _: None,
    waiting: Callable[[], None] = lambda: None,
    stop: Stop = never,
    level: Level = "bubblewrap",
    unsafe: bool = False,
) -> GradeReport:
    """Grade what lies in ``grading/submitted/``.

    Args:
        root: the course.
        assignment: its name.
        students: only these; None for all.
        regrade: grade also what has not changed.
        workers: how many submissions with code are run at once, each in a sandbox of its own; None for the processor
            cores that this process may use. Without code there is nothing to wait for, and it is always one.
        progress: told how far the run is.
        waiting: called once if another command is at work, which must end first.
        stop: asked several times a second; once it says yes, submissions in hand are abandoned, and the report says
            which ones are left.
        level: the sandbox in which code is run, for assignments with code; never lowered.
        unsafe: needed for level ``none``.

    Raises:
        CourseError: the assignment is not released, its keys are wrong, a student has no submission, or the gradebook
            can't be written. One bad submission raises nothing: it is in the report.
    """
    prepare_path()
    places = load_places(root)
    trusted = load_trusted(places, assignment)
    names = submitted_students(places, assignment, students)
    workers = max(1, workers or cores()) if trusted.kit is not None else 1
    report = GradeReport(assignment=assignment, workers=workers, level=level if trusted.kit is not None else "")

    def assessor(abandoned: Stop) -> Assessor:
        return Assessor(places, trusted, CodeRuns(places, level=level, unsafe=unsafe, abandoned=abandoned))

    with one_writer(places, patience=None, waiting=waiting, stop=stop) as alone:
        if not alone:
            report.left = names
            return report
        begun = time.monotonic()
        with Gradebook(places.db_url) as book:
            book.check()
            report.settled = book.settle(assignment)
            report.extended = unused_extensions(trusted.deadlines, assignment, submitted_students(places, assignment))
            book.notice(assignment)
            report.journal = book.journal
            book.set_due(assignment, due_date(trusted.deadlines, assignment))
            run = _Run(places, trusted, book, report, Step(total=len(names)), progress)
            done = {} if regrade else book.done(assignment)
            tasks = [Task(student=student, done=done.get(student), asked=regrade) for student in names]
            with closing(assessed(tasks, assessor, workers=workers, stop=stop)) as results:
                for found in results:
                    run.take(found)
            run.finish(names)
        report.seconds = round(time.monotonic() - begun, 2)
    return report


def submitted_students(places: Places, assignment: str, students: Sequence[str] | None = None) -> list[str]:
    """Who has a submission in ``submitted/``; raises CourseError for a named student without one."""
    folders = places.submitted.iterdir() if places.submitted.is_dir() else []
    found = sorted(path.name for path in folders if (path / assignment).is_dir())
    if students is None:
        return found
    for student in students:
        if student not in found:
            where = places.submitted / student / assignment
            raise CourseError(f"{where}: there is no such submission; run clientservice collect {assignment} first")
    return sorted(set(students))


class _Run:
    """The one writer: puts each assessment into ``autograded/`` and the gradebook, and into the report."""

    def __init__(  # noqa: PLR0913, PLR0917 - what stays the same from one submission to the next
        self, places: Places, trusted: Trusted, book: Gradebook, report: GradeReport, step: Step, progress: Progress
    ) -> None:
        self.places = places
        self.trusted = trusted
        self.book = book
        self.cells: Cells = book.cells(trusted.assignment)
        self.report = report
        self.step = step
        self.progress = progress
        progress(step)

    def take(self, found: Assessment) -> None:
        """Write one assessment; raises CourseError where the next could not be written either."""
        if found.fatal:
            raise _stopped(found.student, found.reason)
        kind = "failed"
        try:
            kind = self._settle(found)
        except (CourseError, OSError) as error:
            if concerns_all(error):
                raise _stopped(found.student, str(error)) from error
            self._fail(found.student, str(error))
        except Exception as error:  # noqa: BLE001 - one bad submission must not stop the others
            self._fail(found.student, f"{type(error).__name__}: {error}")
        counted = {kind: getattr(self.step, kind) + 1}
        self.step = msgspec.structs.replace(self.step, student=found.student, **counted)
        self.progress(self.step)

    def finish(self, names: Sequence[str]) -> None:
        """Put the report in order, and say what was not reached and what still waits."""
        report = self.report
        report.graded.sort(key=lambda one: one.student)
        report.failed.sort(key=lambda one: one.student)
        report.unchanged.sort()
        ended = {one.student for one in report.graded} | {one.student for one in report.failed} | set(report.unchanged)
        report.left = [name for name in names if name not in ended]
        marks = self.book.marks(report.assignment) if report.unchanged else {}
        for student in report.unchanged:
            if still := sorted(name for name, mark in marks.get(student, {}).items() if mark.open):
                report.waiting[student] = still

    def _settle(self, found: Assessment) -> str:
        """Returns the count in `Step` that it goes into."""
        folder = self.places.autograded / found.student / self.trusted.assignment
        for left in folder.glob(".tmp-*"):  # of a run that was killed while it wrote
            left.unlink()
        if found.state == "unchanged":
            self.report.unchanged.append(found.student)
            return "unchanged"
        if found.outcome is None:
            return self._fail(found.student, found.reason)
        for name, raw in found.files.items():
            # The notebook's mode is nbgrader's own: marks are given in the formgrader.
            write_atomically(folder / name, raw, mode=0o444 if name.endswith(".ipynb") else 0o644)
        graded = _graded(found.student, self.book.save(self.cells, found.outcome))
        self.report.graded.append(graded)
        self.report.code_refused = self.report.code_refused or found.refused
        return "review" if graded.review else "scored"

    def _fail(self, student: str, reason: str) -> str:
        self.report.failed.append(Failure(student=student, reason=reason))
        return "failed"


def _graded(student: str, saved: Saved) -> Graded:
    record = saved.record
    review = [record.review] if record.review else []
    review += [f"{item.exercise}: {item.reason}" for item in record.items.values() if _asks(item)]
    return Graded(
        student=student,
        points=record.points,
        max_points=record.max_points,
        review=review,
        notes=record.notes,
        repairs=record.repairs,
        changes=saved.changes,
    )


def _asks(item: Judged) -> bool:
    return item.status == "needs_review" or item.changed


def _stopped(student: str, reason: str) -> CourseError:
    return CourseError(f"{student!r}: {reason}. Grading stopped; what is graded stays. Mend this and run it again")
