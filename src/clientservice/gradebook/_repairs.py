"""What had to be mended in a submitted notebook, as a list that a teacher can read."""

from __future__ import annotations

from typing import Literal

import msgspec


class Repair(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was wrong with a submitted notebook, and what was done about it, for the teacher.

    ``cell`` is the name of a released cell, "" for the notebook as a whole; ``wrong`` and ``done`` are English. A
    missing cell was put back, a dropped one, that nothing is graded by, was not.
    """

    cell: str
    fault: Literal["missing", "dropped", "repeated", "moved", "retyped", "edited", "unnamed", "cells", "kernel"]
    wrong: str
    done: str

    def __str__(self) -> str:
        what = f'cell "{self.cell}"' if self.cell else "the notebook"
        return f"{what} {self.wrong}: {self.done}"
