"""A submitted notebook made safe and whole: trusted cells from the release, a student's own cells as inert text.

What a submission says about a graded cell (its type, metadata, points, source, place) never counts: the cell comes
from the release, by id. A student's own prose is shown as it was typed, in a code fence: there HTML, links, formulas
and attachments do nothing, in the formgrader as in JupyterLab.
"""

from __future__ import annotations

from typing import Any

import msgspec

from clientservice.gradebook import Repair

from ._mending import Mending

MAX_CELLS = 2000


class Sanitised(msgspec.Struct, frozen=True):
    """A notebook that is valid nbformat 4.5, and what had to be mended."""

    notebook: dict[str, Any]
    repairs: list[Repair]


def sanitise(submitted: dict[str, Any] | None, release: dict[str, Any]) -> Sanitised:
    """Make a submitted notebook safe and whole; without one, the release itself. Total."""
    cells = submitted.get("cells") if submitted else None
    if not isinstance(cells, list) or submitted is None:
        work = Mending(release, [])
        work.restore_all()
    else:
        work = Mending(release, cells[:MAX_CELLS])
        work.mend()
        work.repairs += _about_the_whole(submitted, cells, release)
    metadata = {
        name: release["metadata"][name] for name in ("kernelspec", "language_info") if name in release["metadata"]
    }
    metadata["clientservice"] = dict(release["metadata"].get("clientservice", {}))
    notebook = {"cells": work.cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return Sanitised(notebook, work.repairs)


def _about_the_whole(submitted: dict[str, Any], cells: list[Any], release: dict[str, Any]) -> list[Repair]:
    found = []
    if len(cells) > MAX_CELLS:
        wrong, done = f"has {len(cells)} cells", f"only the first {MAX_CELLS} are shown"
        found.append(Repair(cell="", fault="cells", wrong=wrong, done=done))
    if odd := sum(not isinstance(cell, dict) for cell in cells[:MAX_CELLS]):
        found.append(Repair(cell="", fault="cells", wrong=f"has {odd} entries that are no cells", done="left out"))
    metadata = submitted.get("metadata")
    kernel = metadata.get("kernelspec") if isinstance(metadata, dict) else None
    name = kernel.get("name") if isinstance(kernel, dict) else kernel
    if name not in (None, release["metadata"].get("kernelspec", {}).get("name")):
        said = repr(name)[:60].encode("ascii", "backslashreplace").decode()
        done = "the course's own kernel is used"
        found.append(Repair(cell="", fault="kernel", wrong=f"asks for the kernel {said}", done=done))
    return found
