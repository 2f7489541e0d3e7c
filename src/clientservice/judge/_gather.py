"""From a submission's folder to answers: the response file wins, the copy in the notebook stands in."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import msgspec

from clientservice.gradebook import Places, Repair
from clientservice.responses import Reading, Response, copies_in_notebook, read_response

from ._arrivals import Arrival, read_arrival
from ._notebook import NotebookReading, language_of, read_notebook
from ._trusted import Trusted

#: A value is at most this deep: deeper ones are no answer of any exercise, and recursive code chokes on them.
MAX_DEPTH = 16


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What was found for one exercise, and where.

    ``source`` says which of the two was used. ``unreadable``: something was there and a person must look. ``texts``:
    what a person reads to mark an essay.
    """

    state: Literal["found", "absent", "unreadable"]
    source: Literal["file", "copy", "run", "none"] = "none"
    revision: int = 0
    saved_at: str = ""
    value: Any = None
    note: str = ""
    texts: list[str] = []


class Gathered(msgspec.Struct, frozen=True, kw_only=True):
    """All answers of one submission. ``review``: why a person must look at the whole of it ("" = no need).

    ``repairs``: what of the notebook had to be mended.
    """

    lang: str
    answers: dict[str, Answer]
    review: str = ""
    notes: list[str] = []
    repairs: list[Repair] = []


class Submission(msgspec.Struct, frozen=True, kw_only=True):
    """One submission as it lies in ``submitted/``: its folder, what the collector observed, its notebook."""

    student: str
    folder: Path
    arrival: Arrival | None
    notebook: NotebookReading


def read_submission(places: Places, assignment: str, student: str) -> Submission:
    """Look at one submission; total."""
    folder = places.submitted / student / assignment
    arrival = read_arrival(places.received, assignment, student)
    if arrival is not None and arrival.notebook == "absent":
        # The collector put the release there, so that nbgrader sees the submission at all.
        notebook = NotebookReading("absent")
    else:
        notebook = read_notebook(folder / f"{assignment}.ipynb")
    return Submission(student=student, folder=folder, arrival=arrival, notebook=notebook)


def gather(trusted: Trusted, submission: Submission) -> Gathered:
    """Find every exercise's answer. Total: whatever was handed in, a `Gathered` comes back."""
    reading, arrival = submission.notebook, submission.arrival
    copies = copies_in_notebook(reading.notebook or {}, set(trusted.bank.exercises))
    files = {name: read_response(submission.folder / "responses", name) for name in trusted.bank.exercises}
    missing = _if_missing(reading, others=any(found.status == "found" for found in files.values()))
    notes = list(arrival.notes) if arrival else []
    if reading.status == "unreadable":
        notes.append(reading.reason)
    if reading.status == "absent":
        notes.append("no notebook was handed in")
    return Gathered(
        lang=trusted.language(language_of(reading.notebook), arrival.edition if arrival else ""),
        answers={name: _choose(files[name], copies.get(name), missing) for name in trusted.bank.exercises},
        review=arrival.review if arrival else "",
        notes=notes,
    )


def _if_missing(reading: NotebookReading, *, others: bool) -> Answer:
    """What it means that an exercise has no response: not attempted only if nothing else can hold it."""
    if reading.status == "unreadable":
        return Answer(state="unreadable", note=f"no saved answer, and {reading.reason}")
    if reading.status == "absent" and not others:
        return Answer(state="unreadable", note="neither the notebook nor any saved answer was handed in")
    return Answer(state="absent")


def _choose(file: Reading, copy: Response | None, missing: Answer) -> Answer:
    if copy is not None and (file.response is None or copy.revision > file.response.revision):
        why = {
            "absent": "the response file is absent",
            "unreadable": f"the response file was not readable: {file.reason}",
            "found": "the copy in the notebook is of a later revision",
        }
        return _answer(copy, "copy", why[file.status])
    if file.response is not None:
        return _answer(file.response, "file", "")
    if file.status == "unreadable":
        return Answer(state="unreadable", note=file.reason)
    return missing


def _answer(response: Response, source: Literal["file", "copy"], note: str) -> Answer:
    if not is_shallow(response.value):
        return Answer(state="unreadable", source=source, note="the answer is nested too deeply")
    return Answer(
        state="found",
        source=source,
        revision=response.revision,
        saved_at=response.saved_at[:40],
        value=response.value,
        note=note,
    )


def is_shallow(value: Any) -> bool:
    """Whether a JSON value is nested at most `MAX_DEPTH` deep; without recursion."""
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [
            child
            for part in level
            if isinstance(part, (dict, list))
            for child in (part.values() if isinstance(part, dict) else part)
        ]
        if not level:
            return True
    return False
