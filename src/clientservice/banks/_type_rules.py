"""Rules of single exercise types."""

from __future__ import annotations

import keyword
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any

from clientservice import exercises as ex
from clientservice.exercises.order import closure
from clientservice.exercises.scenario import paths

from ._problems import Problem

_MOST_STEPS = 15  # more than fit a screen; also bounds the search for the nearest valid order


def _missing_and_surplus(have: Iterable[str], wanted: Iterable[str], field: str, what: str) -> Iterator[Problem]:
    have, wanted = list(have), list(wanted)
    for name in wanted:
        if name not in have:
            yield Problem([field], f'no key for {what} "{name}"')
    for name in have:
        if name not in wanted:
            yield Problem([field], f'a key for {what} "{name}", which the exercise has not')


def _named(name: str, others: Iterable[str], keys: list[str | int], what: str) -> Iterator[Problem]:
    for other in others:
        if other in name.split("-"):
            yield Problem(keys, f'"{name}" names the {what} "{other}"; an id must not give the key away')


def _categorize(exercise: ex.Categorize) -> Iterator[Problem]:
    if len(exercise.categories) < 2 or len(exercise.items) < 2:
        yield Problem(["items"], "sorting needs at least two categories and two items")
    categories = [category.id for category in exercise.categories]
    for index, item in enumerate(exercise.items):
        yield from _named(item.id, categories, ["items", index, "id"], "category")
        if len(item.reasons) == 1:
            yield Problem(["items", index, "reasons"], "one reason is no choice; add others or leave them out")


def _categorize_key(exercise: ex.Categorize, key: ex.CategorizeKey) -> Iterator[Problem]:
    categories = {category.id for category in exercise.categories}
    yield from _missing_and_surplus(key.items, [item.id for item in exercise.items], "items", "item")
    for item in exercise.items:
        found = key.items.get(item.id)
        if found is None:
            continue
        here: list[str | int] = ["items", item.id]
        if unknown := [name for name in found.accepted if name not in categories]:
            yield Problem(
                [*here, "key"], f'"{unknown[0]}" is no category of this exercise ({", ".join(sorted(categories))})'
            )
        if not found.accepted or categories <= set(found.accepted):
            yield Problem([*here, "key"], "accepting every category (or none) asks nothing; name the right one")
        offered = {reason.id for reason in item.reasons}
        if set(found.reasons) - offered:
            yield Problem([*here, "reason"], "this reason is not among the item’s reasons")
        if offered and (not found.reasons or offered <= set(found.reasons)):
            yield Problem([*here, "reason"], "accepting every reason (or none) asks nothing; name the right one")


def _choice(exercise: ex.Choice) -> Iterator[Problem]:
    if len(exercise.options) < 2:
        yield Problem(["options"], "a choice needs at least two options")


def _choice_key(exercise: ex.Choice, key: ex.ChoiceKey) -> Iterator[Problem]:
    yield from _missing_and_surplus(key.options, [option.id for option in exercise.options], "options", "option")
    right = sum(option.right for option in key.options.values())
    if exercise.multiple and (right == 0 or right == len(key.options)):
        yield Problem(["options"], "of several options at least one is right and at least one wrong")
    if not exercise.multiple and right != 1:
        yield Problem(
            ["options"], f"{right} options are right; a single choice has exactly one (or set multiple: true)"
        )


def _order(exercise: ex.Order) -> Iterator[Problem]:
    if not 3 <= len(exercise.steps) <= _MOST_STEPS:
        yield Problem(["steps"], f"an order has 3 to {_MOST_STEPS} steps")


def _order_key(exercise: ex.Order, key: ex.OrderKey) -> Iterator[Problem]:
    steps = {step.id for step in exercise.steps}
    named: list[tuple[list[str | int], str]] = []
    for index, need in enumerate(key.needs):
        named += [(["needs", index], name) for name in (need.step, *need.before)]
    named += [(["extra", index], extra.step) for index, extra in enumerate(key.extra)]
    blocks = [*chain.from_iterable(key.optional), *chain(*chain.from_iterable(key.exclusive))]
    named += [(["optional" if key.optional else "exclusive"], name) for name in blocks]
    for place, name in named:
        if name not in steps:
            yield Problem(place, f'"{name}" is no step of this exercise')
    yield from _order_blocks(exercise, key)


