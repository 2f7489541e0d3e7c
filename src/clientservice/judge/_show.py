"""A graded cell as the formgrader shows it: score, status, the answer in words, and where the answer came from."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import msgspec

from clientservice.exercises import Exercise, Row, Verdict, rows
from clientservice.gradebook import Judged, Record
from clientservice.text import LocalizedText, pick, ui

from ._cells import grade_id
from ._outputs import clean_html
from ._trusted import Trusted

SCORE_MIME = "application/vnd.clientservice.score+json"
#: Shape beside the word, so that no verdict is told by colour alone.
SHAPES: Mapping[Verdict, str] = {"ok": "✓", "no": "✕", "mind": "~", "part": "◐", "open": "○", "missed": "◌"}


def number(value: float, lang: str = "en") -> str:
    """A score in words of its language: at most two decimals, a comma in Russian."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return text.replace(".", ui("numbers", "decimal", lang))


def part_labels(exercise: Exercise) -> dict[str, LocalizedText]:
    """What each part of an exercise is called, by its id: cards, options, steps, categories."""
    found: dict[str, LocalizedText] = {}

    def look(value: Any) -> None:
        if isinstance(value, msgspec.Struct):
            name, text = getattr(value, "id", None), getattr(value, "text", None) or getattr(value, "label", None)
            if name is not None and text is not None:
                found[name] = text
            for field in value.__struct_fields__:
                look(getattr(value, field))
        elif isinstance(value, list):
            for element in value:
                look(element)

    look(exercise)
    return found


def answer_text(row: Row, lang: str) -> str:
    """The answer of one row in words; an open one says so."""
    return "; ".join(pick(text, lang) for text in row.answer) or ui("judge", "no_answer", lang)


def write_scores(trusted: Trusted, record: Record, notebook: dict[str, Any]) -> None:
    """Give every graded code cell of a sanitised notebook its one output.

    The cell of an exercise gets its score. A graded code cell that belongs to no exercise gets 0 as text, because
    nbgrader reads a missing output as full marks; its row in the gradebook says that a person must look.
    """
    for cell in notebook["cells"]:
        name = grade_id(cell)
        if name is None or cell["cell_type"] != "code" or not cell["metadata"]["nbgrader"].get("grade"):
            continue
        judged = record.items.get(name)
        data: dict[str, Any] = {"text/plain": "0.0"}
        if judged is not None:
            data["text/plain"] = repr(float(judged.points) if judged.status == "scored" else 0.0)
            data[SCORE_MIME] = msgspec.to_builtins(judged)
            data["text/html"] = clean_html(_html(trusted.bank.exercises[name], judged, record))
        cell["outputs"] = [{"output_type": "execute_result", "execution_count": 1, "data": data, "metadata": {}}]
        cell["execution_count"] = 1


def read_scores(notebook: Mapping[str, Any]) -> dict[str, Judged]:
    """The scores in an autograded notebook, by exercise id; a cell without a complete record is passed over."""
    found: dict[str, Judged] = {}
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            data = output.get("data", {}).get(SCORE_MIME)
            if data is not None:
                judged = msgspec.convert(data, Judged)
                found[judged.exercise] = judged
    return found


def _html(exercise: Exercise, judged: Judged, record: Record) -> str:
    lang = record.lang

    def say(name: str, *, n: float | None = None, **values: object) -> str:
        return escape(ui("judge", name, lang, n=n, **values))

    points, most = number(judged.points, lang), number(judged.max_points, lang)
    lines = [f"<p><b>{escape(pick(exercise.title, lang))}</b></p>"]
    if judged.status == "needs_review":
        lines.append(f"<p><b>{say('needs_review')}</b> — {escape(judged.reason)}</p>")
    else:
        lines.append(
            f"<p><b>{say('points_of', n=judged.max_points, points=points, max=most)}</b> · {say(judged.status)}</p>"
        )
    if record.review:
        lines.append(f"<p><b>{say('needs_review')}</b> — {escape(record.review)}</p>")
    if judged.source != "none":
        lines.append(f"<p>{say('source_' + judged.source, revision=judged.revision, saved=judged.saved_at)}</p>")
    if judged.reason and judged.status == "scored":
        lines.append(f"<p>{escape(judged.reason)}</p>")
    if judged.per_item:
        lines.append(_table(exercise, judged, lang))
    elif judged.value is not None and judged.status == "needs_review":
        raw = msgspec.json.format(msgspec.json.encode(judged.value), indent=1).decode()
        lines.append(f"<pre>{escape(raw[:2000])}</pre>")
    return "\n".join(lines)


def _table(exercise: Exercise, judged: Judged, lang: str) -> str:
    lines = []
    for row in rows(exercise, judged.value):
        verdict = judged.per_item[row.id].verdict if row.id in judged.per_item else "open"
        mark = f"{SHAPES[verdict]} {ui('judge', 'verdict_' + verdict, lang)}"
        label = pick(row.label, lang) if row.label else ""
        cells = "".join(f"<td>{escape(text)}</td>" for text in (label, answer_text(row, lang), mark))
        lines.append(f"<tr>{cells}</tr>")
    heads = "".join(f"<th>{escape(ui('judge', name, lang))}</th>" for name in ("part", "answer", "mark"))
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{''.join(lines)}</tbody></table>"
