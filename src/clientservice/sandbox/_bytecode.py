"""Python's byte code of what a worker host imports: the host can write none, so the coordinator does it once.

Without it every host would compile some thousand modules again, which doubles the CPU time of its start.
"""

from __future__ import annotations

import os
import py_compile
import sys
from contextlib import suppress
from pathlib import Path

#: What fits into a message; the next start brings the rest.
MOST = 600


def lacking() -> list[str]:
    """In the host: the sources of loaded modules whose byte code is absent or older."""
    specs = [getattr(module, "__spec__", None) for module in list(sys.modules.values())]
    found = {str(spec.origin): str(spec.cached) for spec in specs if spec is not None and spec.cached and spec.origin}
    return [source for source, cached in sorted(found.items()) if not _is_fresh(source, cached)][:MOST]


def compile_for_hosts(sources: list[str], seen: list[Path]) -> None:
    """In the coordinator: what Python would do at an import, as far as this user may; only in the folders shown."""
    if sys.dont_write_bytecode:
        return
    for name in sources:
        if name.endswith(".py") and any(Path(name).is_relative_to(folder) for folder in seen):
            with suppress(OSError, py_compile.PyCompileError):
                py_compile.compile(name, doraise=True)


def _is_fresh(source: str, cached: str) -> bool:
    try:
        return os.stat(cached).st_mtime >= os.stat(source).st_mtime  # noqa: PTH116 - a thousand times
    except OSError:
        return False
