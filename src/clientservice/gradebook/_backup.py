"""A backup: the gradebook as of one moment, and everything beside it that can't be made again, in one archive.

It may run while something grades. The database comes first, through SQLite's own backup, and the files after it: a
grade that is newer than the database is made again when grading goes on, and none is missing. What `collect` puts in
place together is also copied together.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import stat
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from sqlalchemy.engine import make_url

from clientservice.errors import CourseError

from ._members import unsafe_name
from ._settings import Places, load_places

MANIFEST = "manifest.json"
DATABASE = "gradebook.db"
#: In the archive, the teacher's own files that lie directly in the grading folder: due dates, extensions.
OWN = "own"
SCHEMA = 1
_TRIES, _PAUSE = 40, 0.25


class Kept(msgspec.Struct, frozen=True, array_like=True):
    """One file of a backup."""

    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup holds: files by their names in the archive, and folders that are empty."""

    schema: int
    made_at: str
    files: dict[str, Kept]
    folders: list[str] = []


def backup(root: Path, out: Path | None = None) -> Path:
    """Write a backup of the gradebook and of all submissions.

    Args:
        root: the course.
        out: the file to make; without it, a new one in ``grading/backups/``.

    Returns:
        The archive's path. It holds students' work and marks, so only its owner can read it.

    Raises:
        CourseError: there is no gradebook, it is damaged, ``out`` exists, or the disk is full; then no file is left.
    """
    places = load_places(root)
    database = database_of(places)
    moment = datetime.now(UTC)
    target = out or places.submitted.parent / "backups" / f"backup-{moment:%Y%m%d-%H%M%S}.zip"
    if target.exists():
        raise CourseError(f"{target}: exists already; choose another name")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as scratch:
            copy = Path(scratch) / DATABASE
            copy_database(database, copy)
            fresh = Path(scratch) / "backup.zip"
            _pack(places, copy, fresh, moment)
            fresh.replace(target)
    except OSError as error:
        raise CourseError(f"{target}: {error.strerror or error}; nothing was written. Choose another place") from error
    return target


def database_of(places: Places) -> Path:
    """The gradebook's file; raises CourseError where it is no file."""
    address = make_url(places.db_url)
    if address.get_backend_name() != "sqlite" or not address.database:
        shown = address.render_as_string(hide_password=True)
        raise CourseError(f"{shown}: only a SQLite gradebook is backed up here; use your database's own tools")
    return Path(address.database)


def copy_database(source: Path, target: Path) -> None:
    """Copy a database that others may be writing to, as of one moment, and check the copy.

    Raises:
        CourseError: there is none, it is damaged, or it can't be copied.
    """
    if not source.is_file():
        raise CourseError(f"{source}: no gradebook yet; there is nothing to back up")
    try:
        with closing(sqlite3.connect(source, timeout=60)) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new)
            new.execute("PRAGMA journal_mode=DELETE").fetchall()
            found = [row[0] for row in new.execute("PRAGMA integrity_check(3)")]
    except sqlite3.Error as error:
        raise CourseError(f"{source}: can't be copied ({error}); nothing was written") from error
    if found != ["ok"]:
        raise CourseError(
            f"{source}: is damaged ({'; '.join(found)}); it is not worth a backup. Put back an earlier one: "
            "clientservice restore FILE --force"
        )


def _pack(places: Places, database: Path, target: Path, moment: datetime) -> None:
    files: dict[str, Kept] = {}
    folders: list[str] = []
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
            archive.write(database, DATABASE)
            with database.open("rb") as content:
                digest = hashlib.file_digest(content, "sha256").hexdigest()
            files[DATABASE] = Kept(database.stat().st_size, digest)
            for name, raw, mode in _members(places):
                if raw is None:
                    folders.append(name)
                    continue
                if unsafe_name(name) or any("\ud800" <= char <= "\udfff" for char in name):
                    raise CourseError(f"{name!r}: a name that no archive should hold; rename the file, then repeat")
                entry = zipfile.ZipInfo(name, moment.timetuple()[:6])
                entry.external_attr = mode << 16
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, raw)
                files[name] = Kept(len(raw), hashlib.sha256(raw).hexdigest())
            made_at = moment.isoformat(timespec="seconds")
            manifest = Manifest(schema=SCHEMA, made_at=made_at, files=files, folders=folders)
            archive.writestr(MANIFEST, msgspec.json.format(msgspec.json.encode(manifest), indent=1))
        stream.flush()
        os.fsync(stream.fileno())


