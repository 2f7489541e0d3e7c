"""The judge's own copies: what was released, what is right. Nothing here comes from a submission."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from typing import Any

import msgspec

from clientservice.banks import GradedBank, KeySet, load_items, load_keys
from clientservice.errors import CourseError
from clientservice.gradebook import CANONICAL, Places

from ._notebook import read_notebook

#: Counts up when the judge's rules change, so that the next run grades again.
RULES = 1


class Trusted(msgspec.Struct, frozen=True, kw_only=True):
    """Bank, keys and release versions of one assignment, with hashes that say "the same as last time"."""

    assignment: str
    bank: GradedBank
    keyset: KeySet
    releases: dict[str, dict[str, Any]]
    release_hash: str
    key_hash: str

    def language(self, *claims: str) -> str:
        """The first claimed language in which the assignment exists, else the canonical one."""
        return next((lang for lang in claims if lang in self.releases), CANONICAL)


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
    return Trusted(
        assignment=assignment,
        bank=bank,
        keyset=keyset,
        releases=releases,
        release_hash=_digest([bank, releases]),
        key_hash=_digest(keyset.keys),
    )


def _digest(data: Any) -> str:
    return hashlib.sha256(msgspec.json.encode(data, order="deterministic")).hexdigest()
