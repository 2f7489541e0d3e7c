"""Which processes are still there when a command has ended, however it ended."""

from __future__ import annotations

import ctypes
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import psutil

_SET_CHILD_SUBREAPER = 36


@contextmanager
def none_survives(seconds: float = 60.0) -> Iterator[None]:
    """Orphans of what is started within become children of this process, and must be gone soon after the end."""
    libc = ctypes.CDLL(None)
    assert libc.prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0
    before = {process.pid for process in psutil.Process().children(recursive=True)}
    try:
        yield
        late = time.monotonic() + seconds
        while left := _left(before):
            assert time.monotonic() < late, f"still there: {left}"
            time.sleep(0.02)
    finally:
        libc.prctl(_SET_CHILD_SUBREAPER, 0, 0, 0, 0)


def _left(before: set[int]) -> list[str]:
    found = []
    for process in psutil.Process().children(recursive=True):
        if process.pid in before:
            continue
        with suppress(ChildProcessError):  # no child of ours, or one that somebody waits for
            os.waitpid(process.pid, os.WNOHANG)
        with suppress(psutil.NoSuchProcess):
            found.append(f"{process.pid} {process.name()} {process.status()}")
    return found
