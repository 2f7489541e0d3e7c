"""Value and Table: the submission's code cells run in the sandbox, and only the named answers come back as data.

What a submission's response files say of such an exercise is a claim of the student's own kernel; it is never used.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Any, Literal

import msgspec

from clientservice.banks import KEYS_ENVIRONMENT
from clientservice.errors import CourseError
from clientservice.exercises import Table, TableKey, Value, ValueKey
from clientservice.gradebook import CODE_STUB, Places
from clientservice.sandbox import Cell, Job, Level, Limits, Record, Sandbox, SandboxError, never

from ._cells import grade_id, source_of, work_cells
from ._gather import Gathered, Submission
from ._mending import put_back
from ._outputs import Budget
from ._parcel import data_files
from ._trusted import Kit, Trusted

#: The function that a sample file defines: ``sample(seed)`` writes data files over the released ones.
SAMPLE = "sample"
_STOPPED = "the cell was stopped before its end: it ended Python, or used more than it may"


class Computed(msgspec.Struct, frozen=True, kw_only=True):
    """What running a submission's code gave for one exercise.

    ``value`` and ``hidden_value`` are as `clientservice.exercises.understand` gives them, None where there is no
    complete record; ``hidden_key`` is the key for the hidden data. ``reason`` says what went wrong in the cells.
    """

    level: str
    state: Literal["run", "untouched", "not run"]
    value: dict[str, Any] | None = None
    reason: str = ""
    seed: int | None = None
    hidden_value: dict[str, Any] | None = None
    hidden_key: ValueKey | TableKey | None = None


class CodeRuns:
    """Runs the code of submissions; starts the sandbox at the first one that has code.

    Where the sandbox can't be had, exercises with code are "not run" and wait for a person; others are graded.
    For one thread. Once ``abandoned`` says yes, `run` ends with `clientservice.sandbox.Abandoned`.
    """

    def __init__(
        self,
        places: Places,
        *,
        level: Level = "bubblewrap",
        unsafe: bool = False,
        abandoned: Callable[[], bool] = never,
    ) -> None:
        self.places = places
        self.abandoned = abandoned
        self.level = level
        self.unsafe = unsafe
        self.refused = ""
        self._sandbox: Sandbox | None = None
        self._closed = False

    def environment(self, trusted: Trusted) -> str:
        """What of the way of running could change a grade; "" for an assignment without code.

        Starts nothing: before the first run it says what the run should say.
        """
        if trusted.kit is None:
            return ""
        return f" code {'not run' if self.refused else self.level}"

    def run(self, trusted: Trusted, submission: Submission, notebook: dict[str, Any]) -> dict[str, Computed]:
        """Run a sanitised notebook's code; what it shows replaces the outputs that were handed in."""
        kit = trusted.kit
        if kit is None:
            return {}
        asked = {name: e for name, e in trusted.bank.exercises.items() if isinstance(e, Value | Table)}
        if submission.notebook.status != "found":
            reason = submission.notebook.reason or "no notebook was handed in"
            return {name: self._none(f"the code can't be run: {reason}") for name in asked}
        sandbox = self._start(trusted)
        if sandbox is None:
            return {name: self._none(f"the code was not run: {self.refused}") for name in asked}
        run = _Submission(trusted, kit, sandbox, notebook, data_files(submission.folder, trusted.assignment))
        return run.computed(asked, submission.student)

    def close(self) -> None:
        """End the sandbox."""
        self._closed = True
        if self._sandbox is not None:
            self._sandbox.close()
            self._sandbox = None

    def _none(self, reason: str) -> Computed:
        return Computed(level=self.level, state="not run", reason=reason)

    def _start(self, trusted: Trusted) -> Sandbox | None:
        if self._sandbox is None and not self.refused and not self._closed:
            preload = ["numpy", "pandas"]
            if trusted.kit is not None and "matplotlib" in msgspec.json.encode(trusted.kit.reference).decode():
                preload.append("matplotlib.pyplot")
            hidden = [self.places.root / "solutions", self.places.submitted, self.places.root / "grading"]
            hidden += [Path(private)] if (private := os.environ.get(KEYS_ENVIRONMENT)) else []
            try:
                self._sandbox = Sandbox(
                    self.level, unsafe=self.unsafe, hidden=hidden, preload=preload, abandoned=self.abandoned
                )
            except SandboxError as error:
                self.refused = str(error)
        return self._sandbox


