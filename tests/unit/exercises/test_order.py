"""Order: 1 − d/n, d by brute force over all valid orders. Properties first, examples after."""

from itertools import chain, combinations, permutations, product

import msgspec
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from clientservice.exercises import (
    Extra,
    Need,
    Order,
    OrderKey,
    Step,
    clean,
    complete,
    model_value,
    outline,
    progress,
    reveal,
)
from clientservice.exercises import score as score_of
from clientservice.exercises.order import closure, distance

FEW = settings(max_examples=40, deadline=None)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["sequence", "aside"]) | st.text(), inner),
    max_leaves=20,
)


def text(words):
    return {"en": words, "ru": words}


def need(step, *after):
    return Need(step=step, after=after, why=text(f"{step} needs"))


@st.composite
def keys(draw, steps):
    """A key for these steps: a partial order in which some are surplus, optional, or alternatives."""
    hidden = draw(st.permutations(steps))  # an order in which no dependency is broken, so there is no circle
    roles = [draw(st.sampled_from(["core", "core", "core", "extra", "optional", "first", "second"])) for _ in hidden]
    of = {role: [step for step, own in zip(hidden, roles, strict=True) if own == role] for role in set(roles)}
    real = [step for step in hidden if step not in of.get("extra", [])]
    assume(of.get("core"))
    needs = [
        need(later, earlier)
        for index, later in enumerate(real)
        for earlier in real[:index]
        if draw(st.integers(0, 2)) == 0
    ]
    alternatives = [of[name] for name in ("first", "second") if of.get(name)]
    return OrderKey(
        needs=needs,
        extra=[Extra(step=step, why=text("no")) for step in of.get("extra", [])],
        optional=[of["optional"]] if of.get("optional") else [],
        exclusive=[alternatives] if len(alternatives) == 2 else [],
    )


@st.composite
def cases(draw, most=6):
    """An exercise with its key."""
    steps = [f"s{n}" for n in range(draw(st.integers(3, most)))]
    exercise = Order(
        id="x",
        title=text("t"),
        prompt=text("p"),
        steps=[Step(id=step, text=text(step)) for step in steps],
        tray=draw(st.booleans()),
        points=draw(st.none() | st.integers(1, 20).map(lambda n: n / 2)),
    )
    return exercise, draw(keys(steps))


@st.composite
def answered(draw, most=6):
    """A case with a well-formed answer."""
    exercise, key = draw(cases(most))
    steps = draw(st.permutations([step.id for step in exercise.steps]))
    cut = draw(st.integers(0, len(steps)))
    return exercise, key, list(steps[:cut])


def valid_orders(exercise, key):
    """Every valid order, straight from what the words mean; no code is shared with the rule."""
    extras = {extra.step for extra in key.extra}
    steps = [step.id for step in exercise.steps if step.id not in extras]
    before = [(earlier, found.step) for found in key.needs for earlier in found.before]
    free = set(chain(*key.optional, *chain(*key.exclusive)))
    taken = set()
    for chosen in product(*key.exclusive):
        for size in range(len(key.optional) + 1):
            for blocks in combinations(key.optional, size):
                taken.add(frozenset(set(steps) - free) | frozenset(chain(*chosen, *blocks)))
    found = set()
    for order in permutations(steps):  # of all steps: what is left out still hands its needs on
        place = {step: index for index, step in enumerate(order)}
        if all(place[earlier] < place[later] for earlier, later in before if {earlier, later} <= place.keys()):
            found |= {tuple(step for step in order if step in subset) for subset in taken}
    return found


def common(one, other):
    """The length of the longest common subsequence."""
    row = [0] * (len(other) + 1)
    for left in one:
        new = [0]
        for index, right in enumerate(other):
            new.append(row[index] + 1 if left == right else max(new[index], row[index + 1]))
        row = new
    return row[-1]


def score(exercise, key, sequence):
    return score_of(exercise, key, {"sequence": list(sequence), "aside": []})


def compare(case):
    exercise, key, sequence = case
    orders = valid_orders(exercise, key)
    nearest = min(len(sequence) + len(order) - 2 * common(sequence, order) for order in orders)
    assert distance(exercise, key, sequence)[0] == nearest
    if sequence:
        shortest = min(len(order) for order in orders)
        result = score(exercise, key, sequence)
        expected = result.max_points * max(0.0, 1 - nearest / shortest)
        assert result.points == pytest.approx(expected, abs=0.0051)


@FEW
@given(answered(5))
def test_the_distance_is_that_of_the_nearest_of_all_valid_orders(case):
    compare(case)


@pytest.mark.slow
@settings(max_examples=2000, deadline=None)
@given(answered(6))
def test_the_distance_with_more_steps_and_more_tries(case):
    compare(case)


@FEW
@given(answered(5))
def test_show_me_gives_a_valid_order_and_the_nearest_one(case):
    exercise, key, sequence = case
    orders = valid_orders(exercise, key)
    shown = complete(exercise, key, {"sequence": sequence, "aside": []})["sequence"]
    assert tuple(shown) in orders
    assert len(sequence) + len(shown) - 2 * common(sequence, shown) == distance(exercise, key, sequence)[0]


@FEW
@given(answered())
def test_a_dependency_that_follows_from_others_changes_nothing(case):
    exercise, key, sequence = case
    implied = [need(step, *sorted(before)) for step, before in closure(key).items() if before]
    richer = msgspec.structs.replace(key, needs=[*key.needs, *implied])
    plain, rich = score(exercise, key, sequence), score(exercise, richer, sequence)
    assert (plain.points, plain.per_item) == (rich.points, rich.per_item)


