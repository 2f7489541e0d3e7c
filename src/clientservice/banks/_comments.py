"""The marker's comment bank: sentences in every language, for all essays and for single criteria.

``comments.yml`` beside the keys. What is good advice often tells what is right, so the bank is kept like a key.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from clientservice.errors import BankError
from clientservice.exercises import Essay, Exercise
from clientservice.text import LocalizedText, language_names, load_yaml, missing_languages

from ._keys import ENVIRONMENT
from ._problems import Problem, convert, describe

COMMENTS_FILE = "comments.yml"
_LONGEST = 300


class CommentGroup(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Comments that belong together, under a heading."""

    label: LocalizedText
    comments: list[LocalizedText]


class CommentBank(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """``general``: for any essay. ``essays``: exercise → criterion → comments on that criterion."""

    general: list[CommentGroup] = []
    essays: dict[str, dict[str, list[LocalizedText]]] = {}

    def groups(self, essay: Essay) -> list[CommentGroup]:
        """What fits one essay: its criteria in their order, then the general groups."""
        own = self.essays.get(essay.id, {})
        criteria = [
            CommentGroup(label=criterion.label, comments=own[criterion.id])
            for criterion in essay.criteria
            if own.get(criterion.id)
        ]
        return [*criteria, *self.general]


def load_comments(folder: Path, exercises: Mapping[str, Exercise] | None = None) -> CommentBank:
    """The comments in ``<folder>/comments.yml``, and after them those of the folder in ``CLIENTSERVICE_KEYS``.

    Args:
        folder: where the keys are; without the file, the bank is empty.
        exercises: all graded exercises of the course, to hold the names of essays and criteria against; None: they
            are not checked.

    Raises:
        BankError: a file is wrong.
    """
    folders = [folder, *([Path(private)] if (private := os.environ.get(ENVIRONMENT)) else [])]
    found = [_read(path, exercises) for place in folders if (path := place / COMMENTS_FILE).is_file()]
    essays: dict[str, dict[str, list[LocalizedText]]] = {}
    for bank in found:
        for name, criteria in bank.essays.items():
            own = essays.setdefault(name, {})
            for criterion, comments in criteria.items():
                own[criterion] = [*own.get(criterion, []), *comments]
    return CommentBank(general=[group for bank in found for group in bank.general], essays=essays)


def _read(path: Path, exercises: Mapping[str, Exercise] | None) -> CommentBank:
    document = load_yaml(path)
    bank = convert(document, CommentBank)
    problems = [*_name_problems(bank, exercises or {}, known=exercises is not None), *_text_problems(bank)]
    if text := describe(document, problems):
        raise BankError(text)
    return bank


def _text_problems(bank: CommentBank) -> Iterator[Problem]:
    for index, group in enumerate(bank.general):
        if missing := missing_languages(group.label, language_names()):
            yield Problem(["general", index, "label"], f'no "{missing[0]}" text')
    seen: set[str] = set()
    for keys, text in _places(bank):
        if missing := missing_languages(text, language_names()):
            yield Problem(keys, f'no "{missing[0]}" text')
        if strangers := text.keys() - language_names().keys():
            yield Problem(keys, f'"{min(strangers)}" is no language of the course')
        if any("!" in words for words in text.values()):
            yield Problem(keys, "a comment has no exclamation mark")
        if any(len(words) > _LONGEST for words in text.values()):
            yield Problem(keys, f"a comment has at most {_LONGEST} characters")
        if seen & set(text.values()):
            yield Problem(keys, "this comment stands twice")
        seen |= set(text.values())


def _places(bank: CommentBank) -> Iterator[tuple[list[str | int], LocalizedText]]:
    for index, group in enumerate(bank.general):
        for at, text in enumerate(group.comments):
            yield ["general", index, "comments", at], text
    for name, criteria in bank.essays.items():
        for criterion, comments in criteria.items():
            for at, text in enumerate(comments):
                yield ["essays", name, criterion, at], text


def _name_problems(bank: CommentBank, exercises: Mapping[str, Exercise], *, known: bool) -> Iterator[Problem]:
    for name, criteria in bank.essays.items() if known else ():
        essay = exercises.get(name)
        if not isinstance(essay, Essay):
            yield Problem(["essays", name], f'no assignment has an essay "{name}"')
            continue
        for criterion in criteria.keys() - {criterion.id for criterion in essay.criteria}:
            yield Problem(["essays", name, criterion], f'the essay has no criterion "{criterion}"')
