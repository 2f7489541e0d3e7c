"""What is wrong in an author's file, and where."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, NoReturn, TypeVar

import msgspec

from clientservice.errors import BankError
from clientservice.text import YamlDocument

T = TypeVar("T")
_NAMES = {
    "exercises": "exercise",
    "items": "item",
    "categories": "category",
    "options": "option",
    "steps": "step",
    "sources": "source",
    "targets": "target",
    "nodes": "node",
    "scenes": "scene",
    "replies": "reply",
    "meters": "meter",
    "components": "component",
    "criteria": "criterion",
    "reasons": "reason",
}
_STEP = re.compile(r"\.([\w-]+)|\[(\d+)\]")


class Problem(NamedTuple):
    """One mistake: the path to the value (keys and indices) and a sentence that names the mend."""

    keys: Sequence[str | int]
    message: str


def convert(document: YamlDocument, kind: type[T], data: Any = None, at: Sequence[str | int] = ()) -> T:
    """Turn plain YAML data into a typed object.

    Args:
        document: the file, for naming it and the line.
        kind: the type to build.
        data: the part of the document to convert; the whole document where it is None.
        at: the path of that part within the document.

    Raises:
        BankError: with file, line, item and field.
    """
    try:
        return msgspec.convert(document.data if data is None else data, kind)
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at `$")
        keys: list[str | int] = [*at]
        keys += [int(index) if index else name for name, index in _STEP.findall(where)]
        raise BankError(describe(document, [Problem(keys, what)])) from error


def fail(document: YamlDocument, keys: Sequence[str | int], message: str) -> NoReturn:
    """Raise BankError for one mistake."""
    raise BankError(describe(document, [Problem(keys, message)]))


def describe(document: YamlDocument, problems: Iterable[Problem]) -> str:
    """One line per problem: ``file:line: item "x": what; run clientservice check``."""
    return "\n".join(
        f"{document.path}:{document.line(p.keys)}: {_place(document.data, p.keys)}{p.message}; "
        "mend it and run clientservice check"
        for p in problems
    )


def _place(data: Any, keys: Sequence[str | int]) -> str:
    """``exercise "a", item "b", field "text": `` — the ids on the way down, then the field."""
    names: list[str] = []
    for index, key in enumerate(keys):
        try:
            data = data[key]
        except (KeyError, IndexError, TypeError):
            data = None
        if isinstance(data, dict) and isinstance(data.get("id"), str):
            kind = _NAMES.get(str(keys[index - 1]), "entry")
            names.append(f'{kind} "{data["id"]}"')
    field = next((str(key) for key in reversed(keys) if isinstance(key, str) and key not in _NAMES), "")
    if field:
        names.append(f'field "{field}"')
    return ", ".join(names) + ": " if names else ""
