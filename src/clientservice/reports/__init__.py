"""Reports: the gradebook as a table for a spreadsheet or a learning management system."""

from ._export import export

__all__ = ["export"]
