"""Scenario (practice): a branching conversation with a client; every reply has consequences that are measured.

Rule for practice: finished or not; the consequences are the key. A response's value is ``{"path": [reply, …]}``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

import msgspec

from clientservice.text import LocalizedText

from ._score import ItemScore, Score, scored, unreadable
from ._shape import Group, Keyed, Part, Row, Shown, has_form

MAX_STEPS = 30


class Meter(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something measured: trust, waiting time, cost, rule risk. ``good`` says which direction is the good one."""

    id: str
    label: LocalizedText
    start: float
    low: float
    high: float
    unit: LocalizedText | None = None
    good: Literal["up", "down"] = "up"


class Scene(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the client says, and the replies to choose from; a scene without replies is an end."""

    id: str
    text: LocalizedText
    replies: list[Part] = []
    who: LocalizedText | None = None


class Scenario(Shown, frozen=True, kw_only=True, tag="scenario"):
    """What the learner sees; it begins with the first scene. Reply ids are unique in the exercise."""

    meters: list[Meter]
    scenes: list[Scene]


class ReplyKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a reply leads to: the next scene, the change of each meter, how the client reacts, and why."""

    to: str
    effects: dict[str, float] = {}
    why: LocalizedText


class ScenarioKey(Keyed, frozen=True, kw_only=True):
    """Consequences by reply id; ``debrief`` is told at the end, whatever the path."""

    replies: dict[str, ReplyKey]
    debrief: LocalizedText


def _path(value: object) -> list[str] | str:
    if not has_form(value, {"path"}) or not isinstance(value, Mapping):
        return "the answer is not of the form {path: […]}"
    path = value.get("path", [])
    if not isinstance(path, list | tuple) or len(path) > MAX_STEPS or not all(isinstance(step, str) for step in path):
        return "the path is no list of replies"
    return list(path)


def _offered(exercise: Scenario) -> dict[str, str]:
    return {reply.id: scene.id for scene in exercise.scenes for reply in scene.replies}


def clean(exercise: Scenario, value: object) -> dict[str, Any]:
    """Only known replies."""
    path = _path(value)
    known = _offered(exercise)
    return {"path": [] if isinstance(path, str) else [reply for reply in path if reply in known]}


def progress(exercise: Scenario, value: object) -> tuple[int, int]:
    """Whether the conversation has begun, as (0 or 1, 1); only the key knows where it ends."""
    return int(bool(clean(exercise, value)["path"])), 1


def walk(exercise: Scenario, key: ScenarioKey, path: list[str]) -> tuple[list[str], str, dict[str, float]]:
    """Follow a path from the first scene: (the replies that could be given, the scene it ends in, the meters there)."""
    scenes = {scene.id: scene for scene in exercise.scenes}
    at = exercise.scenes[0].id
    meters = {meter.id: meter.start for meter in exercise.meters}
    given: list[str] = []
    for reply in path[:MAX_STEPS]:
        if reply not in {offered.id for offered in scenes[at].replies}:
            break
        given.append(reply)
        at = key.replies[reply].to
        for meter in exercise.meters:
            moved = meters[meter.id] + key.replies[reply].effects.get(meter.id, 0.0)
            meters[meter.id] = min(max(moved, meter.low), meter.high)
    return given, at, meters


def is_end(exercise: Scenario, scene: str) -> bool:
    """Whether nothing can be replied any more."""
    return not next(found for found in exercise.scenes if found.id == scene).replies


def paths(exercise: Scenario, key: ScenarioKey) -> Iterator[list[str]]:
    """Every path from the first scene to an end; a path that turns in a circle is left out."""
    scenes = {scene.id: scene for scene in exercise.scenes}

    def onwards(at: str, so_far: list[str], seen: frozenset[str]) -> Iterator[list[str]]:
        if not scenes[at].replies:
            yield so_far
        for reply in scenes[at].replies:
            target = key.replies[reply.id].to
            if target not in seen:
                yield from onwards(target, [*so_far, reply.id], seen | {target})

    first = exercise.scenes[0].id
    yield from onwards(first, [], frozenset({first}))


def merit(exercise: Scenario, meters: Mapping[str, float]) -> float:
    """How well the meters stand together, 0 to 1: the mean of each meter's place between its bad and its good end."""
    places = []
    for meter in exercise.meters:
        place = (meters[meter.id] - meter.low) / (meter.high - meter.low)
        places.append(place if meter.good == "up" else 1 - place)
    return sum(places) / len(places) if places else 0.0


def model_value(exercise: Scenario, key: ScenarioKey) -> dict[str, list[str]]:
    """The path with the best meters."""
    return {"path": max(paths(exercise, key), key=lambda path: merit(exercise, walk(exercise, key, path)[2]))}


def score(exercise: Scenario, key: ScenarioKey, value: object) -> Score:
    """Finished earns 1, under way 0: any JSON gives a `Score`, never an exception."""
    path = _path(value)
    if isinstance(path, str):
        return unreadable(1.0, path)
    if not path:
        return Score(0.0, 1.0, "not_attempted")
    given, at, _ = walk(exercise, key, path)
    if given != path:
        return unreadable(1.0, "the path has a reply that was not offered there")
    ended = is_end(exercise, at)
    return scored(1.0, float(ended), {reply: ItemScore("ok" if ended else "open", 0.0) for reply in given})


def whys(_exercise: Scenario, key: ScenarioKey) -> dict[str, LocalizedText]:
    """What each reply brought about."""
    return {name: reply.why for name, reply in key.replies.items()}


def reveal(exercise: Scenario, key: ScenarioKey, value: object) -> dict[str, Any]:
    """The story so far: each reply with its consequence and the meters after it; at an end the debrief.

    ``compare`` places this path among all: its merit, the best and the worst one (0 to 1), and the best path.
    """
    given, at, _ = walk(exercise, key, clean(exercise, value)["path"])
    story = [
        {"reply": reply, "why": key.replies[reply].why, "meters": walk(exercise, key, given[: index + 1])[2]}
        for index, reply in enumerate(given)
    ]
    told: dict[str, Any] = {"story": story, "scene": at, "ended": is_end(exercise, at)}
    if told["ended"]:
        merits = {tuple(path): merit(exercise, walk(exercise, key, path)[2]) for path in paths(exercise, key)}
        best = model_value(exercise, key)["path"]
        told["debrief"] = key.debrief
        told["compare"] = {
            "mine": merit(exercise, walk(exercise, key, given)[2]),
            "best": max(merits.values()),
            "worst": min(merits.values()),
            "paths": len(merits),
            "best_path": best,
            "best_meters": walk(exercise, key, best)[2],
        }
    return told


def outcome(exercise: Scenario, key: ScenarioKey, value: object) -> dict[str, Any] | None:
    """What one play came to, to be compared with the next one; None before an end."""
    given, at, meters = walk(exercise, key, clean(exercise, value)["path"])
    if not is_end(exercise, at):
        return None
    return {"path": given, "meters": meters, "merit": merit(exercise, meters)}


def rows(exercise: Scenario, value: object) -> list[Row]:
    """Each scene that was met and the reply given."""
    path = clean(exercise, value)["path"]
    met = {reply.id: (scene.text, reply.text) for scene in exercise.scenes for reply in scene.replies}
    return [Row(reply, met[reply][0], (met[reply][1],)) for reply in path]


def outline(exercise: Scenario) -> list[Group]:
    """How the conversation begins."""
    first = exercise.scenes[0]
    return [Group("static-scene", (first.text,)), Group("static-replies", tuple(r.text for r in first.replies))]
