"""Citations in a lesson's Markdown, author–year, and the lines of the list of references.

    [@keaveney-1995]                          (Keaveney, 1995)      [Keaveney, 1995]
    [@keaveney-1995; @dixon-2010, p. 118]     two works, and a place in the second
    Keaveney [-@keaveney-1995]                the year only, where the sentence names the author

Why our own: the one CSL processor in Python passes 60 per cent of the standard's tests, failed on several locales'
own files, needs lxml, and carries no GOST style. A course needs these two styles and six kinds of works.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ._interface import ui
from ._references import Author, Reference, authors

_GROUP = re.compile(r"\[(-?@[a-z0-9][^\[\]]*)\]")
_ONE = re.compile(r"\A\s*(?P<bare>-?)@(?P<key>[a-z0-9-]+)(?:,\s*(?P<place>.+?))?\s*\Z")
_CODE = re.compile(r"(```.*?```|`[^`\n]*`)", re.DOTALL)


class Citation(NamedTuple):
    """One work in a group of brackets."""

    key: str
    place: str
    bare: bool


def cited_keys(markdown: str) -> list[str]:
    """Every key that a text cites, in order; text in code is no citation."""
    return [one.key for _, group in _groups(markdown) for one in group]


def cite(markdown: str, references: Mapping[str, Reference], lang: str) -> list[tuple[str, str]]:
    """(what stands in the source, what the reader gets) for every group of citations in a text.

    A key that is not in ``references`` is left as it is: `check` names it.
    """
    found = []
    for text, group in _groups(markdown):
        if all(one.key in references for one in group):
            links = "; ".join(_link(one, references[one.key], lang) for one in group)
            opening, closing = "[]" if lang == "ru" else "()"
            found.append((text, f"{opening}{links}{closing}"))
    return found


def _groups(markdown: str) -> Iterator[tuple[str, list[Citation]]]:
    for match in _GROUP.finditer(_CODE.sub("", markdown)):
        ones = [_ONE.match(part) for part in match[1].split(";")]
        if all(ones):
            yield match[0], [Citation(m["key"], m["place"] or "", m["bare"] == "-") for m in ones if m]


def _link(citation: Citation, reference: Reference, lang: str) -> str:
    parts = [year(reference, lang)] if citation.bare and reference.label is None else [short(reference, lang)]
    return f"[{', '.join([*parts, citation.place] if citation.place else parts)}](#ref-{citation.key})"


def short(reference: Reference, lang: str) -> str:
    """A work as a citation names it: "Keaveney, 1995"."""
    if reference.label is not None:
        return reference.label[lang]
    names = [author.family for author in authors(reference, lang)] or [title(reference, lang)]
    if len(names) > 2 or reference.others:
        who = f"{names[0]} {ui('lesson', 'and-others', lang)}"
    else:
        who = (", " if lang == "ru" else " & ").join(names)
    return f"{who}, {year(reference, lang)}"


def year(reference: Reference, lang: str) -> str:
    """The year, or the words for none."""
    return str(reference.year) if reference.year else ui("lesson", "no-date", lang)


def title(reference: Reference, lang: str) -> str:
    """The title as the edition gives it."""
    russian = reference.ru.title if lang == "ru" and reference.ru else None
    return russian or reference.title


def reference_line(reference: Reference, lang: str) -> str:
    """One line of the list, in Markdown: near to APA 7 in English, GOST R 7.0.5-2008 in Russian."""
    line = _gost(reference) if lang == "ru" else _apa(reference)
    if not reference.verified:
        line += f" *[{ui('lesson', 'unverified', lang)}]*"
    return line


def sort_key(reference: Reference, lang: str) -> tuple[bool, str, str]:
    """The order of the list: by authors, then year; in Russian, Russian works come first."""
    names = " ".join(author.family for author in authors(reference, lang)) or title(reference, lang)
    return lang == "ru" and reference.language != "ru", names.casefold(), str(reference.year or "")


def _address(reference: Reference, doi: str) -> str:
    if reference.doi:
        return f" {doi}[{reference.doi}](https://doi.org/{reference.doi})"
    return f" <{reference.url}>" if reference.url else ""


def _stopped(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."


# ── English ──


def _apa(reference: Reference) -> str:
    people = [f"{a.family}, {a.initials}" if a.initials else a.family for a in authors(reference, "en")]
    people += [ui("lesson", "and-others", "en")] if reference.others else []
    joint = ", " if reference.others else ", & "
    who = ", ".join(people[:-1]) + (joint if len(people) > 1 else "") + people[-1] if people else ""
    independent = reference.kind not in {"article", "chapter"}
    name = f"*{reference.title}*" if independent else reference.title
    if reference.edition:
        name += f" ({_ordinal(reference.edition)} ed.)"
    if reference.translation:
        name += f" [{reference.translation}]"
    if reference.note:
        name += f" [{reference.note['en']}]"
    head = f"{_stopped(who)} ({year(reference, 'en')})." if who else ""
    tail = f"({year(reference, 'en')})." if not who else ""
    parts = [head, _stopped(name), tail, _apa_where(reference)]
    return " ".join(part for part in parts if part) + _address(reference, "DOI ")


def _apa_where(reference: Reference) -> str:
    if reference.container is None:
        return _stopped(reference.publisher) if reference.publisher else ""
    place = f"*{reference.container}*"
    if reference.volume:
        place += f", *{reference.volume}*" + (f"({reference.issue})" if reference.issue else "")
    elif reference.issue:
        place += f", {reference.issue}"
    return _stopped(place + (f", {reference.pages}" if reference.pages else ""))


def _ordinal(n: int) -> str:
    return f"{n}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10 if n % 100 not in {11, 12, 13} else 0, 'th') }".replace(
        " ", ""
    )


# ── Russian ──


def _gost(reference: Reference) -> str:
    people: list[Author] = authors(reference, "ru")
    who = ", ".join(f"{a.family}\u00a0{a.initials}" if a.initials else a.family for a in people)
    if reference.others:
        who += f" {ui('lesson', 'and-others', 'ru')}"
    name = title(reference, "ru")
    if reference.note:
        name += f" [{reference.note['ru']}]"
    if reference.edition:
        russian = reference.language == "ru"
        name = (
            f"{_stopped(name)} {reference.edition}-е изд"
            if russian
            else f"{_stopped(name)} {_ordinal(reference.edition)} ed"
        )
    parts = [_stopped(who)] if who else []
    if reference.container:
        container = (reference.ru and reference.ru.container) or reference.container
        parts += [f"{name.rstrip('.')} // {_stopped(container)}", *_gost_numbers(reference)]
    else:
        house = (reference.ru and reference.ru.publisher) or reference.publisher
        imprint = " : ".join(part for part in (reference.place, house) if part)
        parts += [_stopped(name), _stopped(", ".join(part for part in (imprint, year(reference, "ru")) if part))]
    return " ".join(parts) + _address(reference, "DOI: ")


def _gost_numbers(reference: Reference) -> list[str]:
    vol, no, pages = ("Т.", "№", "С.") if reference.language == "ru" else ("Vol.", "No.", "P.")
    numbered = [f"{vol}\u00a0{reference.volume}"] if reference.volume else []
    if reference.issue:
        numbered.append(f"{no}\u00a0{reference.issue}" if reference.issue[0].isdigit() else reference.issue)
    parts = [_stopped(year(reference, "ru"))]
    parts += [_stopped(", ".join(numbered))] if numbered else []
    return parts + ([f"{pages}\u00a0{reference.pages}."] if reference.pages else [])
