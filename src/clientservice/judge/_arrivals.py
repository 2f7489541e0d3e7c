"""What arrived: every version that a student handed in, kept in ``grading/received/``, and which one is graded.

``received/<assignment>/<student>/0001/`` holds the files of the first version, ``0001.json`` what was observed about
it. Nothing there is ever overwritten. ``current.json`` says which version lies in ``submitted/``.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import msgspec

from clientservice.errors import CourseError

from ._files import write_atomically

#: Who says whose work it is: the owner of the folder in the exchange, the teacher's file name, or only the receipt.
Identity = Literal["owner", "teacher", "claim"]
TIMESTAMP = "timestamp.txt"
SECRET = "submission_secret.txt"  # noqa: S105 - a file's name


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """What the collector observed about one version. ``arrived_at`` is UTC; ``digest`` is over the files' bytes.

    ``answers`` is a checksum over the answers only. ``notebook``: ``found``, or ``absent`` when the collector put the
    release in its place. ``review``: why a person must look at the whole submission.
    """

    seq: int
    student: str
    edition: str
    origin: str
    identity: Identity
    arrived_at: str
    observed_at: str
    digest: str
    answers: str
    notebook: Literal["found", "absent"]
    notes: list[str] = []
    review: str = ""


class Sender(msgspec.Struct, frozen=True, kw_only=True):
    """Whose work it is, who says so, and where and when it came in. ``edition`` "": nobody said."""

    student: str
    origin: str
    identity: Identity
    arrived_at: datetime
    edition: str = ""


class Parcel(msgspec.Struct, frozen=True, kw_only=True):
    """One version, read into memory and checked, before it is kept. ``secret`` lets the student fetch feedback."""

    sender: Sender
    files: dict[str, bytes]
    answers: str
    notebook: Literal["found", "absent"]
    notes: list[str] = []
    secret: str = ""


def digest_of(files: dict[str, bytes]) -> str:
    """SHA-256 over names and bytes."""
    total = hashlib.sha256()
    for name in sorted(files):
        total.update(f"{len(name)} {name} {len(files[name])} ".encode())
        total.update(files[name])
    return total.hexdigest()


def read_arrival(received: Path, assignment: str, student: str) -> Arrival | None:
    """The version that lies in ``submitted/``; None for a submission that was put there by hand."""
    return _read(received / assignment / student / "current.json")


def arrivals(received: Path, assignment: str, student: str) -> list[Arrival]:
    """Every version of one student, in the order in which the collector saw them."""
    found = (_read(path) for path in sorted((received / assignment / student).glob("[0-9]*.json")))
    return [arrival for arrival in found if arrival is not None]


def _read(path: Path) -> Arrival | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Arrival)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.MsgspecError) as error:
        raise CourseError(f"{path}: can't be read ({error}); restore it, or move it away and collect again") from error


def keep(received: Path, assignment: str, parcel: Parcel) -> Arrival | None:
    """Keep a version and return it; None where nothing has changed at its origin since it was last collected.

    Whoever goes back to an earlier version hands in a new one.
    """
    sender, digest = parcel.sender, digest_of(parcel.files)
    known = arrivals(received, assignment, sender.student)
    before = max((old for old in known if old.origin == sender.origin), key=lambda old: old.seq, default=None)
    if before is not None and before.digest == digest:
        return None
    folder = received / assignment / sender.student
    seq = max((old.seq for old in known), default=0) + 1
    arrival = Arrival(
        seq=seq,
        student=sender.student,
        edition=sender.edition,
        origin=sender.origin,
        identity=sender.identity,
        arrived_at=sender.arrived_at.astimezone(UTC).isoformat(),
        observed_at=datetime.now(UTC).isoformat(),
        digest=digest,
        answers=parcel.answers,
        notebook=parcel.notebook,
        notes=parcel.notes,
    )
    secret = {SECRET: parcel.secret.encode()} if parcel.secret else {}
    _place(folder, f"{seq:04}", {**parcel.files, **secret})
    # The record comes last: a version without it was interrupted and is collected again.
    _write(folder / f"{seq:04}.json", arrival)
    return arrival


def choose(known: list[Arrival]) -> Arrival:
    """The version to grade: the latest one, with the time of the first version that had the same content.

    A version whose student is only claimed by its receipt counts when there is no other.
    """
    sure = [arrival for arrival in known if arrival.identity != "claim"] or known
    latest = max(sure, key=lambda arrival: (arrival.arrived_at, arrival.seq))
    first = min(arrival.arrived_at for arrival in sure if arrival.digest == latest.digest)
    notes = list(latest.notes)
    if len(sure) < len(known):
        notes.append("an archive that only claims to be from this student was kept aside")
    return msgspec.structs.replace(latest, arrived_at=first, notes=notes, review=_conflict(sure))


def _conflict(known: list[Arrival]) -> str:
    last = {arrival.edition: arrival for arrival in known if arrival.edition}
    if len({arrival.answers for arrival in last.values()}) > 1:
        return (
            f"handed in in several editions ({', '.join(sorted(last))}) with different answers; the later one is graded"
        )
    return ""


def install(received: Path, submitted: Path, assignment: str, chosen: Arrival, release: bytes) -> bool:
    """Put the chosen version into ``submitted/``, whole or not at all; False where it lies there already.

    Args:
        received: where versions are kept.
        submitted: nbgrader's folder.
        assignment: its name.
        chosen: the version.
        release: the released notebook, for a version that came without one.
    """
    folder = received / assignment / chosen.student
    target = submitted / chosen.student / assignment
    if read_arrival(received, assignment, chosen.student) == chosen and target.is_dir():
        return False
    version = folder / f"{chosen.seq:04}"
    files = {str(path.relative_to(version)): path.read_bytes() for path in version.rglob("*") if path.is_file()}
    if chosen.notebook == "absent":
        files[f"{assignment}.ipynb"] = release
    files[TIMESTAMP] = stamp(datetime.fromisoformat(chosen.arrived_at)).encode()
    files.setdefault(SECRET, secrets.token_hex(32).encode())
    # Not "current" while the folder changes: a run killed in between installs it again.
    (folder / "current.json").unlink(missing_ok=True)
    _place(target.parent, assignment, files)
    _write(folder / "current.json", chosen)
    return True


def stamp(moment: datetime) -> str:
    """A moment as nbgrader writes it into ``timestamp.txt``."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f UTC")


