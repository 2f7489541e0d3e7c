"""Scenario: finished or not; meters stay on their scale; what one play came to stands beside all others."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clientservice.banks import load_practice
from clientservice.exercises import clean, model_value, outcome, progress, reveal, rows, score
from clientservice.exercises.scenario import MAX_STEPS, is_end, merit, paths, walk

BANK = load_practice(Path(__file__).parents[2] / "browser" / "fixtures" / "journey.yml")
TALK, KEY = BANK.exercises["car-not-ready"], BANK.keys["car-not-ready"]
REPLIES = [reply.id for scene in TALK.scenes for reply in scene.replies]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(REPLIES),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["path"]) | st.text(), inner),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None)
@given(JSON | st.lists(st.sampled_from(REPLIES), max_size=MAX_STEPS + 3).map(lambda path: {"path": path}))
def test_any_json_gives_a_score_and_a_story(value):
    result = score(TALK, KEY, value)
    assert 0 <= result.points <= 1
    assert progress(TALK, value)[0] in {0, 1}
    told = reveal(TALK, KEY, value)
    assert len(told["story"]) <= MAX_STEPS
    for turn in told["story"]:
        for meter in TALK.meters:
            assert meter.low <= turn["meters"][meter.id] <= meter.high
    assert told["ended"] == ("compare" in told) == (outcome(TALK, KEY, value) is not None)


@pytest.mark.parametrize("path", list(paths(TALK, KEY)), ids="-".join)
def test_every_path_leads_to_an_end_and_lies_between_the_worst_and_the_best(path):
    assert score(TALK, KEY, {"path": path}).share == 1
    told = reveal(TALK, KEY, {"path": path})
    assert told["ended"]
    assert told["compare"]["worst"] <= told["compare"]["mine"] <= told["compare"]["best"]
    assert told["compare"]["paths"] == len(list(paths(TALK, KEY)))
    for cut in range(len(path)):
        assert score(TALK, KEY, {"path": path[:cut]}).share == 0
        assert outcome(TALK, KEY, {"path": path[:cut]}) is None


def test_the_best_path_is_the_best():
    best = model_value(TALK, KEY)["path"]
    merits = [merit(TALK, walk(TALK, KEY, path)[2]) for path in paths(TALK, KEY)]
    assert merit(TALK, walk(TALK, KEY, best)[2]) == max(merits)
    assert reveal(TALK, KEY, {"path": best})["compare"]["best_path"] == best


def test_a_better_meter_means_more_merit():
    for meter in TALK.meters:
        values = {other.id: other.start for other in TALK.meters}
        ends = (meter.low, meter.high) if meter.good == "up" else (meter.high, meter.low)
        poor, fine = (merit(TALK, values | {meter.id: end}) for end in ends)
        assert poor < fine


def test_before_an_end_nothing_is_told_of_what_other_replies_lead_to():
    told = reveal(TALK, KEY, {"path": ["blame"]})
    assert set(told) == {"story", "scene", "ended"}
    assert [turn["reply"] for turn in told["story"]] == ["blame"]
    assert told["scene"] == "and-how"


def test_a_reply_that_was_not_offered_ends_the_walk():
    assert score(TALK, KEY, {"path": ["taxi"]}).status == "needs_review"
    given_replies, at, _ = walk(TALK, KEY, ["own-up", "ten-more", "taxi"])
    assert (given_replies, at) == (["own-up"], "and-how")
    assert not is_end(TALK, at)
    assert clean(TALK, {"path": ["own-up", "nonsense"]}) == {"path": ["own-up"]}


def test_the_answer_in_words():
    assert [row.answer[0]["en"][:6] for row in rows(TALK, {"path": ["promise", "ten-more"]})] == ["“Ten m", "“Just "]