class _Submission:
    """One submission's runs: on the released data, and on data that nobody has seen."""

    def __init__(
        self, trusted: Trusted, kit: Kit, sandbox: Sandbox, notebook: dict[str, Any], files: dict[str, bytes]
    ) -> None:
        self.trusted, self.kit, self.sandbox = trusted, kit, sandbox
        self.notebook, self.files = notebook, files
        gathered = msgspec.convert(notebook["metadata"]["clientservice"]["gathered"], Gathered)
        self.missing = put_back(gathered.repairs)
        self.work = work_cells(trusted.releases[gathered.lang])

    def computed(self, asked: dict[str, Value | Table], student: str) -> dict[str, Computed]:
        """The answers to all exercises with code."""
        cells = cells_of(self.notebook, asked, skip=self.missing)
        first = self.sandbox.run(Job(cells=cells, files=self.files | self.kit.data, limits=self.kit.limits))
        self._show(first)
        found = {name: self._first(name, exercise, first) for name, exercise in asked.items()}
        wanted = {name: exercise for name, exercise in asked.items() if self.trusted.keyset.keys[name].hidden > 0}  # type: ignore[union-attr]
        if wanted and any(found[name].value is not None for name in wanted):
            self._hidden(wanted, found, cells, seed_of(self.trusted, student))
        return found

    def _first(self, name: str, exercise: Value | Table, record: Record) -> Computed:
        value = record.answer(place_of(name), exercise.answer)
        if value is None:
            reason = record.reason or "there is no complete record of the run"
            return Computed(level=record.level, state="not run", reason=f"not run: {reason}")
        if value.get("kind") != "missing":
            return Computed(level=record.level, state="run", value=value)
        cell = self._work_cell(name)
        if grade_id(cell or {}) in self.missing:
            reason = "the cell to work in was missing in the notebook, and no other cell gives the answer"
            return Computed(level=record.level, state="not run", reason=reason)
        if cell is None or source_of(cell).strip() in {"", CODE_STUB.strip(), _stub(self.trusted, cell)}:
            return Computed(level=record.level, state="untouched", value=value)
        reason = f"`{exercise.answer}` has no value: {_trouble(record, cell)}"
        return Computed(level=record.level, state="run", value=value, reason=reason)

    def _work_cell(self, name: str) -> dict[str, Any] | None:
        """The solution cell in which an exercise's answer is worked out."""
        return next((cell for cell in self.notebook["cells"] if grade_id(cell) == self.work.get(name, "")), None)

    def _show(self, record: Record) -> None:
        """Each cell shows what it gave here."""
        budget = Budget()
        by_id = {cell.id: cell for cell in record.cells}
        for cell in self.notebook["cells"]:
            ran = by_id.get(str(cell.get("id")))
            if cell["cell_type"] == "code" and ran is not None:
                cell["outputs"] = budget.outputs(ran.outputs)

    def _hidden(
        self, wanted: dict[str, Value | Table], found: dict[str, Computed], cells: Sequence[Cell], seed: int
    ) -> None:
        """The second run; of what it shows, nothing is kept."""
        data = self._sample(seed)
        reference = self._answers(cells_of(self.kit.reference, wanted), data, wanted)
        for name, answer in reference.items():
            if answer is None or answer.get("kind") not in {"number", "table"}:
                raise CourseError(
                    f'the authored solution of "{self.trusted.assignment}" gives no answer to "{name}" on the hidden '
                    f"sample with seed {seed}; mend the solution or the sample"
                )
        theirs = self._answers(cells, self.files | self.kit.data | data, wanted)
        for name in wanted:
            found[name] = msgspec.structs.replace(
                found[name],
                seed=seed,
                hidden_value=theirs[name],
                hidden_key=hidden_key(self.trusted.keyset.keys[name], reference[name] or {}),
            )

    def _sample(self, seed: int) -> dict[str, bytes]:
        """Other data of the same shape: the same file names, made by the teacher's own code."""
        names = tuple(self.kit.data)
        cells = [Cell(id="sample", source=self.kit.sample), Cell(id="make", source=f"{SAMPLE}({seed})")]
        job = Job(cells=cells, files=self.kit.data, limits=Limits(), seed=seed, returns=names)
        record = self.sandbox.run(job)
        failed = [cell for cell in record.cells if cell.status != "ok"]
        if not record.complete or failed or record.files == self.kit.data:
            said = _error_of(failed[0].outputs) or _STOPPED if failed else record.reason or "it changes no data file"
            raise CourseError(f"the sample of {self.trusted.assignment} with seed {seed} fails: {said}; mend it")
        return record.files

    def _answers(
        self, cells: Sequence[Cell], files: dict[str, bytes], wanted: dict[str, Value | Table]
    ) -> dict[str, dict[str, Any] | None]:
        record = self.sandbox.run(Job(cells=list(cells), files=files, limits=self.kit.limits))
        return {name: record.answer(place_of(name), exercise.answer) for name, exercise in wanted.items()}


