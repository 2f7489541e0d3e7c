"""A notebook that somebody handed in, read as data: any bytes give an answer, never an exception."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal, NamedTuple

import msgspec

from clientservice.errors import ResponseError

from ._files import read_regular

#: The largest notebook that is read. A real one has under 1 MB.
MAX_NOTEBOOK = 10 << 20
#: Lists and objects in a notebook: a bound on memory, which is far larger than the file for a million empty cells.
MAX_CONTAINERS = 200_000
_BOM = b"\xef\xbb\xbf"


class NotebookReading(NamedTuple):
    """The outcome of looking for a notebook; ``reason`` says in words why it is unreadable."""

    status: Literal["found", "absent", "unreadable"]
    notebook: dict[str, Any] | None = None
    reason: str = ""


def parse_notebook(raw: bytes) -> NotebookReading:
    """Read a notebook's bytes: nbformat 4, UTF-8, a list of cells. Its cells may still be anything."""
    if raw.count(b"{") + raw.count(b"[") > MAX_CONTAINERS:
        return NotebookReading("unreadable", reason=f"the notebook has more than {MAX_CONTAINERS} parts")
    try:
        data = msgspec.json.decode(raw.removeprefix(_BOM))
    except RecursionError:
        return NotebookReading("unreadable", reason="the notebook is nested too deeply")
    except (msgspec.MsgspecError, ValueError) as error:
        return NotebookReading("unreadable", reason=f"the notebook is no JSON ({str(error)[:200]})")
    if not isinstance(data, dict) or not isinstance(data.get("cells", data.get("worksheets")), list):
        return NotebookReading("unreadable", reason="the file is JSON, but no notebook")
    if data.get("nbformat") != 4:
        form = str(data.get("nbformat"))[:20]
        return NotebookReading("unreadable", reason=f"the notebook has form {form}; this course reads form 4")
    return NotebookReading("found", data)


def read_notebook(path: Path) -> NotebookReading:
    """Look for a notebook. Follows no link, opens only regular files, reads at most `MAX_NOTEBOOK`."""
    try:
        return parse_notebook(read_regular(path, MAX_NOTEBOOK))
    except FileNotFoundError:
        return NotebookReading("absent")
    except ResponseError as error:
        return NotebookReading("unreadable", reason=f"the notebook is {error}")


def language_of(notebook: dict[str, Any] | None) -> str:
    """The language in a notebook's own metadata, or ""; a claim, so compare it with the editions that exist."""
    metadata = notebook.get("metadata") if notebook else None
    ours = metadata.get("clientservice") if isinstance(metadata, dict) else None
    lang = ours.get("lang") if isinstance(ours, dict) else None
    return lang if isinstance(lang, str) else ""
