"""Sources: ``references.yml``, one entry per work that a lesson cites, with what was checked of it."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

from ._entries import load_entries
from ._localized import LocalizedText

FILE = "references.yml"


class RussianForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a Russian reader looks the work up by, where it differs from the original."""

    authors: list[str] | None = None
    title: str | None = None
    container: str | None = None
    publisher: str | None = None


class Reference(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One work.

    ``authors`` are ``"Family, I. I."``, or an organisation without a comma. ``label`` stands in citations in the
    place of authors and year (a standard's number). ``checked`` says what of the work we saw; ``verified`` whether
    that suffices to rely on the entry. ``language`` is that of the work: it decides "Vol." or «Т.».
    """

    kind: Literal["article", "book", "chapter", "standard", "web", "data", "slides"]
    title: str
    verified: bool
    checked: LocalizedText
    authors: list[str] = []
    others: bool = False  #: there are more authors than are named
    year: int | None = None
    label: LocalizedText | None = None
    container: str | None = None
    volume: int | None = None
    issue: str | None = None
    pages: str | None = None
    edition: int | None = None
    publisher: str | None = None
    place: str | None = None
    translation: str | None = None  #: of a Russian title, for the English list
    note: LocalizedText | None = None
    doi: str | None = None
    url: str | None = None
    language: Literal["en", "ru", "ja"] = "en"
    ru: RussianForm | None = None


class Author(msgspec.Struct, frozen=True):
    """A person's family name and initials, or an organisation."""

    family: str
    initials: str = ""


def authors(reference: Reference, lang: str) -> list[Author]:
    """The authors as the edition names them."""
    russian = reference.ru.authors if lang == "ru" and reference.ru else None
    names = reference.authors if russian is None else russian
    return [Author(family.strip(), initials.strip()) for family, _, initials in (n.partition(",") for n in names)]


def load_references(folder: Path) -> dict[str, Reference]:
    """All entries of a course folder, by key, none where it has no such file; raises BankError."""
    return load_entries(folder / FILE, Reference) if (folder / FILE).is_file() else {}
