"""A computed answer in words: type, shape and a preview."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from clientservice.text import LocalizedText, language_names, ui

from ._shape import number_text


def describe(understood: Mapping[str, Any], unit: LocalizedText | None = None) -> LocalizedText:
    """What `understand` found, in a sentence of every language."""
    return {lang: _sentence(understood, unit, lang) for lang in language_names()}


def _sentence(found: Mapping[str, Any], unit: LocalizedText | None, lang: str) -> str:
    kind = found.get("kind")
    if kind == "number":
        return ui("exercises", "understood-number", lang, number=number_text(found["number"], unit)[lang])
    if kind == "text":
        return ui("exercises", "understood-text", lang, text=str(found.get("text", ""))[:60])
    if kind == "table":
        columns = [str(column)[:60] for column in _list(found.get("columns"))]
        names = ", ".join(columns[:6]) + (", …" if len(columns) > 6 else "")
        return ui("exercises", "understood-table", lang, rows=len(_list(found.get("rows"))), columns=names)
    if kind == "large":
        shape = [*_list(found.get("shape")), 0, 0]
        return ui("exercises", "understood-large", lang, rows=shape[0], columns=shape[1])
    if kind in {"nan", "missing"}:
        return ui("exercises", f"understood-{kind}", lang)
    return ui("exercises", "understood-other", lang, type=str(found.get("type", ""))[:60])


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
