"""CPU time and memory of a command and of everything that it starts, whatever else the computer does meanwhile.

bubblewrap leaves its processes without waiting for them, and their CPU time would be lost; so this process adopts
orphans (Linux: ``PR_SET_CHILD_SUBREAPER``), and the kernel's own account of children holds all of it.
"""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

_SUBREAPER = 36
_TICK = 0.2


class Used(NamedTuple):
    """Seconds, and MiB at the peak: of the command itself, and of all that it started together (shared pages once).

    ``own_cpu`` is that of the command and of what it waited for: of our judge the coordinator's, without its hosts.
    """

    cpu: float
    own_cpu: float
    wall: float
    own_memory: float
    others_memory: float
    output: bytes


class TimeIsUpError(Exception):
    """The bench has used its time."""


def adopt_orphans() -> None:
    """Once, before `metered`."""
    if ctypes.CDLL(None, use_errno=True).prctl(_SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "orphans can't be adopted; this bench needs Linux")


def cpu(who: int = resource.RUSAGE_CHILDREN) -> float:
    """CPU seconds so far."""
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def metered(command: Sequence[str | Path], folder: Path, deadline: float) -> Used:
    """Run a command to its end; all that it leaves behind must end, too.

    Raises:
        TimeIsUpError: it was not over at ``deadline`` (as `time.monotonic` counts), and was ended.
        RuntimeError: it failed.
    """
    before, begun = cpu(), time.monotonic()
    # Byte code is written and used as on anybody's computer, also where this process was told to write none.
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    variables["PATH"] = f"{Path(command[0]).parent}:{variables['PATH']}"
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, cwd=folder, env=variables, stdout=output, stderr=subprocess.STDOUT)
        own = others = 0.0
        while process.poll() is None:
            with suppress(subprocess.TimeoutExpired):
                process.wait(_TICK)
            family = _family(process.pid)
            own = max(own, _status(process.pid, "VmHWM"))
            others = max(others, sum(_shared(one) for one in family))
            if time.monotonic() > deadline:
                process.terminate()
                process.wait(60)
                _bury(time.monotonic() + 60)
                raise TimeIsUpError
        wall, own_cpu = time.monotonic() - begun, cpu() - before
        _bury(time.monotonic() + 60)
        output.seek(0)
        said = output.read()
    if process.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))}: {said[-2000:].decode('utf-8', 'replace')}")
    return Used(cpu() - before, own_cpu, wall, own, others, said)


def forked(work: Callable[[], None]) -> float:
    """CPU seconds of some work in a fork of this process, the fork and its end included."""
    before = cpu() + time.process_time()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    if status:
        raise RuntimeError("the work in the fork failed")
    return cpu() + time.process_time() - before


def _bury(deadline: float) -> None:
    """Wait for orphans."""
    while time.monotonic() < deadline:
        try:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                time.sleep(0.02)
        except ChildProcessError:
            return
    raise RuntimeError("something that was started does not end")


def _family(root: int) -> list[int]:
    """The processes below one."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").iterdir():
        if path.name.isdigit():
            with suppress(OSError):
                parent = int((path / "stat").read_text().rpartition(")")[2].split()[1])
                children.setdefault(parent, []).append(int(path.name))
    found, todo = [], [root]
    while todo:
        below = children.get(todo.pop(), [])
        found += below
        todo += below
    return found


def _status(process: int, name: str) -> float:
    return _line(Path(f"/proc/{process}/status"), name)


def _shared(process: int) -> float:
    """MiB, of a page that several have each its share."""
    return _line(Path(f"/proc/{process}/smaps_rollup"), "Pss")


def _line(path: Path, name: str) -> float:
    with suppress(OSError):
        for line in path.read_text().splitlines():
            if line.startswith(f"{name}:"):
                return int(line.split()[1]) / 1024
    return 0.0
