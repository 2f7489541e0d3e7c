"""Match: join sources to targets; and its chain view, where the parts join to each other (QTI 3: match interaction).

Rule: points × F1 over the pairs (2 × right pairs / (given pairs + pairs of the key)). A target may serve several
sources. A response's value is ``{"pairs": [[from, to], …]}``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import msgspec

from clientservice.text import LocalizedText

from ._score import ItemScore, Score, Verdict, scored, unreadable
from ._shape import Group, Keyed, Part, Row, Shown, as_ids, has_form

MAX_PAIRS = 400  # no exercise on one screen has more


class Match(Shown, frozen=True, kw_only=True, tag="match"):
    """What the learner sees: each source gets a target, or with ``many`` any number of targets."""

    sources: list[Part]
    targets: list[Part]
    many: bool = False


class Chain(Shown, frozen=True, kw_only=True, tag="chain"):
    """What the learner sees: nodes, between which links are drawn, from the supplier to the client."""

    nodes: list[Part]


class LinkKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where a part leads (several places, or none with ``[]``), and why."""

    to: str | tuple[str, ...]
    why: LocalizedText

    @property
    def targets(self) -> tuple[str, ...]:
        """All places it leads to."""
        return as_ids(self.to)


class MatchKey(Keyed, frozen=True, kw_only=True):
    """What is right, by source id."""

    sources: dict[str, LinkKey]


class ChainKey(Keyed, frozen=True, kw_only=True):
    """What is right, by node id."""

    nodes: dict[str, LinkKey]


Linked: TypeAlias = Match | Chain
LinkedKey: TypeAlias = MatchKey | ChainKey


def starts(exercise: Linked) -> list[Part]:
    """Where a pair can begin."""
    return exercise.sources if isinstance(exercise, Match) else exercise.nodes


def ends(exercise: Linked) -> list[Part]:
    """Where a pair can end."""
    return exercise.targets if isinstance(exercise, Match) else exercise.nodes


def _links(key: LinkedKey) -> dict[str, LinkKey]:
    return key.sources if isinstance(key, MatchKey) else key.nodes


def _allowed(exercise: Linked, pair: object) -> bool:
    if not isinstance(pair, list | tuple) or len(pair) != 2:
        return False
    first, second = pair
    if not isinstance(first, str) or not isinstance(second, str) or (isinstance(exercise, Chain) and first == second):
        return False
    return first in {p.id for p in starts(exercise)} and second in {p.id for p in ends(exercise)}


def pairs(exercise: Linked, value: object) -> list[tuple[str, str]] | str:
    """The pairs of a response's value, or in words what is wrong with it."""
    if not has_form(value, {"pairs"}) or not isinstance(value, Mapping):
        return "the answer is not of the form {pairs: […]}"
    given = value.get("pairs", [])
    if not isinstance(given, list | tuple) or len(given) > MAX_PAIRS:
        return "the pairs are no list of two ids each"
    if not all(_allowed(exercise, pair) for pair in given):
        return "the answer joins parts that this exercise has not"
    found = [(str(first), str(second)) for first, second in given]
    if len(set(found)) != len(found):
        return "the answer has one pair twice"
    if isinstance(exercise, Match) and not exercise.many and len({first for first, _ in found}) != len(found):
        return "the answer has several targets where one may be chosen"
    return found


def clean(exercise: Linked, value: object) -> dict[str, Any]:
    """Only known pairs, each once and by their ids' alphabet; of several targets the last where one may be chosen."""
    given = value.get("pairs") if isinstance(value, Mapping) else None
    found = dict.fromkeys(
        (pair[0], pair[1])
        for pair in (given[:MAX_PAIRS] if isinstance(given, list | tuple) else ())
        if _allowed(exercise, pair)
    )
    if isinstance(exercise, Match) and not exercise.many:
        found = dict.fromkeys(dict(list(found)).items())
    return {"pairs": [list(pair) for pair in sorted(found)]}


def progress(exercise: Linked, value: object) -> tuple[int, int]:
    """Match: how many sources are joined, of how many. Chain: whether anything is joined, as (0 or 1, 1)."""
    found = pairs(exercise, value)
    joined = 0 if isinstance(found, str) else len({first for first, _ in found})
    return (joined, len(exercise.sources)) if isinstance(exercise, Match) else (min(joined, 1), 1)


def model_value(exercise: Linked, key: LinkedKey) -> dict[str, list[list[str]]]:
    """The value of a perfect response."""
    links = _links(key)
    many = isinstance(exercise, Chain) or exercise.many
    wanted = [
        [part.id, target]
        for part in starts(exercise)
        for target in (links[part.id].targets if many else links[part.id].targets[:1])
    ]
    return {"pairs": sorted(wanted)}


def score(exercise: Linked, key: LinkedKey, value: object) -> Score:
    """Score a response's value: any JSON gives a `Score`, never an exception.

    In a Match without ``many`` a source with several right targets accepts any of them.
    """
    links = _links(key)
    many = isinstance(exercise, Chain) or exercise.many
    wanted = {part.id: links[part.id].targets for part in starts(exercise)}
    size = sum(len(targets) if many else min(len(targets), 1) for targets in wanted.values())
    max_points = exercise.points if exercise.points is not None else float(len(wanted))
    found = pairs(exercise, value)
    if isinstance(found, str):
        return unreadable(max_points, found)
    if not found:
        return Score(0.0, max_points, "not_attempted")
    per_item: dict[str, ItemScore] = {}
    for name, targets in wanted.items():
        given = [second for first, second in found if first == name]
        right = sum(target in targets for target in given)
        full = right == len(given) == (len(targets) if many else min(len(targets), 1))
        verdict: Verdict = "ok" if full else "part" if right else "no" if given else "missed" if many else "open"
        if full and not many and given and given[0] != targets[0]:
            verdict = "mind"
        per_item[name] = ItemScore(verdict, 2 * right / (len(found) + size))
    return scored(max_points, sum(item.share for item in per_item.values()), per_item)


def whys(_exercise: Linked, key: LinkedKey) -> dict[str, LocalizedText]:
    """Why each part leads where it leads."""
    return {name: link.why for name, link in _links(key).items()}


def mixups(exercise: Linked, key: LinkedKey, value: object) -> list[tuple[LocalizedText, LocalizedText, int]]:
    """What was taken for what: (the source, the target it was joined to, 1) for each wrong pair of a Match."""
    found = pairs(exercise, value)
    if isinstance(found, str) or isinstance(exercise, Chain):
        return []
    first = {part.id: part.text for part in exercise.sources}
    second = {part.id: part.text for part in exercise.targets}
    return [(first[a], second[b], 1) for a, b in found if b not in _links(key)[a].targets]


def rows(exercise: Linked, value: object) -> list[Row]:
    """Each source and what it was joined to."""
    texts = {part.id: part.text for part in ends(exercise)}
    given = clean(exercise, value)["pairs"]
    return [
        Row(part.id, part.text, tuple(texts[second] for first, second in given if first == part.id))
        for part in starts(exercise)
    ]


def outline(exercise: Linked) -> list[Group]:
    """The parts; targets by their ids' alphabet, since the file's order might be the key."""
    if isinstance(exercise, Chain):
        nodes = sorted(exercise.nodes, key=lambda part: part.id)
        return [Group("static-nodes", tuple(part.text for part in nodes))]
    targets = sorted(exercise.targets, key=lambda part: part.id)
    return [
        Group("static-sources", tuple(part.text for part in exercise.sources)),
        Group("static-targets", tuple(part.text for part in targets)),
    ]
