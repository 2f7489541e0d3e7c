"""Cells and files that spreadsheets and learning management systems read the same way."""

from __future__ import annotations

import csv
import io
import os
import re
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from clientservice.errors import CourseError

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"


def text(words: str) -> str:
    """A text that a spreadsheet doesn't take for a formula."""
    clean = words.replace("\0", "").encode("utf-8", "backslashreplace").decode()
    return f"'{clean}" if clean.lstrip(" ").startswith(_FORMULA) else clean


def one_line(words: str) -> str:
    """A text as `text`, without line breaks: for names in files whose importers count lines."""
    return text(" ".join(words.split()))


def exact(name: str) -> bool:
    """Whether an id can stand in a file as it is: a spreadsheet and an importer leave it alone."""
    return bool(name) and name == text(name) == " ".join(name.split()) and name.isprintable()


def number(points: float | None, *, comma: bool = False) -> str:
    """Points with two decimals at most; a blank for what does not count yet, which nobody takes for zero."""
    if points is None:
        return ""
    words = f"{points:.2f}".rstrip("0").rstrip(".")
    return words.replace(".", ",") if comma else words


def table(rows: Iterable[Sequence[str]], *, delimiter: str = ",", bom: bool = False) -> str:
    """CSV: quoted where needed, every line ended by CR LF."""
    stream = io.StringIO(newline="")
    # With both characters in the line's end, the writer quotes either of them in a text.
    csv.writer(stream, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return (BOM if bom else "") + stream.getvalue()


def safe_name(words: str, *, otherwise: str) -> str:
    """A part of a file's name that every system can unpack; ``otherwise`` where nothing of it is left."""
    clean = re.sub(r"[^\w.@+ -]", " ", words.replace("_", " "))
    return " ".join(clean.split()).strip(" .~-")[:80].strip(" .") or otherwise


def write(path: Path, raw: bytes) -> None:
    """Write a file whole or not at all; raises CourseError where that can't be."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".tmp-", suffix=path.suffix)
        temporary = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(raw)
            temporary.chmod(0o644)
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise CourseError(f"{path}: can't be written ({error.strerror}); close it, or choose another name") from error
