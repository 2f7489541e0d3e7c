"""Keys of graded exercises. They live in ``solutions/keys/`` or in a private folder, and nowhere else."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from clientservice.errors import BankError
from clientservice.exercises import Key, TableKey, ValueKey
from clientservice.text import load_yaml

from ._bank import GradedBank
from ._inline import convert_key
from ._problems import Problem, convert, describe
from ._rules import key_problems

#: Names a private folder whose files override the shipped specimen keys, exercise by exercise.
ENVIRONMENT = "CLIENTSERVICE_KEYS"


class _KeyFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    bank: str
    keys: dict[str, Any]
    reveal_after: datetime | None = None
    sample: str | None = None


class KeySet(msgspec.Struct, frozen=True, kw_only=True):
    """The keys of an assignment, by exercise id, and the moment after which feedback may show them (None: never).

    ``sample``: the Python file beside the keys that makes other data of the same shape, for the hidden run of code.
    """

    keys: dict[str, Key]
    reveal_after: datetime | None = None
    sample: Path | None = None


def load_keys(bank: GradedBank, folder: Path) -> KeySet:
    """The keys of an assignment.

    Reads ``<folder>/<assignment>.yml``, then lets the file of the same name in the folder that the environment
    variable ``CLIENTSERVICE_KEYS`` names override it, exercise by exercise.

    What a Value or Table key leaves out comes from ``<assignment>.computed.json`` beside it, which ``clientservice
    build`` makes by running the authored solution.

    Raises:
        BankError: a file is absent or wrong, or an exercise has no key.
    """
    folders = [folder]
    if private := os.environ.get(ENVIRONMENT):
        folders.append(Path(private))
    keys: dict[str, Key] = {}
    reveal_after: datetime | None = None
    sample: Path | None = None
    for place in folders:
        path = place / f"{bank.id}.yml"
        if place is not folder and not path.exists():
            continue
        found = _read(bank, path)
        keys |= _with_computed(found.keys, path.with_name(computed_name(bank.id)))
        reveal_after = found.reveal_after or reveal_after
        sample = found.sample or sample
    if missing := bank.exercises.keys() - keys.keys():
        raise BankError(
            f'{folder / bank.id}.yml: no key for exercise "{min(missing)}"; add it and run clientservice check'
        )
    return KeySet(keys=keys, reveal_after=reveal_after, sample=sample)


def computed_name(assignment: str) -> str:
    """The file beside an assignment's keys with the answers that its authored solution computes."""
    return f"{assignment}.computed.json"


def _with_computed(keys: dict[str, Key], path: Path) -> dict[str, Key]:
    try:
        computed = msgspec.json.decode(path.read_bytes(), type=dict[str, dict[str, Any]])
    except FileNotFoundError:
        return keys
    except (OSError, msgspec.MsgspecError) as error:
        raise BankError(f"{path}: can't be read ({error}); run clientservice build") from error
    return {name: _complete(key, computed.get(name, {})) for name, key in keys.items()}


def _complete(key: Key, answer: dict[str, Any]) -> Key:
    if isinstance(key, ValueKey) and key.number is None and answer.get("kind") == "number":
        return msgspec.structs.replace(key, number=answer["number"])
    if isinstance(key, TableKey) and key.rows is None and answer.get("kind") == "table":
        return msgspec.structs.replace(
            key, columns=answer["columns"], rows=answer["rows"], index=key.index or answer["index"]
        )
    return key


def _sample_problems(file: _KeyFile, path: Path) -> Iterator[Problem]:
    name = file.sample
    if name is not None and (Path(name).name != name or not (path.parent / name).is_file()):
        yield Problem(["sample"], "it names no file beside the keys")


def _read(bank: GradedBank, path: Path) -> KeySet:
    document = load_yaml(path)
    file = convert(document, _KeyFile)
    keys: dict[str, Key] = {}
    strangers = [name for name in file.keys if name not in bank.exercises]
    for name, data in file.keys.items():
        if name in bank.exercises:
            keys[name] = convert_key(document, bank.exercises[name], data, ["keys", name])

    def problems() -> Iterator[Problem]:
        if file.reveal_after is not None and file.reveal_after.tzinfo is None:
            yield Problem(["reveal_after"], "a moment needs its offset, for example 2026-12-20T18:00:00+03:00")
        yield from _sample_problems(file, path)
        if file.bank != bank.id:
            yield Problem(["bank"], f'the keys are for "{file.bank}", the assignment is "{bank.id}"')
        for name in strangers:
            yield Problem(["keys", name], f'the assignment has no exercise "{name}"')
        for name, key in keys.items():
            for found in key_problems(bank.exercises[name], key):
                yield Problem(["keys", name, *found.keys], found.message)

    if text := describe(document, problems()):
        raise BankError(text)
    sample = path.parent / file.sample if file.sample is not None else None
    return KeySet(keys=keys, reveal_after=file.reveal_after, sample=sample)