@FEW
@given(answered())
def test_an_edit_towards_a_valid_order_never_lowers_the_score(case):
    exercise, key, sequence = case
    target = complete(exercise, key, {"sequence": sequence, "aside": []})["sequence"]
    now = list(sequence)
    last = score(exercise, key, now).points if now else 0.0
    _, stay, _ = distance(exercise, key, now)
    edits = [("out", step) for step in now if step not in stay] + [("in", step) for step in target if step not in stay]
    # what stands wrong is taken out before it is put in again
    edits.sort(key=lambda edit: edit[0] == "in")
    for kind, step in edits:
        if kind == "out":
            now.remove(step)
        else:
            done = [other for other in now if other in target and target.index(other) < target.index(step)]
            now.insert(max((now.index(other) + 1 for other in done), default=0), step)
        if now:
            points = score(exercise, key, now).points
            assert points >= last
            last = points
    assert now == target
    assert score(exercise, key, now).points == (exercise.points or 1.0)


@FEW
@given(cases(), JSON)
def test_any_json_gives_a_score_within_bounds(case, value):
    exercise, key = case
    result = score_of(exercise, key, value)
    assert 0 <= result.points <= result.max_points
    assert result.status in {"scored", "not_attempted", "needs_review"}
    assert 0 <= progress(exercise, value)[0] <= len(exercise.steps)
    cleaned = clean(exercise, value)
    assert score_of(exercise, key, cleaned).status != "needs_review"
    assert reveal(exercise, key, cleaned)["missing"] >= 0


@FEW
@given(cases())
def test_the_model_answer_earns_everything(case):
    exercise, key = case
    result = score_of(exercise, key, model_value(exercise, key))
    assert (result.points, result.status) == (result.max_points, "scored")


@FEW
@given(answered(), st.randoms())
def test_the_order_in_which_steps_are_listed_changes_no_points(case, random):
    exercise, key, sequence = case
    steps = random.sample(exercise.steps, len(exercise.steps))
    other = msgspec.structs.replace(exercise, steps=steps, title=text(""))
    assert score(other, key, sequence).points == score(exercise, key, sequence).points


STEPS = ("meet", "choose", "insure", "lend", "sell", "report")
CASE = (
    Order(
        id="x",
        title=text("t"),
        prompt=text("p"),
        steps=[Step(id=step, text=text(step)) for step in STEPS],
        tray=True,
        points=5,
    ),
    OrderKey(
        needs=[
            need("choose", "meet"),
            need("insure", "choose"),
            need("lend", "choose"),
            need("sell", "insure", "lend"),
        ],
        extra=[Extra(step="report", why=text("not here"))],
    ),
)


@pytest.mark.parametrize(
    ("sequence", "points"),
    [
        ("meet choose insure lend sell", 5),
        ("meet choose lend insure sell", 5),  # neither needs the other
        ("meet lend choose insure sell", 3),  # one step to take out and put in again
        ("meet choose insure lend", 4),
        ("meet choose insure lend sell report", 4),
        ("sell lend insure choose meet", 0),
    ],
)
def test_points(sequence, points):
    assert score(*CASE, sequence.split()).points == points


def test_redundant_pairs_do_not_pay_twice():
    """What precedence pairs get wrong: the same answer scored 0.67 or 0, depending on which pairs were listed."""
    exercise, key = CASE
    richer = msgspec.structs.replace(key, needs=[*key.needs, need("sell", "meet", "choose"), need("lend", "meet")])
    for sequence in permutations(["meet", "choose", "insure", "lend", "sell"]):
        assert score(exercise, key, sequence).points == score(exercise, richer, sequence).points


def test_verdicts_and_what_is_told():
    value = {"sequence": ["meet", "lend", "choose", "report"], "aside": ["insure"]}
    result = score_of(*CASE, value)
    assert {name: item.verdict for name, item in result.per_item.items()} == {
        "meet": "ok",
        "lend": "no",  # it comes too early; what it needs stands well
        "choose": "ok",
        "report": "no",
        "insure": "no",
        "sell": "missed",
    }
    told = reveal(*CASE, value)
    assert (told["broken"]["step"], told["broken"]["after"]) == ("lend", "choose")
    assert told["broken"]["why"]["en"] == "lend needs"
    assert (told["missing"], told["surplus"]) == (2, 1)
    assert "broken" not in reveal(*CASE, {"sequence": ["meet", "choose"], "aside": []})


def test_all_or_nothing_blocks_and_alternatives():
    exercise, _ = CASE
    key = OrderKey(needs=[need("sell", "meet")], optional=[["insure", "lend"]], exclusive=[[["choose"], ["report"]]])
    assert score(exercise, key, ["meet", "choose", "sell"]).points == 5
    assert score(exercise, key, ["meet", "report", "sell", "insure", "lend"]).points == 5
    assert score(exercise, key, ["meet", "choose", "report", "sell"]).points == round(5 * 2 / 3, 2)
    assert score(exercise, key, ["meet", "choose", "insure", "sell"]).points == round(5 * 2 / 3, 2)


@pytest.mark.parametrize(
    "value", [{"sequence": ["meet", "meet"]}, {"sequence": "meet"}, {"sequence": ["x"]}, {"other": 1}]
)
def test_what_no_page_of_ours_sends_is_looked_at_by_a_person(value):
    assert score_of(*CASE, value).status == "needs_review"


def test_nothing_placed_is_not_attempted():
    assert score_of(*CASE, {"sequence": [], "aside": []}).status == "not_attempted"


def test_a_condition_is_told_in_plain_words_too():
    exercise, _ = CASE
    steps = [msgspec.structs.replace(exercise.steps[0], condition=text("if need be")), *exercise.steps[1:]]
    (group,) = outline(msgspec.structs.replace(exercise, steps=steps))
    assert [words["ru"] for words in group.texts] == ["choose", "insure", "lend", "meet (if need be)", "report", "sell"]
