"""Check: everything that can be wrong in sources, banks and keys, said at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from clientservice.banks import Bank, load_keys, load_practice, load_source
from clientservice.errors import CourseError

from ._leaks import scan_for_leaks
from ._places import Work, editions, keys_folder, works
from ._source import Source, normal_form, read_source

T = TypeVar("T")
_LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)\s#]+)")


def check(root: Path, *, fix: bool = False) -> list[str]:
    """Every problem in the course, one sentence each; an empty list where all is well.

    Args:
        root: the clone.
        fix: first bring sources into the form that jupytext writes.
    """
    if fix:
        for work in works(root):
            work.source.write_text(normal_form(work.source), encoding="utf-8")
    problems: list[str] = []
    banks: list[tuple[Work, Bank]] = []
    for work in works(root):
        source = _try(problems, read_source, work.source)
        if source is not None:
            problems += _source_problems(root, work, source)
        bank = _try(problems, load_practice if work.kind == "lesson" else load_source, work.bank)
        if bank is None:
            continue
        banks.append((work, bank))
        if source is not None:
            problems += shown_problems(work, source, bank)
        if work.kind == "assignment":
            _try(problems, lambda bank=bank: load_keys(bank, keys_folder(root)))
    problems += _twice(banks)
    problems += [str(leak) for leak in scan_for_leaks(root, [root / "assignments"])]
    return problems


def _try(problems: list[str], function: Callable[..., T], *args: Any) -> T | None:
    try:
        return function(*args)
    except CourseError as error:
        problems.extend(str(error).split("\n"))
        return None


def _source_problems(root: Path, work: Work, source: Source) -> Iterator[str]:
    if work.source.read_text(encoding="utf-8") != normal_form(work.source):
        yield f"{work.source}: not in jupytext's own form, so JupyterLab would change it; run clientservice check --fix"
    for lang in editions():
        folder = work.target(root, lang).parent
        for cell in source.in_language(lang):
            for link in _LINK.findall(cell.source) if cell.kind == "markdown" else []:
                if work.kind == "lesson" and not (folder / link).exists():
                    yield f'{work.source}: {lang}, cell {cell.id}: the link "{link}" leads nowhere'


def shown_problems(work: Work, source: Source, bank: Bank) -> Iterator[str]:
    """Every exercise of the bank is shown once, and no other, by the call that fits."""
    verb = "item" if work.kind == "assignment" else "practice"
    for used, name in source.exercises():
        if used != verb:
            yield f'{work.source}: cs.{used}("{name}"): in a {work.kind} the call is cs.{verb}'
        if name not in bank.exercises:
            yield f'{work.source}: cs.{used}("{name}"): {work.bank.name} has no such exercise'
    for name in bank.exercises.keys() - {name for _, name in source.exercises()}:
        yield f'{work.bank}: exercise "{name}" is shown nowhere; add cs.{verb}("{name}") to {work.source.name}'


def _twice(banks: list[tuple[Work, Bank]]) -> Iterator[str]:
    """Exercise ids and item ids are unique in the whole course."""
    seen: dict[str, Path] = {}
    for work, bank in banks:
        for exercise in bank.exercises.values():
            for name in (exercise.id, *(item.id for item in exercise.items)):
                if name in seen:
                    yield f'{work.bank}: the id "{name}" stands in {seen[name].name} too; ids are unique in the course'
                seen[name] = work.bank
