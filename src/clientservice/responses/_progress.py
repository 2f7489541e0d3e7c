"""How far a learner has come: read from the practice answers, which are the one place where it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal, TypeAlias

from ._store import read_response

#: ``open``: nothing saved; ``begun``: an answer is saved; ``done``: it was right once, shown, or played to its end.
Standing: TypeAlias = Literal["open", "begun", "done"]


def read_progress(folder: Path, exercises: Sequence[str]) -> dict[str, Standing]:
    """How each practice exercise stands; an unreadable answer counts as open.

    Args:
        folder: where practice answers lie, ``work/.progress``.
        exercises: their ids.
    """
    return {name: _standing(folder, name) for name in exercises}


def _standing(folder: Path, name: str) -> Standing:
    checked = read_response(folder, f"{name}.checked").response
    if checked is not None and isinstance(checked.value, dict) and checked.value.get("done") is True:
        return "done"
    return "begun" if read_response(folder, name).response is not None else "open"


def set_progress_aside(folder: Path, exercises: Sequence[str]) -> int:
    """Begin anew: move the answers into a folder of their own beside them; nothing is deleted.

    Returns:
        How many exercises had an answer.

    Raises:
        OSError: the folder can't be written to.
    """
    stamp = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
    moved = 0
    for name in exercises:
        for path in (folder / f"{name}.json", folder / f"{name}.checked.json"):
            if path.is_file():
                aside = folder / f"before-{stamp}"
                aside.mkdir(exist_ok=True)
                path.replace(aside / path.name)
                moved += path.suffixes == [".json"]
    return moved
