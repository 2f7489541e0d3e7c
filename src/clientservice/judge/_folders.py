"""The folders that nbgrader and the formgrader expect before they start."""

from __future__ import annotations

from pathlib import Path

from clientservice.gradebook import load_places, prepare_path


def prepare_folders(root: Path) -> None:
    """Make the grading folders and the exchange, where they are missing, and put ``alembic`` on PATH.

    The exchange must exist before a server starts, or the formgrader has no release and collect buttons.
    """
    prepare_path()
    places = load_places(root)
    for folder in (places.submitted, places.autograded, places.feedback, places.exchange):
        folder.mkdir(parents=True, exist_ok=True)
