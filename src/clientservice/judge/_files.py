"""Reading files that somebody else wrote, and writing files that are either old or new, never half."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

from clientservice.errors import ResponseError

# O_NONBLOCK: opening a pipe must not wait for a writer. O_NOFOLLOW: a link is refused, not followed.
READ_SAFELY = os.O_RDONLY
for _flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"):  # the last one is Windows' own
    READ_SAFELY |= getattr(os, _flag, 0)


def read_regular(path: Path | str, limit: int, *, dir_fd: int | None = None) -> bytes:
    """The bytes of a regular file of at most ``limit`` bytes.

    Raises:
        FileNotFoundError: there is nothing.
        ResponseError: a link, a pipe, a device, too large, or not readable; the message is a short reason.
    """
    try:
        descriptor = os.open(path, READ_SAFELY, dir_fd=dir_fd)
    except FileNotFoundError:
        raise
    except (OSError, ValueError) as error:
        raise ResponseError(f"not a regular file ({getattr(error, 'strerror', None) or error})") from error
    with os.fdopen(descriptor, "rb") as stream:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise ResponseError("not a regular file")
        try:
            raw = stream.read(limit + 1)
        except OSError as error:
            raise ResponseError(f"can't be read ({error.strerror})") from error
    if len(raw) > limit:
        raise ResponseError(f"larger than {limit >> 20} MB" if limit >= 1 << 20 else f"larger than {limit} bytes")
    return raw


def write_atomically(path: Path, raw: bytes, *, mode: int = 0o644) -> None:
    """Write a file through a temporary one in the same folder: a reader sees the old bytes or the new ones."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".tmp-")
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(raw)
        temporary.chmod(mode)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
