"""Checks of what a lesson's text refers to: sources, terms, pictures in the text, anchors."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from clientservice.text import Term, cited_keys, used_terms

from ._apparatus import REFERENCES, TERMS, Apparatus
from ._places import Work, editions
from ._source import Source, SourceCell

_IMAGE = re.compile(r"!\[(?P<alt>[^\]]*)\]\(|<img\b(?P<tag>[^>]*)>")
_HTML_ALT = re.compile(r"""\balt\s*=\s*["'][^"']+["']""")
_ANCHOR = re.compile(r"\]\(#([^)]+)\)")
#: What is somebody else's wording: quotations, blockquotes, titles, code.
_FOREIGN = re.compile(r"“[^”]*”|«[^»]*»|^>.*$|\*[^*\n]+\*|`[^`]*`|\([^()\s]*\)", re.MULTILINE)


def word_problems(work: Work, source: Source, apparatus: Apparatus) -> Iterator[str]:
    """Everything of one source that this module checks, each with file, language and cell."""
    seen: dict[str, tuple[list[str], list[str]]] = {}
    for lang in editions():
        cells = [cell for cell in source.in_language(lang) if cell.kind == "markdown"]
        cited = [key for cell in cells for key in cited_keys(cell.source)]
        terms = [name for cell in cells for name in used_terms(cell.source)]
        seen[lang] = (sorted(set(cited)), sorted(set(terms)))
        for cell in cells:
            where = f"{work.source}: {lang}, cell {cell.id}"
            yield from (f"{where}: {what}" for what in _cell_problems(cell, lang, apparatus))
        text = "\n".join(cell.source for cell in cells)
        for marker, used in ((REFERENCES, cited), (TERMS, terms)):
            if bool(used) != (marker in text):
                what = "has nothing to list" if not used else "is missing, so the links lead nowhere"
                yield f"{work.source}: {lang}: the line {marker} {what}"
        for name, number in Counter(terms).items():
            if number > 1:
                yield f'{work.source}: {lang}: "#term-{name}" is linked {number} times; link it at its first use only'
    first, *others = seen
    for lang in others:
        for kind, one, other in zip(("works cited", "terms linked"), seen[first], seen[lang], strict=True):
            if one != other:
                differ = ", ".join(sorted(set(one) ^ set(other)))
                yield f"{work.source}: {kind} in {first} and {lang} differ: {differ}; make them the same"


def _cell_problems(cell: SourceCell, lang: str, apparatus: Apparatus) -> Iterator[str]:
    for key in cited_keys(cell.source):
        if key not in apparatus.references:
            yield f"[@{key}]: course/references.yml has no such key; add the work there"
    for name in _ANCHOR.findall(cell.source):
        kind, _, term = name.partition("-")
        if kind != "term":
            yield f"the link (#{name}) leads nowhere; only #term-… can be linked"
        elif term not in apparatus.glossary:
            yield f"(#{name}): course/glossary.yml has no such term; add it there"
    for match in _IMAGE.finditer(cell.source):
        if not (match["alt"] or "").strip() and not _HTML_ALT.search(match["tag"] or ""):
            yield "a picture has no alternative text; say in words what it shows"
    own = _FOREIGN.sub(" ", cell.source).casefold()
    for term in apparatus.glossary.values():
        yield from _avoided(term, own, lang)


def _avoided(term: Term, text: str, lang: str) -> Iterator[str]:
    for word in term.avoid.get(lang, []):
        if re.search(rf"\b{re.escape(word.casefold())}", text):
            yield f'"{word}": the course says "{term.word[lang]}"; keep the other word for quotations'


def unused_references(sources: list[Source], apparatus: Apparatus) -> Iterator[str]:
    """For the finished course: every work is cited somewhere."""
    used = {key for source in sources for cell in source.cells for key in cited_keys(cell.source)}
    for key in sorted(apparatus.references.keys() - used):
        yield f'course/references.yml: "{key}" is cited nowhere; cite it or take it out'
