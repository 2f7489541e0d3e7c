"""Check: everything that can be wrong in sources, banks and keys, said at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from clientservice.banks import Bank, load_comments, load_deadlines, load_keys, load_practice, load_source
from clientservice.errors import CourseError
from clientservice.exercises import Categorize, Exercise, Table, Value
from clientservice.text import read_strings

from ._apparatus import Apparatus, load_apparatus
from ._check_code import code_problems
from ._check_words import unused_references, word_problems
from ._leaks import scan_for_leaks
from ._places import Work, editions, keys_folder, works
from ._scope import LESSONS, block_problems, coverage_problems, coverage_report, outcome_problems, tag_problems
from ._source import ANSWER, Source, answer_cell_id, normal_form, read_source
from ._weak import weaknesses

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
    parts: list[tuple[Work, Source, Bank]] = []
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
            parts.append((work, source, bank))
        if work.kind == "assignment":
            _try(problems, lambda bank=bank: load_keys(bank, keys_folder(root)))
    graded = {
        name: exercise for work, bank in banks if work.kind == "assignment" for name, exercise in bank.exercises.items()
    }
    _try(problems, load_comments, keys_folder(root), graded)
    _try(problems, load_deadlines, root)
    problems += _twice(banks)
    problems += _content_problems(root, problems, parts)
    problems += [str(leak) for leak in scan_for_leaks(root, [root / "assignments", root / "course"])]
    return problems


def warnings(root: Path) -> list[str]:
    """What is not wrong but weak, one sentence each; nothing for banks or keys that can't be read."""
    found: list[str] = []
    for work in works(root):
        try:
            if work.kind == "lesson":
                practice = load_practice(work.bank)
                found += weaknesses(work.bank, practice.exercises, practice.keys)
            else:
                graded = load_source(work.bank)
                found += weaknesses(work.bank, graded.exercises, load_keys(graded, keys_folder(root)).keys)
        except CourseError:
            continue  # `check` says what is wrong
    return found


def coverage(root: Path) -> list[str]:
    """Which cells cover which idea of the lecture, and how long the blocks take: lines to read. Raises CourseError."""
    return coverage_report(
        [(work, read_source(work.source), load_practice(work.bank)) for work in works(root) if work.kind == "lesson"]
    )


def _content_problems(root: Path, problems: list[str], parts: list[tuple[Work, Source, Bank]]) -> list[str]:
    """What the texts and the code of all sources refer to, and what they cover."""
    apparatus = _try(problems, load_apparatus, root) or Apparatus({}, {})
    strings, faults = read_strings(root / "course")
    sources = [source for _, source, _ in parts]
    finished = sum(work.kind == "lesson" for work in works(root)) >= LESSONS
    found = [*faults]
    for work, source, bank in parts:
        found += word_problems(work, source, apparatus)
        found += code_problems(work, source, strings)
        found += tag_problems(work, source)
        found += outcome_problems(work, source, finished=finished)
        found += block_problems(work, source, bank)
    # The one place where an unfinished course is spared: some of it has yet to be written.
    return [*found, *coverage_problems(sources), *unused_references(sources, apparatus)] if finished else found


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
    yield from _answer_cell_problems(work, source, bank)
    for name in bank.exercises.keys() - {name for _, name in source.exercises()}:
        yield f'{work.bank}: exercise "{name}" is shown nowhere; add cs.{verb}("{name}") to {work.source.name}'


def _answer_cell_problems(work: Work, source: Source, bank: Bank) -> Iterator[str]:
    """Every computed exercise has the cell that computes it right before it, and no other exercise has one."""
    marked = {cell.id for cell in source.cells if ANSWER in cell.tags}
    computed = {answer_cell_id(name) for name, found in bank.exercises.items() if isinstance(found, Value | Table)}
    for name in sorted(marked - computed):
        yield f'{work.source}: cell {name}: the tag "{ANSWER}" marks the cell right before a value or table exercise'
    for name in sorted(computed - marked):
        yield f'{work.source}: cell {name}: an exercise that is computed needs a code cell with the tag "{ANSWER}"'


def card_ids(exercise: Exercise) -> list[str]:
    """The ids of the cards of a sorting exercise; parts of other types need to be unique in their exercise only."""
    return [item.id for item in exercise.items] if isinstance(exercise, Categorize) else []


def _twice(banks: list[tuple[Work, Bank]]) -> Iterator[str]:
    """Exercise ids and item ids are unique in the whole course."""
    seen: dict[str, Path] = {}
    for work, bank in banks:
        for exercise in bank.exercises.values():
            for name in (exercise.id, *card_ids(exercise)):
                if name in seen:
                    yield f'{work.bank}: the id "{name}" stands in {seen[name].name} too; ids are unique in the course'
                seen[name] = work.bank
