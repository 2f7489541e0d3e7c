"""Order: put the steps of a process into order (QTI 3: order interaction).

Rule: points × (1 − d/n), not below 0. d is the edit distance to the nearest valid order, counted in steps to take out
and steps to put in (a step in a wrong place costs both), n the number of steps of the shortest valid order; as in
Poulsen, Viswanathan, Herman & West, "Efficient Feedback and Partial Credit Grading for Proof Blocks Problems"
(arXiv 2204.04196). A valid order keeps every ``needs``; optional blocks may be left out whole, of alternatives exactly
one is taken. A response's value is ``{"sequence": [step, …], "aside": [step, …]}``: what is in the process, and what
was laid aside as not part of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain, combinations, product
from typing import Any

import msgspec

from clientservice.text import LocalizedText

from ._score import ItemScore, Score, Verdict, scored, unreadable
from ._shape import Group, Keyed, Part, Row, Shown, as_ids, has_form, known_ids


class Step(Part, frozen=True, kw_only=True):
    """A step; ``condition``: when it is taken at all, where not everybody passes it. It is drawn on a siding then."""

    condition: LocalizedText | None = None


class Order(Shown, frozen=True, kw_only=True, tag="order"):
    """What the learner sees; ``tray``: some steps may be no part of the process and are laid aside."""

    steps: list[Step]
    tray: bool = False


class Need(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A dependency: ``step`` comes after each of ``after``, and why."""

    step: str
    after: str | tuple[str, ...]
    why: LocalizedText

    @property
    def before(self) -> tuple[str, ...]:
        """What must come before the step."""
        return as_ids(self.after)


