"""A practice exercise as its author writes it, exercise and key in one place, taken apart.

Fields that belong to the key stand beside what they judge: ``key`` and ``why`` in a card, ``right`` in an option,
``needs`` in the exercise itself. In ``solutions/keys`` the same fields stand alone, by id.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, get_args

import msgspec

from clientservice.exercises import TYPES, Exercise, Key, key_type
from clientservice.text import YamlDocument

from ._problems import convert, fail

#: Exercise type → the lists whose elements carry a part of the key, and the field of the key that holds these parts.
CARRIERS: dict[str, tuple[tuple[str, ...], str]] = {
    "categorize": (("items",), "items"),
    "choice": (("options",), "options"),
    "match": (("sources",), "sources"),
    "chain": (("nodes",), "nodes"),
    "scenario": (("scenes", "replies"), "replies"),
    "audit": (("components",), "components"),
}

Path = list[str | int]


class Authored(NamedTuple):
    """An exercise, its key, and where each part of the key stands in the exercise's block of the file."""

    exercise: Exercise
    key: Key
    places: dict[str, Path]

    def place(self, keys: Sequence[str | int]) -> Path:
        """Where a value of the key stands in the author's block."""
        carrier = CARRIERS.get(str(type(self.exercise).__struct_config__.tag))
        if carrier and len(keys) > 1 and keys[0] == carrier[1] and keys[1] in self.places:
            return [*self.places[str(keys[1])], *keys[2:]]
        return list(keys)


def check_type(document: YamlDocument, data: Any, at: Sequence[str | int]) -> None:
    """Refuse a block that is no exercise of a known type; raises BankError."""
    if not isinstance(data, dict):
        fail(document, at, "an exercise is a block of fields, beginning with its id and type")
    if data.get("type") not in TYPES:
        fail(document, [*at, "type"], f'"{data.get("type")}" is no type of exercise ({", ".join(sorted(TYPES))})')


def take_apart(document: YamlDocument, data: Any, at: Sequence[str | int]) -> Authored:
    """Exercise and key of one block of a practice file; raises BankError."""
    check_type(document, data, at)
    name = data["type"]
    kind, keyed = TYPES[name], key_type(TYPES[name])
    key_fields = {found.name for found in msgspec.structs.fields(keyed)}
    lists, holder = CARRIERS.get(name, ((), ""))
    shown = {field: value for field, value in data.items() if field not in key_fields or field in lists}
    key: dict[str, Any] = {field: value for field, value in data.items() if field in key_fields - {holder}}
    places: dict[str, Path] = {}
    if holder:
        part = _part_type(keyed, holder)
        fields = {found.name for found in msgspec.structs.fields(part)}
        key[holder] = {}
        shown = msgspec.to_builtins(shown)  # a copy: the document stays as the author wrote it
        for element, path in _elements(shown, lists, []):
            moved = {field: element.pop(field) for field in fields if field in element}
            convert(document, part, moved, [*at, *path])
            key[holder][str(element.get("id"))] = moved
            places[str(element.get("id"))] = path
    exercise: Exercise = convert(document, kind, shown, at)
    return Authored(exercise, convert(document, keyed, key, at), places)


def convert_key(document: YamlDocument, exercise: Exercise, data: Any, at: Sequence[str | int]) -> Key:
    """The key of one exercise from a key file; raises BankError that names the part."""
    keyed = key_type(exercise)
    _, holder = CARRIERS.get(str(type(exercise).__struct_config__.tag), ((), ""))
    parts = data.get(holder) if holder and isinstance(data, dict) else None
    if isinstance(parts, dict):
        for name, part in parts.items():
            convert(document, _part_type(keyed, holder), part, [*at, holder, name])
    return convert(document, keyed, data, at)


def _part_type(keyed: type, holder: str) -> type:
    found = next(field for field in msgspec.structs.fields(keyed) if field.name == holder)
    part: type = get_args(found.type)[1]
    return part


def _elements(data: Any, lists: Sequence[str], path: Path) -> Iterator[tuple[dict[str, Any], Path]]:
    """The dictionaries in a list, or in lists within lists, and where they stand."""
    if not lists:
        if isinstance(data, dict):
            yield data, path
        return
    found = data.get(lists[0]) if isinstance(data, dict) else None
    for index, element in enumerate(found if isinstance(found, list) else ()):
        yield from _elements(element, lists[1:], [*path, lists[0], index])