def _order_blocks(exercise: ex.Order, key: ex.OrderKey) -> Iterator[Problem]:
    blocks = [*chain.from_iterable(key.optional), *chain(*chain.from_iterable(key.exclusive))]
    if len(set(blocks)) != len(blocks):
        yield Problem(["optional"], "a step stands in two blocks; a step is in one at most")
    for field in ("extra", "optional", "exclusive"):
        if getattr(key, field) and not exercise.tray:
            yield Problem([field], "steps that are left out need a place to be laid aside; set tray: true")
    if extras := {extra.step for extra in key.extra} & {
        name for need in key.needs for name in (need.step, *need.before)
    }:
        yield Problem(["extra"], f'"{min(extras)}" is no part of the process and can’t stand in needs')
    for alternatives in key.exclusive:
        if len(alternatives) < 2:
            yield Problem(["exclusive"], "alternatives are at least two blocks")
    for step, before in closure(key).items():
        if step in before:
            yield Problem(["needs"], f'"{step}" needs itself, by way of others; nothing can be in order then')


def _match(exercise: ex.Match) -> Iterator[Problem]:
    if len(exercise.sources) < 2 or len(exercise.targets) < 2:
        yield Problem(["sources"], "matching needs at least two sources and two targets")
    for index, source in enumerate(exercise.sources):
        targets = [target.id for target in exercise.targets]
        yield from _named(source.id, targets, ["sources", index, "id"], "target")


def _match_key(exercise: ex.Match, key: ex.MatchKey) -> Iterator[Problem]:
    yield from _missing_and_surplus(key.sources, [part.id for part in exercise.sources], "sources", "source")
    targets = {part.id for part in exercise.targets}
    for name, link in key.sources.items():
        if set(link.targets) - targets:
            yield Problem(["sources", name, "to"], f'"{min(set(link.targets) - targets)}" is no target')
        if not link.targets and not exercise.many:
            yield Problem(["sources", name, "to"], "a source that leads nowhere needs many: true")
    if not any(link.targets for link in key.sources.values()):
        yield Problem(["sources"], "nothing is joined; at least one pair is right")


def _chain(exercise: ex.Chain) -> Iterator[Problem]:
    if len(exercise.nodes) < 3:
        yield Problem(["nodes"], "a chain needs at least three nodes")


def _chain_key(exercise: ex.Chain, key: ex.ChainKey) -> Iterator[Problem]:
    nodes = [part.id for part in exercise.nodes]
    yield from _missing_and_surplus(key.nodes, nodes, "nodes", "node")
    for name, link in key.nodes.items():
        for target in link.targets:
            if target not in nodes or target == name:
                yield Problem(["nodes", name, "to"], f'"{target}" is no other node')
    if not any(link.targets for link in key.nodes.values()):
        yield Problem(["nodes"], "nothing is linked; at least one link is right")


def _estimate(exercise: ex.Estimate) -> Iterator[Problem]:
    if not exercise.low < exercise.high or not 0 < exercise.step <= exercise.high - exercise.low:
        yield Problem(["low"], "a scale goes from low to high in steps that fit")


def _estimate_key(exercise: ex.Estimate, key: ex.EstimateKey) -> Iterator[Problem]:
    low, high = key.plausible
    if not exercise.low <= low <= key.figure <= high <= exercise.high:
        yield Problem(["plausible"], "the figure lies within the plausible range, and that within the scale")


def _scenario(exercise: ex.Scenario) -> Iterator[Problem]:
    replies = [reply.id for scene in exercise.scenes for reply in scene.replies]
    for name in sorted({name for name in replies if replies.count(name) > 1}):
        yield Problem(["scenes"], f'the reply id "{name}" stands twice; reply ids are unique in the exercise')
    for index, scene in enumerate(exercise.scenes):
        if len(scene.replies) == 1:
            yield Problem(["scenes", index, "replies"], "one reply is no choice; add others, or end here")
    for index, meter in enumerate(exercise.meters):
        if not meter.low <= meter.start <= meter.high or meter.low == meter.high:
            yield Problem(["meters", index, "start"], "a meter starts between its low and its high end")
    if not exercise.scenes or not exercise.scenes[0].replies or not exercise.meters:
        yield Problem(["scenes"], "a conversation needs a first scene with replies, and at least one meter")


