"""What a computed answer is, as plain data: the only form in which it leaves the student's Python.

Nothing here imports pandas: its objects are known by their type's name, so that a lesson without tables loads nothing.
"""

from __future__ import annotations

import math
from typing import Any

MAX_ROWS, MAX_COLUMNS, MAX_TEXT = 2000, 50, 400

#: The name was never given a value.
MISSING: dict[str, Any] = {"kind": "missing"}


def understand(answer: object) -> dict[str, Any]:
    """An answer as plain JSON; never raises.

    Returns:
        One of ``{"kind": "number", "number": 0.23}``, ``{"kind": "text", "text": …}``,
        ``{"kind": "table", "columns": […], "rows": [[…]], "index": […] | None}``,
        ``{"kind": "large", "shape": [rows, columns]}`` for a table that is too large,
        ``{"kind": "nan"}`` for a number that is none, ``{"kind": "other", "type": "list"}`` for anything else.
        ``index`` is None where rows are simply numbered.
    """
    try:
        return _understand(answer)
    except Exception:  # noqa: BLE001 - a student's object may do anything when it is asked
        return {"kind": "other", "type": type(answer).__name__[:60]}


def _understand(answer: Any) -> dict[str, Any]:
    name = _kind(answer)
    if name in {"Series", "DataFrame"}:
        if answer.size == 1:  # one cell is a number to a person
            return _understand(answer.iloc[0] if name == "Series" else answer.iloc[0, 0])
        return _table(answer.to_frame() if name == "Series" else answer)
    plain = _cell(answer)
    if isinstance(answer, str):
        return {"kind": "text", "text": plain}
    if isinstance(answer, float) and plain is None:
        return {"kind": "nan"}
    if isinstance(plain, int | float) and not isinstance(plain, bool):
        return {"kind": "number", "number": plain}
    return {"kind": "other", "type": type(answer).__name__[:60]}


def _kind(answer: object) -> str:
    kind = type(answer)
    return kind.__name__ if kind.__module__.partition(".")[0] == "pandas" else ""


def _table(frame: Any) -> dict[str, Any]:
    rows, columns = frame.shape
    if rows > MAX_ROWS or columns > MAX_COLUMNS:
        return {"kind": "large", "shape": [int(rows), int(columns)]}
    index = None if _kind(frame.index) == "RangeIndex" else [_label(label) for label in frame.index]
    return {
        "kind": "table",
        "columns": [_label(column) for column in frame.columns],
        "rows": [[_cell(cell) for cell in row] for row in frame.itertuples(index=False, name=None)],
        "index": index,
    }


def _label(label: object) -> str:
    if isinstance(label, tuple):  # several levels
        return " · ".join(_label(part) for part in label)
    plain = _cell(label)
    return str(plain)[:MAX_TEXT]


def _cell(cell: Any) -> str | float | bool | None:
    if hasattr(cell, "item") and type(cell).__module__ == "numpy" and getattr(cell, "size", 0) == 1:
        cell = cell.item()
    if cell is None or isinstance(cell, bool):
        return cell
    if isinstance(cell, int):
        return int(cell) if abs(cell) < 1 << 53 else float(cell)
    if isinstance(cell, float):
        # twelve digits: the last ones differ between machines, and nobody means them
        return float(f"{cell:.12g}") if math.isfinite(cell) else None
    if isinstance(cell, str):
        return str(cell)[:MAX_TEXT]
    return str(cell)[:MAX_TEXT] if _kind(cell) else f"<{type(cell).__name__[:60]}>"
