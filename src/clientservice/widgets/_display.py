"""Outputs: one bundle per exercise, and later a readable copy of the answer below it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from IPython.core.getipython import get_ipython
from IPython.display import display

WIDGET_MIME = "application/vnd.jupyter.widget-view+json"


def show(bundle: Mapping[str, Any]) -> None:
    """Display a MIME bundle in the running cell."""
    display(dict(bundle), raw=True)


def widget_bundle(model_id: str | None, static: Mapping[str, str]) -> dict[str, Any]:
    """A live widget together with what a reader without a kernel sees."""
    if model_id is None:
        return dict(static)
    return {WIDGET_MIME: {"version_major": 2, "version_minor": 0, "model_id": model_id}, **static}


class CopyBelow:
    """A second output of the cell that ran when this object was made; it appears with the first `put`.

    An untouched exercise thus has one output, and a built notebook stays the same. The first `put` usually happens long
    after the cell ended: it is published under the cell's own request, which JupyterLab listens to for late output.
    """

    def __init__(self, name: str) -> None:
        self._display_id = f"copy-{name}"
        self._shown = False
        self._publisher: Any = getattr(get_ipython(), "display_pub", None)
        self._cell: Any = getattr(self._publisher, "parent_header", None)

    def put(self, bundle: Mapping[str, Any]) -> None:
        """Show the copy, or replace the one that is shown."""
        if not self._cell:  # plain Python: there is no notebook to hold a copy
            return
        now = self._publisher.parent_header
        self._publisher.set_parent(self._cell)
        try:
            self._publisher.publish(dict(bundle), transient={"display_id": self._display_id}, update=self._shown)
        finally:
            self._publisher.set_parent(now)
        self._shown = True
