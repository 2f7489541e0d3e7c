"""A submitted notebook made safe and whole: trusted cells from the release, a student's own cells as inert text.

What a submission says about a graded cell (its type, metadata, points, source, place) never counts: the cell comes
from the release, by id. A student's own prose is shown as it was typed, in a code fence: there HTML, links, formulas
and attachments do nothing, in the formgrader as in JupyterLab.
"""

from __future__ import annotations

import copy
import re
from typing import Any

import msgspec

from ._outputs import Budget, text_of

MAX_CELLS = 2000
_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}\Z")
_TICKS = re.compile(r"`{3,}")
MAX_SOURCE = 200_000


class Sanitised(msgspec.Struct, frozen=True):
    """A notebook that is valid nbformat 4.5, and what had to be mended, in words."""

    notebook: dict[str, Any]
    notes: list[str]


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


def sanitise(submitted: dict[str, Any] | None, release: dict[str, Any]) -> Sanitised:
    """Make a submitted notebook safe and whole; without one, the release itself. Total."""
    work = _Work(release)
    cells = submitted.get("cells") if submitted else None
    if not isinstance(cells, list) or submitted is None:
        work.restore_all()
    else:
        for cell in cells[:MAX_CELLS]:
            if isinstance(cell, dict):
                work.take(cell)
        if len(cells) > MAX_CELLS:
            work.notes.append(f"the notebook has {len(cells)} cells; only the first {MAX_CELLS} are shown")
        work.restore_graded()
    metadata = {
        name: release["metadata"][name] for name in ("kernelspec", "language_info") if name in release["metadata"]
    }
    metadata["clientservice"] = dict(release["metadata"].get("clientservice", {}))
    notebook = {"cells": work.cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return Sanitised(notebook, work.notes)


class _Work:
    """One pass over a submitted notebook."""

    def __init__(self, release: dict[str, Any]) -> None:
        self.release: list[dict[str, Any]] = release["cells"]
        self.by_grade = {name: cell for cell in self.release if (name := grade_id(cell))}
        self.by_id = {str(cell["id"]): cell for cell in self.release if "id" in cell}
        self.reserved = set(self.by_id)
        self.taken: set[str] = set()
        self.cells: list[dict[str, Any]] = []
        self.notes: list[str] = []
        self.budget = Budget()

    def take(self, cell: dict[str, Any]) -> None:
        """Add one submitted cell: the trusted one it stands for, or an inert copy."""
        name = grade_id(cell)
        trusted = self.by_grade.get(name or "")
        if trusted is None and isinstance(cell.get("id"), str):
            trusted = self.by_id.get(cell["id"])
        if trusted is None:
            self._own(cell)
        elif self._key(trusted) in self.taken:
            self.notes.append(f'cell "{self._key(trusted)}" stands there more than once; the first one counts')
            self._own(cell)
        else:
            self._trusted(trusted, cell)

    def restore_graded(self) -> None:
        """Put back every cell with nbgrader metadata that is missing, after the cell that it follows in the release."""
        place = 0
        for trusted in self.release:
            key = self._key(trusted)
            if key not in self.taken:
                if grade_id(trusted) is None:
                    continue
                self.notes.append(f'cell "{key}" was missing and has been put back')
                self.taken.add(key)
                self.cells.insert(place, self._fresh(trusted))
            ids = [cell["id"] for cell in self.cells]
            place = ids.index(self._id(trusted)) + 1

    def restore_all(self) -> None:
        """No notebook to go by: the whole release."""
        for trusted in self.release:
            self.taken.add(self._key(trusted))
            self.cells.append(self._fresh(trusted))

    def _trusted(self, trusted: dict[str, Any], cell: dict[str, Any]) -> None:
        key, fresh = self._key(trusted), self._fresh(trusted)
        self.taken.add(key)
        ours = trusted["metadata"].get("nbgrader", {})
        if cell.get("cell_type") != trusted["cell_type"]:
            self.notes.append(f'cell "{key}" had another type; the released one is used')
        source, changed = source_of(cell), source_of(cell) != source_of(trusted)
        if ours.get("solution"):
            fresh["source"] = fenced(source) if changed and fresh["cell_type"] != "code" else source
        elif changed and ours:
            self.notes.append(f'locked cell "{key}" was edited; the released one is used')
        if fresh["cell_type"] == "code" and not ours.get("grade"):
            fresh["outputs"] = self.budget.outputs(cell.get("outputs"))
        self.cells.append(fresh)
        if changed and not ours.get("solution"):
            self._own({**cell, "outputs": []})

    def _own(self, cell: dict[str, Any]) -> None:
        """A student's cell: code stays code (it is never run here), anything else is shown as it was typed."""
        source = source_of(cell)
        base = {"id": self._new_id(cell.get("id")), "metadata": {}}
        if cell.get("cell_type") == "code":
            outputs = self.budget.outputs(cell.get("outputs"))
            self.cells.append(
                {**base, "cell_type": "code", "source": source, "outputs": outputs, "execution_count": None}
            )
        elif source.strip():
            self.cells.append({**base, "cell_type": "markdown", "source": fenced(source)})

    def _fresh(self, trusted: dict[str, Any]) -> dict[str, Any]:
        fresh = copy.deepcopy(trusted)
        fresh["id"] = self._id(trusted)
        fresh["source"] = source_of(trusted)
        if fresh["cell_type"] == "code":
            fresh["outputs"], fresh["execution_count"] = [], None
        return fresh

    @staticmethod
    def _key(trusted: dict[str, Any]) -> str:
        return grade_id(trusted) or str(trusted.get("id"))

    def _id(self, trusted: dict[str, Any]) -> str:
        return str(trusted.get("id") or f"r{self.release.index(trusted)}")

    def _new_id(self, wanted: Any) -> str:
        name = wanted if isinstance(wanted, str) and _ID.match(wanted) else "own"
        number = 1
        while (candidate := name if number == 1 else f"{name[:50]}-{number}") in self.reserved:
            number += 1
        self.reserved.add(candidate)
        return candidate
