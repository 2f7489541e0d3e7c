"""What the lessons cover: ideas of the lecture, outcomes, and how long a block takes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from clientservice.banks import Bank

from ._places import Work, editions
from ._source import EXERCISE_CALL, Source, SourceCell

#: The lecture's ideas; a cell names those that it covers by tags.
IDEAS = tuple(f"D{number}" for number in range(1, 17))
OUTCOMES, BLOCK = "outcomes", "block"
_KNOWN = re.compile(r"D\d+|(practises|assesses)-\d+|outcomes|takeaway|block|real-data|hide-code|answer")
#: A course is finished when it has this many lessons; only then must everything be covered.
LESSONS = 9
#: Lessons that frame the others and have no outcomes of their own.
FRAME = ("00-start", "08-capstone")
_WORDS_PER_MINUTE: Mapping[str, int] = {"en": 180, "ru": 150}  # reading to learn
_SHORTEST, _LONGEST = 5, 18  # minutes; 10–15 is the aim, and an estimate is no stopwatch
_PER_CARD, _PER_EXERCISE, _PER_EXPLORER, _PER_PICTURE = 0.35, 1.5, 3.0, 0.5


class Block(NamedTuple):
    """A stretch of a lesson, from one cell with the tag ``block`` to the next; what is before the first has no mark."""

    title: str
    minutes: float
    marked: bool


def tag_problems(work: Work, source: Source) -> Iterator[str]:
    """Unknown tags, and pairs of cells whose tags differ."""
    tags: dict[str, list[str]] = {}
    for cell in source.cells:
        for tag in cell.tags:
            if not _KNOWN.fullmatch(tag) or (tag.startswith("D") and tag not in IDEAS):
                yield f'{work.source}: cell {cell.id}: "{tag}" is no tag of ours; see docs/authors.md, "Tags"'
        if sorted(tags.setdefault(cell.id, cell.tags)) != sorted(cell.tags):
            yield f"{work.source}: cell {cell.id}: its languages have different tags; give both the same"


def outcome_problems(work: Work, source: Source, *, finished: bool) -> Iterator[str]:
    """Every outcome is practised and assessed."""
    cells = [cell for cell in source.in_language(editions()[0]) if OUTCOMES in cell.tags]
    if not cells:
        if finished and work.kind == "lesson" and work.id not in FRAME:
            yield f'{work.source}: no cell has the tag "{OUTCOMES}"; tag the list of what students can do afterwards'
        return
    counts = {lang: _items(source, lang) for lang in editions()}
    if len(set(counts.values())) > 1:
        yield f"{work.source}: the languages list different numbers of outcomes: {counts}"
    tags = {tag for cell in source.cells for tag in cell.tags}
    for number in range(1, max(counts.values()) + 1):
        for verb in ("practises", "assesses"):
            if f"{verb}-{number}" not in tags:
                yield f'{work.source}: outcome {number}: no cell has the tag "{verb}-{number}"'


def _items(source: Source, lang: str) -> int:
    cells = [cell for cell in source.in_language(lang) if OUTCOMES in cell.tags]
    return sum(len(re.findall(r"^- ", cell.source, re.MULTILINE)) for cell in cells)


def covered(sources: Sequence[Source]) -> dict[str, list[str]]:
    """Idea → where it is covered, as "lesson, cell"."""
    found: dict[str, list[str]] = {idea: [] for idea in IDEAS}
    for source in sources:
        for cell in source.in_language(editions()[0]):
            for tag in set(cell.tags) & found.keys():
                found[tag].append(f"{source.meta.id}, {cell.id}")
    return found


def coverage_problems(sources: Sequence[Source]) -> Iterator[str]:
    """For the finished course: every idea of the lecture has its place."""
    for idea, places in covered(sources).items():
        if not places:
            yield f"course/lessons: nothing covers {idea} of the lecture; tag the cell that does"


def blocks(source: Source, bank: Bank, lang: str) -> list[Block]:
    """The blocks of a lesson in one language, with an estimate of their minutes."""
    found: list[Block] = []
    for cell in source.in_language(lang)[1:]:  # not the call of begin
        if BLOCK in cell.tags or not found:
            heading = re.search(r"^#+ (.+)$", cell.source, re.MULTILINE) if cell.kind == "markdown" else None
            found.append(Block(heading[1] if heading else source.meta.title[lang], 0.0, BLOCK in cell.tags))
        found[-1] = found[-1]._replace(minutes=found[-1].minutes + _minutes(cell, bank, lang))
    return found


def _minutes(cell: SourceCell, bank: Bank, lang: str) -> float:
    if cell.kind == "markdown":
        return len(re.findall(r"\w+", cell.source)) / _WORDS_PER_MINUTE.get(lang, 150)
    if match := EXERCISE_CALL.match(cell.source):
        exercise: Any = bank.exercises.get(match["id"])
        return _PER_EXERCISE + _PER_CARD * len(getattr(exercise, "items", ()))
    if "cs.explore(" in cell.source:
        return _PER_EXPLORER
    return _PER_PICTURE if "plots." in cell.source else 0.0


def block_problems(work: Work, source: Source, bank: Bank) -> Iterator[str]:
    """A marked block is neither too long nor too short, in any language."""
    for lang in editions():
        for block in blocks(source, bank, lang):
            if block.marked and not _SHORTEST <= block.minutes <= _LONGEST:
                yield (
                    f'{work.source}: {lang}: the block "{block.title}" takes about {block.minutes:.0f} minutes, '
                    f"not {_SHORTEST}–{_LONGEST}; move the tag {BLOCK}, or shorten it"
                )


def coverage_report(parts: Sequence[tuple[Work, Source, Bank]]) -> list[str]:
    """What is covered where and how long the blocks are, as lines to read."""
    lines = ["Ideas of the lecture"]
    for idea, places in covered([source for _, source, _ in parts]).items():
        lines.append(f"  {idea:4} {'; '.join(places) or '–'}")
    for work, source, bank in parts:
        if work.kind == "lesson":
            lines.append(
                f"{work.id}: {source.meta.minutes} minutes announced, {_items(source, editions()[0])} outcomes"
            )
            for lang in editions():
                lines += [f"  {lang}  {block.minutes:4.0f} min  {block.title}" for block in blocks(source, bank, lang)]
    return lines
