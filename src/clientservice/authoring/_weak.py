"""Weak items: nothing is wrong with them, and still they test too little. Warnings, not errors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from clientservice.exercises import Choice, ChoiceKey, Exercise, Key
from clientservice.exercises.blind import blind_shares

from ._places import editions

#: Above this share of the marks a blind strategy gives too much away.
MOST_BLIND = 0.67
_MUCH_LONGER = 1.35
_FEW = 3  # single choices from which on a habit can be seen


def weaknesses(path: Path, exercises: Mapping[str, Exercise], keys: Mapping[str, Key]) -> Iterator[str]:
    """One sentence for each weakness of a bank."""
    longest: list[str] = []
    single = 0
    for name, exercise in exercises.items():
        key = keys[name]
        for lang in editions():
            for strategy, share in blind_shares(exercise, key, lang).items():
                if share > MOST_BLIND and not isinstance(exercise, Choice):
                    yield f'{path}: "{name}" ({lang}): {strategy} earns {share:.0%} unread; balance the key'
        if isinstance(exercise, Choice) and isinstance(key, ChoiceKey):
            yield from _choice(path, exercise, key)
            if not exercise.multiple:
                single += 1
                longest += [name] if _is_longest(exercise, key, editions()[0], 1.0) else []
    if single >= _FEW and len(longest) > single * MOST_BLIND:
        yield f"{path}: the longest option is right in {len(longest)} of {single} choices ({', '.join(longest)})"


def _choice(path: Path, exercise: Choice, key: ChoiceKey) -> Iterator[str]:
    wrong = sum(not option.right for option in key.options.values())
    if wrong == 1:
        yield f'{path}: "{exercise.id}": only one wrong option; add another misconception'
    if not exercise.multiple and all(_is_longest(exercise, key, lang, _MUCH_LONGER) for lang in editions()):
        yield f'{path}: "{exercise.id}": the right option is by far the longest; shorten it or lengthen another'


def _is_longest(exercise: Choice, key: ChoiceKey, lang: str, factor: float) -> bool:
    right = max(len(option.text[lang]) for option in exercise.options if key.options[option.id].right)
    wrong = max((len(option.text[lang]) for option in exercise.options if not key.options[option.id].right), default=0)
    return right > wrong * factor
