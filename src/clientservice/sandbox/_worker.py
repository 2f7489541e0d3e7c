"""The coordinator's side of one worker host: starts it, gives it jobs, holds the clocks."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from . import _bubblewrap, _bytecode, _seccomp
from ._errors import Abandoned, SandboxError, never
from ._frames import Failed, FromHost, Ready, Setup, ToHost, receive, send
from ._job import Level

PACKAGE = Path(__file__).resolve().parents[1]
PRELOAD = ("numpy", "pandas")
#: Seconds until a host must be warm; a cold disk takes a while.
START = 300.0
#: Seconds between two looks whether anybody still waits for the host.
_TICK = 0.1


class Host:
    """A running worker host. Not for several threads at once.

    It ends with the thread that started it: that is what bubblewrap's ``--die-with-parent`` looks at.
    """

    def __init__(
        self, level: Level, preload: Sequence[str] = PRELOAD, *, abandoned: Callable[[], bool] = never
    ) -> None:
        self.level = level
        self.abandoned = abandoned
        self._preload = list(preload)
        self.ready = Ready(cpu=0.0, threads=0)
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the host
        self._scratch = Path(tempfile.mkdtemp(prefix="clientservice-")) if level != "bubblewrap" else None
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._process: subprocess.Popen[bytes] | None = None
        try:
            with theirs:
                self._process = self._start(theirs)
            self._greet()
        except BaseException:
            self.close(patience=0)
            raise

    def _start(self, theirs: socket.socket) -> subprocess.Popen[bytes]:
        popen: Any = subprocess.Popen  # its type can't take options by name
        options: dict[str, Any] = {"env": {}, "cwd": "/"}
        if self.level == "bubblewrap":
            command = _bubblewrap.command(PACKAGE)
        else:
            command = _bubblewrap.host_command(PACKAGE)
            box = str(self._scratch)
            options["env"] = {
                name: value.replace(_bubblewrap.BOX, box) for name, value in _bubblewrap.ENVIRONMENT.items()
            }
            if os.geteuid() == 0:
                os.chown(box, _bubblewrap.NOBODY, _bubblewrap.NOBODY)
                options |= {"user": _bubblewrap.NOBODY, "group": _bubblewrap.NOBODY, "extra_groups": []}
        try:
            started: subprocess.Popen[bytes] = popen(
                command, stdin=theirs, stdout=subprocess.DEVNULL, stderr=self._log, start_new_session=True, **options
            )
        except OSError as error:
            raise SandboxError(
                f"the sandbox ({self.level}) does not start: {error}; run clientservice doctor"
            ) from error
        return started

    def _greet(self) -> None:
        filters = {}
        if self.level != "none":
            inside = self.level == "bubblewrap"
            filters["alone"] = _seccomp.build_filter(processes=False, signals=inside)
            if inside:
                filters["processes"] = _seccomp.build_filter(processes=True, signals=True)
        box = str(self._scratch or _bubblewrap.BOX)
        shown = [str(path) for path in [*_bubblewrap.readable(PACKAGE), *map(Path, _bubblewrap.DEVICES)]]
        try:
            self.tell(Setup(self.level, filters, box, shown, self._preload))
            message = self._first_word()
        except OSError as error:
            message = None
            self._log.write(str(error).encode())
        self.control.settimeout(START)
        if not isinstance(message, Ready):
            raise SandboxError(f"the sandbox ({self.level}) does not start: {self.log()}; run clientservice doctor")
        self.ready = message
        if message.threads > 1:
            raise SandboxError(
                f"a library starts {message.threads - 1} threads when it is imported, so the sandbox can't fork; "
                "run clientservice doctor"
            )
        _bytecode.compile_for_hosts(message.uncompiled, _bubblewrap.readable(PACKAGE))

    def _first_word(self) -> Any:
        self.control.settimeout(_TICK)
        late = time.monotonic() + START
        while True:
            if self.abandoned():
                raise Abandoned
            try:
                return receive(self.control, FromHost)[0]
            except TimeoutError:
                if time.monotonic() > late:
                    raise

    def tell(self, message: ToHost, descriptors: tuple[int, ...] = ()) -> None:
        """A command to the host."""
        send(self.control, message, descriptors)

    def hear(self) -> Any:
        """The host's next message.

        Raises:
            HostGoneError: the host is no longer there.
        """
        message, _ = receive(self.control, FromHost)
        if message is None:
            raise HostGoneError(self.log())
        if isinstance(message, Failed):
            raise SandboxError(f"the sandbox ({self.level}) could not start a run: {message.reason}")
        return message

    def log(self) -> str:
        """The end of what the host wrote to its standard error."""
        self._log.seek(0)
        lines = self._log.read().decode("utf-8", "replace").strip().splitlines()
        return " / ".join(lines[-3:]) or "it said nothing"

    def close(self, *, patience: float = 5.0) -> None:
        """End the host, and with it everything in it; one that does not listen is killed after ``patience`` seconds."""
        self.control.close()
        process = self._process
        if process is not None:
            with suppress(subprocess.TimeoutExpired):
                process.wait(patience)
            if process.poll() is None:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self._log.close()
        if self._scratch is not None:
            shutil.rmtree(self._scratch, ignore_errors=True)


class HostGoneError(Exception):
    """The worker host ended by itself: killed from outside, or out of memory."""