def _scenario_key(exercise: ex.Scenario, key: ex.ScenarioKey) -> Iterator[Problem]:
    replies = [reply.id for scene in exercise.scenes for reply in scene.replies]
    yield from _missing_and_surplus(key.replies, replies, "replies", "reply")
    scenes, meters = {scene.id for scene in exercise.scenes}, {meter.id for meter in exercise.meters}
    sound = set(replies) == set(key.replies)
    for name, reply in key.replies.items():
        if reply.to not in scenes:
            sound = False
            yield Problem(["replies", name, "to"], f'"{reply.to}" is no scene')
        for meter in reply.effects.keys() - meters:
            yield Problem(["replies", name, "effects"], f'"{meter}" is no meter')
    if sound and exercise.scenes:
        met = {scene for path in paths(exercise, key) for scene in (key.replies[reply].to for reply in path)}
        for index, scene in enumerate(exercise.scenes[1:], start=1):
            if scene.id not in met:
                yield Problem(["scenes", index], f'no conversation leads to "{scene.id}" and on to an end')


def _audit(exercise: ex.Audit) -> Iterator[Problem]:
    if not exercise.low < exercise.high or exercise.high - exercise.low > 10:
        yield Problem(["low"], "a scale goes from low to high, at most eleven numbers")
    if len(exercise.components) < 2:
        yield Problem(["components"], "an audit rates at least two components")


def _audit_key(exercise: ex.Audit, key: ex.AuditKey) -> Iterator[Problem]:
    yield from _missing_and_surplus(
        key.components, [part.id for part in exercise.components], "components", "component"
    )
    for name, found in key.components.items():
        for side in ("expected", "perceived"):
            if not exercise.low <= getattr(found, side) <= exercise.high:
                yield Problem(["components", name, side], "the rating is not on the exercise’s scale")


def _computed(exercise: ex.Value | ex.Table) -> Iterator[Problem]:
    name = exercise.answer
    if not name.isidentifier() or keyword.iskeyword(name) or name.startswith("_"):
        yield Problem(["answer"], f'"{name[:60]}" is no name that a cell can give a value to')


def _computed_key(_exercise: ex.Value | ex.Table, key: ex.ValueKey | ex.TableKey) -> Iterator[Problem]:
    if not 0 <= key.hidden < 1:
        yield Problem(["hidden"], "the hidden run decides a share of the points, from 0 to less than 1")
    if key.absolute < 0 or key.relative < 0:
        yield Problem(["absolute"], "a tolerance is not negative")


def _table_key(exercise: ex.Table, key: ex.TableKey) -> Iterator[Problem]:
    yield from _computed_key(exercise, key)
    if key.rows is not None:
        if not key.columns or any(len(row) != len(key.columns) for row in key.rows):
            yield Problem(["rows"], "every row has one cell for each of the columns")
        if key.index is not None and len(set(key.index)) != len(key.rows):
            yield Problem(["index"], "the index has one name for each row, no name twice")


def _essay(exercise: ex.Essay) -> Iterator[Problem]:
    low, high = exercise.words
    if not 0 < low < high:
        yield Problem(["words"], "the length goes from a smaller to a larger number of words")
    if not exercise.criteria:
        yield Problem(["criteria"], "a text is marked by at least one criterion")
    for index, criterion in enumerate(exercise.criteria):
        points = [level.points for level in criterion.levels]
        if len(points) < 2 or points != sorted(points, reverse=True) or len(set(points)) != len(points):
            yield Problem(["criteria", index, "levels"], "levels go from the best down, at least two, none twice")
    best = sum(max((level.points for level in c.levels), default=0.0) for c in exercise.criteria)
    if exercise.points is not None and abs(best - exercise.points) > 1e-9:
        yield Problem(["points"], f"the best levels add up to {best:g}, the exercise has {exercise.points:g} points")


def _nothing(*_: object) -> Iterator[Problem]:
    yield from ()


EXERCISE_RULES: dict[type, Callable[[Any], Iterator[Problem]]] = {
    ex.Categorize: _categorize,
    ex.Choice: _choice,
    ex.Order: _order,
    ex.Match: _match,
    ex.Chain: _chain,
    ex.Estimate: _estimate,
    ex.Scenario: _scenario,
    ex.Audit: _audit,
    ex.Value: _computed,
    ex.Table: _computed,
    ex.Essay: _essay,
}
KEY_RULES: dict[type, Callable[[Any, Any], Iterator[Problem]]] = {
    ex.Categorize: _categorize_key,
    ex.Choice: _choice_key,
    ex.Order: _order_key,
    ex.Match: _match_key,
    ex.Chain: _chain_key,
    ex.Estimate: _estimate_key,
    ex.Scenario: _scenario_key,
    ex.Audit: _audit_key,
    ex.Value: _computed_key,
    ex.Table: _table_key,
    ex.Essay: _nothing,
}
