"""What only SQLite needs: its write-ahead log, and waiting for each other."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from ._explained import error_name

#: Seconds to wait for another writer where the address in nbgrader_config.py says nothing.
WAIT = 60
_NETWORK = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "lustre", "ncpfs", "vboxsf"}
_NETWORK |= {"fuse.sshfs", "fuse.glusterfs", "fuse.vmhgfs-fuse", "prl_fs"}
_MOUNTS = Path("/proc/self/mounts")


def open_engine(url: str) -> sa.Engine:
    """An engine that waits for other writers instead of failing."""
    address = make_url(url)
    if (path := _read_only(address)) is not None:
        # Otherwise SQLite wants to make the write-ahead log's files, even for reading.
        where = f"file:{quote(str(path))}?immutable=1"
        return sa.create_engine(address, creator=lambda: sqlite3.connect(where, uri=True, check_same_thread=False))
    waits = address.get_backend_name() != "sqlite" or "timeout" in address.query
    return sa.create_engine(address, connect_args={} if waits else {"timeout": WAIT})


def _read_only(address: sa.URL) -> Path | None:
    """The database's file, if it lies complete on a disk where nobody can write."""
    if address.get_backend_name() != "sqlite" or not address.database:
        return None
    path = Path(address.database).absolute()
    if not path.is_file() or path.with_name(f"{path.name}-wal").exists() or not hasattr(os, "statvfs"):
        return None
    return path if os.statvfs(path).f_flag & os.ST_RDONLY else None


def is_sqlite(engine: sa.Engine) -> bool:
    """Whether the gradebook is a SQLite database."""
    return engine.dialect.name == "sqlite"


@contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """One transaction that has the right to write from its first statement on.

    A transaction that reads first and writes later would fail at once, without waiting, when somebody else wrote in
    between; and what it read (the end of the history) would be outdated.
    """
    with engine.connect() as connection:
        if is_sqlite(engine):
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield connection
        connection.commit()


@contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """One transaction that only reads: all it sees belongs to one moment, whatever others write."""
    with engine.connect() as connection:
        if is_sqlite(engine):
            connection.exec_driver_sql("BEGIN")
        yield connection


def use_wal(engine: sa.Engine) -> str:
    """Switch the database to write-ahead logging, where readers and a writer don't wait for each other.

    Returns:
        Why it could not be had, "" where it is on or may be so the next time (somebody is just writing).
    """
    if not is_sqlite(engine) or not engine.url.database:
        return ""
    kind = network_disk(Path(engine.url.database))
    with engine.connect() as connection:
        mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
    wanted = "delete" if kind else "wal"
    if mode not in {wanted, "memory"} and not (kind and mode != "wal"):
        engine.dispose()  # leaving the log takes the only connection that there is
        with engine.connect() as connection:
            mode = _switch(connection, wanted)
    if kind:
        return (
            f"the gradebook lies on a network disk ({kind}), where SQLite's write-ahead log is not safe; one "
            "command at a time is. Better: keep the course on this computer's own disk"
        )
    if mode not in {"wal", "memory", "busy"}:
        return f"SQLite's write-ahead log can't be had here (it stays with {mode!r}); grade with one command at a time"
    return ""


def _switch(connection: sa.Connection, mode: str) -> str:
    try:
        found: str = connection.exec_driver_sql(f"PRAGMA journal_mode={mode}").scalar_one()
    except DBAPIError as error:
        if error_name(error).startswith(("SQLITE_BUSY", "SQLITE_READONLY", "SQLITE_CANTOPEN")):
            return "busy"  # the next who opens it tries again; a read-only one is still good for reading
        raise
    return found


def network_disk(path: Path, mounts: Path = _MOUNTS) -> str:
    """The kind of network file system that a path lies on, "" for a local one or where nobody knows."""
    if str(path).startswith("\\\\"):
        return "a share of Windows"
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ""
    where, best = os.path.realpath(path), ("", "")
    for line in lines:
        fields = line.split(" ")
        point = fields[1].encode("utf-8", "surrogateescape").decode("unicode_escape", "replace")
        if f"{where}/".startswith(f"{point.rstrip('/')}/") and len(point) >= len(best[0]):
            best = (point, fields[2])
    return best[1] if best[1] in _NETWORK else ""


def damage(engine: sa.Engine) -> str:
    """What SQLite's own quick check finds wrong with the file, "" for nothing."""
    if not is_sqlite(engine):
        return ""
    with engine.connect() as connection:
        found: Any = connection.exec_driver_sql("PRAGMA quick_check(3)").scalars().all()
    return "" if found == ["ok"] else "; ".join(found)
