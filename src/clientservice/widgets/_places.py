"""Where a notebook's exercises come from and where its answers go; resolved once, by ``begin``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from clientservice.banks import GradedBank, PracticeBank, load_items, load_practice, load_source

from ._troubles import ExerciseUnavailableError

#: Overrides the folder for answers; the build and the tests use it.
ENVIRONMENT = "CLIENTSERVICE_RESPONSES"
#: Folders of a clone that the course itself, or nbgrader, reads: an answer saved there would be released to students.
PROTECTED = ("course", "solutions", "assignments")


class Places(NamedTuple):
    """A notebook's bank and folders. ``home`` is where the receipt lies and what an archive is made of."""

    bank: GradedBank | PracticeBank
    notebook: Path
    responses: Path
    home: Path


def find_places(name: str, notebook: Path) -> Places:
    """Find the bank called ``name`` for a notebook in the folder ``notebook``, and the folder for its answers.

    Raises:
        ExerciseUnavailableError: there is no such bank, or the answers would lie where the course itself lies.
        BankError: the bank can't be read.
    """
    notebook = notebook.resolve()
    bank, practice_home = _find_bank(name, notebook)
    responses = home = _answers(name, notebook, practice_home)
    if practice_home is None and responses == notebook / "responses":
        home = notebook
    if protecting_root(responses) is not None:
        raise ExerciseUnavailableError(
            "protected", f"{responses}: answers are never saved below {', '.join(PROTECTED)}"
        )
    return Places(bank, notebook, responses, home)


def protecting_root(folder: Path) -> Path | None:
    """The clone whose ``course/``, ``solutions/`` or ``assignments/`` holds ``folder``; None where none does."""
    folder = folder.resolve()
    for ancestor in (folder, *folder.parents):
        root = ancestor.parent
        if ancestor.name in PROTECTED and (root / "course" / "course.yml").is_file():
            return root
    return None


def _find_bank(name: str, notebook: Path) -> tuple[GradedBank | PracticeBank, Path | None]:
    """The bank and, for practice, the folder below which progress is kept."""
    items = notebook / "items.json"
    if items.is_file() and (graded := load_items(items)).id == name:
        return graded, None
    for folder in (notebook, *notebook.parents):
        # in the student's work folder, in a clone's own folders, beside them
        for shelf, progress in ((folder / ".course", folder), (folder, folder), (folder / "course", folder / "work")):
            path = shelf / "exercises" / f"{name}.yml"
            if not path.is_file():
                continue
            if shelf.name == "solutions":  # an author who opens an assignment's source
                return load_source(path), None
            return load_practice(path), progress
    raise ExerciseUnavailableError(
        "no-bank", f'{notebook}: no items.json with the id "{name}" here, no exercises/{name}.yml above'
    )


def _answers(name: str, notebook: Path, practice_home: Path | None) -> Path:
    if override := os.environ.get(ENVIRONMENT):
        return Path(override).resolve()
    if (root := protecting_root(notebook)) is not None:
        return root / "work" / ".author" / name
    return notebook / "responses" if practice_home is None else practice_home / ".progress"
