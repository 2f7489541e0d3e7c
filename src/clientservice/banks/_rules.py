"""Rules that every bank must keep and that types can't say: ids, texts in every language, lengths."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from clientservice.exercises import Exercise, Key
from clientservice.text import LocalizedText, language_names, missing_languages

from ._problems import Problem
from ._type_rules import EXERCISE_RULES, KEY_RULES

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
MAX_ID = 64
#: The desk where a "why", a hint or the last word is told has a fixed height, so that feedback never moves the page.
MAX_WHY = 200

Keys = Sequence[str | int]


def exercise_problems(exercise: Exercise, keys: Keys) -> Iterator[Problem]:
    """Everything wrong with what is shown; ``keys`` is where the exercise stands in its file."""
    yield from _walk(exercise, keys)
    for found in EXERCISE_RULES[type(exercise)](exercise):
        yield Problem([*keys, *found.keys], found.message)


def key_problems(exercise: Exercise, key: Key) -> Iterator[Problem]:
    """Everything wrong with a key for this exercise; places are told within the key."""
    yield from _walk(key, [])
    yield from KEY_RULES[type(exercise)](exercise, key)


def _walk(value: Any, keys: Keys) -> Iterator[Problem]:
    """Texts and ids anywhere in an exercise or key."""
    if isinstance(value, msgspec.Struct):
        for found in msgspec.structs.fields(value):
            inner = getattr(value, found.name)
            if found.name == "id":
                yield from _id_problems(inner, keys)
            elif _is_text(found.type):
                yield from _text_problems(inner, [*keys, found.name])
            else:
                yield from _walk(inner, [*keys, found.name])
    elif isinstance(value, list):
        ids = [element.id for element in value if hasattr(element, "id")]
        yield from _twice(ids, keys)
        for index, element in enumerate(value):
            yield from _walk(element, [*keys, index])
    elif isinstance(value, dict):
        if value and set(value) <= set(language_names()):  # a text within a list: a hint
            yield from _text_problems(value, keys)
            return
        for name, element in value.items():
            yield from _walk(element, [*keys, name])


def _is_text(kind: Any) -> bool:
    return bool(kind in (LocalizedText, LocalizedText | None))


def _text_problems(text: LocalizedText | None, keys: Keys) -> Iterator[Problem]:
    if text is None:
        return
    for lang in missing_languages(text, language_names()):
        yield Problem(keys, f'no "{lang}" text; add it')
    for lang in text.keys() - language_names().keys():
        yield Problem(keys, f'"{lang}" is no language of the course ({", ".join(language_names())})')
    field = keys[0] if keys and keys[0] in {"hints", "done"} else keys[-1] if keys else ""
    if field in {"why", "hints", "done"}:
        for lang, told in text.items():
            if len(told) > MAX_WHY:
                yield Problem([*keys, lang], f"{len(told)} characters; a {field} has room for {MAX_WHY}, shorten it")


def _id_problems(name: str, keys: Keys) -> Iterator[Problem]:
    if not _SLUG.match(name) or len(name) > MAX_ID:
        yield Problem(
            [*keys, "id"], f'"{name[:80]}" is no id: lower-case letters, digits and single hyphens, at most {MAX_ID}'
        )


def _twice(ids: list[str], keys: Keys) -> Iterator[Problem]:
    for name, count in Counter(ids).items():
        if count > 1:
            yield Problem(
                [*keys, len(ids) - 1 - ids[::-1].index(name)], f'the id "{name}" stands {count} times; ids are unique'
            )
