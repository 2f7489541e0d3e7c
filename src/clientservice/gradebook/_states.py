"""A grade at one moment, and what is different at the next: plain data and pure functions."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from ._records import Stamp

#: What can have made a grade what it is → the words for a teacher.
WHY = {
    "first": "graded for the first time",
    "submission": "the submission changed",
    "key": "the key changed",
    "release": "the release changed",
    "program": "the program changed",
    "sandbox": "the level of the sandbox changed",
    "late": "the due date, an extension or the rule for late work changed",
    "asked": "asked for again, with --regrade or in nbgrader",
    "again": "graded again; nothing that it depends on had changed",
    "outside": "the score in the gradebook had been changed by something else than the judge",
}


class State(msgspec.Struct, frozen=True, array_like=True):
    """One graded cell at one moment, as nbgrader's gradebook has it. ``open``: a person must look."""

    auto: float | None
    manual: float | None
    extra: float | None
    open: bool = False

    @property
    def counts(self) -> float | None:
        """The points that count; None while nobody knows. The mark given by hand goes before the automatic score."""
        points = self.manual if self.manual is not None else self.auto
        return None if self.open or points is None else round(points + (self.extra or 0.0), 2)


class Grade(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One student's grade for one assignment: its cells by name, and the points taken off for being late."""

    cells: dict[str, State] = {}
    penalty: float = 0.0

    @property
    def total(self) -> float:
        """What counts, all together."""
        return round(max(0.0, sum(state.counts or 0.0 for state in self.cells.values()) - self.penalty), 2)


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One exercise before and after. Points are those that count; None: a person must look, or there was nothing.

    ``kept``: a mark given by hand stands, whatever the automatic score became (``auto``: before and after).
    """

    exercise: str
    before: float | None
    after: float | None
    auto: tuple[float | None, float | None]
    kept: bool = False

    @property
    def sentence(self) -> str:
        """In a few words: ``clients-sort 2 → 4``."""
        words = f"{self.exercise} {points(self.after)}"
        if self.before != self.after:
            words = f"{self.exercise} {points(self.before)} → {points(self.after)}"
        if not self.kept:
            return words
        shown = points(self.auto[1])
        if self.auto[0] != self.auto[1]:
            shown = f"{points(self.auto[0])} → {shown}"
        return f"{words} (mark by hand kept; automatic score {shown})"


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """What one grading changed. ``before`` None: it was the first. ``items``: what moved or stood."""

    before: float | None
    after: float
    why: list[str]
    items: list[Change]

    @property
    def sentence(self) -> str:
        """In one line, without the student: ``12 → 14; sort 0 → 2: the key changed``; "" for a first grading."""
        if self.before is None:
            return ""
        if self.before == self.after and not self.items:
            return f"{points(self.after)} as before: {', '.join(self.why)}"
        total = f"{points(self.before)} → {points(self.after)}" if self.before != self.after else points(self.after)
        return f"{'; '.join([total, *(item.sentence for item in self.items)])}: {', '.join(self.why)}"


def points(value: float | None) -> str:
    """A number of points for a teacher; ``?`` where there is none."""
    return "?" if value is None else f"{value:g}"


def reasons(before: Stamp | None, after: Stamp, *, asked: bool, outside: bool) -> list[str]:
    """Why a submission was graded (again): keys of `WHY`, never none."""
    if before is None:
        found = ["first"]
    else:
        found = [name for name in ("submission", "key", "release") if getattr(before, name) != getattr(after, name)]
        old, new = _parts(before.environment), _parts(after.environment)
        found += [name for name in old if old[name] != new[name]]
        found += ["asked"] * asked
    found += ["outside"] * outside
    return found or ["again"]


def _parts(environment: str) -> dict[str, str]:
    """A stamp's environment, ``clientservice 0.1.0 rules 1 code bubblewrap late 0123456789ab``; not all of it."""
    rest, _, late = environment.partition(" late ")
    program, _, sandbox = rest.partition(" code ")
    return {"program": program, "sandbox": sandbox, "late": late}


def changes(before: Grade | None, after: Grade, why: list[str]) -> Changes:
    """Compare two moments. ``before`` None: there was no grade."""
    items = []
    for name, new in after.cells.items() if before is not None else ():
        old = before.cells.get(name) if before is not None else None
        was, auto = (old.counts, old.auto) if old is not None else (None, None)
        kept = old is not None and new.manual is not None and old.manual == new.manual
        if was != new.counts or auto != new.auto or kept:
            items.append(Change(exercise=name, before=was, after=new.counts, auto=(auto, new.auto), kept=kept))
    return Changes(
        before=None if before is None else before.total,
        after=after.total,
        why=[WHY[reason] for reason in why],
        items=items,
    )


def moved_by_hand(known: Mapping[str, State], now: Mapping[str, State]) -> dict[str, State]:
    """The cells that a person marked, unmarked or resolved since ``known``, as they are now.

    The automatic score is the known one: no person changes that, and whoever did is to be found out.
    """
    found = {}
    for name, old in known.items():
        new = now.get(name)
        if new is not None and (old.manual, old.extra or 0.0, old.open) != (new.manual, new.extra or 0.0, new.open):
            found[name] = State(old.auto, new.manual, new.extra, new.open)
    return found


def moved_outside(known: Mapping[str, State], now: Mapping[str, State]) -> list[str]:
    """The cells whose automatic score is another one than the judge wrote, or gone."""
    return [name for name, old in known.items() if name not in now or now[name].auto != old.auto]