#: Name in the archive, content (None for an empty folder), mode.
Member = tuple[str, bytes | None, int]


def _members(places: Places) -> Iterator[Member]:
    for path in sorted(places.submitted.parent.glob("*.yml")):
        yield f"{OWN}/{path.name}", path.read_bytes(), stat.S_IFREG | 0o644
    tops = {"submitted": places.submitted, "received": places.received, "autograded": places.autograded}
    for path in _files_of(places.received, depth=1):  # what was refused
        yield f"received/{path.relative_to(places.received).as_posix()}", path.read_bytes(), stat.S_IFREG | 0o644
    pairs = {(folder.parent.name, folder.name) for folder in _folders_of(places.submitted)}
    pairs |= {(folder.name, folder.parent.name) for folder in _folders_of(places.received)}
    for student, assignment in sorted(pairs):
        yield from _together(tops, [f"submitted/{student}/{assignment}", f"received/{assignment}/{student}"])
    for folder in sorted(_folders_of(places.autograded)):
        yield from _together(tops, [f"autograded/{folder.parent.name}/{folder.name}"])


def _folders_of(top: Path) -> list[Path]:
    """The folders two levels below, as students and assignments are."""
    return [path for path in top.glob("*/*") if path.is_dir() and not path.is_symlink()]


def _files_of(top: Path, *, depth: int) -> list[Path]:
    return sorted(path for path in top.glob("/".join("*" * (depth + 1))) if path.is_file() and not path.is_symlink())


def _together(tops: dict[str, Path], units: list[str]) -> list[Member]:
    """The files of some folders, all of one moment: read again as long as somebody changes them."""
    for attempt in range(_TRIES):
        if attempt:
            time.sleep(_PAUSE)
        before = _listing(tops, units)
        try:
            found = [_member(name, path) for name, (path, _) in before.items()]
        except FileNotFoundError:
            continue
        settled = attempt > _TRIES // 4 or not _halfway(before)
        if settled and _listing(tops, units) == before:
            return found
    raise CourseError(f"{units[0]}: changes all the time; let collecting end, then make the backup again")


def _halfway(listing: dict[str, tuple[Path, tuple[int, ...]]]) -> bool:
    """Whether `collect` is just putting a version in place: it has no "current" one. Or it was killed there."""
    received = [path.name for name, (path, _) in listing.items() if name.startswith("received/")]
    return any(name.endswith(".json") for name in received) and "current.json" not in received


def _listing(tops: dict[str, Path], units: list[str]) -> dict[str, tuple[Path, tuple[int, ...]]]:
    """Name in the archive → path, and what would be different if the file were; links and half-made files left out."""
    found: dict[str, tuple[Path, tuple[int, ...]]] = {}
    for unit in units:
        top, _, rest = unit.partition("/")
        folder = tops[top] / rest
        for where, names, files in os.walk(folder):
            place = f"{unit}/{Path(where).relative_to(folder).as_posix()}".removesuffix("/.")
            if not names and not files:
                found[f"{place}/"] = (Path(where), ())
            for name in files:
                path = Path(where) / name
                try:
                    facts = path.lstat()
                except FileNotFoundError:
                    continue
                if stat.S_ISREG(facts.st_mode) and not name.startswith(".tmp-"):
                    found[f"{place}/{name}"] = (path, (facts.st_ino, facts.st_size, facts.st_mtime_ns))
    return found


def _member(name: str, path: Path) -> Member:
    if name.endswith("/"):
        return name.rstrip("/"), None, 0
    return name, path.read_bytes(), path.lstat().st_mode


__all__ = ["DATABASE", "MANIFEST", "OWN", "SCHEMA", "Kept", "Manifest", "backup", "copy_database", "database_of"]
