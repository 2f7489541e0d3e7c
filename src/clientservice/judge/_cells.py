"""Reading cells that somebody else wrote."""

from __future__ import annotations

import re
from typing import Any

from ._outputs import text_of

MAX_SOURCE = 200_000
_TICKS = re.compile(r"`{3,}")


def grade_id(cell: dict[str, Any]) -> str | None:
    """The nbgrader id of a cell, or None."""
    metadata = cell.get("metadata")
    ours = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    name = ours.get("grade_id") if isinstance(ours, dict) else None
    return name if isinstance(name, str) and name else None


def source_of(cell: dict[str, Any]) -> str:
    """A cell's source as one bounded string."""
    return text_of(cell.get("source"), MAX_SOURCE)


def fenced(text: str) -> str:
    """Markdown that shows a text exactly as it is."""
    ticks = max([3, *(len(run) + 1 for run in _TICKS.findall(text))]) * "`"
    return f"{ticks}text\n{text}\n{ticks}"


def unfenced(text: str) -> str:
    """What `fenced` was given; a text without a fence as it is."""
    first, _, rest = text.partition("\n")
    body, _, last = rest.rpartition("\n")
    return body if _TICKS.match(first) and first == f"{last}text" else text


def work_cells(release: dict[str, Any]) -> dict[str, str]:
    """Exercise → the cell to work in: the last solution cell between it and the exercise before it."""
    found: dict[str, str] = {}
    last = ""
    for cell in release["cells"]:
        name, ours = grade_id(cell), cell["metadata"].get("nbgrader", {})
        if name and ours.get("grade"):
            if last and cell["cell_type"] == "code" and not ours.get("solution"):
                found[name] = last
            last = ""
        elif name and ours.get("solution") and cell["cell_type"] == "code":
            last = name
    return found
