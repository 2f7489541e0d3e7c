"""The worker host: warm libraries, no keys, no submissions. Forks a child per run and watches it.

It runs inside the sandbox, started by the coordinator with a socket as its standard input. It never reads a job or a
frame: those go straight between coordinator and child, so that nothing of one student's is in the memory that the next
one's process inherits.
"""

from __future__ import annotations

import gc
import importlib
import os
import select
import socket
import sys
import time
from contextlib import suppress
from pathlib import Path

from clientservice.exercises import understand

from . import _bytecode, _stub, _walls
from ._bubblewrap import SLOW
from ._child import Ground, live
from ._frames import Ask, Exited, Failed, Ready, Run, Setup, Signal, ToHost, Usage, receive, send
from ._shell import Shell
from ._warm import sources

_TICK = 0.05
_MIB = 1 << 20
_PAGE = os.sysconf("SC_PAGE_SIZE")
_CLOCK = os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Until the coordinator is gone."""
    control = socket.socket(fileno=os.dup(0))
    control.set_inheritable(False)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    setup, _ = receive(control, ToHost)
    if not isinstance(setup, Setup):
        return
    os.chdir(setup.box)
    for name in SLOW:
        del sys.modules[name]  # whoever imports it himself gets it
    for name in setup.preload:
        with suppress(ImportError):
            importlib.import_module(name)
    shell = Shell()
    shell.warm(sources(setup.preload))
    uncompiled = _bytecode.lacking()
    _stub.install()
    gc.collect()
    gc.freeze()
    gc.enable()  # it was off while modules were loaded, which leave no garbage
    gc.set_threshold(50_000, 50, 100)  # a run is short, and its memory is limited: looking for garbage rarely pays
    threads = len(list(Path("/proc/self/task").iterdir())) if setup.level == "bubblewrap" else 1
    host = _Host(control, setup, shell)
    send(control, Ready(cpu=time.process_time(), threads=threads, uncompiled=uncompiled))
    while host.turn():
        pass
    host.leave()


class _Host:
    def __init__(self, control: socket.socket, setup: Setup, shell: Shell) -> None:
        self.control = control
        self.setup = setup
        self.shell = shell
        self.base = _walls.address_space()
        self.own = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC) if setup.level == "bubblewrap" else -1
        self.others = set(_processes()) if setup.level == "bubblewrap" else set()

    def turn(self) -> bool:
        """One run; False where the coordinator is gone."""
        message, descriptors = receive(self.control, ToHost)
        if message is None:
            return False
        if not isinstance(message, Run) or len(descriptors) != 2:
            return True  # a signal for a child that has just ended
        try:
            child = self._fork(message, descriptors)
        except OSError as error:
            send(self.control, Failed(str(error)))
            return True
        finally:
            for descriptor in descriptors:
                os.close(descriptor)
        return self._watch(child, message)

    def _fork(self, run: Run, descriptors: list[int]) -> int:
        """A child in a process namespace of its own; the host itself comes back out of it."""
        separate = self.setup.level == "bubblewrap"
        if separate:
            _walls.unshare(_walls.NEWPID)
        try:
            child = os.fork()
            if child == 0:
                job, out = descriptors
                live(Ground(self.setup, run.limits, job, out, self.base, self.shell, understand))
        finally:
            if separate:
                _walls.setns(self.own, _walls.NEWPID)
        return child

    def _watch(self, child: int, run: Run) -> bool:
        """Until the child is gone; then the report. False where the coordinator is gone, and the child with it."""
        pidfd = os.pidfd_open(child)
        deadline = time.monotonic() + run.limits.submission + run.limits.imports + 10
        stop, here = "", True
        while True:
            ready, _, _ = select.select([pidfd, self.control.fileno()], [], [], _TICK)
            if pidfd in ready:
                break
            if self.control.fileno() in ready:
                here = self._obey(child) and here
            if (not stop and (stop := self._breach(run, deadline))) or not here:
                _kill(child)
        os.close(pidfd)
        _, status, used = os.wait4(child, 0)
        code = os.waitstatus_to_exitcode(status)
        cpu = used.ru_utime + used.ru_stime
        self._tidy()
        if here:
            memory = used.ru_maxrss / 1024
            send(self.control, Exited(max(code, 0), max(-code, 0), cpu, memory, stop))
        return here

    def _obey(self, child: int) -> bool:
        message, _ = receive(self.control, ToHost)
        if isinstance(message, Signal):
            _kill(child) if message.kill else os.kill(child, 2)
        elif isinstance(message, Ask):
            send(self.control, Usage(self._cpu(child)))
        return message is not None

    def _cpu(self, child: int) -> float:
        found = 0
        for process in self._family(child):
            with suppress(OSError, IndexError, ValueError):
                fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2]
                found += sum(map(int, fields.split()[11:15]))
        return found / _CLOCK

    def _family(self, child: int) -> set[int]:
        """The child and what it started; at other levels it can start nothing."""
        return set(_processes()) - self.others if self.setup.level == "bubblewrap" else {child}

    def _breach(self, run: Run, deadline: float) -> str:
        """Which limit of the whole run is broken; a single process is held by its address space already."""
        if time.monotonic() > deadline:
            return "time"
        if run.limits.processes and self._together() > run.limits.memory * _MIB:
            return "memory"
        if self.setup.level != "bubblewrap" and _size(self.setup.box) > run.limits.disk * _MIB:
            return "disk"
        return ""

    def _together(self) -> int:
        """Address space of the whole run beyond what each process inherited: shared memory counts, touched or not."""
        total = 0
        for process in self._family(0):
            with suppress(OSError, IndexError, ValueError):
                pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[0])
                total += max(0, pages * _PAGE - self.base)
        return total

    def leave(self) -> None:
        """The coordinator is gone: without a work folder in memory, there is one to remove, if nobody else did."""
        if self.setup.level != "bubblewrap":
            with suppress(OSError):
                self._tidy()
                Path(self.setup.box).rmdir()

    def _tidy(self) -> None:
        """Without a work folder in memory, what the run left there goes now."""
        if self.setup.level != "bubblewrap":
            import shutil  # noqa: PLC0415 - only at these levels

            for path in Path(self.setup.box).iterdir():
                with suppress(OSError):
                    shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def _kill(child: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(child, 9)


def _processes() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]


def _size(folder: str) -> int:
    """Bytes below a folder."""
    total = 0
    for where, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                total += Path(where, name).lstat().st_blocks * 512
    return total


if __name__ == "__main__":
    main()
