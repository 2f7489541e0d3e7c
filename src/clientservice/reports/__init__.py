"""Reports: the gradebook as a table for a spreadsheet or a learning management system."""

from ._export import export
from ._lms import Exported, Target, export_for
from ._story import story

__all__ = ["Exported", "Target", "export", "export_for", "story"]
