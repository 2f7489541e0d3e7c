"""The interface's own words: everything a widget, a page or the command line says by itself."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from ._plural import plural
from ._yaml import load_yaml

_FOLDER = Path(__file__).parent / "interface"


@cache
def interface_texts(group: str) -> dict[str, Any]:
    """One group of strings: id → language → text (or, for counts, language → plural category → text).

    Plural categories are those of Unicode CLDR (one, few, many, other), which browsers know as ``Intl.PluralRules``.
    """
    data: dict[str, Any] = load_yaml(_FOLDER / f"{group}.yml").data
    return data


@cache
def language_names() -> dict[str, str]:
    """Language code → the language's own name. The one list of the interface's languages."""
    return dict(interface_texts("languages"))


def ui(group: str, name: str, lang: str, *, n: float | None = None, **values: object) -> str:
    """One interface string in one language, with ``{placeholders}`` filled in; ``n`` chooses among plural forms."""
    entry: str | dict[str, str] = interface_texts(group)[name][lang]
    text = entry if isinstance(entry, str) else entry[plural(n or 0, lang)]
    return text if n is None and not values else text.format(n=n, **values)
