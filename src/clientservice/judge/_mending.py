"""One pass over a submitted notebook: every released cell finds its place again, and each mend is written down."""

from __future__ import annotations

import copy
import re
from bisect import bisect_left
from typing import Any, Literal, get_args

from clientservice.gradebook import Repair

from ._cells import MAX_SOURCE, fenced, grade_id, source_of, work_cells
from ._outputs import Budget, text_of

_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}\Z")
Fault = Literal["missing", "dropped", "repeated", "moved", "retyped", "edited", "unnamed"]
_WRONG: dict[Fault, str] = {
    "missing": "was missing",
    "dropped": "was missing",
    "repeated": "stands there more than once",
    "moved": "stands in another place",
    "retyped": "had another type",
    "edited": "was edited",
    "unnamed": "had lost its name",
}


class Mending:
    """Makes `cells`, a whole notebook, out of what was submitted; `repairs` says what was mended."""

    def __init__(self, release: dict[str, Any], submitted: list[Any]) -> None:
        self.release: list[dict[str, Any]] = release["cells"]
        self.work = work_cells(release)
        self.by_grade = {name: cell for cell in self.release if (name := grade_id(cell))}
        self.by_id = {str(cell["id"]): cell for cell in self.release if "id" in cell}
        #: A cell that lost its names can be known by its text, if students don't write into it.
        self.by_source = {
            text: cell for cell in reversed(self.release) if (text := source_of(cell)) and not _is_solution(cell)
        }
        self.reserved = set(self.by_id)
        self.submitted = [cell for cell in submitted if isinstance(cell, dict)]
        self.present = {name for cell in self.submitted for name in _names(cell)}
        self.taken: list[str] = []
        self.known: set[str] = set()
        self.faults: dict[Fault, dict[str, str]] = {fault: {} for fault in get_args(Fault)}
        #: What students typed into each copy of a text cell; and the last copy of each code cell to work in.
        self.texts: dict[str, list[str]] = {}
        self.last: dict[str, dict[str, Any]] = {}
        self.cells: list[dict[str, Any]] = []
        self.repairs: list[Repair] = []
        self.budget = Budget()

    def mend(self) -> None:
        """Take every cell, put back what is missing, put the exercises behind the work that they judge."""
        for cell in self.submitted:
            self._take(cell)
        self._put_back()
        self._notice_moves()
        self._behind_the_work()
        self._join_texts()
        for fault, cells in self.faults.items():
            for trusted in self.release:
                if done := cells.get(self._id(trusted)):
                    name = grade_id(trusted) or self._id(trusted)
                    self.repairs.append(Repair(cell=name, fault=fault, wrong=_WRONG[fault], done=done))

    def _take(self, cell: dict[str, Any]) -> None:
        """Add one submitted cell: the trusted one it stands for, or an inert copy."""
        trusted = self.by_grade.get(grade_id(cell) or "")
        if trusted is None and isinstance(cell.get("id"), str):
            trusted = self.by_id.get(cell["id"])
        if trusted is None and (same := self.by_source.get(source_of(cell))) and not self.present & {*_names(same)}:
            trusted = same
            if grade_id(same) and self._id(same) not in self.known:
                self._fault("unnamed", same, "known by its text")
        if trusted is None:
            self._own(cell)
        elif self._id(trusted) in self.known:
            self._again(trusted, cell)
        else:
            self._trusted(trusted, cell)

    def _join_texts(self) -> None:
        by_key = {self._id(cell): cell for cell in self.cells}
        for key, texts in self.texts.items():
            if texts:
                by_key[key]["source"] = fenced(text_of("\n\n".join(texts), MAX_SOURCE))

    def restore_all(self) -> None:
        """No notebook to go by: the whole release."""
        self.cells = [self._fresh(trusted) for trusted in self.release]

    def _trusted(self, trusted: dict[str, Any], cell: dict[str, Any]) -> None:
        key, fresh = self._id(trusted), self._fresh(trusted)
        self.taken.append(key)
        self.known.add(key)
        ours, solution = trusted["metadata"].get("nbgrader", {}), _is_solution(trusted)
        if cell.get("cell_type") != trusted["cell_type"]:
            self._fault("retyped", trusted, "the released type is used")
        source, changed = source_of(cell), source_of(cell) != source_of(trusted)
        if solution and fresh["cell_type"] != "code":
            self.texts[key] = [source] if changed else []
        elif solution:
            fresh["source"] = source
        elif changed and (ours or fresh["cell_type"] == "code"):
            self._fault("edited", trusted, "the released one is used; the student's stands below it")
        if fresh["cell_type"] == "code" and not ours.get("grade"):
            fresh["outputs"] = self.budget.outputs(cell.get("outputs"))
        self.cells.append(fresh)
        if changed and not solution:
            self._own({**cell, "outputs": []})

    def _again(self, trusted: dict[str, Any], cell: dict[str, Any]) -> None:
        """Another cell under a name that was there already: a copy, or the second half of a cell that was split."""
        key = self._id(trusted)
        if not _is_solution(trusted):
            self._fault("repeated", trusted, "the first one counts")
            self._own(cell)
        elif trusted["cell_type"] == "code":
            self._fault("repeated", trusted, "all of them are run, and the answer is read after the last")
            self.last[key] = self._own({**cell, "cell_type": "code"}) or self.last.get(key, {})
        else:
            self._fault("repeated", trusted, "the texts are put together")
            source = source_of(cell)
            if source != source_of(trusted) and source not in self.texts[key]:
                self.texts[key].append(source)

    def _own(self, cell: dict[str, Any]) -> dict[str, Any] | None:
        """A student's cell: code stays code, anything else is shown as it was typed; None where there is nothing."""
        source = source_of(cell)
        base = {"id": self._new_id(cell.get("id")), "metadata": {}}
        if cell.get("cell_type") == "code":
            outputs = self.budget.outputs(cell.get("outputs"))
            made = {**base, "cell_type": "code", "source": source, "outputs": outputs, "execution_count": None}
        elif source.strip():
            made = {**base, "cell_type": "markdown", "source": fenced(source)}
        else:
            return None
        self.cells.append(made)
        return made

    def _put_back(self) -> None:
        """Every cell with nbgrader metadata that is missing, after the cell that it follows in the release."""
        place = 0
        for trusted in self.release:
            key = self._id(trusted)
            if key not in self.known:
                if grade_id(trusted) is None:
                    if trusted["cell_type"] == "code":
                        self._fault("dropped", trusted, "left out; other cells may need it")
                    continue
                self._fault("missing", trusted, "it has been put back")
                self.known.add(key)
                self.cells.insert(place, self._fresh(trusted))
            place = self._place(self._id(trusted)) + 1

    def _notice_moves(self) -> None:
        """The fewest cells that must have been moved to get from the released order to this one."""
        places = {self._id(cell): number for number, cell in enumerate(self.release)}
        order = [places[key] for key in self.taken]
        for number in set(order) - set(_longest_rise(order)):
            if grade_id(self.release[number]) or self.release[number]["cell_type"] == "code":
                self._fault("moved", self.release[number], "known by its name")

    def _behind_the_work(self) -> None:
        """An answer is read where its exercise stands: never above the cell in which it is worked out."""
        for exercise, work in self.work.items():
            trusted = self.by_grade[exercise]
            here = self._place(self._id(trusted))
            work_id = self._id(self.by_grade[work])
            there = self._place(self.last.get(work_id, {}).get("id", work_id))
            if here < there:
                self.cells.insert(there, self.cells.pop(here))
                if self._id(trusted) not in self.faults["missing"]:
                    self._fault("moved", trusted, "its answer is read after the cell to work in")

    def _fault(self, fault: Fault, trusted: dict[str, Any], done: str) -> None:
        self.faults[fault][self._id(trusted)] = done

    def _place(self, name: str) -> int:
        return next(number for number, cell in enumerate(self.cells) if cell["id"] == name)

    def _fresh(self, trusted: dict[str, Any]) -> dict[str, Any]:
        fresh = copy.deepcopy(trusted)
        fresh["id"] = self._id(trusted)
        fresh["source"] = source_of(trusted)
        if fresh["cell_type"] == "code":
            fresh["outputs"], fresh["execution_count"] = [], None
        return fresh

    def _id(self, trusted: dict[str, Any]) -> str:
        return str(trusted.get("id") or f"r{self.release.index(trusted)}")

    def _new_id(self, wanted: Any) -> str:
        name = wanted if isinstance(wanted, str) and _ID.match(wanted) else "own"
        number = 1
        while (candidate := name if number == 1 else f"{name[:50]}-{number}") in self.reserved:
            number += 1
        self.reserved.add(candidate)
        return candidate


def put_back(repairs: list[Repair]) -> set[str]:
    """The names of the cells that were missing: what stands there now is the released cell, not the student's."""
    return {repair.cell for repair in repairs if repair.fault == "missing"}


def _names(cell: dict[str, Any]) -> list[tuple[str, str]]:
    names = {"grade_id": grade_id(cell), "id": cell.get("id")}
    return [(kind, name) for kind, name in names.items() if isinstance(name, str)]


def _is_solution(cell: dict[str, Any]) -> bool:
    return bool(cell["metadata"].get("nbgrader", {}).get("solution"))


def _longest_rise(numbers: list[int]) -> list[int]:
    """The longest rising part of a sequence (patience sorting)."""
    tops: list[int] = []
    piles: list[int] = []
    for number in numbers:
        pile = bisect_left(tops, number)
        tops[pile : pile + 1] = [number]
        piles.append(pile)
    found, wanted = [], len(tops) - 1
    for number, pile in zip(reversed(numbers), reversed(piles), strict=True):
        if pile == wanted:
            found.append(number)
            wanted -= 1
    return found
