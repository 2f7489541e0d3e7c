"""Numbers as a language writes them, and templates that are filled with them."""

from __future__ import annotations

import string
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

from ._interface import ui

_GROUPED_FROM = 10_000  # "1450" and "10 000", as both languages do in running text


def number(value: float, lang: str, spec: str = "") -> str:
    """A number in one language: its decimal sign, its grouping, a true minus, a no-break space before % in Russian.

    Args:
        value: the number.
        lang: the language.
        spec: a format of Python's mini-language (``.1f``, ``,``, ``.0%``, ``+d``); without it, as short as it is true.
    """
    if not spec:
        whole = float(value).is_integer()
        spec = ("," if abs(value) >= _GROUPED_FROM else "") + (".0f" if whole else ".6g")
    marks = {",": "group", ".": "decimal", "%": "percent"}
    text = "".join(ui("numbers", marks[c], lang) if c in marks else c for c in _rounded(value, spec))
    return text.replace("-", "\u2212")


def _rounded(value: float, spec: str) -> str:
    """As a person rounds what is written: 1.95 is 2.0, though the computer holds a little less than 1.95."""
    if spec[-1] not in "f%":
        return format(value, spec)
    with localcontext(rounding=ROUND_HALF_UP):
        return format(Decimal(repr(float(value))), spec)


class _Filler(string.Formatter):
    def __init__(self, lang: str) -> None:
        self._lang = lang

    def format_field(self, value: Any, spec: str) -> Any:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return number(value, self._lang, spec)
        return super().format_field(value, spec)


def fill(template: str, values: Mapping[str, object], lang: str) -> str:
    """Put ``values`` into ``{placeholders}``; numbers are written as the language writes them."""
    return _Filler(lang).vformat(template, (), values) if values else template
