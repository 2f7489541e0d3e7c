"""A blueprint says of every graded item what it assesses, what chance earns and what it gives away: held true here."""

import json
import random
import re
from itertools import product
from math import lcm
from pathlib import Path
from statistics import mean

import pytest

from clientservice.banks import load_keys, load_source
from clientservice.exercises import Categorize, Chain, Choice, Essay, Match, Order, Table, Value, score, type_name
from clientservice.exercises.blind import blind_shares
from clientservice.text import language_names

REPO = Path(__file__).parents[2]
BLUEPRINTS = sorted((REPO / "docs/blueprints").glob("*.md"))
LEVELS = {"understand", "apply", "analyse", "evaluate"}
ROW = re.compile(
    r"\| `(?P<item>[^`]+)` \| (?P<outcomes>[^|]+) \| (?P<type>[^|]+) \| (?P<points>[\d.]+) \| (?P<level>[^|]+)"
    r" \| (?P<chance>[\d.]+) \| (?P<blind>[\d.]+)(?: \((?P<strategy>[^|]+)\))? \|"
)
TOTAL = re.compile(
    r"\| \*\*all\*\* \|[^|]*\|[^|]*\| \*\*([\d.]+)\*\* \|[^|]*\| \*\*([\d.]+)\*\* \| \*\*([\d.]+)\*\* \|"
)


@pytest.fixture(params=BLUEPRINTS, ids=lambda path: path.stem)
def blueprint(request):
    """One blueprint: its text, its rows by item, its totals, the bank and the keys of its assignment."""
    text = request.param.read_text(encoding="utf-8")
    bank = load_source(REPO / "solutions/exercises" / f"{request.param.stem}.yml")
    keys = load_keys(bank, REPO / "solutions/keys").keys
    rows = {found["item"]: found.groupdict() for found in ROW.finditer(text)}
    return text, rows, [float(number) for number in TOTAL.search(text).groups()], bank, keys


def in_turn(choices):
    """Answers in which every card takes each of its places equally often.

    Cards are scored one by one, so the mean of these few answers is the mean of all that can be given.
    """
    return [[places[turn % len(places)] for places in choices] for turn in range(lcm(*map(len, choices)))]


def fair_answers(exercise):
    """Answers whose mean score is what chance earns somebody who leaves nothing out."""
    if isinstance(exercise, Choice):
        names = [option.id for option in exercise.options]
        if not exercise.multiple:
            return [{"chosen": [name]} for name in names]
        ticks = product([False, True], repeat=len(names))
        return [{"chosen": [n for n, on in zip(names, tick, strict=True) if on]} for tick in ticks if any(tick)]
    if isinstance(exercise, Match) and not exercise.many:
        pairs = [[[source.id, target.id] for target in exercise.targets] for source in exercise.sources]
        return [{"pairs": given} for given in in_turn(pairs)]
    if isinstance(exercise, Categorize):
        cards = [
            [
                (item.id, place.id, why)
                for place in exercise.categories
                for why in [r.id for r in item.reasons] or [None]
            ]
            for item in exercise.items
        ]
        return [
            {
                "placements": {card: place for card, place, _ in given},
                "reasons": {card: why for card, _, why in given if why},
            }
            for given in in_turn(cards)
        ]
    if isinstance(exercise, Chain):
        return sampled(exercise, random_chain)
    assert isinstance(exercise, Order), f"{exercise.id}: teach this test what chance is for {type_name(exercise)}"
    return sampled(exercise, random_order)


def sampled(exercise, make):
    """A thousand answers by dice; seeded, so that the table is the same on every machine."""
    dice = random.Random(1)  # noqa: S311
    return [make(exercise, dice) for _ in range(1000)]


def random_chain(exercise, dice):
    """From each part one link, to any other part."""
    names = [node.id for node in exercise.nodes]
    return {"pairs": [[name, dice.choice([other for other in names if other != name])] for name in names]}


def random_order(exercise, dice):
    """Steps in any order; with a tray each one is laid aside with even odds."""
    steps = [step.id for step in exercise.steps]
    dice.shuffle(steps)
    aside = [step for step in steps if exercise.tray and dice.random() < 0.5]
    return {"sequence": [step for step in steps if step not in aside], "aside": aside}


def chance(exercise, key):
    """What an answer by dice earns on average, in points."""
    if isinstance(exercise, Essay | Value | Table):  # written or computed: dice write nothing
        return 0.0
    return mean(score(exercise, key, answer).points for answer in fair_answers(exercise))


def best_blind(exercise, key):
    """The most that a blind strategy earns in any language, in points, and its name."""
    found = [
        (share * exercise.points, f"{name}, {lang}")
        for lang in language_names()
        for name, share in blind_shares(exercise, key, lang).items()
    ]
    return max(found, key=lambda pair: pair[0], default=(0.0, None))


def test_there_is_one_to_test():
    assert BLUEPRINTS


def test_items_types_levels_and_points_are_those_of_the_bank(blueprint):
    _, rows, (points, _, _), bank, _ = blueprint
    assert list(rows) == list(bank.exercises)
    for name, exercise in bank.exercises.items():
        assert (rows[name]["type"], float(rows[name]["points"])) == (type_name(exercise), exercise.points), name
        assert set(rows[name]["level"].split(", ")) <= LEVELS, name
    assert points == sum(exercise.points for exercise in bank.exercises.values()) == 20
    assert 6 <= len(rows) <= 10
    assert len({row["type"] for row in rows.values()}) >= 4


def test_every_outcome_of_its_lessons_is_assessed(blueprint):
    text, rows, _, _, _ = blueprint
    expected = set()
    for lesson in re.findall(r"`(\d\d-[a-z-]+)`", text.partition("\n|")[0]):
        cells = json.loads((REPO / "course/en" / f"{lesson}.ipynb").read_text(encoding="utf-8"))["cells"]
        outcomes = next("".join(c["source"]) for c in cells if "outcomes" in c["metadata"].get("tags", ()))
        listed = [line for line in outcomes.splitlines() if line.startswith("- ")]
        expected |= {f"{int(lesson[:2])}.{number}" for number in range(1, len(listed) + 1)}
    assert expected
    if central := re.search(r"Central outcomes: ([\d.,\s]+)\.\s", text):  # over many lessons, some of each
        chosen = set(re.findall(r"\d\.\d", central[1]))
        assert chosen <= expected
        assert {outcome[0] for outcome in chosen} == {outcome[0] for outcome in expected}
        expected = chosen
    assert {outcome for row in rows.values() for outcome in row["outcomes"].split(", ")} == expected


def test_chance_is_what_dice_earn(blueprint):
    _, rows, (_, total, _), bank, keys = blueprint
    for name, exercise in bank.exercises.items():
        assert float(rows[name]["chance"]) == pytest.approx(chance(exercise, keys[name]), abs=0.006), name
    assert total == pytest.approx(sum(float(row["chance"]) for row in rows.values()), abs=0.001)


def test_blind_strategies_earn_what_is_said(blueprint):
    _, rows, (_, _, total), bank, keys = blueprint
    for name, exercise in bank.exercises.items():
        earned, strategy = best_blind(exercise, keys[name])
        assert float(rows[name]["blind"]) == pytest.approx(earned, abs=0.006), name
        assert rows[name]["strategy"] == (strategy if earned else None), name
    assert total == pytest.approx(sum(float(row["blind"]) for row in rows.values()), abs=0.001)
