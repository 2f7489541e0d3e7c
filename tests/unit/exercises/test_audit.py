"""Audit: the sign of each gap, beside the author's."""

from hypothesis import given
from hypothesis import strategies as st

from clientservice.exercises import Audit, AuditKey, Part, model_value, progress, rows, score
from clientservice.exercises.audit import ComponentKey
from clientservice.exercises.family import clean, reveal


def text(words):
    return {"en": words, "ru": words}


NAMES = ["a", "b", "c"]
AUDIT = Audit(
    id="x",
    title=text("t"),
    prompt=text("p"),
    described=text("d"),
    components=[Part(id=name, text=text(name)) for name in NAMES],
    low_label=text("low"),
    high_label=text("high"),
)
KEY = AuditKey(
    components={
        "a": ComponentKey(expected=7, perceived=2, why=text("w")),
        "b": ComponentKey(expected=4, perceived=4, why=text("w")),
        "c": ComponentKey(expected=3, perceived=6, why=text("w")),
    }
)
RATINGS = st.dictionaries(st.sampled_from(NAMES), st.integers(1, 7))


@given(st.recursive(st.none() | st.integers() | st.floats() | st.text(), st.lists, max_leaves=5))
def test_any_json_gives_a_score_within_bounds(value):
    for answer in (value, {"expected": value}, {"expected": {"a": value}, "perceived": {"a": 1}}):
        result = score(AUDIT, KEY, answer)
        assert 0 <= result.points <= result.max_points
        assert clean(AUDIT, clean(AUDIT, answer)) == clean(AUDIT, answer)
        rows(AUDIT, answer)


@given(RATINGS, RATINGS)
def test_a_component_is_right_where_the_gap_points_the_same_way(expected, perceived):
    def sign(n):
        return (n > 0) - (n < 0)

    wanted = {"a": -1, "b": 0, "c": 1}
    both = [name for name in NAMES if name in expected and name in perceived]
    right = sum(sign(perceived[name] - expected[name]) == wanted[name] for name in both)
    result = score(AUDIT, KEY, {"expected": expected, "perceived": perceived})
    assert result.points == right
    assert progress(AUDIT, {"expected": expected, "perceived": perceived}) == (len(both), 3)


def test_the_author_s_ratings_earn_everything_and_are_told_after_the_check():
    model = model_value(AUDIT, KEY)
    assert score(AUDIT, KEY, model).share == 1
    assert reveal(AUDIT, KEY, {}) == {**model, "ended": True}


def test_a_rating_off_the_scale_is_nobody_s_answer():
    assert score(AUDIT, KEY, {"expected": {"a": 8}, "perceived": {}}).status == "needs_review"
    assert clean(AUDIT, {"expected": {"a": 8, "b": 2.5}, "perceived": {}})["expected"] == {"b": 2}
