"""Estimate: right within the plausible range; any JSON gives a score."""

from hypothesis import given, settings
from hypothesis import strategies as st

from clientservice.exercises import Estimate, EstimateKey, clean, model_value, progress, reveal, rows, score


def text(words):
    return {"en": words, "ru": words}


EXERCISE = Estimate(id="x", title=text("t"), prompt=text("p"), low=0, high=60, step=1, unit={"en": "%", "ru": "%"})
KEY = EstimateKey(figure=41.6, plausible=(35, 48), source=text("s"), why=text("w"))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["guess"]) | st.text(), inner),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None)
@given(JSON)
def test_any_json_gives_a_score_within_bounds(value):
    result = score(EXERCISE, KEY, value)
    assert 0 <= result.points <= result.max_points
    assert progress(EXERCISE, value)[1] == 1
    cleaned = clean(EXERCISE, value)
    assert clean(EXERCISE, cleaned) == cleaned
    assert score(EXERCISE, KEY, cleaned).status in {"scored", "not_attempted"}


@settings(max_examples=60, deadline=None)
@given(st.floats(0, 60), st.floats(0, 1))
def test_a_guess_nearer_to_the_figure_never_scores_less(guess, share):
    nearer = guess + (KEY.figure - guess) * share
    assert score(EXERCISE, KEY, {"guess": nearer}).points >= score(EXERCISE, KEY, {"guess": guess}).points


def test_right_is_what_lies_in_the_plausible_range():
    shares = {guess: score(EXERCISE, KEY, {"guess": guess}).share for guess in (0, 34.9, 35, 41.6, 48, 48.1, 60)}
    assert shares == {0: 0, 34.9: 0, 35: 1, 41.6: 1, 48: 1, 48.1: 0, 60: 0}
    assert score(EXERCISE, KEY, model_value(EXERCISE, KEY)).share == 1


def test_what_is_not_on_the_scale_is_no_guess():
    assert score(EXERCISE, KEY, {"guess": 61}).status == "needs_review"
    assert score(EXERCISE, KEY, {"guess": True}).status == "needs_review"
    assert score(EXERCISE, KEY, {}).status == "not_attempted"
    assert clean(EXERCISE, {"guess": 61}) == {"guess": 60}
    assert clean(EXERCISE, {"guess": float("nan")}) == {}


def test_what_is_told_after_the_guess_and_the_answer_in_words():
    assert reveal(EXERCISE, KEY, {"guess": 30}) == {"figure": 41.6, "plausible": [35, 48], "source": text("s")}
    assert rows(EXERCISE, {"guess": 30.5})[0].answer[0]["ru"].startswith("30,5")