def cells_of(notebook: dict[str, Any], asked: dict[str, Value | Table], *, skip: Collection[str] = ()) -> list[Cell]:
    """A notebook's code for a run: where an exercise stands, its answer is read, and its own cell is not run.

    ``skip``: cells that were put back; the released one must not undo what the student did elsewhere.
    """
    cells: list[Cell] = []
    for number, cell in enumerate(notebook["cells"]):
        if cell.get("cell_type") != "code":
            continue
        name = grade_id(cell)
        if name in asked and cell["metadata"]["nbgrader"].get("grade"):
            cells.append(Cell(id=place_of(str(name)), source="", takes=(asked[str(name)].answer,)))
        elif name not in skip:
            cells.append(Cell(id=str(cell.get("id") or f"cell-{number}"), source=source_of(cell)))
    return cells


def place_of(exercise: str) -> str:
    """The id, in a run, of the place where an exercise's answer is read; no cell of a notebook can have it."""
    return f"{exercise} (answer)"


def seed_of(trusted: Trusted, student: str) -> int:
    """The seed of a student's hidden sample: the same at every regrade, and nobody knows it who has not the keys."""
    message = f"{trusted.assignment}\n{student}".encode()
    return int.from_bytes(hmac.digest(trusted.key_hash.encode(), message, hashlib.sha256)[:4], "big")


def hidden_key(key: Any, answer: dict[str, Any]) -> ValueKey | TableKey:
    """The key with what the authored solution computes from other data."""
    if isinstance(key, ValueKey):
        return msgspec.structs.replace(key, number=answer.get("number"), near=[])
    columns = key.columns or answer.get("columns", [])
    return msgspec.structs.replace(  # type: ignore[no-any-return]
        key, columns=columns, rows=_rows(answer, columns), index=answer.get("index")
    )


def _rows(answer: dict[str, Any], columns: list[str]) -> list[list[Any]]:
    places = [answer["columns"].index(name) for name in columns if name in answer["columns"]]
    return [[row[place] for place in places] for row in answer["rows"]] if places else answer["rows"]


def _stub(trusted: Trusted, cell: dict[str, Any]) -> str:
    """The solution cell as it was released."""
    for release in trusted.releases.values():
        for released in release["cells"]:
            if grade_id(released) == grade_id(cell):
                return source_of(released).strip()
    return ""


def _trouble(record: Record, cell: dict[str, Any]) -> str:
    """What happened in a cell, in words."""
    for ran in record.cells:
        if ran.id == str(cell.get("id")):
            if ran.status == "timeout":
                return "the cell took too long"
            if ran.status != "error":
                return "the cell gives it none"
            said = _error_of(ran.outputs)
            return f"the cell ended with {said}" if said else _STOPPED
    return "its cell did not run"


def _error_of(outputs: Sequence[dict[str, Any]]) -> str:
    """The last error that a cell shows, "" where it shows none."""
    errors = [output for output in outputs if output.get("output_type") == "error"]
    return f"{errors[-1].get('ename')}: {str(errors[-1].get('evalue'))[:120]}" if errors else ""
