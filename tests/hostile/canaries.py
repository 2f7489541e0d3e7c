"""A course with canaries in it, and what must still hold after anybody handed in anything.

A secret stands in the keys, in the gradebook and in a neighbour's work; that neighbour is honest and comes after
everybody else; something listens on this computer.
"""

from __future__ import annotations

import json
import socket
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psutil
from rows import query, scores

from clientservice.judge import feedback, grade

VICTIM = "zz-victim"
KEY, BOOK, WORK = "CANARY-key-7f3a91", "CANARY-book-2c8e04", "CANARY-work-b9d150"
SECRETS = (KEY, BOOK, WORK)
#: An address of this computer that nobody else has in mind: at 127.0.0.1, programs knock at any port that was once a
#: server's, or is about to become one.
LOOPBACK = "127.93.17.5"
#: The name of a socket that is in no folder.
ABSTRACT = "clientservice-canary"
#: What attacks try to leave behind, and where.
TRACES = ("escaped*", "marker", "results.json", ".grade", "score.txt", "_nbgrader.json", "core", "core.*")
PLACES = ("/tmp", "/dev/shm", "/var/tmp", "/box", ".", "~")  # noqa: S108 - where attacks try to write
#: What a teacher has beside the grading folders; no submission changes a byte of it.
KEPT = ("solutions", "assignments", "course", "nbgrader_config.py")


class Listener:
    """Hears every connection and every packet to one port of `LOOPBACK`, and to one abstract socket."""

    def __init__(self) -> None:
        self.stream = socket.create_server((LOOPBACK, 0))
        self.port = self.stream.getsockname()[1]
        self.packets = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.packets.bind((LOOPBACK, self.port))
        self.abstract = socket.socket(socket.AF_UNIX)
        self.abstract.bind(f"\0{ABSTRACT}-{self.port}")
        self.abstract.listen()
        self.all = (self.stream, self.packets, self.abstract)
        for found in self.all:
            found.settimeout(0)

    def heard(self) -> list[Any]:
        """Who came since the last time."""
        found = []
        for sock in self.all:
            try:
                found.append(_heard(sock))
            except BlockingIOError:
                continue
        return found

    def close(self) -> None:
        for sock in self.all:
            sock.close()


def _heard(sock: socket.socket) -> Any:
    if sock.type == socket.SOCK_DGRAM:
        return sock.recvfrom(10)
    connection, who = sock.accept()
    connection.close()
    return who or "somebody"


def plant(root: Path, assignment: str, victim: Callable[[], Path]) -> None:
    """Put the canaries into a released course; ``victim`` hands in for `VICTIM` and returns the folder."""
    keys = root / f"solutions/keys/{assignment}.yml"
    keys.write_text(keys.read_text(encoding="utf-8").replace("WHY-", f"{KEY} WHY-"), encoding="utf-8")
    folder = victim()
    (folder / "notes.txt").write_text(WORK)
    path = folder / f"{assignment}.ipynb"
    notebook = json.loads(path.read_bytes())
    notebook["cells"].append({"cell_type": "markdown", "id": "private", "metadata": {}, "source": WORK})
    path.write_text(json.dumps(notebook), encoding="utf-8")
    query(root, "insert into student (id, last_name, email) values (?, ?, ?)", VICTIM, BOOK, f"{BOOK}@example.org")


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, or the one file, by name."""
    if folder.is_file():
        return {folder.name: folder.read_bytes()}
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink()
    }


def children() -> set[tuple[int, float]]:
    """Our own processes that live, and theirs."""
    found = psutil.Process().children(recursive=True)
    return {(child.pid, child.create_time()) for child in found if child.status() != psutil.STATUS_ZOMBIE}


def traces() -> set[Path]:
    """What lies where attacks try to write."""
    return {path for place in PLACES for name in TRACES for path in Path(place).expanduser().glob(name)}


class Scene:
    """A course before an attack; `check` looks at it afterwards."""

    def __init__(self, root: Path, assignment: str, fine: dict[str, tuple[Any, ...]], listener: Listener) -> None:
        self.root, self.assignment, self.fine, self.listener = root, assignment, fine, listener
        self.kept = self._kept()
        self.victim = snapshot(root / "grading/submitted" / VICTIM)
        self.traces, self.children = traces(), children()
        self.listener.heard()

    def _kept(self) -> dict[str, dict[str, bytes]]:
        return {name: snapshot(self.root / name) for name in KEPT}

    def check(self, *, thorough: bool = True) -> None:
        """Look at everything that must hold after any case; ``thorough``: grade and make the pages first."""
        assert self.listener.heard() == []
        assert traces() - self.traces == set()
        assert self._kept() == self.kept, "a file of the teacher's was changed"
        assert snapshot(self.root / "grading/submitted" / VICTIM) == self.victim
        if not thorough:
            return
        report = grade(self.root, self.assignment)
        assert report.failed == []
        feedback(self.root, self.assignment)
        assert scores(self.root, VICTIM) == self.fine
        self._results_are_the_submissions()
        self._nothing_leaks()
        self._gradebook_is_whole()
        assert children() - self.children == set()

    def _results_are_the_submissions(self) -> None:
        folders = {path.parent.name for path in self.root.glob(f"grading/submitted/*/{self.assignment}")}
        for table, name in (("clientservice_graded", "student"), ("submitted_assignment", "student_id")):
            found = [row[0] for row in query(self.root, f"select {name} from {table}")]  # noqa: S608
            assert sorted(found) == sorted(folders), table
        pages = {path.parent.parent.name for path in self.root.glob("grading/feedback/*/*/*.html")}
        assert pages == folders

    def _nothing_leaks(self) -> None:
        """What students get: release, feedback, and (in the exchange) both; and what is shown of their own work."""
        for student in [path.name for path in (self.root / "grading/autograded").iterdir()]:
            own = (WORK,) if student == VICTIM else ()
            for part in ("autograded", "feedback"):
                _without(self.root / "grading" / part / student, [secret for secret in SECRETS if secret not in own])
        for course in (self.root / "grading/exchange").glob("service-*"):
            _without(course / "outbound", SECRETS)
            _without(course / "feedback", (KEY, BOOK))
        _without(self.root / "assignments", SECRETS)

    def _gradebook_is_whole(self) -> None:
        with closing(sqlite3.connect(self.root / "grading/gradebook.db")) as book:
            assert book.execute("pragma integrity_check").fetchall() == [("ok",)]
            assert book.execute("pragma foreign_key_check").fetchall() == []


def _without(folder: Path, secrets: Any) -> None:
    for path, raw in snapshot(folder).items():
        found = [secret for secret in secrets if secret.encode() in raw]
        assert not found, f"{folder / path}: {found}"


@contextmanager
def watched(root: Path, assignment: str, fine: dict[str, tuple[Any, ...]], *, thorough: bool = True) -> Iterator[Scene]:
    """A scene whose checks run at the end."""
    listener = Listener()
    try:
        scene = Scene(root, assignment, fine, listener)
        yield scene
        scene.check(thorough=thorough)
    finally:
        listener.close()
