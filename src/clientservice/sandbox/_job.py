"""What goes into a run and what comes out of it: plain data."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

import msgspec

from ._limits import Limits

#: What keeps a student's code in; see docs/sandbox.md.
Level: TypeAlias = Literal["bubblewrap", "landlock", "none"]

#: ``not-run``: the run ended before the cell's turn, or the cell's end was not reported.
CellStatus: TypeAlias = Literal["ok", "error", "timeout", "not-run"]

#: Why a run stopped early.
Stop: TypeAlias = Literal["", "time", "memory", "disk", "output", "crash", "protocol"]

MAX_JOB = 96 << 20
#: One answer as data, encoded.
MAX_ANSWER = 1 << 18


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """A code cell; ``takes`` are the names that are read once it has run."""

    id: str
    source: str
    takes: tuple[str, ...] = ()


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """One run: cells in order, files by value (plain names, folders with ``/``), the seed of ``random`` and NumPy.

    ``returns`` names files that come back in the record: only for code of the teacher's own, which makes data.
    """

    cells: list[Cell]
    files: dict[str, bytes] = {}
    limits: Limits = Limits()
    seed: int = 0
    returns: tuple[str, ...] = ()


class CellRecord(msgspec.Struct, kw_only=True):
    """What one cell did. ``outputs`` are nbformat's; ``answers`` by name, as `clientservice.exercises.understand` says.

    All of it is what the student's process claims: outputs never decide a score, and answers are data to be compared.
    """

    id: str
    status: CellStatus = "not-run"
    outputs: list[dict[str, Any]] = []
    answers: dict[str, dict[str, Any]] = {}
    seconds: float = 0.0


class Used(msgspec.Struct, kw_only=True):
    """What a run used: CPU and wall seconds, memory at its peak in MiB."""

    cpu: float = 0.0
    wall: float = 0.0
    memory: float = 0.0


class Record(msgspec.Struct, kw_only=True):
    """What one run did. ``complete``: every cell had its turn and the run ended by itself.

    ``stop`` and ``reason`` say why it did not; the cells that ran keep what they gave.
    """

    level: Level
    cells: list[CellRecord]
    complete: bool = False
    stop: Stop = ""
    reason: str = ""
    used: Used = msgspec.field(default_factory=Used)
    files: dict[str, bytes] = {}

    def answer(self, cell: str, name: str) -> dict[str, Any] | None:
        """What a name held after a cell, or None where there is no complete record of it."""
        for found in self.cells:
            if found.id == cell:
                return found.answers.get(name)
        return None
