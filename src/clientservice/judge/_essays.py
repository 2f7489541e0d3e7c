"""Essays on their way to the marker: the saved text goes into the cell that nbgrader shows for marking.

Text that a student typed straight into that cell counts too; where there are both, the marker sees both.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from clientservice.exercises import Essay
from clientservice.gradebook import TEXT_STUB, Judged
from clientservice.text import ui

from ._cells import MAX_SOURCE, fenced, grade_id, unfenced
from ._gather import Answer, Gathered
from ._mending import put_back
from ._trusted import Trusted

#: Where the record of an essay lies in its cell: markdown has no output to hold it.
RECORD = "clientservice"


def take_essays(trusted: Trusted, gathered: Gathered, notebook: Mapping[str, Any]) -> Gathered:
    """Put saved texts into a sanitised notebook's essay cells; returns the answers with what was typed there."""
    answers = dict(gathered.answers)
    gone = put_back(gathered.repairs)
    for name, cell in _cells(trusted, notebook):
        # As the sanitiser left it: bounded, and in a fence that a second cut would break.
        source = str(cell["source"])
        typed = "" if source == TEXT_STUB else unfenced(source).strip()
        answer = answers[name]
        saved = _text(answer.value) if answer.state == "found" else ""
        if typed and not saved and answer.state != "unreadable":
            answer = Answer(
                state="found", source="copy", value={"text": typed}, note="typed into the notebook's own cell"
            )
        elif answer.state == "absent" and name in gone:
            answer = Answer(state="unreadable", note="its cell was missing in the notebook and has been put back")
        texts = [text for text in (saved, typed if typed != saved.strip() else "") if text]
        answers[name] = msgspec.structs.replace(answer, texts=[text[:MAX_SOURCE] for text in texts])
        if texts:
            between = f"\n\n**{ui('judge', 'essay_typed', gathered.lang)}**\n\n"
            cell["source"] = between.join(map(fenced, texts))
    return msgspec.structs.replace(gathered, answers=answers)


def write_essay_records(trusted: Trusted, items: Mapping[str, Judged], notebook: Mapping[str, Any]) -> None:
    """Keep what was judged in each essay's cell, as `write_scores` does in outputs."""
    for name, cell in _cells(trusted, notebook):
        cell["metadata"][RECORD] = msgspec.to_builtins(items[name])


def read_essay_records(notebook: Mapping[str, Any]) -> dict[str, Judged]:
    """What `write_essay_records` kept, by exercise id."""
    found = (cell["metadata"].get(RECORD) for cell in notebook["cells"] if cell["cell_type"] == "markdown")
    judged = [msgspec.convert(record, Judged) for record in found if record is not None]
    return {record.exercise: record for record in judged}


def _cells(trusted: Trusted, notebook: Mapping[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    essays = {name for name, exercise in trusted.bank.exercises.items() if isinstance(exercise, Essay)}
    return [
        (name, cell)
        for cell in notebook["cells"]
        if (name := grade_id(cell) or "") in essays and cell["cell_type"] == "markdown"
    ]


def _text(value: Any) -> str:
    text = value.get("text") if isinstance(value, Mapping) else None
    return text if isinstance(text, str) and text.strip() else ""
