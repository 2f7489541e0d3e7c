"""Grade: every submission of an assignment, without a kernel, one transaction each; killed and run again, the same."""

from __future__ import annotations

import errno
import hashlib
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from clientservice.errors import CourseError, ResponseError
from clientservice.gradebook import (
    Cells,
    Gradebook,
    Outcome,
    Places,
    Record,
    Stamp,
    load_places,
    one_writer,
    prepare_path,
)
from clientservice.sandbox import Level

from ._arrivals import SECRET, TIMESTAMP
from ._code import CodeRuns, files_of
from ._essays import take_essays, write_essay_records
from ._files import read_regular, write_atomically
from ._gather import Gathered, Submission, gather, read_submission
from ._notebook import MAX_NOTEBOOK
from ._sanitise import sanitise
from ._score import judge
from ._show import write_scores
from ._trusted import Trusted, environment, load_trusted

#: Called before each submission with (number, of how many, student).
Progress = Callable[[int, int, str], None]


class Graded(msgspec.Struct, frozen=True, kw_only=True):
    """One submission after grading. ``review`` and ``notes`` are sentences for the teacher."""

    student: str
    points: float
    max_points: float
    review: list[str] = []
    notes: list[str] = []


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """A submission that could not be graded; the others were."""

    student: str
    reason: str


class GradeReport(msgspec.Struct, kw_only=True):
    """What one `grade` did. ``unchanged``: graded before from the same submission, keys and release.

    ``code_refused``: why no code could be run ("" = it could, or there was none); its exercises wait for a person.
    """

    assignment: str
    graded: list[Graded] = []
    unchanged: list[str] = []
    failed: list[Failure] = []
    code_refused: str = ""


def grade(  # noqa: PLR0913 - options, by name only
    root: Path,
    assignment: str,
    *,
    students: Sequence[str] | None = None,
    regrade: bool = False,
    progress: Progress | None = None,
    level: Level = "bubblewrap",
    unsafe: bool = False,
) -> GradeReport:
    """Grade what lies in ``grading/submitted/``.

    Args:
        root: the course.
        assignment: its name.
        students: only these; None for all.
        regrade: grade also what has not changed.
        progress: told about each submission before it is read.
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
    report = GradeReport(assignment=assignment)
    runs = CodeRuns(places, level=level, unsafe=unsafe)
    with one_writer(places), Gradebook(places.db_url) as book, closing(runs):
        run = _Run(places, trusted, book, book.cells(assignment), runs)
        done = {} if regrade else book.done(assignment)
        for number, student in enumerate(names, 1):
            if progress is not None:
                progress(number, len(names), student)
            run.one(student, done.get(student), report)
        report.code_refused = runs.refused
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
    """What stays the same from one submission to the next."""

    def __init__(self, places: Places, trusted: Trusted, book: Gradebook, cells: Cells, runs: CodeRuns) -> None:
        self.runs = runs
        self.places = places
        self.trusted = trusted
        self.book = book
        self.cells = cells

    def one(self, student: str, done: Stamp | None, report: GradeReport) -> None:
        """Grade one submission and report on it."""
        name = self.trusted.assignment
        notebook = self.places.autograded / student / name / f"{name}.ipynb"
        try:
            submission = read_submission(self.places, name, student)
            stamp = make_stamp(self.trusted, submission, self.runs)
            if stamp == done and notebook.is_file():
                report.unchanged.append(student)
                return
            record, content = judge_submission(self.trusted, submission, self.runs)
            self._write(submission, notebook, content)
            stamp = msgspec.structs.replace(stamp, environment=environment() + self.runs.environment(self.trusted))
            when = submitted_at(submission.folder)
            self.book.save(self.cells, Outcome(student=student, submitted_at=when, record=record, stamp=stamp))
        except (CourseError, OSError) as error:
            if _concerns_all(error):
                raise _stopped(student, error) from error
            report.failed.append(Failure(student=student, reason=str(error)))
        except Exception as error:  # noqa: BLE001 - one bad submission must not stop the others
            report.failed.append(Failure(student=student, reason=f"{type(error).__name__}: {error}"))
        else:
            report.graded.append(_graded(student, record))

    def _write(self, submission: Submission, notebook: Path, content: dict[str, Any]) -> None:
        """The autograded folder: our notebook, and what nbgrader needs beside it."""
        for left in notebook.parent.glob(".tmp-*"):  # of a run that was killed while it wrote
            left.unlink()
        raw = msgspec.json.format(msgspec.json.encode(content, order="sorted"), indent=1) + b"\n"
        for name in (TIMESTAMP, SECRET):
            try:
                write_atomically(notebook.parent / name, read_regular(submission.folder / name, 4096), mode=0o644)
            except FileNotFoundError:
                continue
        write_atomically(notebook, raw, mode=0o444)  # nbgrader's own mode: marks are given in the formgrader


def judge_submission(
    trusted: Trusted, submission: Submission, runs: CodeRuns | None = None
) -> tuple[Record, dict[str, Any]]:
    """Answers, scores and the notebook for ``autograded/``; the one path that every way of grading takes."""
    content = prepare(trusted, submission)
    return score_notebook(trusted, content, submission, runs), content


def prepare(trusted: Trusted, submission: Submission) -> dict[str, Any]:
    """The sanitised notebook, with what was gathered in its metadata."""
    gathered = gather(trusted, submission)
    clean = sanitise(submission.notebook.notebook, trusted.releases[gathered.lang])
    gathered = msgspec.structs.replace(gathered, notes=[*gathered.notes, *clean.notes])
    gathered = take_essays(trusted, gathered, clean.notebook)
    clean.notebook["metadata"]["clientservice"] = {
        "id": trusted.assignment,
        "lang": gathered.lang,
        "gathered": msgspec.to_builtins(gathered),
    }
    return clean.notebook


def score_notebook(trusted: Trusted, content: dict[str, Any], submission: Submission, runs: CodeRuns | None) -> Record:
    """Run the code, score that and what `prepare` gathered, and write the scores into the notebook's graded cells."""
    gathered = msgspec.convert(content["metadata"]["clientservice"]["gathered"], Gathered)
    record = judge(trusted, gathered, runs.run(trusted, submission, content) if runs is not None else {})
    write_scores(trusted, record, content)
    write_essay_records(trusted, record.items, content)
    return record


