"""What authors do: build notebooks from sources, adopt edits, check everything, pack the bundle."""

from ._adopt import adopt
from ._build import BuildReport, build, model_responses
from ._bundle import make_bundle
from ._check import check, coverage, warnings
from ._leaks import Leak, scan_for_leaks
from ._preview import bank_path, make_preview
from ._source import Source, SourceCell, read_source
from ._templates import add_exercise, template

__all__ = [
    "BuildReport",
    "Leak",
    "Source",
    "SourceCell",
    "add_exercise",
    "adopt",
    "bank_path",
    "build",
    "check",
    "coverage",
    "make_bundle",
    "make_preview",
    "model_responses",
    "read_source",
    "scan_for_leaks",
    "template",
    "warnings",
]
