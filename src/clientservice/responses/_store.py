"""Saving and reading one response file: atomic, single-writer, nothing overwritten that can't be read."""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any, Literal, NamedTuple

from filelock import FileLock

from clientservice.errors import ResponseError

from ._response import MAX_BYTES, Response, decode, encode

_O_SAFE = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)


class Reading(NamedTuple):
    """The outcome of looking for a response file."""

    status: Literal["found", "absent", "unreadable"]
    response: Response | None = None
    reason: str = ""


class OpenElsewhereError(ResponseError):
    """Another kernel saved this exercise after we last read it."""


def read_response(folder: Path, exercise: str) -> Reading:
    """Look for ``<folder>/<exercise>.json``. Total: whatever lies there, a `Reading` comes back.

    Follows no link, opens only regular files, reads at most `MAX_BYTES`.
    """
    path = folder / f"{exercise}.json"
    try:
        if folder.is_symlink():
            return Reading("unreadable", reason="the answers' folder is a link; links are not followed")
        descriptor = os.open(path, _O_SAFE)
    except FileNotFoundError:
        return Reading("absent")
    except (OSError, ValueError) as error:
        return Reading("unreadable", reason=f"{path.name}: not a regular file ({getattr(error, 'strerror', error)})")
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        return Reading("unreadable", reason=f"{path.name}: not a regular file")
    with os.fdopen(descriptor, "rb") as stream:
        raw = stream.read(MAX_BYTES + 1)
    try:
        return Reading("found", decode(raw, exercise))
    except ResponseError as error:
        return Reading("unreadable", reason=f"{path.name}: {error}")


class Store:
    """The response file of one exercise, as one kernel session sees it."""

    def __init__(self, folder: Path, exercise: str) -> None:
        self.folder = folder
        self.exercise = exercise
        self.writer = secrets.token_hex(4)
        self.seed = secrets.randbelow(2**31)
        self.revision = 0
        self.saved_at = ""
        #: The response as it is on disk, which another writer may have made.
        self.last: Response | None = None

    @property
    def path(self) -> Path:
        """``<folder>/<exercise>.json``."""
        return self.folder / f"{self.exercise}.json"

    def load(self) -> tuple[Any, str]:
        """The saved value (None where there is none) and, if a file had to be set aside, a sentence on that."""
        found = read_response(self.folder, self.exercise)
        if found.response is not None:
            self.last = found.response
            self.revision = found.response.revision
            self.seed = found.response.seed
            self.saved_at = found.response.saved_at
            return found.response.value, ""
        if found.status == "unreadable":
            return None, self._set_aside()
        return None, ""

    def save(self, value: Any) -> Response:
        """Write a value: temporary file, fsync, rename. Only after it returns may anyone say "saved".

        Raises:
            OpenElsewhereError: another kernel saved a later revision; nothing was written.
            OSError: the folder is read-only, the disk is full, …; the old file is untouched.
        """
        with self._lock():
            current = read_response(self.folder, self.exercise)
            if current.status == "unreadable":
                self._set_aside()
            if current.response is not None and current.response.revision > self.revision:
                raise OpenElsewhereError("open-elsewhere")
            return self._write(value)

    def _lock(self) -> FileLock:
        """Between kernels of this computer; beside the system's temporary files, so that it is never handed in."""
        name = hashlib.sha256(str(self.path.absolute()).encode()).hexdigest()[:32]
        return FileLock(Path(tempfile.gettempdir()) / f"clientservice-{name}.lock", timeout=2)

    def _write(self, value: Any) -> Response:
        response = Response(
            exercise=self.exercise,
            revision=self.revision + 1,
            writer=self.writer,
            seed=self.seed,
            saved_at=datetime.now().astimezone().isoformat(timespec="seconds"),
            value=value,
        )
        raw = encode(response)
        if len(raw) > MAX_BYTES:
            raise ResponseError(f"the answer is larger than {MAX_BYTES} bytes")
        self.folder.mkdir(parents=True, exist_ok=True)
        _write(self.path, raw)
        self.last, self.revision, self.saved_at = response, response.revision, response.saved_at
        return response

    def _set_aside(self) -> str:
        """Rename what can't be read to ``….bad-<time>``, never overwrite it; returns the new name."""
        stamp = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S-%f")
        aside = self.path.with_name(f"{self.path.name}.bad-{stamp}")
        self.path.replace(aside)
        return aside.name


def _write(path: Path, raw: bytes) -> None:
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=".tmp")
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(raw)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(0o644)  # mkstemp makes 0600; the teacher's collector must be able to read
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