def make_stamp(trusted: Trusted, submission: Submission, runs: CodeRuns) -> Stamp:
    """The hashes of everything that a grade depends on."""
    total = hashlib.sha256(msgspec.json.encode(submission.arrival))
    folder, name = submission.folder, trusted.assignment
    files = [(folder / f"{name}.ipynb", MAX_NOTEBOOK), (folder / TIMESTAMP, 4096)]
    files += [(folder / "responses" / f"{exercise}.json", 1 << 16) for exercise in sorted(trusted.bank.exercises)]
    for path, limit in files:
        total.update(f"\n{path.name}\n".encode())
        try:
            total.update(read_regular(path, limit))
        except FileNotFoundError:
            total.update(b"absent")
        except ResponseError as error:
            total.update(str(error).encode())
    if trusted.kit is not None:
        for name, raw in sorted(files_of(folder, trusted.assignment).items()):
            total.update(f"\n{name} {len(raw)}\n".encode() + raw)
    return Stamp(
        submission=total.hexdigest(),
        key=trusted.key_hash,
        release=trusted.release_hash,
        environment=environment() + runs.environment(trusted),
    )


def submitted_at(folder: Path) -> datetime | None:
    """The time in ``timestamp.txt``, which the collector wrote; None where there is none or it makes no sense."""
    try:
        text = read_regular(folder / TIMESTAMP, 4096).decode().strip()
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S.%f %Z").replace(tzinfo=UTC)
    except (OSError, ResponseError, ValueError):
        return None


def _graded(student: str, record: Record) -> Graded:
    review = [record.review] if record.review else []
    review += [f"{item.exercise}: {item.reason}" for item in record.items.values() if item.status == "needs_review"]
    return Graded(
        student=student, points=record.points, max_points=record.max_points, review=review, notes=record.notes
    )


def _concerns_all(error: CourseError | OSError) -> bool:
    """Whether the next submission would fail too: the gradebook, the course or the disk, not the submission."""
    if isinstance(error, OSError):
        return error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EROFS}
    return not isinstance(error, ResponseError)


def _stopped(student: str, error: BaseException) -> CourseError:
    return CourseError(f"{student!r}: {error}. Grading stopped; what is graded stays. Mend this and run it again")
