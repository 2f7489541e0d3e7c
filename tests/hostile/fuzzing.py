"""A release and its model answers, changed in structure: what hypothesis draws, and how it is applied.

A `Change` is plain data, so that a failing example prints as something that a person can read.
"""

from __future__ import annotations

import copy
import json
from typing import Any, NamedTuple

from hypothesis import strategies as st

DEEP, HUGE = "@@deep@@", "@@huge@@"
ODD = [
    "",
    "\0",
    "\ud800",
    "\u202e\u2066",
    "é́́",
    "\N{ZERO WIDTH JOINER}" * 3,
    "\x1b[2J",
    "</script>",
    "{{x}}",
    "𒐫",
    "NaN",
]
COPY = "application/vnd.clientservice.response+json"
SCORE = "application/vnd.clientservice.score+json"
TEXTS = st.sampled_from([*ODD, HUGE]) | st.text(max_size=8)
LEAVES = st.none() | st.booleans() | st.integers(-2, 3) | st.sampled_from([2**70, -0.0, 1e308, DEEP]) | TEXTS
#: JSON and what Python writes but JSON has not.
JUNK = st.recursive(
    LEAVES | st.sampled_from([float("nan"), float("inf")]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
FIELDS = ["cell_type", "metadata", "source", "outputs", "execution_count", "id", "attachments"]
NBGRADER = ["grade", "solution", "locked", "points", "grade_id", "schema_version", "task", "cell_type"]
RESPONSE = ["schema", "exercise", "revision", "writer", "seed", "saved_at", "value", "variant", "score"]


class Change(NamedTuple):
    """One mutation: its kind, the cell or exercise it meets, and what else it takes."""

    kind: str
    place: int
    what: Any = None


def changed(kind, place, what=None):
    """A `Change`."""
    return Change(kind, place, what)


PLACES = st.integers(0, 30)
CELLS = st.one_of(
    st.builds(changed, st.sampled_from(["delete", "duplicate", "split", "reverse", "strip"]), PLACES),
    st.builds(changed, st.sampled_from(["move", "swap ids", "swap metadata"]), PLACES, PLACES),
    st.builds(changed, st.just("retype"), PLACES, st.sampled_from(["code", "markdown", "raw", "nonsense"]) | JUNK),
    st.builds(changed, st.just("field"), PLACES, st.tuples(st.sampled_from(FIELDS), JUNK)),
    st.builds(changed, st.just("nbgrader"), PLACES, st.tuples(st.sampled_from(NBGRADER), JUNK)),
    st.builds(changed, st.just("outputs"), PLACES, JUNK | st.lists(st.fixed_dictionaries({"data": JUNK}), max_size=2)),
    st.builds(changed, st.just("insert"), PLACES, JUNK),
    st.builds(changed, st.just("top"), PLACES, st.tuples(st.sampled_from(["metadata", "nbformat", "cells"]), JUNK)),
    st.builds(changed, st.just("bytes"), PLACES, st.binary(max_size=6)),
)
#: These meet an exercise's own answer: its score may change.
ANSWERS = st.one_of(
    st.builds(changed, st.just("response"), PLACES, st.tuples(st.sampled_from(RESPONSE), JUNK)),
    st.builds(changed, st.just("value"), PLACES, JUNK),
    st.builds(changed, st.just("inside"), PLACES, JUNK),
    st.builds(changed, st.just("file"), PLACES, st.none() | st.binary(max_size=20)),
    st.builds(changed, st.just("copy"), PLACES, st.tuples(st.integers(1, 9), JUNK)),
)


def apply(changes: list[Change], notebook: Any, responses: dict[str, Any]) -> tuple[bytes, dict[str, bytes], set[str]]:
    """The notebook's bytes, the response files' bytes, and the exercises whose answers were met."""
    notebook, answers, touched = copy.deepcopy(notebook), copy.deepcopy(responses), set()
    files: dict[str, bytes | None] = {}
    cut: list[Change] = []
    for change in changes:
        if change.kind in {"response", "value", "inside", "file", "copy"}:
            name = list(answers)[change.place % len(answers)]
            touched.add(name)
            _answer(change, name, answers[name], files, notebook)
        elif change.kind == "bytes":
            cut.append(change)
        else:
            _cell(change, notebook)
    raw = _bytes(notebook)
    for change in cut:
        place = change.place * len(raw) // 31
        raw = raw[:place] + change.what + raw[place + len(change.what) :]
    found = {name: _bytes(answer) for name, answer in answers.items()}
    found |= {name: raw_ for name, raw_ in files.items() if raw_ is not None}
    return raw, {name: raw_ for name, raw_ in found.items() if files.get(name, b"") is not None}, touched


def _bytes(data: Any) -> bytes:
    text = json.dumps(data).replace(json.dumps(DEEP), "[" * 1500 + "]" * 1500).replace(HUGE, "x" * 300_000)
    return text.encode()


def _answer(change: Change, name: str, answer: dict[str, Any], files: dict[str, Any], notebook: Any) -> None:
    if change.kind == "file":
        files[name] = change.what
    elif change.kind == "copy":
        revision, value = change.what
        bundle = {COPY: answer | {"exercise": name, "revision": revision, "value": value}, SCORE: {"points": 1e9}}
        cells = notebook.get("cells")
        if isinstance(cells, list):
            cells.append({"cell_type": "code", "outputs": [{"output_type": "display_data", "data": bundle}]})
    elif change.kind == "response":
        answer[change.what[0]] = change.what[1]
    elif change.kind == "value":
        answer["value"] = change.what
    elif isinstance(answer.get("value"), dict) and answer["value"]:
        inner = answer["value"][min(answer["value"], key=str)]
        if isinstance(inner, dict) and inner:
            inner[sorted(inner, key=str)[change.place % len(inner)]] = change.what
        elif isinstance(inner, list):
            inner.insert(change.place % (len(inner) + 1), change.what)


def _cell(change: Change, notebook: dict[str, Any]) -> None:
    if change.kind == "top":
        notebook[change.what[0]] = change.what[1]
        return
    cells = notebook.get("cells")
    if not isinstance(cells, list) or not cells:
        return
    place = change.place % len(cells)
    cell = cells[place]
    if change.kind in {"delete", "duplicate", "reverse", "move", "insert"}:
        _order(change, cells, place)
    elif isinstance(cell, dict):
        _inside(change, cells, cell, place)


def _order(change: Change, cells: list[Any], place: int) -> None:
    if change.kind == "delete":
        del cells[place]
    elif change.kind == "duplicate":
        cells.append(copy.deepcopy(cells[place]))
    elif change.kind == "reverse":
        cells.reverse()
    elif change.kind == "move":
        cells.insert(change.what % len(cells), cells.pop(place))
    else:
        cells.insert(place, change.what)


def _inside(change: Change, cells: list[Any], cell: dict[str, Any], place: int) -> None:
    if change.kind == "split":
        source = cell.get("source") if isinstance(cell.get("source"), str) else ""
        second = copy.deepcopy(cell) | {"source": source[len(source) // 2 :]}
        cell["source"] = source[: len(source) // 2]
        cells.insert(place + 1, second)
    elif change.kind == "strip":
        cell.pop("id", None)
        cell["metadata"] = {}
    elif change.kind in {"swap ids", "swap metadata"}:
        name, other = change.kind.removeprefix("swap ").removesuffix("s"), cells[change.what % len(cells)]
        if isinstance(other, dict):
            cell[name], other[name] = other.get(name), cell.get(name)
    elif change.kind == "retype":
        cell["cell_type"] = change.what
    elif change.kind == "field":
        cell[change.what[0]] = change.what[1]
    elif change.kind == "outputs":
        cell["outputs"] = change.what
    else:
        metadata = cell.get("metadata")
        ours = metadata.get("nbgrader") if isinstance(metadata, dict) else None
        if isinstance(ours, dict):
            ours[change.what[0]] = change.what[1]
