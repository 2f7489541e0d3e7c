"""Feedback: one page per student, then both exchange courses."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo

import msgspec

from clientservice.banks import load_course
from clientservice.errors import CourseError
from clientservice.gradebook import (
    ChosenLevel,
    Gradebook,
    Judged,
    Mark,
    Places,
    Record,
    load_places,
    one_writer,
    prepare_path,
)

from ._arrivals import SECRET, TIMESTAMP, stamp
from ._assess import submitted_at
from ._essays import read_essay_records
from ._files import write_atomically
from ._grade import submitted_students
from ._notebook import language_of, read_notebook
from ._page import render
from ._page_data import ExercisePage, Page
from ._run_nbgrader import release_feedback_to_exchange
from ._show import read_scores
from ._trusted import load_trusted


class MadePage(msgspec.Struct, frozen=True, kw_only=True):
    """One student's page."""

    student: str
    lang: str
    path: str


class FeedbackReport(msgspec.Struct, kw_only=True):
    """What one `feedback` made. ``ungraded`` have no page yet; ``courses`` are those that students can fetch from."""

    assignment: str
    revealed: bool
    pages: list[MadePage] = []
    ungraded: list[str] = []
    courses: list[str] = []


def feedback(
    root: Path,
    assignment: str,
    *,
    reveal: bool | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> FeedbackReport:
    """Write ``grading/feedback/<student>/<assignment>/<assignment>.html`` and release the pages to the exchange.

    Args:
        root: the course.
        assignment: its name.
        reveal: show marks, keys and explanations, or hide them; None: as ``reveal_after`` in the keys says.
        progress: told each student before the page is made.

    Raises:
        CourseError: the assignment is not released or graded, or a file can't be written.
    """
    prepare_path()
    places = load_places(root)
    with one_writer(places), Pages(places, assignment, reveal=reveal) as pages:
        report = FeedbackReport(assignment=assignment, revealed=pages.revealed)
        pages.book.settle(assignment)
        pages.book.notice(assignment)
        for student in submitted_students(places, assignment):
            progress(student)
            if not pages.graded(student):
                report.ungraded.append(student)
                continue
            report.pages.append(_write(places, pages, assignment, student))
        for lang in places.editions(assignment):
            if report.pages and (places.exchange / f"service-{lang}").is_dir():
                release_feedback_to_exchange(places, lang, assignment)
                report.courses.append(f"service-{lang}")
    return report


def _write(places: Places, pages: Pages, assignment: str, student: str) -> MadePage:
    folder = places.feedback / student / assignment
    submitted = places.submitted / student / assignment
    html = pages.page(student)
    when = submitted_at(submitted) or datetime.now(UTC)
    write_atomically(folder / TIMESTAMP, stamp(when).encode())
    try:
        secret = (submitted / SECRET).read_bytes()
    except OSError:  # put there by hand: nobody can fetch it, but nbgrader's release must not stop at it
        secret = secrets.token_hex(32).encode()
    write_atomically(folder / SECRET, secret)
    path = folder / f"{assignment}.html"
    write_atomically(path, html.encode())
    return MadePage(student=student, lang=pages.language(student), path=str(path.relative_to(places.root)))


class Pages:
    """Makes the pages of one assignment. Use it as a context manager."""

    def __init__(self, places: Places, assignment: str, *, reveal: bool | None) -> None:
        self.places = places
        self.trusted = load_trusted(places, assignment)
        self.course = load_course(places.root / "course")
        after = self.trusted.keyset.reveal_after
        self.revealed = reveal if reveal is not None else after is not None and datetime.now(UTC) >= after
        self.zone = ZoneInfo(self.course.time_zone)
        self.book = Gradebook(places.db_url)
        self.marks: dict[str, dict[str, Mark]] = {}
        self.levels: dict[str, dict[str, dict[str, ChosenLevel]]] = {}
        self.records: dict[str, Record] = {}

    def __enter__(self) -> Self:
        self.book.__enter__()
        self.marks = self.book.marks(self.trusted.assignment)
        self.levels = self.book.chosen_levels(self.trusted.assignment)
        self.records = self.book.records(self.trusted.assignment)
        return self

    def __exit__(self, *details: object) -> None:
        self.book.__exit__(*details)

    def graded(self, student: str) -> bool:
        """Whether there is something to give feedback on."""
        return student in self.marks and self._notebook(student).is_file()

    def language(self, student: str) -> str:
        """The language of the student's submission."""
        return self.trusted.language(language_of(read_notebook(self._notebook(student)).notebook))

    def page(self, student: str) -> str:
        """One student's page as HTML; raises CourseError where the submission is not graded."""
        path = self._notebook(student)
        notebook = read_notebook(path).notebook
        if notebook is None or student not in self.marks:
            raise CourseError(f"{path}: not graded yet; run clientservice grade {self.trusted.assignment}")
        judged = read_scores(notebook) | read_essay_records(notebook)
        after = self.trusted.keyset.reveal_after
        handed_in = submitted_at(self.places.submitted / student / self.trusted.assignment)
        page = Page(
            lang=self.language(student),
            course=self.course.title,
            title=self.trusted.bank.title,
            student=student,
            handed_in=handed_in.astimezone(self.zone) if handed_in else None,
            reveal_after=after.astimezone(self.zone) if after else None,
            exercises=[self._part(student, name, judged.get(name)) for name in self.trusted.bank.exercises],
            late=self.records[student].late if student in self.records else None,
        )
        return render(page)

    def _part(self, student: str, name: str, judged: Judged | None) -> ExercisePage:
        exercise = self.trusted.bank.exercises[name]
        mark = self.marks[student].get(name)
        if judged is None:
            most = float(exercise.points or 0.0)
            judged = Judged(exercise=name, points=0.0, max_points=most, status="needs_review", reason="no record")
        return ExercisePage(
            exercise=exercise,
            judged=judged,
            points=None if mark is None or mark.open else mark.score,
            by_hand=mark is not None and mark.manual is not None,
            comment=mark.comment if mark is not None else "",
            levels=self.levels.get(student, {}).get(name, {}),
            key=self.trusted.keyset.keys[name] if self.revealed else None,
        )

    def _notebook(self, student: str) -> Path:
        name = self.trusted.assignment
        return self.places.autograded / student / name / f"{name}.ipynb"
