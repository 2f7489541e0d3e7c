"""Which code the student mode may run by itself: a chain of hashes over each notebook's locked code cells."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Any

FORMAT = 1
_HEADING = re.compile(r"^#\s+(.+?)\s*#*\s*$", re.MULTILINE)
_EXERCISE = re.compile(r"""^cs\.(?:practice|item)\(\s*["']([^"']+)["']\s*\)$""", re.MULTILINE)


def manifest(notebooks: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What the built notebooks are called, and the hashes of the code that a student's page may run and hide.

    A notebook is signed as a whole: its n-th locked code cell must have the n-th hash of its chain, and each hash
    covers all cells before it. Cells that a student fills in (nbgrader's solution cells; in a lesson those tagged
    ``answer``) are left out: they are never run by themselves and never hidden.

    Args:
        notebooks: all editions of all lessons and assignments, in the course's order (nbformat 4).

    Returns:
        ``{"format": 1, "lessons": {id: entry}, "assignments": {id: entry}}`` with ``entry = {"order": n,
        "title": {lang: text}, "subtitle": {lang: text}, "minutes": n, "exercises": [id, …],
        "chain": {lang: [sha256, …]}}``.
    """
    found: dict[str, dict[str, Any]] = {"lessons": {}, "assignments": {}}
    for notebook in notebooks:
        meta = notebook["metadata"]["clientservice"]
        kind = "assignments" if any(map(_nbgrader, notebook["cells"])) else "lessons"
        shelf, own = found[kind], _solution if kind == "assignments" else _marked
        empty = {"order": len(shelf), "title": {}, "subtitle": {}, "minutes": 0, "exercises": [], "chain": {}}
        entry = shelf.setdefault(meta["id"], empty)
        sources = [_text(cell) for cell in notebook["cells"] if cell["cell_type"] == "code" and not own(cell)]
        entry["title"][meta["lang"]] = _title(notebook["cells"]) or meta["id"]
        entry["subtitle"][meta["lang"]] = meta.get("subtitle", "")
        entry["minutes"] = meta.get("minutes", 0)
        entry["exercises"] = [name for source in sources for name in _EXERCISE.findall(source)]
        entry["chain"][meta["lang"]] = chain(sources)
    return {"format": FORMAT, **found}


def chain(sources: Iterable[str]) -> list[str]:
    """One SHA-256 per cell, each over the one before it and the cell's source."""
    hashes: list[str] = []
    for source in sources:
        before = hashes[-1] if hashes else ""
        text = f"{before}\n{source.replace(chr(13) + chr(10), chr(10))}"
        hashes.append(hashlib.sha256(text.encode()).hexdigest())
    return hashes


def _nbgrader(cell: Mapping[str, Any]) -> Any:
    return cell["metadata"].get("nbgrader")


def _solution(cell: Mapping[str, Any]) -> bool:
    """Whether the cell of an assignment is the student's to edit."""
    return bool((_nbgrader(cell) or {}).get("solution"))


def _marked(cell: Mapping[str, Any]) -> bool:
    """Whether the cell of a lesson is the student's to edit: the one in which a Value or Table is computed."""
    return "answer" in cell["metadata"].get("tags", ())


def _text(cell: Mapping[str, Any]) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def _title(cells: Iterable[Mapping[str, Any]]) -> str:
    for cell in cells:
        if cell["cell_type"] == "markdown" and (heading := _HEADING.search(_text(cell))):
            return heading[1]
    return ""
