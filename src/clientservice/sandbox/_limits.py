"""How much a submission's code may use; one assignment may say otherwise under ``limits:`` in its YAML."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from ._errors import SandboxError


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Limits of one run. Times in seconds, sizes in MiB.

    A cell that reaches its time is interrupted, and killed one second later if it goes on; the cells after it are still
    run. ``imports`` is time for importing modules that are not loaded yet; it is spent before the clocks of the cell
    count. ``processes`` are those that the code may start itself. ``output`` bounds the outputs of all cells together:
    what goes beyond is cut off, with a sentence that says so.
    """

    cell_cpu: float = 20.0
    cell_wall: float = 60.0
    submission: float = 300.0
    imports: float = 30.0
    memory: int = 1024
    processes: int = 0
    output: int = 4
    disk: int = 64
    files: int = 1000

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            value, (least, most) = getattr(self, name), _BOUNDS[name]
            if not least <= value <= most:
                raise ValueError(f'"{name}" is {value}; it must lie between {least} and {most}')


def read_limits(data: Mapping[str, Any]) -> Limits:
    """The limits that an assignment's YAML gives under ``limits:``; those that it leaves out have their defaults.

    Raises:
        SandboxError: a name or a number is wrong; the message says which.
    """
    # A bank knows numbers only: there, 512 and 512.0 are the same.
    whole = {
        name: int(value) if isinstance(value, float) and value.is_integer() else value for name, value in data.items()
    }
    try:
        return msgspec.convert(whole, Limits)
    except (msgspec.ValidationError, ValueError, TypeError) as error:
        raise SandboxError(f"limits: {error}; the names are {', '.join(Limits.__struct_fields__)}") from error


_BOUNDS: dict[str, tuple[float, float]] = {
    "cell_cpu": (0.1, 3600),
    "cell_wall": (0.1, 3600),
    "submission": (0.1, 7200),
    "imports": (0, 600),
    "memory": (64, 1 << 20),
    "processes": (0, 256),
    "output": (1, 64),
    "disk": (1, 4096),
    "files": (10, 1_000_000),
}
