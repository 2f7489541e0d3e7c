"""The receipt: what is answered, what is missing, a checksum to keep, and the archive to hand in."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import msgspec

from clientservice.exercises import Exercise, progress

from ._store import read_response

RECEIPT_FILE = "receipt.json"


class ReceiptLine(msgspec.Struct, frozen=True, kw_only=True):
    """One exercise: ``answered`` of ``total`` parts, and when it was saved (ISO 8601, empty if never)."""

    exercise: str
    answered: int
    total: int
    revision: int
    saved_at: str
    problem: str = ""


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """What a student keeps. ``student`` is the id the student entered: a claim, like ``created_at``."""

    schema: int = 1
    assignment: str
    student: str
    created_at: str
    checksum: str
    lines: list[ReceiptLine]


def checksum(values: Mapping[str, object]) -> str:
    """A short checksum over the answers, ``7F3A-92C1-0BE4-D518``.

    SHA-256 over the canonical JSON of ``{exercise id: value}`` (keys sorted), the first 16 hexadecimal digits. It
    depends on the answers only, so that a teacher can compute the same from what arrived.
    """
    digest = hashlib.sha256(msgspec.json.encode(dict(values), order="deterministic")).hexdigest().upper()
    return "-".join(digest[start : start + 4] for start in range(0, 16, 4))


def make_receipt(assignment: str, exercises: Mapping[str, Exercise], folder: Path, student: str = "") -> Receipt:
    """Look at the response files as they are on disk now."""
    values: dict[str, object] = {}
    lines = []
    for name, exercise in exercises.items():
        found = read_response(folder, name)
        value = found.response.value if found.response else None
        answered, total = progress(exercise, value)
        if found.response and answered:
            values[name] = value
        lines.append(
            ReceiptLine(
                exercise=name,
                answered=answered,
                total=total,
                revision=found.response.revision if found.response else 0,
                saved_at=found.response.saved_at if found.response else "",
                problem=found.reason,
            )
        )
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    return Receipt(assignment=assignment, student=student, created_at=now, checksum=checksum(values), lines=lines)


def make_archive(receipt: Receipt, notebook: Path | None, responses: Path) -> bytes:
    """The archive that "Download my answers" gives: notebook, ``responses/``, ``receipt.json``.

    ``clientservice collect`` accepts it beside the exchange.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        if notebook is not None and notebook.is_file():
            archive.write(notebook, f"{receipt.assignment}.ipynb")
        for line in receipt.lines:
            path = responses / f"{line.exercise}.json"
            if path.is_file() and not path.is_symlink():
                archive.write(path, f"responses/{path.name}")
        archive.writestr(RECEIPT_FILE, msgspec.json.format(msgspec.json.encode(receipt), indent=1))
    return buffer.getvalue()
