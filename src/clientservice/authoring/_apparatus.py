"""What the build adds to a lesson's text: rendered citations, the list of references, the list of terms.

Both directions are needed: `adopt` takes an edited cell back, with citations as the author writes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from clientservice.errors import CourseError
from clientservice.text import (
    Reference,
    Term,
    cite,
    cited_keys,
    load_glossary,
    load_references,
    reference_line,
    sort_key,
    term_list,
    used_terms,
)

from ._source import Source, SourceCell

#: Comments, so that they are invisible while an author reads the source in JupyterLab.
REFERENCES = "<!-- references -->"
TERMS = "<!-- terms -->"


class Apparatus(NamedTuple):
    """The course's sources and terms."""

    references: Mapping[str, Reference]
    glossary: Mapping[str, Term]


def load_apparatus(root: Path) -> Apparatus:
    """Of a clone; raises BankError."""
    return Apparatus(load_references(root / "course"), load_glossary(root / "course"))


def rendered(source: Source, cell: SourceCell, lang: str, apparatus: Apparatus) -> str:
    """A cell's text as the reader of one edition gets it."""
    text = cell.source
    for written, shown in _changes(source, cell, lang, apparatus):
        text = text.replace(written, shown)
    return text


def restored(source: Source, cell: SourceCell, lang: str, apparatus: Apparatus, text: str) -> str:
    """An edited text as the author writes it.

    Raises:
        CourseError: a list that the build makes was edited.
    """
    for written, shown in _changes(source, cell, lang, apparatus):
        if shown not in text and written in {REFERENCES, TERMS}:
            file = "references.yml" if written == REFERENCES else "glossary.yml"
            raise CourseError(f"{source.path.name}, cell {cell.id}: the list is made from course/{file}; edit it there")
        text = text.replace(shown, written)
    return text


def _changes(source: Source, cell: SourceCell, lang: str, apparatus: Apparatus) -> list[tuple[str, str]]:
    if cell.kind != "markdown":
        return []
    found = dict(cite(cell.source, apparatus.references, lang))
    if REFERENCES in cell.source:
        found[REFERENCES] = _reference_list(source, lang, apparatus.references)
    if TERMS in cell.source:
        found[TERMS] = _term_list(source, lang, apparatus.glossary)
    return list(found.items())


def _reference_list(source: Source, lang: str, references: Mapping[str, Reference]) -> str:
    keys = {key for cell in _prose(source, lang) for key in cited_keys(cell.source) if key in references}
    order = sorted(keys, key=lambda key: (*sort_key(references[key], lang), key))
    return "\n".join(f'- <a id="ref-{key}"></a>{reference_line(references[key], lang)}' for key in order)


def _term_list(source: Source, lang: str, glossary: Mapping[str, Term]) -> str:
    names = [name for cell in _prose(source, lang) for name in used_terms(cell.source) if name in glossary]
    rows = term_list(names, glossary, lang)
    return "\n".join(f'- <a id="term-{name}"></a>**{word}**: {means}' for name, word, means in rows)


def _prose(source: Source, lang: str) -> list[SourceCell]:
    return [cell for cell in source.in_language(lang) if cell.kind == "markdown"]
