"""The exchange's inbound folders: written by students, so every step looks before it opens."""

from __future__ import annotations

import os
import stat
import sys
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from clientservice.banks import GradedBank
from clientservice.errors import ResponseError
from clientservice.gradebook import Places

from ._arrivals import SECRET, Parcel, Sender
from ._files import read_regular
from ._parcel import (
    MAX_DEPTH,
    MAX_FILES,
    MAX_TOTAL,
    SECRET_FORM,
    RefusedError,
    check_student,
    is_usual,
    limit_of,
    make_parcel,
)

_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)


def inbound_folders(places: Places, lang: str, assignment: str) -> Iterator[tuple[Path, str]]:
    """The folders handed in for an assignment in one edition's course, with the student that each name claims."""
    inbound = places.exchange / f"service-{lang}" / "inbound"
    for path in sorted(inbound.iterdir()) if inbound.is_dir() else []:
        parts = path.name.split("+")
        # <student>+<assignment>+<time>+<random>; a student's id may hold "+" itself, and the random part may be off
        for tail in (3, 2):
            if len(parts) > tail and parts[-tail] == assignment:
                yield path, "+".join(parts[:-tail])
                break


def inbound_parcel(places: Places, bank: GradedBank, lang: str, path: Path, student: str) -> Parcel:
    """Read one inbound folder.

    It arrived at the latest change that the file system recorded in it (ctime, which its owner can't set back): an
    edit after submitting is a later arrival.

    Raises:
        RefusedError: its owner is not the student in its name, it holds anything but folders and regular files, or it
            is not whole.
    """
    name = check_student(student)
    try:
        descriptor = os.open(path, _FOLDER)
    except OSError as error:
        raise RefusedError("the submission is a link or no folder") from error
    try:
        owner = os.fstat(descriptor).st_uid
        if places.check_owner and (found := _user(owner)) is not None and unicodedata.normalize("NFC", found) != name:
            raise RefusedError(f"claims to be from {name!r} but is owned by {found!r}")
        reader = _Reader(owner if places.check_owner and sys.platform != "win32" else None)
        reader.folder(descriptor, "", 1)
    finally:
        os.close(descriptor)
    if not SECRET_FORM.match(reader.files.get(SECRET, b"")):  # nbgrader's submit writes it last
        raise RefusedError("it was not handed in to the end; collect again later, or ask for it once more")
    sender = Sender(
        student=name,
        origin=f"service-{lang}/{path.name}",
        identity="owner" if places.check_owner else "teacher",
        arrived_at=datetime.fromtimestamp(reader.changed, UTC),
        edition=lang,
    )
    return make_parcel(bank, sender, reader.files, reader.skipped)


def _user(uid: int) -> str | None:
    """A user's name; None on systems that have none (the exchange itself refuses those)."""
    try:
        import pwd  # noqa: PLC0415 - absent on Windows
    except ImportError:
        return None
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"


class _Reader:
    """Reads a folder through descriptors, so that nothing can be swapped between the look and the opening."""

    def __init__(self, owner: int | None) -> None:
        self.owner = owner
        self.files: dict[str, bytes] = {}
        self.skipped: list[str] = []
        self.changed = 0.0
        self.seen = 0
        self.left = MAX_TOTAL

    def folder(self, descriptor: int, prefix: str, depth: int) -> None:
        """Read one folder and those in it.

        Raises:
            RefusedError: a link, a special file, a file of another owner, or more than the caps allow.
        """
        self.changed = max(self.changed, os.fstat(descriptor).st_ctime)
        with os.scandir(descriptor) as entries:
            names = sorted(entry.name for entry in entries)
        for name in names:
            self.seen += 1
            if self.seen > MAX_FILES:
                raise RefusedError(f"more than {MAX_FILES} files")
            path = f"{prefix}{name}"
            status = os.stat(name, dir_fd=descriptor, follow_symlinks=False)
            self._check(path, status)
            if not stat.S_ISDIR(status.st_mode):
                self._file(descriptor, name, path, status)
            elif depth < MAX_DEPTH and not name.startswith("."):
                self._enter(descriptor, name, path, depth)

    def _check(self, path: str, status: os.stat_result) -> None:
        if stat.S_ISLNK(status.st_mode):
            raise RefusedError(f"links are not allowed: {path!r}")
        if not stat.S_ISDIR(status.st_mode) and not stat.S_ISREG(status.st_mode):
            raise RefusedError(f"not a regular file: {path!r}")
        if self.owner is not None and status.st_uid != self.owner:
            raise RefusedError(f"another user's file: {path!r}")

    def _enter(self, descriptor: int, name: str, path: str, depth: int) -> None:
        try:
            child = os.open(name, _FOLDER, dir_fd=descriptor)
        except OSError as error:
            raise RefusedError(f"links are not allowed: {path!r}") from error
        try:
            self.folder(child, f"{path}/", depth + 1)
        finally:
            os.close(child)

    def _file(self, descriptor: int, name: str, path: str, status: os.stat_result) -> None:
        limit = limit_of(path)
        if limit is None:
            if not is_usual(path):
                self.skipped.append(path)
            return
        self.changed = max(self.changed, status.st_ctime)
        try:
            raw = read_regular(name, min(limit, self.left), dir_fd=descriptor)
        except (ResponseError, OSError) as error:
            raise RefusedError(f"{path!r}: {error}") from error
        self.left -= len(raw)
        self.files[path] = raw
