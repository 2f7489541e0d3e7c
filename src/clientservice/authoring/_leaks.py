"""The leak scan: no key in anything that a student can get.

It looks for what a key consists of: every text of a key, any pairing of a part with its right place, flagged options,
whole orders and numbers, plain or base64, also inside zip archives (the bundle, a wheel). It can fail: a test plants
keys.
"""

from __future__ import annotations

import base64
import binascii
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from clientservice.banks import CommentBank, GradedBank, load_comments, load_course, load_keys, load_source
from clientservice.exercises import (
    CategorizeKey,
    ChainKey,
    ChoiceKey,
    Exercise,
    Key,
    MatchKey,
    OrderKey,
    ValueKey,
    model_value,
)

from ._places import keys_folder

#: Folders and files of a clone that must never reach a student, by path component.
FORBIDDEN = ("solutions", "grading", "gradebook.db", "keys")
_BASE64 = re.compile(rb"[A-Za-z0-9+/]{24,}={0,2}")
_SPACE = re.compile(r"\s+")
_WORDS = 40  # characters of a "why" that identify it
_SHORTEST = 12  # characters below which a text identifies nothing
_TELLING = 6  # characters above which a number is no accident
_MAX_DEPTH = 3


class Leak(NamedTuple):
    """One find: where, and what of which exercise."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}; a student could read this. Remove it and run clientservice check"


class _Needle(NamedTuple):
    """Found where one of the ``words`` stands, and the pattern around them too; most texts are done with the words."""

    what: str
    words: tuple[str, ...]
    pattern: re.Pattern[str] | None = None

    def found_in(self, text: str) -> bool:
        return any(word in text for word in self.words) and (self.pattern is None or bool(self.pattern.search(text)))


def scan_for_leaks(root: Path, places: Sequence[Path]) -> list[Leak]:
    """Search files, folders and archives for key material of the course's assignments.

    Args:
        root: the clone, whose keys are searched for.
        places: what students can get; an absent path is skipped.
    """
    needles: list[_Needle] = []
    for name in load_course(root / "course").assignments:
        bank = load_source(root / "solutions/exercises" / f"{name}.yml")
        for exercise, key in load_keys(bank, keys_folder(root)).keys.items():
            needles += _needles(bank, exercise, key)
    needles += _comment_needles(load_comments(keys_folder(root)))
    leaks: list[Leak] = []
    for place in places:
        files = [place] if place.is_file() else sorted(path for path in place.rglob("*") if path.is_file())
        for path in files:
            leaks += _scan_name(path.relative_to(place) if place.is_dir() else Path(path.name), str(path))
            leaks += _scan(path.read_bytes(), str(path), needles, 0)
    return list(dict.fromkeys(leaks))


def _needles(bank: GradedBank, name: str, key: Key) -> Iterator[_Needle]:
    yield from (_text_needle(f"the explanation of {name}", text) for text in _texts(key))
    for part, answer in _pairs(bank.exercises[name], key):
        between = r"""["']?\s*[:=,\]]+\s*[\[{"']*((key|to|reason)["']?\s*[:=]\s*["'\[]*)?"""
        pair = rf"\b{re.escape(part)}\b{between}{re.escape(answer)}\b"
        yield _Needle(f"the key of {bank.id}/{name}/{part}", (part,), re.compile(pair))
    if isinstance(key, ChoiceKey):
        for part, option in key.options.items():
            if option.right:
                flagged = rf"""\b{re.escape(part)}\b["']?[^\n]{{0,40}}\bright["']?\s*[:=]\s*[Tt]rue"""
                yield _Needle(f"the key of {bank.id}/{name}/{part}", (part,), re.compile(flagged))
    if isinstance(key, OrderKey):
        exercise = bank.exercises[name]
        route = model_value(exercise, key)["sequence"]
        in_order = r"""["'\s,-]+""".join(rf"\b{re.escape(step)}\b" for step in route)
        yield _Needle(f"the key of {bank.id}/{name}", (route[0],), re.compile(in_order))
    if isinstance(key, ValueKey) and key.number is not None and len(repr(key.number)) > _TELLING:
        yield _Needle(f"the key of {bank.id}/{name}", (repr(key.number),))


def _comment_needles(comments: CommentBank) -> Iterator[_Needle]:
    """The sentences of the marker's comment bank: much of what they say is what a full answer has."""
    sentences = [text for group in comments.general for text in group.comments]
    sentences += [text for criteria in comments.essays.values() for found in criteria.values() for text in found]
    for sentence in sentences:
        yield from (_text_needle("the marker's comments", text) for text in _texts(sentence))


def _text_needle(what: str, text: str) -> _Needle:
    start = _SPACE.sub(" ", text).strip()[:_WORDS]
    # In notebooks and JSON the words may stand escaped.
    return _Needle(what, (start, start.encode("unicode_escape").decode()))


def _texts(value: object) -> Iterator[str]:
    """Every text of a key that is long enough to be recognised."""
    if isinstance(value, msgspec.Struct):
        for field in msgspec.structs.fields(value):
            yield from _texts(getattr(value, field.name))
    elif isinstance(value, dict):
        for inner in value.values():
            yield from [inner] if isinstance(inner, str) and len(inner) >= _SHORTEST else _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)


def _pairs(exercise: Exercise, key: Key) -> Iterator[tuple[str, str]]:
    if isinstance(key, CategorizeKey):
        for name, item in key.items.items():
            yield from ((name, answer) for answer in (*item.accepted, *item.reasons))
    elif isinstance(key, MatchKey | ChainKey):
        yield from ((first, second) for first, second in model_value(exercise, key)["pairs"])


def _scan_name(path: Path, where: str) -> Iterator[Leak]:
    if found := set(path.parts) & set(FORBIDDEN):
        yield Leak(where, f"a file from {min(found)}/")


def _scan(raw: bytes, where: str, needles: Sequence[_Needle], depth: int) -> Iterator[Leak]:
    text = _SPACE.sub(" ", raw.decode("utf-8", errors="replace"))
    for needle in needles:
        if needle.found_in(text):
            yield Leak(where, needle.what)
    if depth == _MAX_DEPTH:
        return
    if raw.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            for name in archive.namelist():
                yield from _scan_name(Path(name), f"{where}!{name}")
                yield from _scan(archive.read(name), f"{where}!{name}", needles, depth + 1)
        return
    for match in _BASE64.findall(raw):
        try:
            inner = base64.b64decode(match + b"=" * (-len(match) % 4))
        except binascii.Error:
            continue
        yield from _scan(inner, f"{where} (base64)", needles, _MAX_DEPTH)
