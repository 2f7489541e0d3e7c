"""A graded cell as the formgrader shows it: score, status, the answer in words, and where the answer came from."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import msgspec

from clientservice.exercises import Exercise, Verdict
from clientservice.gradebook import Judged, Record
from clientservice.text import pick, ui

from ._outputs import clean_html
from ._sanitise import grade_id
from ._trusted import Trusted

SCORE_MIME = "application/vnd.clientservice.score+json"
#: Shape beside the word, so that no verdict is told by colour alone.
SHAPES: Mapping[Verdict, str] = {"ok": "✓", "no": "✕", "mind": "~", "open": "○"}


def number(value: float, lang: str = "en") -> str:
    """A score in words of its language: at most two decimals, a comma in Russian."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return text.replace(".", ui("judge", "decimal", lang))


def chosen(exercise: Exercise, value: Any, item: str) -> str | None:
    """The id of the category that a response's value gives an item, or None."""
    placed = value.get("placements") if isinstance(value, Mapping) else None
    category = placed.get(item) if isinstance(placed, Mapping) else None
    return category if any(category == known.id for known in exercise.categories) else None


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

    def say(name: str, **values: object) -> str:
        return escape(ui("judge", name, lang, **values))

    points, most = number(judged.points, lang), number(judged.max_points, lang)
    lines = [f"<p><b>{escape(pick(exercise.title, lang))}</b></p>"]
    if judged.status == "needs_review":
        lines.append(f"<p><b>{say('needs_review')}</b> — {escape(judged.reason)}</p>")
    else:
        lines.append(f"<p><b>{say('points_of', points=points, max=most)}</b> · {say(judged.status)}</p>")
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
    labels = {category.id: pick(category.label, lang) for category in exercise.categories}
    rows = []
    for item in exercise.items:
        verdict = judged.per_item[item.id].verdict
        place = labels.get(chosen(exercise, judged.value, item.id) or "", ui("judge", "no_place", lang))
        mark = f"{SHAPES[verdict]} {ui('judge', 'verdict_' + verdict, lang)}"
        rows.append(f"<tr><td>{escape(pick(item.text, lang))}</td><td>{escape(place)}</td><td>{escape(mark)}</td></tr>")
    heads = "".join(f"<th>{escape(ui('judge', name, lang))}</th>" for name in ("card", "place", "mark"))
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
