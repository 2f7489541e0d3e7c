"""A lesson's or an assignment's source: one MyST Markdown notebook that holds both languages."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import jupytext
import msgspec

from clientservice.errors import CourseError
from clientservice.text import LocalizedText, language_names, missing_languages

FORMAT = "md:myst"
#: A cell that shows an exercise, and nothing else: ``cs.practice("id")`` or ``cs.item("id")``.
EXERCISE_CALL = re.compile(r'cs\.(?P<verb>practice|item)\("(?P<id>[a-z0-9-]+)"\)\Z')
RECEIPT_CALL = "cs.receipt()"
#: The tag of a cell that the student edits: it computes the answer of the exercise in the cell after it.
ANSWER = "answer"
ALL_LANGUAGES = "all"


class SourceMeta(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The source's own front matter: what the start page and the lesson bar say about it."""

    id: str
    title: LocalizedText
    subtitle: LocalizedText
    minutes: int


class SourceCell(msgspec.Struct, frozen=True, kw_only=True):
    """One cell of a source. ``id`` is the cell's id in every built notebook; the cells of a language pair share it."""

    id: str
    kind: Literal["code", "markdown"]
    lang: str
    source: str
    tags: list[str]


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """A parsed source. ``digest`` is the SHA-256 of the file's bytes."""

    path: Path
    meta: SourceMeta
    cells: list[SourceCell]
    digest: str

    def in_language(self, lang: str) -> list[SourceCell]:
        """The cells of one edition, in order."""
        return [cell for cell in self.cells if cell.lang in {lang, ALL_LANGUAGES}]

    def exercises(self) -> list[tuple[str, str]]:
        """(verb, exercise id) of every exercise cell, in order."""
        found = (EXERCISE_CALL.match(cell.source) for cell in self.cells if cell.kind == "code")
        return [(match["verb"], match["id"]) for match in found if match]


def read_source(path: Path) -> Source:
    """Read and validate a source.

    Raises:
        CourseError: with file, line and mend; every structural problem at once.
    """
    try:
        text = path.read_text(encoding="utf-8")
        notebook = jupytext.reads(text, fmt=FORMAT)
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise CourseError(f"{path}: can't be read as a MyST notebook ({error})") from error
    try:
        meta = msgspec.convert(notebook.metadata.get("clientservice"), SourceMeta)
    except msgspec.ValidationError as error:
        raise CourseError(f"{path}:1: front matter, clientservice: {error}") from error
    cells = list(_cells(notebook.cells))
    problems = [*_meta_problems(path, meta), *_cell_problems(meta, cells)]
    if problems:
        raise CourseError("\n".join(f"{path}:{_line(text, cell)}: {message}" for cell, message in problems))
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Source(path=path, meta=meta, cells=cells, digest=digest)


def normal_form(path: Path) -> str:
    """The file as jupytext writes it: a source in this form stays the same when JupyterLab opens and saves it."""
    return str(jupytext.writes(jupytext.reads(path.read_text(encoding="utf-8"), fmt=FORMAT), fmt=FORMAT))


def replace_cells(path: Path, changed: dict[tuple[str, str], str]) -> None:
    """Write new texts into a source, by (cell id, language), and nothing else."""
    notebook = jupytext.reads(path.read_text(encoding="utf-8"), fmt=FORMAT)
    for node, cell in zip(notebook.cells, _cells(notebook.cells), strict=True):
        node.source = changed.get((cell.id, cell.lang), node.source)
    path.write_text(jupytext.writes(notebook, fmt=FORMAT), encoding="utf-8")


def _cells(nodes: list[Any]) -> Iterator[SourceCell]:
    """Give every cell its id: the exercise's id, or kind and number; a translation has the id of its original."""
    numbers = {"code": 0, "markdown": 0}
    for index, node in enumerate(nodes):
        lang = node.metadata.get("lang", ALL_LANGUAGES if node.cell_type == "code" else "")
        before = nodes[index - 1] if index else None
        translation = (
            node.cell_type == "markdown"
            and before is not None
            and before.cell_type == "markdown"
            and lang != next(iter(language_names()))
            and lang != ALL_LANGUAGES
        )
        if not translation:
            numbers[node.cell_type] = numbers.get(node.cell_type, 0) + 1
        yield SourceCell(
            id=_cell_id(node, nodes[index + 1 : index + 2], numbers[node.cell_type]),
            kind=node.cell_type,
            lang=lang,
            source=node.source,
            tags=list(node.metadata.get("tags", [])),
        )


def _cell_id(node: Any, following: list[Any], number: int) -> str:
    if node.cell_type == "markdown":
        return f"text-{number:02}"
    if ANSWER in node.metadata.get("tags", []) and following and (call := EXERCISE_CALL.match(following[0].source)):
        return answer_cell_id(call["id"])
    if match := EXERCISE_CALL.match(node.source):
        return match["id"]
    if node.source == RECEIPT_CALL:
        return "receipt"
    return "begin" if number == 1 else f"code-{number:02}"


def answer_cell_id(exercise: str) -> str:
    """The id of the cell in which a student computes an exercise's answer; nbgrader's grade_id too."""
    return f"{exercise}-cell"


def begin_source(name: str, lang: str | None = None) -> str:
    """The text of code cell 1: in a source without, in a built notebook with its language."""
    call = f'cs.begin("{name}")' if lang is None else f'cs.begin("{name}", lang="{lang}")'
    return f"import clientservice as cs\n\n{call}"


def _meta_problems(path: Path, meta: SourceMeta) -> Iterator[tuple[SourceCell | None, str]]:
    if meta.id != path.stem:
        yield None, f'front matter says id "{meta.id}", the file is called "{path.stem}"; give both one name'
    for field, text in (("title", meta.title), ("subtitle", meta.subtitle)):
        for lang in missing_languages(text, language_names()):
            yield None, f'front matter, {field}: no "{lang}" text; add it'


def _cell_problems(meta: SourceMeta, cells: list[SourceCell]) -> Iterator[tuple[SourceCell | None, str]]:
    languages = list(language_names())
    if not cells or cells[0].kind != "code" or cells[0].source != begin_source(meta.id):
        yield None, f"the first cell must be code, exactly:\n{begin_source(meta.id)}"
    seen: dict[str, list[str]] = {}
    for cell in cells:
        if cell.kind == "code":
            if cell.id in seen:
                yield cell, f'"{cell.id}" is shown twice; an exercise stands in one cell'
            seen[cell.id] = [ALL_LANGUAGES]
            continue
        if cell.lang not in {*languages, ALL_LANGUAGES}:
            yield (
                cell,
                f'a prose cell needs a language: +++ {{"lang": "{languages[0]}"}} (or {languages[1:]}, or "all")',
            )
        seen.setdefault(cell.id, []).append(cell.lang)
    for cell in cells:
        langs = seen.get(cell.id, [])
        if cell.kind == "markdown" and langs not in (languages, [ALL_LANGUAGES]) and cell.lang == langs[0]:
            yield (
                cell,
                f"prose comes in adjacent cells {' / '.join(languages)}, here: {' / '.join(langs)}; add the other",
            )


def _line(text: str, cell: SourceCell | None) -> int:
    """The line of a cell's first words; jupytext doesn't keep lines."""
    first = cell.source.strip().split("\n")[0] if cell and cell.source.strip() else ""
    lines = text.split("\n")
    return next((n for n, line in enumerate(lines, 1) if first and line.strip() == first.strip()), 1)
