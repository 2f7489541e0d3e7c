"""The judge's own copies: what was released, what is right. Nothing here comes from a submission."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from typing import Any

import msgspec

from clientservice.banks import Deadlines, GradedBank, KeySet, load_deadlines, load_items, load_keys
from clientservice.errors import CourseError
from clientservice.exercises import Table, Value
from clientservice.gradebook import CANONICAL, Places
from clientservice.sandbox import Limits, SandboxError, read_limits

from ._notebook import read_notebook

#: Counts up when the judge's rules change, so that the next run grades again.
RULES = 1


class Kit(msgspec.Struct, frozen=True, kw_only=True):
    """What running code needs: the released data files, the authored solution, the maker of hidden samples, limits."""

    data: dict[str, bytes]
    reference: dict[str, Any]
    sample: str = ""
    limits: Limits = Limits()


class Trusted(msgspec.Struct, frozen=True, kw_only=True):
    """Bank, keys, release versions and due dates of one assignment, with hashes that say "the same as last time"."""

    assignment: str
    bank: GradedBank
    keyset: KeySet
    releases: dict[str, dict[str, Any]]
    release_hash: str
    key_hash: str
    kit: Kit | None = None
    deadlines: Deadlines | None = None

    def language(self, *claims: str) -> str:
        """The first claimed language in which the assignment exists, else the canonical one."""
        return next((lang for lang in claims if lang in self.releases), CANONICAL)


@cache
def environment() -> str:
    """The versions that could change a score."""
    return f"clientservice {version('clientservice')} rules {RULES}"


def load_trusted(places: Places, assignment: str) -> Trusted:
    """Read bank, keys and releases of an assignment.

    Raises:
        CourseError: something is absent or wrong; the message names the file and the next step.
    """
    editions = places.editions(assignment)
    bank = load_items(places.source(CANONICAL, assignment) / "items.json")
    if bank.id != assignment:
        where = places.source(CANONICAL, assignment) / "items.json"
        raise CourseError(f'{where}: the bank is for "{bank.id}"; run clientservice build')
    keyset = load_keys(bank, places.root / "solutions" / "keys")
    releases: dict[str, dict[str, Any]] = {}
    for lang in editions:
        path = places.release(lang, assignment) / f"{assignment}.ipynb"
        found = read_notebook(path)
        if found.notebook is None:
            what = found.reason or "there is no such file"
            raise CourseError(f"{path}: {what}; run clientservice release {assignment}")
        releases[lang] = found.notebook
    kit = _load_kit(places, bank, keyset)
    return Trusted(
        assignment=assignment,
        bank=bank,
        keyset=keyset,
        releases=releases,
        release_hash=_digest([bank, releases, *([] if kit is None else [kit.data, kit.limits])]),
        key_hash=_digest([keyset.keys, kit.reference, kit.sample] if kit is not None else keyset.keys),
        kit=kit,
        deadlines=load_deadlines(places.root),
    )


def _load_kit(places: Places, bank: GradedBank, keyset: KeySet) -> Kit | None:
    """None for an assignment without code."""
    if not any(isinstance(exercise, Value | Table) for exercise in bank.exercises.values()):
        return None
    folder = places.release(CANONICAL, bank.id)
    data = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in {f"{bank.id}.ipynb", "items.json"} and "responses" not in path.parts
    }
    source = places.source(CANONICAL, bank.id) / f"{bank.id}.ipynb"
    reference = read_notebook(source).notebook
    if reference is None:
        raise CourseError(f"{source}: can't be read; run clientservice build")
    hidden = [name for name, key in keyset.keys.items() if getattr(key, "hidden", 0.0) > 0]
    if hidden and keyset.sample is None:
        raise CourseError(
            f'the key of "{hidden[0]}" gives points to the hidden run, and no "sample:" makes data for it; '
            f"name a Python file in solutions/keys/{bank.id}.yml"
        )
    return Kit(
        data=data,
        reference=reference,
        sample=keyset.sample.read_text(encoding="utf-8") if keyset.sample else "",
        limits=limits_of(places, bank),
    )


def limits_of(places: Places, bank: GradedBank) -> Limits:
    """What running code may use in this assignment; raises CourseError for a wrong name or number, with the file."""
    try:
        return read_limits(bank.limits)
    except SandboxError as error:
        where = places.root / "solutions" / "exercises" / f"{bank.id}.yml"
        raise CourseError(f"{where}: {error}; mend them, then build and release again") from error


def _digest(data: Any) -> str:
    return hashlib.sha256(msgspec.json.encode(data, order="deterministic")).hexdigest()
