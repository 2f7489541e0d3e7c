"""Terms: ``glossary.yml``, linked from a lesson's text and listed at its end.

A term is linked at its first use by an ordinary link, ``[оттока](#term-churn)``: the words may be declined as the
sentence needs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import msgspec

from ._entries import load_entries
from ._localized import LocalizedText

FILE = "glossary.yml"
_LINK = re.compile(r"\]\(#term-([a-z0-9-]+)\)")


class Term(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One term of the course: its word in each language, what it means in this course, and what it is not."""

    word: LocalizedText
    means: LocalizedText
    avoid: dict[str, list[str]] = {}  #: language → words that the course does not use for it
    note: str = ""  #: for authors


def load_glossary(folder: Path) -> dict[str, Term]:
    """All terms of a course folder, by id, none where it has no such file; raises BankError."""
    return load_entries(folder / FILE, Term) if (folder / FILE).is_file() else {}


def used_terms(markdown: str) -> list[str]:
    """The ids of the terms that a text links, in order."""
    return _LINK.findall(markdown)


def term_list(names: list[str], glossary: Mapping[str, Term], lang: str) -> list[tuple[str, str, str]]:
    """(id, word, meaning) of the terms, in the language's alphabetical order."""
    rows = [(name, glossary[name].word[lang], glossary[name].means[lang]) for name in dict.fromkeys(names)]
    return sorted(rows, key=lambda row: row[1].casefold().replace("ё", "е"))
