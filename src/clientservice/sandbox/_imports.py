"""Says when a module is being imported, so that the clocks of the cell can wait for it."""

from __future__ import annotations

import importlib._bootstrap
from collections.abc import Callable
from typing import Any

# Compiled under the name of importlib's own frames, which Python leaves out of tracebacks.
_CODE = compile(
    """
def make(original, tell):
    depth = 0

    def _find_and_load(name, import_):
        nonlocal depth
        depth += 1
        if depth == 1:
            tell(True)
        try:
            return _call_with_frames_removed(original, name, import_)
        finally:
            depth -= 1
            if depth == 0:
                tell(False)

    return _find_and_load
""",
    "<frozen importlib._bootstrap>",
    "exec",
)


def watch(tell: Callable[[bool], None]) -> None:
    """Call ``tell(True)`` where an import of something not yet loaded begins, ``tell(False)`` where it is over."""
    bootstrap: Any = importlib._bootstrap  # noqa: SLF001 - there is no public way to see an import's end
    space: dict[str, Any] = {"_call_with_frames_removed": bootstrap._call_with_frames_removed}  # noqa: SLF001
    exec(_CODE, space)  # noqa: S102 - our own text
    bootstrap._find_and_load = space["make"](bootstrap._find_and_load, tell)  # noqa: SLF001
