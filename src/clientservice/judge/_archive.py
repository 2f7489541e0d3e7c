"""Archives that a teacher downloaded: made by "Download my answers", or by somebody with worse intentions.

Nothing is extracted: members are read into memory, one by one and capped, and only those with a known name.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import msgspec

from clientservice.banks import GradedBank
from clientservice.gradebook import unsafe_member

from ._arrivals import Identity, Parcel, Sender
from ._files import read_regular
from ._parcel import MAX_FILES, MAX_TOTAL, RefusedError, check_student, is_usual, limit_of, make_parcel

MAX_ARCHIVE = 30 << 20
#: The list of members alone: zipfile reads all of it at once.
MAX_DIRECTORY = 256 << 10
_END = b"PK\x05\x06"
_ZIP64 = b"PK\x06\x07"
_COPY = re.compile(r"( \(\d+\)|-\d+)?\Z")


def archive_parcel(bank: GradedBank, path: Path) -> Parcel:
    """Read one archive.

    Raises:
        RefusedError: it is no harmless archive, or nobody can say whose it is.
    """
    raw = read_regular(path, MAX_ARCHIVE)
    _check_directory(raw)
    try:
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            files, skipped = _members(archive)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        if isinstance(error, RefusedError):
            raise
        raise RefusedError(f"no readable zip archive ({error})") from error
    student, identity, notes = _student(bank.id, path, files.get("receipt.json", b""))
    when = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    sender = Sender(student=student, origin=path.name, identity=identity, arrived_at=when)
    parcel = make_parcel(bank, sender, files, skipped)
    return msgspec.structs.replace(parcel, notes=parcel.notes + notes)


def _check_directory(raw: bytes) -> None:
    """Refuse a list of members that would fill the memory before zipfile could say no."""
    end = raw.rfind(_END, max(0, len(raw) - 65_557))
    if end < 0 or len(raw) < end + 22:
        raise RefusedError("no zip archive")
    count, size = int.from_bytes(raw[end + 10 : end + 12], "little"), int.from_bytes(raw[end + 12 : end + 16], "little")
    if size > MAX_DIRECTORY or raw[max(0, end - 20) :].startswith(_ZIP64):
        raise RefusedError(f"an archive with too many files ({count})")


def _members(archive: zipfile.ZipFile) -> tuple[dict[str, bytes], list[str]]:
    entries = archive.infolist()
    if len(entries) > MAX_FILES:
        raise RefusedError(f"more than {MAX_FILES} files")
    for entry in entries:
        if reason := unsafe_member(entry):
            raise RefusedError(reason)
    plain = [entry for entry in entries if not entry.is_dir()]
    names = [entry.filename for entry in plain]
    if len(set(names)) < len(names):
        raise RefusedError("two files have the same name")
    prefix = _wrapper(names)
    files: dict[str, bytes] = {}
    skipped: list[str] = []
    left = MAX_TOTAL
    for entry in plain:
        name = entry.filename.removeprefix(prefix)
        limit = limit_of(name)
        if limit is None:
            if not is_usual(name):
                skipped.append(name)
            continue
        files[name] = _read(archive, entry, min(limit, left))
        left -= len(files[name])
    return files, skipped


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limit: int) -> bytes:
    """One member; what it says about its own size is not believed."""
    with archive.open(entry) as stream:
        raw = stream.read(limit + 1)
    if len(raw) > limit:
        raise RefusedError(f"{entry.filename!r} is larger than {limit} bytes")
    return raw


def _wrapper(names: list[str]) -> str:
    """The one folder that everything lies in, when a student packed the folder instead of its content."""
    tops = {name.split("/")[0] for name in names if "/" in name and not name.startswith("__MACOSX/")}
    loose = [name for name in names if "/" not in name]
    if len(tops) == 1 and not loose and tops != {"responses"}:
        return f"{tops.pop()}/"
    return ""


def _student(assignment: str, path: Path, receipt: bytes) -> tuple[str, Identity, list[str]]:
    """Whose work it is: the teacher's naming (``<student>.zip``, ``<student>+anything.zip``) before the receipt."""
    try:
        claim = msgspec.json.decode(receipt, type=dict).get("student") if receipt else ""
    except (msgspec.MsgspecError, ValueError, RecursionError):
        claim = ""
    claim = claim.strip() if isinstance(claim, str) else ""
    stem = path.name.removesuffix(path.suffix)
    renamed = not _COPY.sub("", stem).endswith(assignment)
    if not renamed:
        if not claim:
            raise RefusedError("nobody says whose it is; name the file <student>.zip and collect again")
        return check_student(claim), "claim", []
    student = check_student(stem.split("+")[0])
    notes = [f"the receipt names another student: {claim[:80]!r}"] if claim and _possible(claim) != student else []
    return student, "teacher", notes


def _possible(claim: str) -> str:
    """A claimed id in the form of a real one, or "" where it can't be one."""
    try:
        return check_student(claim)
    except RefusedError:
        return ""
