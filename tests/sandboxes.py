"""Sandboxes for tests."""

import atexit
import os
import subprocess
import sys
from pathlib import Path

import pytest

from clientservice.sandbox import Sandbox, SandboxError, _bubblewrap


def opened(**options):
    """A sandbox; where this machine has none, the test is skipped with the reason, but never in CI."""
    try:
        return Sandbox(**options)
    except SandboxError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"NO SANDBOX HERE, nothing about running code is tested: {error}")


def as_ordinary_user(*words, shown=(), timeout=300, **options):
    """Run Python as nobody; where root's Python is closed to others, in a view of the computer in which it is open.

    ``words`` follow the interpreter; ``shown``: more folders that this view has, read-only.
    """
    command = [sys.executable, *words]
    if os.geteuid() == 0:
        readable = [*_bubblewrap.readable(Path(_bubblewrap.__file__).parents[1]), *shown]
        outer = [_bubblewrap.program(), "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
        # First an own /tmp, then what is shown: this Python may itself lie below /tmp.
        outer += ["--perms", "1777", "--tmpfs", "/tmp", *_bubblewrap.show(readable)]  # noqa: S108
        outer += ["--dev-bind", "/dev", "/dev", "--bind", "/proc", "/proc", "--"]
        drop = _bubblewrap.DROP.format(_bubblewrap.NOBODY)
        command = [*outer, sys.executable, "-I", "-S", "-c", drop, *command]
    return subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False, **options)


_shared: list[Sandbox] = []


def shared(*_, **__):
    """In place of `Sandbox`: one warm sandbox for many gradings of a test session; closing it does nothing."""
    if not _shared:
        made = opened()
        atexit.register(made.close)
        _shared.append(made)
    return _Kept(_shared[0])


class _Kept:
    def __init__(self, sandbox):
        self.run = sandbox.run

    def close(self):
        """It stays for the next."""
