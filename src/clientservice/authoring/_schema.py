"""JSON Schema of the YAML that authors write, so that editors complete and check it."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from clientservice.banks import CARRIERS, CommentBank
from clientservice.exercises import TYPES, key_type
from clientservice.text import language_names

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> dict[str, bytes]:
    """File name → schema: practice banks, graded banks, keys, the marker's comments."""
    return {
        "practice.schema.json": _file("A lesson's bank: exercises with their keys", _practice()),
        "graded.schema.json": _file("An assignment's bank: exercises without keys", _graded()),
        "keys.schema.json": _file("The keys of an assignment", _keys()),
        "comments.schema.json": _file("The marker's comment bank", _comments()),
    }


def _file(title: str, schema: dict[str, Any]) -> bytes:
    return (
        json.dumps({"$schema": DIALECT, "title": title} | _with_texts(schema), ensure_ascii=False, indent=1) + "\n"
    ).encode()


def _graded() -> dict[str, Any]:
    shown = {name: kind for name, kind in TYPES.items() if name not in {"audit", "estimate", "scenario"}}
    found, parts = msgspec.json.schema_components(shown.values(), ref_template="#/$defs/{name}")
    properties = {
        "bank": {"type": "string"},
        "title": _localized(),
        "exercises": {"type": "array", "items": {"oneOf": list(found)}},
        "limits": {"type": "object", "additionalProperties": {"type": "number"}},
    }
    return _object(properties, ["bank", "title", "exercises"]) | {"$defs": parts}


def _practice() -> dict[str, Any]:
    """Each type's own fields, and those of its key beside what they judge."""
    kinds = [*TYPES.values(), *(key_type(kind) for kind in TYPES.values())]
    _, parts = msgspec.json.schema_components(kinds, ref_template="#/$defs/{name}")
    blocks = []
    for name, kind in TYPES.items():
        shown, keyed = parts[kind.__name__], parts[key_type(kind).__name__]
        lists, holder = CARRIERS.get(name, ((), ""))
        fields = {field: value for field, value in keyed["properties"].items() if field != holder}
        needed = [field for field in keyed.get("required", []) if field != holder]
        block = _object({**shown["properties"], **fields}, [*shown["required"], *needed])
        if holder:
            part = keyed["properties"][holder]["additionalProperties"]["$ref"].rpartition("/")[2]
            _carry(block["properties"], parts, lists, parts[part])
        blocks.append(block)
    properties = {"bank": {"type": "string"}, "exercises": {"type": "array", "items": {"oneOf": blocks}}}
    return _object(properties, ["bank", "exercises"]) | {"$defs": parts}


def _carry(properties: dict[str, Any], parts: dict[str, Any], lists: tuple[str, ...], part: dict[str, Any]) -> None:
    """Give the elements of a list (or of a list within a list) the fields of their part of the key."""
    element = parts[properties[lists[0]]["items"]["$ref"].rpartition("/")[2]]
    copied = _object(dict(element["properties"]), list(element.get("required", [])))
    if len(lists) > 1:
        _carry(copied["properties"], parts, lists[1:], part)
    else:
        copied["properties"] |= part["properties"]
        copied["required"] = [*copied["required"], *part.get("required", [])]
    properties[lists[0]] = {"type": "array", "items": copied}


def _keys() -> dict[str, Any]:
    kinds = [key_type(kind) for kind in TYPES.values()]
    found, parts = msgspec.json.schema_components(kinds, ref_template="#/$defs/{name}")
    properties = {
        "bank": {"type": "string"},
        "reveal_after": {"type": ["string", "null"]},
        "keys": {"type": "object", "additionalProperties": {"anyOf": list(found)}},
    }
    # other fields of the file may be added by the judge's settings
    return {"type": "object", "properties": properties, "required": ["bank", "keys"], "$defs": parts}


def _comments() -> dict[str, Any]:
    (found,), parts = msgspec.json.schema_components([CommentBank], ref_template="#/$defs/{name}")
    return dict(found) | {"$defs": parts}


def _object(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": sorted(set(required)),
        "additionalProperties": False,
    }


def _localized() -> dict[str, Any]:
    texts = {lang: {"type": "string", "minLength": 1} for lang in language_names()}
    return _object(texts, list(texts))


def _with_texts(parts: dict[str, Any]) -> dict[str, Any]:
    """Say of every text that all languages are needed, where msgspec only knows a mapping of strings."""
    plain = {"type": "object", "additionalProperties": {"type": "string"}}

    def walk(node: Any) -> Any:
        if node == plain:
            return _localized()
        if isinstance(node, dict):
            return {name: walk(value) for name, value in node.items()}
        return [walk(value) for value in node] if isinstance(node, list) else node

    found: dict[str, Any] = walk(parts)
    return found
