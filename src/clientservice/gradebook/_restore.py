"""Putting a backup back: all of it is checked before anything is touched, and what stood there is put aside."""

from __future__ import annotations

import errno
import hashlib
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from clientservice.errors import CourseError

from ._backup import DATABASE, MANIFEST, OWN, SCHEMA, Kept, Manifest, database_of
from ._members import unsafe_member, unsafe_name
from ._settings import RESTORING, Places, load_places, one_writer

_MAX_MANIFEST = 256 << 20
_CHUNK = 1 << 20
_TOPS = ("submitted", "received", "autograded")
#: What SQLite keeps beside a database.
_BESIDE = ("", "-wal", "-shm", "-journal")


class Restored(msgspec.Struct, frozen=True, kw_only=True):
    """What `restore` did. ``made_at``: when the backup was made; ``aside``: where the former state lies, if any."""

    made_at: str
    files: int
    aside: Path | None


def restore(root: Path, archive: Path, *, force: bool = False) -> Restored:
    """Put the gradebook, the submissions and the autograded notebooks of a backup in place of those that are there.

    What was there is not deleted but moved into ``grading/before-restore-<time>/``. A restore that was killed is
    finished by running it again; nothing else works in between.

    Args:
        root: the course.
        archive: a file that `backup` made.
        force: needed where there is a gradebook or a submission already.

    Raises:
        CourseError: the archive is not whole or not ours, there is something and no ``force``, or another program has
            the gradebook open. Then everything is as it was.
    """
    places = load_places(root)
    database = database_of(places)
    grading = places.submitted.parent
    try:
        grading.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=grading, prefix=".restore-") as scratch:
            manifest = _unpack(archive, Path(scratch))
            _check_database(archive, Path(scratch) / DATABASE)
            with one_writer(places, restoring=True):
                for left in grading.glob(".restore-*"):  # of one that was killed
                    if left != Path(scratch):
                        shutil.rmtree(left)
                if not force and not (grading / RESTORING).exists():
                    _refuse_to_overwrite(places, database)
                aside = _swap(places, database, Path(scratch))
    except OSError as error:
        raise CourseError(f"{grading}: {error.strerror or error}; mend that, then run the command again") from error
    return Restored(made_at=manifest.made_at, files=len(manifest.files), aside=aside)


def _refuse_to_overwrite(places: Places, database: Path) -> None:
    for path in (database, *(getattr(places, top) for top in _TOPS)):
        if path.is_file() or (path.is_dir() and any(path.iterdir())):
            raise CourseError(
                f"{path}: there is something already; --force moves it aside, into a folder of {path.parent.name}/"
            )


def _unpack(path: Path, target: Path) -> Manifest:
    """Write the archive's files into an empty folder; every name, size and digest is that of the manifest."""
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = _read_manifest(path, archive)
            free = shutil.disk_usage(target).free
            if sum(kept.size for kept in manifest.files.values()) > free:
                raise CourseError(f"{path}: needs more space than there is on the disk of {target.parent}")
            for name, kept in manifest.files.items():
                _extract(path, archive, name, kept, target)
            for name in manifest.folders:
                (target / name).mkdir(parents=True, exist_ok=True)
    except FileNotFoundError as error:
        raise CourseError(f"{path}: there is no such file") from error
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise CourseError(f"{path}: no whole backup ({error}); take another one. Nothing was changed") from error
    return manifest


def _read_manifest(path: Path, archive: zipfile.ZipFile) -> Manifest:
    entries = archive.infolist()
    for entry in entries:
        if reason := unsafe_member(entry):
            raise CourseError(f"{path}: {reason}; this is no backup that clientservice made. Nothing was changed")
    names = [entry.filename for entry in entries]
    if MANIFEST not in names or archive.getinfo(MANIFEST).file_size > _MAX_MANIFEST:
        raise CourseError(f"{path}: no backup of a gradebook; nothing was changed")
    try:
        manifest = msgspec.json.decode(archive.read(MANIFEST), type=Manifest)
    except msgspec.MsgspecError as error:
        raise CourseError(f"{path}: its manifest can't be read ({error}); nothing was changed") from error
    if manifest.schema != SCHEMA:
        raise CourseError(f"{path}: of another version of clientservice ({manifest.schema}); update the program")
    if sorted(names) != sorted([*manifest.files, MANIFEST]) or DATABASE not in manifest.files:
        raise CourseError(f"{path}: its files are not those of its manifest; nothing was changed")
    for name in [*manifest.files, *manifest.folders]:
        top, _, rest = name.partition("/")
        ours = name == DATABASE or (top in _TOPS and rest) or (top == OWN and rest.endswith(".yml") and "/" not in rest)
        if unsafe_name(name) or not ours:
            raise CourseError(f"{path}: {name!r} is nothing that a backup holds; nothing was changed")
    return manifest


def _extract(path: Path, archive: zipfile.ZipFile, name: str, kept: Kept, target: Path) -> None:
    place, digest, size = target / name, hashlib.sha256(), 0
    place.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(name) as stream, place.open("xb") as out:
        while raw := stream.read(min(_CHUNK, kept.size - size + 1)):
            size += len(raw)
            if size > kept.size:
                break
            digest.update(raw)
            out.write(raw)
    if size != kept.size or digest.hexdigest() != kept.sha256:
        raise CourseError(f"{path}: {name} is not as it was when the backup was made; nothing was changed")
    place.chmod(archive.getinfo(name).external_attr >> 16 & 0o644 | 0o400)


def _check_database(path: Path, database: Path) -> None:
    try:
        with closing(sqlite3.connect(database)) as connection:
            found = [row[0] for row in connection.execute("PRAGMA integrity_check(3)")]
            connection.execute("SELECT count(*) FROM submitted_assignment").fetchall()
    except sqlite3.Error as error:
        found = [str(error)]
    if found != ["ok"]:
        raise CourseError(f"{path}: its gradebook is damaged ({'; '.join(found)}); nothing was changed")


def _swap(places: Places, database: Path, fresh: Path) -> Path | None:
    """Move the old away and the new in; while that lasts, a file says so and there is no gradebook."""
    grading = places.submitted.parent
    _close(database)
    marker = grading / RESTORING
    marker.touch()
    aside = grading / f"before-restore-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}"
    for beside in _BESIDE:
        _move(database.with_name(database.name + beside), aside / (DATABASE + beside))
    for top in _TOPS:
        _move(getattr(places, top), aside / top)
        if (fresh / top).is_dir():
            _move(fresh / top, getattr(places, top))
    for path in sorted((fresh / OWN).glob("*.yml")):
        _move(grading / path.name, aside / path.name)
        _move(path, grading / path.name)
    _move(fresh / DATABASE, database)
    marker.unlink()
    return aside if aside.exists() else None


def _move(source: Path, target: Path) -> None:
    if not source.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        source.rename(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        shutil.move(source, target)  # the gradebook may lie on another disk than the folders


def _close(database: Path) -> None:
    """Bring the old gradebook into one file; that works only if nobody else has it open."""
    if not database.is_file():
        return
    try:
        with closing(sqlite3.connect(database, timeout=5)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE").fetchall()
            connection.execute("BEGIN EXCLUSIVE").connection.rollback()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorname.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            raise CourseError(
                f"{database}: another program has it open; close the teacher's JupyterLab and every other command, "
                "then run this again. Nothing was changed"
            ) from error
    except sqlite3.DatabaseError:
        return  # damaged: it is moved aside as it is