class Extra(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A step that is no part of the process, and why not."""

    step: str
    why: LocalizedText


class OrderKey(Keyed, frozen=True, kw_only=True):
    """What is right.

    ``needs`` is a partial order; ``extra`` are steps that don't belong; ``optional`` are blocks of steps that may be
    left out together; each entry of ``exclusive`` lists alternative blocks, of which exactly one is taken.
    """

    needs: list[Need]
    extra: list[Extra] = []
    optional: list[list[str]] = []
    exclusive: list[list[list[str]]] = []


def _lists(exercise: Order, value: object) -> tuple[list[str], list[str]] | str:
    if not has_form(value, {"sequence", "aside"}) or not isinstance(value, Mapping):
        return "the answer is not of the form {sequence: […], aside: […]}"
    known = {step.id for step in exercise.steps}
    sequence, aside = value.get("sequence", []), value.get("aside", [])
    if not isinstance(sequence, list | tuple) or not isinstance(aside, list | tuple):
        return "the answer is no list of steps"
    both = [*sequence, *aside]
    if known_ids(both, known) != both:
        return "the answer names a step that this exercise has not, or one twice"
    return list(sequence), list(aside)


def clean(exercise: Order, value: object) -> dict[str, Any]:
    """Only known steps, each once."""
    known = {step.id for step in exercise.steps}
    given = value if isinstance(value, Mapping) else {}
    sequence = known_ids(given.get("sequence"), known)
    aside = [step for step in known_ids(given.get("aside"), known) if exercise.tray and step not in sequence]
    return {"sequence": sequence, "aside": aside}


def progress(exercise: Order, value: object) -> tuple[int, int]:
    """How many steps have a place, of how many."""
    lists = _lists(exercise, value)
    return (0 if isinstance(lists, str) else len(lists[0]) + len(lists[1])), len(exercise.steps)


def variants(exercise: Order, key: OrderKey) -> list[frozenset[str]]:
    """The sets of steps of all valid orders: alternatives chosen, optional blocks in or out; the fullest last."""
    free = set(chain.from_iterable(key.optional)) | set(chain(*chain.from_iterable(key.exclusive)))
    core = {step.id for step in exercise.steps} - free - {extra.step for extra in key.extra}
    found: list[frozenset[str]] = []
    for taken in product(*key.exclusive):
        for size in range(len(key.optional) + 1):
            for blocks in combinations(key.optional, size):
                found.append(frozenset(core.union(*taken, *blocks)))  # noqa: PERF401 - four loops read worse as one
    return list(dict.fromkeys(found))


def closure(key: OrderKey) -> dict[str, set[str]]:
    """For each step everything that must come before it, also through steps that may be left out."""
    before: dict[str, set[str]] = {}
    for need in key.needs:
        before.setdefault(need.step, set()).update(need.before)
    grown = True
    while grown:
        grown = False
        for earlier in before.values():
            more = set().union(*(before.get(step, set()) for step in earlier)) - earlier
            grown = grown or bool(more)
            earlier.update(more)
    return before


def kept(sequence: list[str], before: Mapping[str, set[str]]) -> list[str]:
    """The longest part of a sequence in which nothing stands before what it needs.

    Where it is a tie, what comes too early goes, not what it needs. Pairs are enough: a part without a wrong pair can
    always be completed to a valid order.
    """
    clashes: dict[str, set[str]] = {step: set() for step in sequence}
    for index, first in enumerate(sequence):
        for second in sequence[index + 1 :]:
            if second in before.get(first, ()):
                clashes[first].add(second)
                clashes[second].add(first)

    def best(steps: tuple[str, ...]) -> list[str]:
        crossed = [step for step in steps if clashes[step] & set(steps)]
        if not crossed:
            return list(steps)
        worst = max(crossed, key=lambda step: (len(clashes[step] & set(steps)), -sequence.index(step)))
        without = best(tuple(step for step in steps if step != worst))
        if len(clashes[worst] & set(steps)) == 1:
            return without  # a single clash: taking out one of the two is as good as the other
        within = best(tuple(step for step in steps if step not in clashes[worst]))
        return within if len(within) > len(without) else without

    return best(tuple(sequence))


def distance(exercise: Order, key: OrderKey, sequence: list[str]) -> tuple[int, list[str], frozenset[str]]:
    """The edit distance to the nearest valid order, the steps that stay, and the steps of that order."""
    before = closure(key)
    best: tuple[int, list[str], frozenset[str]] | None = None
    for steps in variants(exercise, key):
        stay = kept([step for step in sequence if step in steps], before)
        edits = len(sequence) - len(stay) + len(steps) - len(stay)
        if best is None or edits < best[0]:
            best = edits, stay, steps
    assert best is not None, "there is always the variant without optional blocks"  # noqa: S101 - for the type checker
    return best


def nearest(exercise: Order, key: OrderKey, value: object) -> list[str]:
    """A valid order that keeps as much of the answer as possible; the author's order where nothing decides."""
    _, stay, steps = distance(exercise, key, clean(exercise, value)["sequence"])
    before = closure(key)
    rank = {step: index for index, step in enumerate(stay)}
    left = [step.id for step in exercise.steps if step.id in steps]
    route: list[str] = []
    while left:
        free = [
            step
            for step in left
            if not (before.get(step, set()) & set(left))
            and not (step in rank and any(rank[step] > rank[other] for other in left if other in rank))
        ]
        route.append(free[0])
        left.remove(free[0])
    return route


def model_value(exercise: Order, key: OrderKey) -> dict[str, list[str]]:
    """The value of a perfect response: the shortest process with the first alternatives, in the author's order."""
    return complete(exercise, key, None)


def complete(exercise: Order, key: OrderKey, value: object) -> dict[str, list[str]]:
    """The valid order nearest to an answer."""
    route = nearest(exercise, key, value)
    return {
        "sequence": route,
        "aside": [step.id for step in exercise.steps if step.id not in route] if exercise.tray else [],
    }


def score(exercise: Order, key: OrderKey, value: object) -> Score:
    """Score a response's value: any JSON gives a `Score`, never an exception."""
    max_points = exercise.max_points
    lists = _lists(exercise, value)
    if isinstance(lists, str):
        return unreadable(max_points, lists)
    sequence, aside = lists
    if not sequence and not aside:
        return Score(0.0, max_points, "not_attempted")
    edits, stay, steps = distance(exercise, key, sequence)
    needed = min(len(steps) for steps in variants(exercise, key))
    per_item: dict[str, ItemScore] = {}
    for step in exercise.steps:
        verdict: Verdict = "open"
        if step.id in sequence:
            verdict = "ok" if step.id in stay else "no"
        elif step.id in steps:
            verdict = "no" if step.id in aside else "missed"
        elif step.id in aside:
            verdict = "ok"
        per_item[step.id] = ItemScore(verdict, 1 / needed if step.id in stay else 0.0)
    return scored(max_points, 1 - edits / needed, per_item)


def broken(exercise: Order, key: OrderKey, value: object) -> tuple[str, str, LocalizedText] | None:
    """The first broken dependency along the answer: (the step, what it needs, why); None where none is broken."""
    sequence = clean(exercise, value)["sequence"]
    for index, step in enumerate(sequence):
        for need in key.needs:
            late = [other for other in need.before if other in sequence[index + 1 :]]
            if need.step == step and late:
                return step, late[0], need.why
    return None


def whys(_exercise: Order, key: OrderKey) -> dict[str, LocalizedText]:
    """Why a step comes where it comes (its first dependency), or why it is no part of the process."""
    reasons = {need.step: need.why for need in reversed(key.needs)}
    return reasons | {extra.step: extra.why for extra in key.extra}


def reveal(exercise: Order, key: OrderKey, value: object) -> dict[str, Any]:
    """For practice, after Check: how many steps are ``missing`` in the process and how many are ``surplus`` in it.

    And the first ``broken`` dependency: ``{"step", "after", "why"}``.
    """
    sequence = clean(exercise, value)["sequence"]
    steps = distance(exercise, key, sequence)[2]
    told: dict[str, Any] = {"missing": len(steps - set(sequence)), "surplus": len(set(sequence) - steps)}
    if found := broken(exercise, key, value):
        told["broken"] = {"step": found[0], "after": found[1], "why": found[2]}
    return told


def rows(exercise: Order, value: object) -> list[Row]:
    """The steps in the answer's order; what was laid aside is marked by an empty label's opposite: it has one."""
    texts = {step.id: step.text for step in exercise.steps}
    given = clean(exercise, value)
    placed = [Row(step, None, (texts[step],)) for step in given["sequence"]]
    return placed + [Row(step, texts[step]) for step in given["aside"]]


def _in_words(step: Step) -> LocalizedText:
    if step.condition is None:
        return step.text
    return {lang: f"{text} ({step.condition[lang]})" for lang, text in step.text.items()}


def outline(exercise: Order) -> list[Group]:
    """The steps, in the author's alphabet of ids: the file's order would be the key."""
    steps = sorted(exercise.steps, key=lambda step: step.id)
    return [Group("static-steps", tuple(_in_words(step) for step in steps))]
