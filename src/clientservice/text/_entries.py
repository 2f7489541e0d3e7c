"""A YAML file of keyed entries, each turned into a typed object; a fault is told with file, line and key."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import msgspec

from clientservice.errors import BankError

from ._yaml import load_yaml

T = TypeVar("T")


def load_entries(path: Path, kind: type[T]) -> dict[str, T]:
    """Read ``key: entry`` pairs.

    Raises:
        BankError: every entry that is not a ``kind``, at once.
    """
    document = load_yaml(path)
    found: dict[str, T] = {}
    problems: list[str] = []
    for key, data in (document.data or {}).items():
        try:
            found[str(key)] = msgspec.convert(data, kind)
        except msgspec.ValidationError as error:
            problems.append(f'{path}:{document.line([key])}: "{key}": {error}; mend it and run clientservice check')
    if problems:
        raise BankError("\n".join(problems))
    return found
