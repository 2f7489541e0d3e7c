"""Copies of responses in a notebook's outputs: insurance for when only the ``.ipynb`` arrives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from clientservice.errors import ResponseError

from ._response import Response, decode

RESPONSE_MIME = "application/vnd.clientservice.response+json"


def copies_in_notebook(notebook: Mapping[str, Any], exercises: set[str]) -> dict[str, Response]:
    """The readable copies in a notebook's outputs, by exercise id; the highest revision where there are several.

    Total: whatever the notebook holds, a dictionary comes back. Copies that don't validate are passed over.
    """
    found: dict[str, Response] = {}
    for data in _bundles(notebook):
        copy = data.get(RESPONSE_MIME)
        name = copy.get("exercise") if isinstance(copy, dict) else None
        if not isinstance(name, str) or name not in exercises:
            continue
        try:
            response = decode(msgspec.json.encode(copy), name)
        except (ResponseError, msgspec.MsgspecError, TypeError, ValueError, RecursionError):
            continue
        if name not in found or found[name].revision < response.revision:
            found[name] = response
    return found


def _bundles(notebook: Mapping[str, Any]) -> list[dict[str, Any]]:
    cells = notebook.get("cells")
    outputs = [
        output
        for cell in (cells if isinstance(cells, list) else [])
        if isinstance(cell, dict) and isinstance(cell.get("outputs"), list)
        for output in cell["outputs"]
        if isinstance(output, dict)
    ]
    return [output["data"] for output in outputs if isinstance(output.get("data"), dict)]
