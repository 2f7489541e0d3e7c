"""Commented examples, one of every type: what ``new exercise`` writes, what the gallery shows, what tests look at."""

from __future__ import annotations

import re
from pathlib import Path

from clientservice.errors import CourseError
from clientservice.exercises import TYPES

_FOLDER = Path(__file__).parent / "templates"
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
GALLERY = "gallery"


def template(kind: str, name: str) -> str:
    """A commented exercise of one type, ready to stand in a bank's list ``exercises:``.

    Raises:
        CourseError: there is no such type, or ``name`` is no id.
    """
    if kind not in TYPES:
        raise CourseError(f'"{kind}" is no type of exercise; choose one of {", ".join(sorted(TYPES))}')
    if not _SLUG.match(name):
        raise CourseError(f'"{name}" is no id; use lower-case letters, digits and single hyphens')
    text = (_FOLDER / f"{kind}.yml").read_text(encoding="utf-8")
    return text.replace(f"- id: {kind}-example", f"- id: {name}", 1)


def gallery_bank() -> str:
    """A practice bank with one exercise of every type."""
    examples = [template(kind, f"{kind}-example") for kind in TYPES]
    return (
        f"# Made by clientservice build from src/clientservice/authoring/templates.\nbank: {GALLERY}\nexercises:\n"
        + ("\n".join(examples))
    )


def add_exercise(bank: Path, kind: str, name: str) -> str:
    """Append a commented exercise to a lesson's bank (made where it is absent); returns what was written.

    Raises:
        CourseError: the type or id is wrong, or the bank has an exercise of this id.
    """
    block = template(kind, name)
    before = bank.read_text(encoding="utf-8") if bank.is_file() else f"bank: {bank.stem}\nexercises:\n"
    if re.search(rf"^\s*- id: {re.escape(name)}\b", before, re.MULTILINE):
        raise CourseError(f'{bank}: there is an exercise "{name}" already; choose another id')
    bank.parent.mkdir(parents=True, exist_ok=True)
    bank.write_text(before.rstrip("\n") + "\n" + block, encoding="utf-8")
    return block
