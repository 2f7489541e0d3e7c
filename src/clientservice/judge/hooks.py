"""What ``nbgrader_config.py`` plugs into nbgrader, so that its commands and the formgrader do what ours do."""

from __future__ import annotations

import atexit
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbgrader.exchange.abc import ExchangeCollect
from nbgrader.exchange.default import Exchange
from nbgrader.preprocessors import NbGraderPreprocessor

from clientservice.errors import CourseError
from clientservice.gradebook import Gradebook, Outcome, Places, Record, load_places

from ._assess import make_stamp, prepare, score_notebook, submitted_at
from ._code import CodeRuns
from ._collect import collect
from ._gather import read_submission
from ._late import due_date
from ._trusted import Trusted, load_trusted

#: The forms of an exercise's static text; the copy of an answer has one more, with the answer as data.
_TEXT = {"text/html", "text/plain"}


class SubmissionExporter(NotebookExporter):
    """Writes notebooks; of a submission, it reads nothing.

    nbconvert would parse whatever a student handed in, and fail on some of it before any preprocessor runs. So a
    submission enters the pipeline as its release, and `CollectResponses` and `SanitiseSubmission` put in what counts.
    """

    def from_filename(self, filename: str, resources: Any = None, **kw: Any) -> tuple[Any, Any]:
        """Convert one notebook; the first stage of autograding gets the release in place of the submission."""
        places = _places(self.parent)
        path = Path(filename)
        if path.parent.parent.parent != places.submitted:
            return super().from_filename(filename, resources, **kw)
        trusted = load_trusted(places, path.parent.name)
        return _convert(self, _node(trusted.releases[trusted.language()]), resources, **kw)


class ClearAnswers(NbGraderPreprocessor):  # type: ignore[misc]
    """In place of nbgrader's ClearOutput at release: an exercise's own text stays, for readers without a kernel."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Keep outputs that are an exercise's static text and nothing else; the model's answers go."""
        for cell in nb.cells:
            if cell.cell_type == "code":
                cell.outputs = [output for output in cell.outputs if set(output.get("data", ())) == _TEXT]
                if not cell.outputs:  # a cell with outputs and no number looks broken to nbval
                    cell.execution_count = None
        return nb, resources


class CollectResponses(NbGraderPreprocessor):  # type: ignore[misc]
    """First sanitising step: finds the answers, and keeps them in the notebook's metadata."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Read response files and the copies in outputs; before anything clears them."""
        nb.metadata["clientservice"] = _node(_prepared(self, resources)["metadata"]["clientservice"])
        return nb, resources


class SanitiseSubmission(NbGraderPreprocessor):  # type: ignore[misc]
    """Second sanitising step: the submitted notebook, safe and whole, takes the place of the release."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Replace the cells; what `CollectResponses` found stays."""
        prepared = _prepared(self, resources)
        prepared["metadata"]["clientservice"] = nb.metadata["clientservice"]
        return _node(prepared), resources


class ScoreResponses(NbGraderPreprocessor):  # type: ignore[misc]
    """Scores the gathered answers in this process and writes one output into each graded cell."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Score; the record travels to `SaveAutoGrades` in the resources."""
        places, trusted, student = _context(self, resources)
        submission = read_submission(places, trusted.assignment, student)
        resources["clientservice"] = score_notebook(trusted, nb, submission, _runs(places))
        return _node(nb), resources


class SaveAutoGrades(NbGraderPreprocessor):  # type: ignore[misc]
    """Writes the record into the gradebook, in one transaction; nbgrader's own class never sees a score."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Save; without a record from `ScoreResponses` there is nothing to save, and that is an error."""
        places, trusted, student = _context(self, resources)
        record = resources.get("clientservice")
        if not isinstance(record, Record):
            raise CourseError("nbgrader_config.py: SaveAutoGrades needs ScoreResponses before it")
        submission = read_submission(places, trusted.assignment, student)
        with Gradebook(resources["nbgrader"]["db_url"]) as book:
            stamp, when = make_stamp(trusted, submission, _runs(places)), submitted_at(submission.folder)
            outcome = Outcome(student=student, submitted_at=when, record=record, stamp=stamp, asked=True)
            book.set_due(trusted.assignment, due_date(trusted.deadlines, trusted.assignment))
            book.save(book.cells(trusted.assignment), outcome)
        return nb, resources


class FeedbackExporter(NotebookExporter):
    """Makes our feedback page out of an autograded notebook, for ``nbgrader generate_feedback`` and the formgrader."""

    file_extension = ".html"

    def from_filename(self, filename: str, resources: Any = None, **_: Any) -> tuple[Any, Any]:
        """The page of one student, as it may be shown now."""
        from ._feedback import Pages  # noqa: PLC0415 - only here

        places = _places(self.parent)
        path = Path(filename)
        with Pages(places, path.parent.name, reveal=None) as pages:
            page = pages.page(path.parent.parent.name)
        found = resources if resources is not None else {}
        found["output_extension"] = ".html"
        found.setdefault("outputs", {})
        return page, found


class SafeCollect(Exchange, ExchangeCollect):  # type: ignore[misc]
    """``nbgrader collect`` and the formgrader's button: our own collector, for every edition at once."""

    def start(self) -> None:
        """Collect; refusals are logged as errors."""
        report = collect(Path(self.coursedir.root), self.coursedir.assignment_id)
        for found in report.collected:
            self.log.info("%s: %s", found.student, "; ".join([found.edition, found.arrived_at, *found.notes]))
        for refusal in report.refused:
            self.log.error("%s: %s", refusal.name, refusal.reason)


# Untyped, so that one line each bears it.
_node: Any = nbformat.from_dict


def _convert(exporter: Any, notebook: Any, resources: Any, **kw: Any) -> tuple[Any, Any]:
    converted, found = exporter.from_notebook_node(notebook, resources, **kw)
    return converted, found


def _places(converter: Any) -> Places:
    return load_places(Path(converter.coursedir.root))


@cache
def _runs_in(root: Path) -> CodeRuns:
    """One sandbox for all submissions of a process: nbgrader calls once for each of them."""
    runs = CodeRuns(load_places(root))
    atexit.register(runs.close)
    return runs


def _runs(places: Places) -> CodeRuns:
    return _runs_in(places.root)


def _context(preprocessor: NbGraderPreprocessor, resources: Any) -> tuple[Places, Trusted, str]:
    """Course, assignment and student: a preprocessor's parent is the exporter, and its parent the converter."""
    exporter: Any = preprocessor.parent
    places = _places(exporter.parent)
    return places, load_trusted(places, resources["nbgrader"]["assignment"]), resources["nbgrader"]["student"]


def _prepared(preprocessor: NbGraderPreprocessor, resources: Any) -> dict[str, Any]:
    places, trusted, student = _context(preprocessor, resources)
    return prepare(trusted, read_submission(places, trusted.assignment, student))


__all__ = [
    "ClearAnswers",
    "CollectResponses",
    "FeedbackExporter",
    "SafeCollect",
    "SanitiseSubmission",
    "SaveAutoGrades",
    "ScoreResponses",
    "SubmissionExporter",
]
