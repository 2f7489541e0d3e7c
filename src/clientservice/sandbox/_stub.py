"""What ``import clientservice`` gives inside a run: names that do nothing."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

_kept: list[ModuleType] = []


def _nothing(*_: Any, **__: Any) -> None:
    """In the place of `begin`, `item` and the like."""


def _same(text: str, *_: Any, **__: Any) -> str:
    """In the place of `t`: a label is not graded."""
    return text


def install() -> None:
    """Put the stub in the place of this package, whose modules the run has no business with.

    The host does it once before it forks: a child that let them go would touch all their memory.
    """
    stub = ModuleType("clientservice")
    names = [name for name in sys.modules if name.split(".")[0] == "clientservice"]
    _kept.extend(sys.modules.pop(name) for name in names)
    stub.t = _same  # type: ignore[attr-defined]
    stub.__getattr__ = _missing  # type: ignore[method-assign]
    sys.modules["clientservice"] = stub


def _missing(name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(name)
    return _nothing
