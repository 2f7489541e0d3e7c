"""The rule: points × share of items in an accepted category. Properties first, examples after."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientservice.exercises import Categorize, CategorizeKey, Category, Item, ItemKey, model_value, progress, score

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def text(words):
    return {"en": words, "ru": words}


@st.composite
def cases(draw):
    """An exercise with its key."""
    categories = [f"c{n}" for n in range(draw(st.integers(2, 4)))]
    items = [f"i{n}" for n in range(draw(st.integers(2, 8)))]
    points = draw(st.none() | st.integers(1, 40).map(lambda n: n / 2))
    exercise = Categorize(
        id="x",
        title=text("t"),
        prompt=text("p"),
        categories=[Category(id=c, label=text(c)) for c in categories],
        items=[Item(id=i, text=text(i)) for i in items],
        points=points,
    )
    accepted = st.lists(st.sampled_from(categories), min_size=1, max_size=len(categories) - 1, unique=True).map(tuple)
    key = CategorizeKey(items={i: ItemKey(key=draw(accepted), why=text("w")) for i in items})
    return exercise, key


@st.composite
def answered(draw):
    """A case with a well-formed answer."""
    exercise, key = draw(cases())
    items, categories = [i.id for i in exercise.items], [c.id for c in exercise.categories]
    placed = draw(st.dictionaries(st.sampled_from(items), st.sampled_from(categories)))
    return exercise, key, placed


@given(cases(), JSON)
def test_any_json_gives_a_score_within_bounds(case, value):
    exercise, key = case
    result = score(exercise, key, value)
    assert 0 <= result.points <= result.max_points
    assert result.status in {"scored", "not_attempted", "needs_review"}
    assert 0 <= progress(exercise, value)[0] <= len(exercise.items)


@given(cases())
def test_the_model_answer_earns_everything(case):
    exercise, key = case
    result = score(exercise, key, model_value(exercise, key))
    assert (result.points, result.status) == (result.max_points, "scored")


@given(answered(), st.randoms())
def test_shuffling_and_languages_change_nothing(case, random):
    exercise, key, placed = case
    before = score(exercise, key, {"placements": placed})
    items = random.sample(exercise.items, len(exercise.items))
    other = msgspec.structs.replace(exercise, items=items, title={"en": "", "ru": ""})
    shuffled = dict(random.sample(list(placed.items()), len(placed)))
    after = score(other, key, {"placements": shuffled})
    assert (after.points, after.status, after.per_item) == (before.points, before.status, before.per_item)


@given(answered(), st.data())
def test_an_edit_towards_the_key_never_lowers_the_score(case, data):
    exercise, key, placed = case
    item = data.draw(st.sampled_from([i.id for i in exercise.items]))
    nearer = placed | {item: data.draw(st.sampled_from(key.items[item].accepted))}
    assert score(exercise, key, {"placements": nearer}).points >= score(exercise, key, {"placements": placed}).points


@given(answered())
def test_points_are_the_share_of_items_in_an_accepted_place(case):
    exercise, key, placed = case
    right = sum(placed.get(i.id) in key.items[i.id].accepted for i in exercise.items)
    result = score(exercise, key, {"placements": placed})
    assert result.points == pytest.approx(result.max_points * right / len(exercise.items), abs=0.0051)
    assert result.points == round(result.points, 2)


CASE = (
    Categorize(
        id="x",
        title=text("t"),
        prompt=text("p"),
        categories=[Category(id=c, label=text(c)) for c in ("in", "out", "both")],
        items=[Item(id=i, text=text(i)) for i in ("a", "b", "c")],
        points=6,
    ),
    CategorizeKey(
        items={
            "a": ItemKey(key=("in",), why=text("w")),
            "b": ItemKey(key=("out", "both"), why=text("w")),
            "c": ItemKey(key=("out",), why=text("w")),
        },
    ),
)


def test_verdicts_tell_right_arguable_wrong_and_open_apart():
    result = score(*CASE, {"placements": {"a": "in", "b": "both"}})
    assert {name: item.verdict for name, item in result.per_item.items()} == {"a": "ok", "b": "mind", "c": "open"}
    assert (result.points, result.status) == (4, "scored")
    assert score(*CASE, {"placements": {"c": "in"}}).per_item["c"].verdict == "no"


@pytest.mark.parametrize("value", [{}, {"placements": {}}])
def test_nothing_placed_is_not_attempted(value):
    assert score(*CASE, value).status == "not_attempted"


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        "a",
        {"placements": {"a": "in"}, "score": 1},
        {"placements": {"__proto__": "in"}},
        {"placements": {"a": "nowhere"}},
        {"placements": {"a": ["in"]}},
        {"placements": ["a"]},
    ],
)
def test_what_no_widget_could_send_needs_a_person(value):
    result = score(*CASE, value)
    assert (result.status, result.points) == ("needs_review", 0)
    assert result.reason
