"""What may be in a submission: the rules that the exchange and archives share."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Literal

import msgspec

from clientservice.banks import GradedBank
from clientservice.errors import ResponseError
from clientservice.responses import MAX_BYTES, checksum, decode
from clientservice.text import language_names

from ._arrivals import SECRET, TIMESTAMP, Parcel, Sender
from ._files import read_regular
from ._notebook import MAX_NOTEBOOK, language_of, parse_notebook

MAX_FILES = 300
MAX_TOTAL = 40 << 20
MAX_DATA = 5 << 20
MAX_DEPTH = 4
_DATA = {".csv", ".tsv", ".json", ".txt", ".md", ".png", ".jpg", ".jpeg", ".pdf", ".xlsx"}
_RESPONSE = re.compile(r"responses/[a-z0-9-]{1,64}\.json\Z")
_SET_ASIDE = re.compile(r"responses/[a-z0-9-]{1,64}\.json\.bad-[0-9-]{1,40}\Z")
SECRET_FORM = re.compile(rb"[0-9a-f]{16,256}\Z")


class RefusedError(ResponseError):
    """A submission that is not taken; the message is the reason."""


def limit_of(path: str) -> int | None:
    """How many bytes of a file are taken, or None where the file is passed over.

    Args:
        path: relative to the submission, with "/".
    """
    parts = PurePosixPath(path).parts
    if len(parts) > MAX_DEPTH or any(part.startswith(".") or part in {"__pycache__", "__MACOSX"} for part in parts):
        return None
    if _RESPONSE.match(path) or _SET_ASIDE.match(path):
        return MAX_BYTES + 1  # one more, so that the reader can say that it is too large
    if parts[0] in {"responses", "feedback"} or path == "items.json":  # the judge reads its own copy of the items
        return None
    if path in {TIMESTAMP, SECRET}:
        return 4096
    if len(parts) == 1 and path.endswith(".ipynb"):
        return MAX_NOTEBOOK + 1
    return MAX_DATA if PurePosixPath(path).suffix.lower() in _DATA else None


def data_files(folder: Path, assignment: str) -> dict[str, bytes]:
    """The data files of a submission, by the collector's own rules; what is no regular file is passed over."""
    found: dict[str, bytes] = {}
    left = MAX_TOTAL
    for path in sorted(folder.rglob("*"))[: MAX_FILES * 4]:
        name = path.relative_to(folder).as_posix()
        limit = limit_of(name)
        if limit is None or name.startswith("responses/") or name in {f"{assignment}.ipynb", "timestamp.txt"}:
            continue
        if name.endswith((".ipynb", "submission_secret.txt", "receipt.json")) or len(found) >= MAX_FILES:
            continue
        try:
            found[name] = read_regular(path, min(limit, left))
        except (ResponseError, OSError):
            continue
        left -= len(found[name])
    return found


def is_usual(path: str) -> bool:
    """Whether a file that is passed over belongs to every honest submission, and needs no word."""
    parts = PurePosixPath(path).parts
    return (
        path == "items.json"
        or parts[0] in {"feedback", "__MACOSX"}
        or any(part.startswith((".", "__")) for part in parts)
    )


def check_student(name: str) -> str:
    """A student id that can be a folder's name, in composed form (NFC).

    Raises:
        RefusedError: it is empty, too long, or holds characters that a folder or a page must not hold.
    """
    student = unicodedata.normalize("NFC", name)
    if not student or student != student.strip() or student.startswith("."):
        raise RefusedError(f"{student!r} is no student id: it is empty, or begins or ends with a space or a dot")
    if bad := sorted({char for char in student if char in '/\\<>"&' or unicodedata.category(char) in {"Cc", "Cs"}}):
        raise RefusedError(f"the student id {student!r} holds {' '.join(map(repr, bad))}")
    if len(student) > 128 or len(student.encode()) > 200:
        raise RefusedError(f"the student id {student[:40]!r}… is too long")
    return student


def make_parcel(bank: GradedBank, sender: Sender, files: Mapping[str, bytes], skipped: Sequence[str]) -> Parcel:
    """Sort the files of one version: the notebook under its proper name, what the student claims aside.

    An archive has no edition of its own; then the notebook's language counts.
    """
    kept, notes = dict(files), []
    kept.pop(TIMESTAMP, None)  # a claim; the collector writes its own
    secret = kept.pop(SECRET, b"")
    name = f"{bank.id}.ipynb"
    others = [path for path in kept if path.endswith(".ipynb") and path != name]
    if name not in kept and len(others) == 1:
        notes.append(f"the notebook was called {others[0]!r}")
        kept[name] = kept.pop(others[0])
    elif others:
        notes.append(f"other notebooks were passed over: {', '.join(map(repr, sorted(others)))}")
        for path in others:
            del kept[path]
    if skipped:
        notes.append(f"files were passed over: {', '.join(map(repr, sorted(skipped)[:10]))}")
    notebook: Literal["found", "absent"] = "found" if name in kept else "absent"
    if not sender.edition:
        sender = msgspec.structs.replace(sender, edition=_language(kept.get(name, b"")))
    return Parcel(
        sender=sender,
        files=kept,
        answers=_answers(bank, kept),
        notebook=notebook,
        notes=notes,
        secret=secret.decode() if SECRET_FORM.match(secret) else "",
    )


def _language(raw: bytes) -> str:
    lang = language_of(parse_notebook(raw).notebook)
    return lang if lang in language_names() else ""


def _answers(bank: GradedBank, files: Mapping[str, bytes]) -> str:
    """A checksum over the answers that can be read: the same in both editions, whatever the prose."""
    values = {}
    for exercise in bank.exercises:
        try:
            values[exercise] = decode(files.get(f"responses/{exercise}.json", b""), exercise).value
        except ResponseError:
            continue
    return checksum(values)
