"""What authors do: build notebooks from sources, adopt edits, check everything, pack the bundle."""

from ._adopt import adopt
from ._build import BuildReport, build, model_responses
from ._bundle import make_bundle
from ._check import check, coverage
from ._leaks import Leak, scan_for_leaks
from ._source import Source, SourceCell, read_source

__all__ = [
    "BuildReport",
    "Leak",
    "Source",
    "SourceCell",
    "adopt",
    "build",
    "check",
    "coverage",
    "make_bundle",
    "model_responses",
    "read_source",
    "scan_for_leaks",
]
