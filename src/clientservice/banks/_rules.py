"""Rules that a bank must keep and that types can't say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from clientservice.exercises import Exercise, Key
from clientservice.text import LocalizedText, language_names, missing_languages

from ._problems import Problem

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
MAX_ID = 64
#: The desk where a "why" is shown has a fixed height, so that feedback never moves the page.
MAX_WHY = 200

Keys = Sequence[str | int]


def text_problems(text: LocalizedText | None, keys: Keys) -> Iterator[Problem]:
    """A text lacks a language, or has one that the course doesn't know."""
    if text is None:
        return
    for lang in missing_languages(text, language_names()):
        yield Problem(keys, f'no "{lang}" text; add it')
    for lang in text.keys() - language_names().keys():
        yield Problem(keys, f'"{lang}" is no language of the course ({", ".join(language_names())})')


def id_problems(name: str, keys: Keys) -> Iterator[Problem]:
    """An id that is no stable slug."""
    if not _SLUG.match(name) or len(name) > MAX_ID:
        yield Problem(
            [*keys, "id"], f'"{name[:80]}" is no id: lower-case letters, digits and single hyphens, at most {MAX_ID}'
        )


def exercise_problems(exercise: Exercise, keys: Keys) -> Iterator[Problem]:
    """Everything wrong with what is shown."""
    yield from id_problems(exercise.id, keys)
    for field, text in (("title", exercise.title), ("prompt", exercise.prompt), ("outcome", exercise.outcome)):
        yield from text_problems(text, [*keys, field])
    if len(exercise.categories) < 2 or len(exercise.items) < 2:
        yield Problem([*keys, "items"], "sorting needs at least two categories and two items")
    for index, category in enumerate(exercise.categories):
        yield from id_problems(category.id, [*keys, "categories", index])
        yield from text_problems(category.label, [*keys, "categories", index, "label"])
        yield from text_problems(category.short, [*keys, "categories", index, "short"])
    for index, item in enumerate(exercise.items):
        here = [*keys, "items", index]
        yield from id_problems(item.id, here)
        yield from text_problems(item.text, [*here, "text"])
        for category in exercise.categories:
            if category.id in item.id.split("-"):
                yield Problem(
                    [*here, "id"], f'"{item.id}" names the category "{category.id}"; an id must not give the key away'
                )
    yield from _twice([c.id for c in exercise.categories], [*keys, "categories"])
    yield from _twice([i.id for i in exercise.items], [*keys, "items"])


def key_problems(exercise: Exercise, key: Key, keys: Keys) -> Iterator[Problem]:
    """Everything wrong with a key for this exercise; ``keys`` is where the exercise's key stands in its file."""
    categories = {category.id for category in exercise.categories}
    yield from text_problems(key.done, [*keys, "done"])
    for index, item in enumerate(exercise.items):
        here = [*keys, "items", index]
        item_key = key.items.get(item.id)
        if item_key is None:
            yield Problem([*keys, "items"], f'no key for item "{item.id}"')
            continue
        if unknown := [name for name in item_key.accepted if name not in categories]:
            yield Problem(
                [*here, "key"], f'"{unknown[0]}" is no category of this exercise ({", ".join(sorted(categories))})'
            )
        if not item_key.accepted or categories <= set(item_key.accepted):
            yield Problem([*here, "key"], "accepting every category (or none) asks nothing; name the right one")
        yield from text_problems(item_key.why, [*here, "why"])
        for lang, why in item_key.why.items():
            if len(why) > MAX_WHY:
                yield Problem([*here, "why", lang], f"{len(why)} characters; a why has room for {MAX_WHY}, shorten it")
    for name in key.items.keys() - {item.id for item in exercise.items}:
        yield Problem([*keys, "items"], f'a key for item "{name}", which the exercise has not')


def _twice(ids: list[str], keys: Keys) -> Iterator[Problem]:
    for name, count in Counter(ids).items():
        if count > 1:
            yield Problem(
                [*keys, len(ids) - 1 - ids[::-1].index(name)], f'the id "{name}" stands {count} times; ids are unique'
            )
