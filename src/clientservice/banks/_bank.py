"""Banks: the exercises of one lesson (with keys) or of one assignment (without)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec

from clientservice.errors import BankError
from clientservice.exercises import Exercise, Graded, Key, in_neutral_order
from clientservice.text import LocalizedText, YamlDocument, load_yaml

from ._inline import check_type, take_apart
from ._problems import Problem, convert, describe
from ._rules import exercise_problems, key_problems

MAX_ITEMS_JSON = 1 << 20  # bytes; the largest real one is 20 kB


class Bank(msgspec.Struct, frozen=True, kw_only=True):
    """Exercises by id, in the author's order. ``id`` is the lesson's or the assignment's."""

    id: str
    exercises: dict[str, Exercise]


class PracticeBank(Bank, frozen=True, kw_only=True):
    """A lesson's bank: its keys stay in the kernel."""

    keys: dict[str, Key]


class GradedBank(Bank, frozen=True, kw_only=True):
    """An assignment's bank. It holds no key, and no type in it could.

    ``limits``: what running a submission's code may use, where it differs from the judge's defaults.
    """

    title: LocalizedText
    exercises: dict[str, Graded]  # type: ignore[assignment] # a part of all types
    limits: dict[str, float] = {}


class _PracticeFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    bank: str
    exercises: list[dict[str, Any]]


class _GradedFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    bank: str
    title: LocalizedText
    exercises: list[Graded]
    limits: dict[str, float] = {}


def load_practice(path: Path) -> PracticeBank:
    """A lesson's bank, ``course/exercises/<lesson>.yml``; raises BankError with every problem found."""
    document = load_yaml(path)
    file = convert(document, _PracticeFile)
    blocks = [take_apart(document, data, ["exercises", index]) for index, data in enumerate(file.exercises)]

    def problems() -> Iterator[Problem]:
        yield from _file_problems(path, file.bank, [block.exercise for block in blocks])
        for index, block in enumerate(blocks):
            for found in key_problems(block.exercise, block.key):
                yield Problem(["exercises", index, *block.place(found.keys)], found.message)

    _raise_if(document, problems())
    return PracticeBank(
        id=file.bank,
        exercises={block.exercise.id: block.exercise for block in blocks},
        keys={block.exercise.id: block.key for block in blocks},
    )


def load_source(path: Path) -> GradedBank:
    """An assignment's bank, ``solutions/exercises/<assignment>.yml``; raises BankError with every problem found."""
    document = load_yaml(path)
    raw = document.data.get("exercises") if isinstance(document.data, dict) else None
    for index, data in enumerate(raw if isinstance(raw, list) else ()):
        check_type(document, data, ["exercises", index])
    file = convert(document, _GradedFile)

    def problems() -> Iterator[Problem]:
        yield from _file_problems(path, file.bank, file.exercises)
        for index, exercise in enumerate(file.exercises):
            if not exercise.points or exercise.points <= 0:
                yield Problem(["exercises", index, "points"], "a graded exercise needs points above 0")

    _raise_if(document, problems())
    return GradedBank(id=file.bank, title=file.title, exercises={e.id: e for e in file.exercises}, limits=file.limits)


def to_items_json(bank: GradedBank) -> bytes:
    """The keyless bank as nbgrader carries it beside the notebook; identical bytes for identical banks.

    Its lists stand in a neutral order: an author's could give the key away.
    """
    exercises = [in_neutral_order(exercise) for exercise in bank.exercises.values()]
    file = _GradedFile(bank=bank.id, title=bank.title, exercises=exercises, limits=bank.limits)
    return msgspec.json.format(msgspec.json.encode(file), indent=1) + b"\n"


def load_items(path: Path) -> GradedBank:
    """Read an ``items.json``; raises BankError. Bounded in size: students can edit their copy."""
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_ITEMS_JSON + 1)
        if len(raw) > MAX_ITEMS_JSON:
            raise BankError(f"{path}: larger than {MAX_ITEMS_JSON} bytes; fetch the assignment again")
        file = msgspec.json.decode(raw, type=_GradedFile)
    except (OSError, msgspec.MsgspecError, RecursionError) as error:
        raise BankError(f"{path}: can't be read ({error}); fetch the assignment again") from error
    return GradedBank(id=file.bank, title=file.title, exercises={e.id: e for e in file.exercises}, limits=file.limits)


def _file_problems(path: Path, bank: str, exercises: Sequence[Exercise]) -> Iterator[Problem]:
    if bank != path.stem:
        yield Problem(["bank"], f'the bank is called "{bank}" but its file "{path.stem}"; give both one name')
    for index, exercise in enumerate(exercises):
        yield from exercise_problems(exercise, ["exercises", index])


def _raise_if(document: YamlDocument, problems: Iterator[Problem]) -> None:
    if text := describe(document, problems):
        raise BankError(text)
