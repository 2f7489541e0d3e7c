"""Runs a student's code outside every process that matters: the coordinator, the keys, the other submissions.

A `Job` (cells, files, names to read) goes in, a `Record` comes out, both plain data. docs/sandbox.md says what holds.
"""

from ._diagnose import Finding, diagnose
from ._errors import Abandoned, SandboxError, never
from ._job import Cell, CellRecord, CellStatus, Job, Level, Record, Stop, Used
from ._limits import Limits, read_limits
from ._pool import Sandbox, check_platform

__all__ = [
    "Abandoned",
    "Cell",
    "CellRecord",
    "CellStatus",
    "Finding",
    "Job",
    "Level",
    "Limits",
    "Record",
    "Sandbox",
    "SandboxError",
    "Stop",
    "Used",
    "check_platform",
    "diagnose",
    "never",
    "read_limits",
]
