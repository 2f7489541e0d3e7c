"""The sandbox as its callers see it: start it, give it jobs, close it."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import msgspec

from . import _bubblewrap
from ._errors import SandboxError, never
from ._job import CellRecord, Job, Level, Record, Used
from ._probe import open_walls
from ._run import run_once
from ._worker import PACKAGE, PRELOAD, Host, HostGoneError

#: Runs of one job: the first, again after a crash, and again without the cell that ends it.
_TURNS = 4
_Found = TypeVar("_Found")


class Sandbox:
    """Runs jobs in fresh children of a warm worker host, one after another; threads that call `run` take turns.

    Args:
        level: how students' code is kept in. It is never lowered: what can't be had is an error.
        unsafe: must be True for level ``none``.
        hidden: folders that the code must not be able to read (the course, keys elsewhere).
        preload: modules that the host imports before the first run.
        abandoned: asked several times a second; once it says yes, starting and running end with `Abandoned`.

    Raises:
        SandboxError: the level can't be had here, or a canary got through a wall.
    """

    def __init__(
        self,
        level: Level = "bubblewrap",
        *,
        unsafe: bool = False,
        hidden: Sequence[Path] = (),
        preload: Sequence[str] = PRELOAD,
        abandoned: Callable[[], bool] = never,
    ) -> None:
        check_platform()
        if level == "none" and not unsafe:
            raise SandboxError(
                "without a sandbox, students' code could read the keys and change the grades; "
                "say --unsafe if you know every submission"
            )
        _bubblewrap.check_hidden(hidden, _bubblewrap.readable(PACKAGE))
        self.level: Level = level
        self._preload = preload
        self._hidden = hidden
        self._abandoned = abandoned
        self._turn = threading.Lock()
        self._host = self._start()
        try:
            self._check()
        except BaseException:
            self.close()
            raise

    def _check(self) -> None:
        """A tool that is there may still not work here: so try to get out."""
        found: list[str] = []
        try:
            if self.level != "none":
                found = self._twice(open_walls)
        except HostGoneError as error:
            found = [f"the worker host ended ({error})"]
        if found:
            raise SandboxError(
                f"the sandbox ({self.level}) does not hold: {'; '.join(found)}. No student's code was run; "
                "run clientservice doctor"
            )

    def run(self, job: Job) -> Record:
        """Run a job; total but for a sandbox that is broken.

        A cell that must be killed, or that ends Python, loses its own answer only: the cells after it get another turn
        in a new child, without it. A crash is tried once more first, since the machine may have been the cause.

        Raises:
            SandboxError: the sandbox itself no longer works.
            Abandoned: nobody waits for the record any longer.
        """
        record = self._once(job)
        crashes = 0
        spent, skip = record.used.wall, set[str]()
        for _ in range(_TURNS - 1):
            if record.stop not in {"time", "crash"} or spent >= job.limits.submission:
                break
            at = _ended_at(record)
            crashes += record.stop == "crash"
            if at is None or crashes != 1 or record.stop == "time":
                if at is None:
                    break
                skip.add(record.cells[at].id)
            again = self._once(_without(job, skip, spent))
            spent += again.used.wall
            record = _merge(record, again, skip)
        return record

    def _once(self, job: Job) -> Record:
        try:
            with self._turn:
                return self._twice(lambda host: run_once(host, job))
        except HostGoneError as error:
            cells = [CellRecord(id=cell.id) for cell in job.cells]
            reason = f"the worker host ended twice ({error})"
            return Record(level=self.level, cells=cells, stop="crash", reason=reason, used=Used())

    def _twice(self, act: Callable[[Host], _Found]) -> _Found:
        """With another host if this one ends: by somebody's hand, or for want of memory, which may not come again."""
        try:
            return act(self._host)
        except HostGoneError:
            self._host.close()
            self._host = self._start()
            return act(self._host)

    def _start(self) -> Host:
        return Host(self.level, self._preload, abandoned=self._abandoned)

    def close(self) -> None:
        """End the host."""
        self._host.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def check_platform() -> None:
    """Students' code runs on Linux only.

    Raises:
        SandboxError: this is another system.
    """
    if sys.platform != "linux":
        raise SandboxError(
            "students' code can be run safely only on Linux; grade this assignment on a Linux computer or in a Linux "
            "virtual machine. Exercises without code are graded here as everywhere"
        )


def _ended_at(record: Record) -> int | None:
    """The cell in which a run ended early, or None where none had begun or none is left."""
    for number, cell in enumerate(record.cells):
        if cell.status == "not-run":
            return number - 1 if number else None
    return len(record.cells) - 1


def _without(job: Job, skip: set[str], spent: float) -> Job:
    cells = [msgspec.structs.replace(cell, source="") if cell.id in skip else cell for cell in job.cells]
    left = max(0.1, job.limits.submission - spent)
    return msgspec.structs.replace(job, cells=cells, limits=msgspec.structs.replace(job.limits, submission=left))


def _merge(first: Record, again: Record, skip: set[str]) -> Record:
    """The later run's cells; of a cell that was left out, what it did in the run that it ended."""
    before = {cell.id: cell for cell in first.cells}
    cells = [before[cell.id] if cell.id in skip else cell for cell in again.cells]
    used = Used(
        cpu=first.used.cpu + again.used.cpu,
        wall=first.used.wall + again.used.wall,
        memory=max(first.used.memory, again.used.memory),
    )
    reason = "; ".join(dict.fromkeys(part for part in (first.reason, again.reason) if part))
    return msgspec.structs.replace(again, cells=cells, used=used, reason=reason)
