"""Table: a table computed in one marked cell.

Rule: points × mean over the key's columns of the share of right cells. Rows are matched by the key's index where it has
one, else by place, or (``any_order``) as a set; rows that are missing or surplus count as wrong. A column is found by
its name. A response's value is ``{"answer": …}`` as `understand` gives it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from clientservice.text import LocalizedText, language_names, ui

from ._computed import ANSWER, close, given, understood
from ._score import ItemScore, Score, scored, unreadable
from ._shape import Keyed, Shown, is_number

Cell = str | float | bool | None


class Table(Shown, frozen=True, kw_only=True, tag="table"):
    """What the learner sees. ``answer`` is the Python name that the marked cell gives the table to."""

    answer: str


class TableKey(Keyed, frozen=True, kw_only=True):
    """What is right: columns by name, rows, and where rows have names their ``index``.

    ``rows`` None: computed from the authored solution when the solutions are built. Numbers agree within ``absolute``
    or ``relative`` × number; ``hidden`` is the share of points that the run on the hidden sample decides.
    """

    columns: list[str] = []
    rows: list[list[Cell]] | None = None
    index: list[str] | None = None
    any_order: bool = False
    absolute: float = 0.0
    relative: float = 1e-6
    why: LocalizedText
    hidden: float = 0.0


class _Found(msgspec.Struct, frozen=True):
    """A table as `understand` gives it."""

    columns: list[str]
    rows: list[list[Cell]]
    index: list[str] | None = None
    kind: str = "table"


def _found(record: dict[str, Any]) -> _Found | str:
    try:
        table = msgspec.convert(record, _Found)
    except msgspec.ValidationError:
        return "the answer says it is a table, and is none"
    lengths = {len(row) for row in table.rows}
    if lengths - {len(table.columns)} or (table.index is not None and len(table.index) != len(table.rows)):
        return "the answer's table has rows of different lengths"
    return table


def model_value(_exercise: Table, key: TableKey) -> dict[str, Any]:
    """The right table."""
    return {
        ANSWER: {"kind": "table", "columns": key.columns, "rows": key.rows, "index": key.index},
    }


def _same(cell: Cell, wanted: Cell, key: TableKey) -> bool:
    if is_number(cell) and is_number(wanted):
        return close(float(cell), float(wanted), absolute=key.absolute, relative=key.relative)  # type: ignore[arg-type]
    return type(cell) is type(wanted) and cell == wanted


def _aligned(table: _Found, key: TableKey) -> list[Sequence[Cell]]:
    """The answer's rows in the order of the key's, an empty row where one is missing."""
    wanted = key.rows or []
    if key.index is not None and table.index is not None:
        by_name = dict(zip(table.index, table.rows, strict=True))
        return [by_name.get(name, []) for name in key.index]
    if not key.any_order:
        return [table.rows[index] if index < len(table.rows) else [] for index in range(len(wanted))]
    left = list(table.rows)
    places = [table.columns.index(name) if name in table.columns else None for name in key.columns]
    aligned: list[Sequence[Cell]] = []
    for row in wanted:

        def agree(other: Sequence[Cell], row: Sequence[Cell] = row) -> int:
            return sum(
                place is not None and _same(other[place], cell, key) for place, cell in zip(places, row, strict=True)
            )

        best = max(left, key=agree, default=[])
        if best and agree(best):
            left.remove(best)
            aligned.append(best)
        else:
            aligned.append([])
    return aligned


def _share(table: _Found, key: TableKey) -> float:
    wanted = key.rows or []
    aligned = _aligned(table, key)
    right = 0
    for position, name in enumerate(key.columns):
        if name in table.columns:
            place = table.columns.index(name)
        elif len(key.columns) == 1 and len(table.columns) == 1:
            place = 0  # one column needs no name
        else:
            continue
        right += sum(
            bool(row) and _same(row[place], target[position], key) for row, target in zip(aligned, wanted, strict=True)
        )
    return right / max(len(wanted), len(table.rows), 1) / max(len(key.columns), 1)


def score(exercise: Table, key: TableKey, value: object) -> Score:
    """Score a response's value: any JSON gives a `Score`, never an exception."""
    found = given(exercise, value, key.rows)
    if isinstance(found, Score):
        return found
    share = 0.0
    if found["kind"] == "table":
        table = _found(found)
        if isinstance(table, str):
            return unreadable(exercise.max_points, table)
        share = _share(table, key)
    verdict = "ok" if share >= 1 else "part" if share > 0 else "no"
    return scored(exercise.max_points, share, {ANSWER: ItemScore(verdict, share)})  # type: ignore[arg-type]


def near_miss(key: TableKey, value: object) -> LocalizedText | None:
    """What is probably the matter with a wrong table, by name."""
    found = understood(value)
    if isinstance(found, str) or key.rows is None or found["kind"] in {"missing", "other", "nan", "large"}:
        return None
    name = ""
    if found["kind"] != "table":
        name = "no-table"
    else:
        table = _found(found)
        if not isinstance(table, str) and _share(table, key) < 1:
            if set(key.columns) - set(table.columns) and len(key.columns) > 1:
                name = "columns"
            elif len(table.rows) != len(key.rows):
                name = "rows"
            elif _share(table, msgspec.structs.replace(key, any_order=True, index=None)) >= 1:
                name = "order"
    return {lang: ui("exercises", f"near-{name}", lang) for lang in language_names()} if name else None


def reveal(_exercise: Table, key: TableKey, value: object) -> dict[str, Any]:
    """For practice, after Check: the near miss by name."""
    found = near_miss(key, value)
    return {"near": found} if found else {}