def _place(parent: Path, name: str, files: dict[str, bytes]) -> None:
    """Write a folder of files beside its place, then swap it in."""
    parent.mkdir(parents=True, exist_ok=True)
    # In the received folder's own scratch place: nbgrader would take a folder beside the target for an assignment.
    with tempfile.TemporaryDirectory(dir=_scratch(parent), prefix="in-") as scratch:
        fresh = Path(scratch) / "new"
        for path, raw in files.items():
            (fresh / path).parent.mkdir(parents=True, exist_ok=True)
            (fresh / path).write_bytes(raw)
        fresh.mkdir(exist_ok=True)
        target = parent / name
        if target.exists():
            target.rename(Path(scratch) / "old")
        fresh.rename(target)
        shutil.rmtree(Path(scratch) / "old", ignore_errors=True)


def _scratch(parent: Path) -> Path:
    """A folder on the same file system, outside every folder that nbgrader lists."""
    grading = next((place.parent for place in parent.parents if place.name in {"received", "submitted"}), parent)
    scratch = grading / ".incoming"
    scratch.mkdir(parents=True, exist_ok=True)
    return scratch


def _write(path: Path, arrival: Arrival) -> None:
    write_atomically(path, msgspec.json.format(msgspec.json.encode(arrival), indent=1) + os.linesep.encode())
