"""The child of one run: puts up its walls, reads its job, runs the cells. It never returns."""

from __future__ import annotations

import os
import random
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from . import _imports, _walls
from ._frames import (
    Broke,
    Changed,
    Ended,
    Finished,
    Frame,
    Importing,
    Returned,
    Setup,
    Started,
    Took,
    encode,
    pack,
    write_all,
)
from ._job import MAX_ANSWER, MAX_JOB, Job
from ._limits import Limits
from ._shell import Shell

_MIB = 1 << 20
_decode = msgspec.json.Decoder(Job).decode


class Ground(NamedTuple):
    """What the host hands to a child."""

    setup: Setup
    limits: Limits
    job: int
    out: int
    base: int
    shell: Shell
    understand: Callable[[Any], dict[str, Any]]


def live(ground: Ground) -> None:
    """Everything that a child does, from the fork to its end."""
    code = 1
    try:
        _Child(ground).live()
        code = 0
    except BaseException as error:  # noqa: BLE001 - there is nobody to raise it to; the coordinator sees the frame
        with suppress(BaseException):
            write_all(ground.out, pack(Broke(f"{type(error).__name__}: {error}"[:300])))
    finally:
        os._exit(code)


class _Child:
    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.shell = ground.shell
        self.pid = os.getpid()
        # Bound now: whatever a student's code replaces later, these stay what they are.
        self._write, self._pack, self._getpid, self._exit = write_all, pack, os.getpid, os._exit
        self._held = b""

    def live(self) -> None:
        """Walls first, then the job."""
        self._enclose()
        job = self._read_job()
        self._settle(job)
        for number, cell in enumerate(job.cells):
            self.emit(Started(number))
            ok = self.shell.run(number, cell.source)
            for earlier in sorted(self.shell.changed):
                self.emit(Changed(earlier, self.shell.outputs(earlier)))
            # Without names to read, no student's code runs before the next report: both go in one piece.
            self.emit(Ended(number, ok, self.shell.outputs(number)), hold=not cell.takes)
            if cell.takes:
                self.emit(Took(number, {name: self._take(name) for name in cell.takes}))
        if job.returns:
            self.emit(Returned({name: Path(name).read_bytes() for name in job.returns}))
        self.emit(Finished())

    def emit(self, frame: Frame, *, hold: bool = False) -> None:
        """Report; only the process that the host forked may. A copy that the student's code made ends here."""
        if self._getpid() != self.pid:
            self._exit(0)
        self._held += self._pack(frame)
        if not hold:
            self._write(self.ground.out, self._held)
            self._held = b""

    def _enclose(self) -> None:
        setup, limits = self.ground.setup, self.ground.limits
        null = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(null, descriptor)
        os.close(null)
        keep = sorted({0, 1, 2, self.ground.job, self.ground.out})
        for low, high in zip(keep, [*keep[1:], 1 << 16], strict=True):
            os.closerange(low + 1, high)
        if setup.level == "bubblewrap":
            _walls.own_folders(setup.box, limits)
        else:
            _walls.end_with_parent()
        os.chdir(setup.box)
        self.shell.capture()  # its descriptors, while they may be made
        if setup.level == "landlock":
            _walls.confine(setup.box, setup.readable)
        _walls.set_limits(limits, self.ground.base)
        if setup.level != "none":
            _walls.drop_capabilities()
            _walls.load_filter(setup.filters["processes" if limits.processes else "alone"])

    def _read_job(self) -> Job:
        parts, size = [], 0
        while raw := os.read(self.ground.job, 1 << 20):
            parts.append(raw)
            size += len(raw)
            if size > MAX_JOB:
                raise ValueError("the job is too large")
        os.close(self.ground.job)
        return _decode(b"".join(parts))

    def _settle(self, job: Job) -> None:
        """The work folder's files, seeds, streams; the last step before the student's code."""
        for name, raw in job.files.items():
            path = Path(name)
            if path.is_absolute() or ".." in path.parts:
                raise ValueError(f"an unsafe name: {name!r}")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(raw)
        random.seed(job.seed)
        if "numpy" in sys.modules:
            sys.modules["numpy"].random.seed(job.seed)
        self.shell.open(len(job.cells), job.limits.output * _MIB)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        _imports.watch(lambda on: self.emit(Importing(on)))

    def _take(self, name: str) -> dict[str, Any]:
        """A variable as plain data; what can't be made plain is named by its type."""
        if name not in self.shell.names:
            return {"kind": "missing"}
        try:
            found = self.ground.understand(self.shell.names[name])
            return found if len(encode(found)) <= MAX_ANSWER else {"kind": "other", "type": "too large"}
        except BaseException:  # noqa: BLE001 - hostile objects may raise anything
            return {"kind": "other", "type": "unreadable"}
