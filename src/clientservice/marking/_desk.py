"""What lies on the marker's desk: the essays of an assignment, under numbers, in an order that tells nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Literal

import msgspec

from clientservice.exercises import Essay, Exercise
from clientservice.exercises.essay import count_words
from clientservice.gradebook import ChosenLevel, EssayRow, GivenMark

#: ``again``: there is a mark, and a person is asked for it once more.
State = Literal["waits", "again", "done"]
_NUMBERS = range(1000, 10_000)
_MAX_COMMENT = 10_000
_CONTROLS = {code: None for code in range(32) if chr(code) not in "\n\t"} | {127: None}


class Slip(msgspec.Struct, frozen=True, kw_only=True):
    """One essay as a marker meets it. ``name``: "" as long as the marker must not know whose it is."""

    number: int
    essay: Essay
    row: EssayRow
    state: State
    name: str = ""

    @property
    def id(self) -> str:
        """What stands in addresses: random, as nbgrader made it."""
        return self.row.id

    @property
    def words(self) -> int:
        """The length of all that is to be read."""
        return sum(map(count_words, self.row.judged.texts))


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    """The essays of one assignment. ``empty``: how many submissions came without a text and need nobody.

    ``nameable``: whether there is any name that may be shown by now.
    """

    slips: list[Slip]
    empty: int
    nameable: bool

    @property
    def waiting(self) -> list[Slip]:
        """Those that somebody must mark, or look at again."""
        return [slip for slip in self.slips if slip.state != "done"]

    def find(self, name: str) -> Slip | None:
        """The essay with this id."""
        return next((slip for slip in self.slips if slip.id == name), None)

    def beside(self, slip: Slip, step: int) -> Slip | None:
        """The one before (-1) or after (1) in the order of numbers; None at the ends."""
        at = self.slips.index(slip) + step
        return self.slips[at] if 0 <= at < len(self.slips) else None

    def next_waiting(self, slip: Slip) -> Slip | None:
        """The next one that waits, after the last one from the first on; None where no other waits."""
        at = self.slips.index(slip)
        return next((one for one in [*self.slips[at + 1 :], *self.slips[:at]] if one.state != "done"), None)


def make_desk(
    exercises: Mapping[str, Exercise],
    rows: Iterable[EssayRow],
    *,
    released: Mapping[str, datetime],
    names: Mapping[str, str] | None = None,
) -> Desk:
    """Put the essays in order: exercise by exercise as in the assignment, then by number.

    Args:
        exercises: all exercises of the assignment.
        rows: what the gradebook has, of all its essays.
        released: when each student's feedback was made.
        names: what students are called, where names are asked for; shown for essays whose feedback is released only.
    """
    essays = {name: exercise for name, exercise in exercises.items() if isinstance(exercise, Essay)}
    found = [row for row in rows if row.exercise in essays]
    shown = [row for row in found if row.open or row.judged.texts]
    numbers = _numbers(row.id for row in found)
    slips = [
        Slip(
            number=numbers[row.id],
            essay=essays[row.exercise],
            row=row,
            state=_state(row),
            name=(names or {}).get(row.student, "") if is_released(row, released) else "",
        )
        for row in shown
    ]
    order = list(essays)
    slips.sort(key=lambda slip: (order.index(slip.essay.id), slip.number))
    return Desk(
        slips=slips,
        empty=len(found) - len(shown),
        nameable=any(is_released(row, released) for row in shown),
    )


def is_released(row: EssayRow, released: Mapping[str, datetime]) -> bool:
    """Whether the student could have read this mark: nobody is asked for it, and the feedback is younger."""
    made = released.get(row.student)
    return not row.open and made is not None and (row.marked_at is None or made >= row.marked_at)


def read_mark(essay: Essay, levels: Mapping[str, int], comment: str) -> GivenMark:
    """A mark from what the page sent.

    Raises:
        ValueError: not one level for each criterion, an unknown one, or a comment that nobody would read.
    """
    if levels.keys() != {criterion.id for criterion in essay.criteria}:
        raise ValueError("a mark has one level for each criterion")
    chosen = {}
    for criterion in essay.criteria:
        level = levels[criterion.id]
        if not 0 <= level < len(criterion.levels):
            raise ValueError(f"{criterion.id}: there is no level {level}")
        chosen[criterion.id] = ChosenLevel(level=level, points=criterion.levels[level].points)
    text = comment.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROLS).strip()
    if len(text) > _MAX_COMMENT:
        raise ValueError(f"a comment has at most {_MAX_COMMENT} characters")
    return GivenMark(levels=chosen, comment=text)


def visible(text: str) -> str:
    """A text as it was typed, its control characters as the signs that stand for them (␀, ␛ …)."""
    pictures = {code: 0x2400 + code for code in range(32) if chr(code) not in "\n\t"} | {127: 0x2421}
    return text.replace("\r\n", "\n").translate(pictures)


def _state(row: EssayRow) -> State:
    if not row.open:
        return "done"
    return "again" if row.manual is not None else "waits"


def _numbers(ids: Iterable[str]) -> dict[str, int]:
    """A number of four digits for each id: from the id itself, so that it stays when others are handed in."""
    taken: dict[int, str] = {}
    for name in sorted(ids):
        number = _NUMBERS[int(name[:12], 16) % len(_NUMBERS)]
        while number in taken:
            number = _NUMBERS[(number - _NUMBERS.start + 1) % len(_NUMBERS)]
        taken[number] = name
    return {name: number for number, name in taken.items()}
