"""One submission judged: from what lies in ``submitted/`` to plain data, ready to be written. Writes nothing itself."""

from __future__ import annotations

import errno
import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import msgspec

from clientservice.errors import CourseError, ResponseError
from clientservice.gradebook import Outcome, Places, Record, Stamp

from ._arrivals import SECRET, TIMESTAMP
from ._code import CodeRuns
from ._essays import take_essays, write_essay_records
from ._files import read_regular
from ._gather import Gathered, Submission, gather, read_submission
from ._late import late_notes, lateness, rule_hash
from ._notebook import MAX_NOTEBOOK
from ._parcel import data_files
from ._sanitise import sanitise
from ._score import judge
from ._show import write_scores
from ._trusted import Trusted, environment


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """One submission to judge. ``done``: what its grade was made from, None to judge it in any case.

    ``asked``: a person wants it judged again, whether or not anything has changed.
    """

    student: str
    done: Stamp | None = None
    asked: bool = False


class Assessment(msgspec.Struct, frozen=True, kw_only=True):
    """What judging one submission gave: what is to be written, or why there is nothing.

    ``files`` are those of ``autograded/`` by name, the notebook among them. ``fatal``: the next submission would fail
    too. ``refused``: why no code could be run.
    """

    student: str
    state: Literal["judged", "unchanged", "failed"]
    outcome: Outcome | None = None
    files: dict[str, bytes] = {}
    reason: str = ""
    fatal: bool = False
    refused: str = ""


class Assessor:
    """Judges submissions, one after another. For one thread: the sandbox that it starts belongs to it."""

    def __init__(self, places: Places, trusted: Trusted, runs: CodeRuns) -> None:
        self.places = places
        self.trusted = trusted
        self.runs = runs

    def assess(self, task: Task) -> Assessment:
        """Judge one submission. Total; but `clientservice.sandbox.Abandoned` passes through."""
        try:
            return self._assess(task)
        except (CourseError, OSError) as error:
            return Assessment(student=task.student, state="failed", reason=str(error), fatal=concerns_all(error))
        except Exception as error:  # noqa: BLE001 - one bad submission must not stop the others
            return Assessment(student=task.student, state="failed", reason=f"{type(error).__name__}: {error}")

    def _assess(self, task: Task) -> Assessment:
        name, student = self.trusted.assignment, task.student
        submission = read_submission(self.places, name, student)
        stamp = make_stamp(self.trusted, submission, self.runs)
        if stamp == task.done and (self.places.autograded / student / name / f"{name}.ipynb").is_file():
            return Assessment(student=student, state="unchanged")
        record, content = judge_submission(self.trusted, submission, self.runs)
        stamp = msgspec.structs.replace(stamp, environment=_made_with(self.trusted, student, self.runs))
        raw = msgspec.json.format(msgspec.json.encode(content, order="sorted"), indent=1) + b"\n"
        return Assessment(
            student=student,
            state="judged",
            outcome=Outcome(
                student=student,
                submitted_at=submitted_at(submission.folder),
                record=record,
                stamp=stamp,
                asked=task.asked,
            ),
            files=_beside(submission.folder) | {f"{name}.ipynb": raw},
            refused=self.runs.refused,
        )

    def close(self) -> None:
        """End the sandbox, if it was started."""
        self.runs.close()


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
    gathered = msgspec.structs.replace(gathered, repairs=clean.repairs)
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
    late = lateness(trusted.deadlines, trusted.assignment, submission.student, submitted_at(submission.folder))
    notes = [*record.notes, *late_notes(late, observed=submission.arrival is not None)]
    return msgspec.structs.replace(record, late=late, notes=notes)


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
        for name, raw in sorted(data_files(folder, trusted.assignment).items()):
            total.update(f"\n{name} {len(raw)}\n".encode() + raw)
    return Stamp(
        submission=total.hexdigest(),
        key=trusted.key_hash,
        release=trusted.release_hash,
        environment=_made_with(trusted, submission.student, runs),
    )


def _made_with(trusted: Trusted, student: str, runs: CodeRuns) -> str:
    rule = rule_hash(trusted.deadlines, trusted.assignment, student)
    return environment() + runs.environment(trusted) + rule


def submitted_at(folder: Path) -> datetime | None:
    """The time in ``timestamp.txt``, which the collector wrote; None where there is none or it makes no sense."""
    try:
        text = read_regular(folder / TIMESTAMP, 4096).decode().strip()
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S.%f %Z").replace(tzinfo=UTC)
    except (OSError, ResponseError, ValueError):
        return None


def concerns_all(error: CourseError | OSError) -> bool:
    """Whether the next submission would fail too: the gradebook, the course or the disk, not the submission."""
    if isinstance(error, OSError):
        return error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EROFS}
    return not isinstance(error, ResponseError)


def _beside(folder: Path) -> dict[str, bytes]:
    """What nbgrader needs beside the notebook."""
    found: dict[str, bytes] = {}
    for name in (TIMESTAMP, SECRET):
        try:
            found[name] = read_regular(folder / name, 4096)
        except FileNotFoundError:
            continue
    return found
