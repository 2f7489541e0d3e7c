"""Value and Table: a computed answer as plain data, near misses by name, and the rule."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientservice.exercises import (
    MISSING,
    Table,
    TableKey,
    Value,
    ValueKey,
    model_value,
    progress,
    rows,
    score,
    understand,
)
from clientservice.exercises.family import reveal

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def text(words):
    return {"en": words, "ru": words}


VALUE = Value(id="v", title=text("t"), prompt=text("p"), answer="share", points=3)
KEY = ValueKey(number=0.2654, relative=0.001, why=text("w"))
TABLE = Table(id="t", title=text("t"), prompt=text("p"), answer="by_group", points=4)
TABLE_KEY = TableKey(columns=["left"], rows=[[0.4], [0.2]], index=["No", "Yes"], relative=0.01, why=text("w"))
GROUPS = pd.DataFrame({"left": [0.4, 0.2]}, index=pd.Index(["No", "Yes"], name="support"))


class Hostile:
    def __getattr__(self, name):
        raise RuntimeError(name)

    def __float__(self):
        raise RuntimeError


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (1, "number"),
        (0.5, "number"),
        (np.float64(0.5), "number"),
        (np.int64(3), "number"),
        (pd.Series([0.5]), "number"),
        (pd.DataFrame({"a": [0.5]}), "number"),
        (float("nan"), "nan"),
        (np.float64("inf"), "nan"),
        ("26 %", "text"),
        (pd.Series([1, 2]), "table"),
        (GROUPS, "table"),
        (pd.DataFrame({"a": range(3000)}), "large"),
        (True, "other"),
        (None, "other"),
        ([1, 2], "other"),
        (GROUPS.groupby("left"), "other"),
    ],
)
def test_whatever_a_cell_computes_becomes_plain_data(answer, kind):
    assert understand(answer)["kind"] == kind


def test_an_object_that_fights_back_is_something_else():
    assert understand(Hostile()) == {"kind": "other", "type": "Hostile"}


def test_a_number_keeps_twelve_digits_which_are_the_same_on_every_machine():
    assert understand(0.1 + 0.2) == understand(0.3) == {"kind": "number", "number": 0.3}


def test_a_grouped_result_keeps_its_row_names_and_a_plain_one_has_none():
    assert understand(GROUPS)["index"] == ["No", "Yes"]
    assert understand(GROUPS.reset_index())["index"] is None
    assert understand(GROUPS["left"]) == understand(GROUPS)


@given(JSON)
def test_any_json_gives_a_score_within_bounds(value):
    for exercise, key in ((VALUE, KEY), (TABLE, TABLE_KEY)):
        for answer in (value, {"answer": value}, {"answer": {"kind": "table", "columns": value, "rows": value}}):
            result = score(exercise, key, answer)
            assert 0 <= result.points <= result.max_points
            assert progress(exercise, answer)[0] in {0, 1}
            rows(exercise, answer)
            reveal(exercise, key, answer)


@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_a_number_is_right_within_the_tolerance_and_only_there(number):
    right = abs(number - 0.2654) <= 0.001 * 0.2654
    result = score(VALUE, KEY, {"answer": {"kind": "number", "number": number}})
    assert result.points == (3 if right else 0)


def test_the_model_answers_earn_everything():
    for exercise, key in ((VALUE, KEY), (TABLE, TABLE_KEY)):
        assert score(exercise, key, model_value(exercise, key)).share == 1
    assert score(TABLE, TABLE_KEY, {"answer": understand(GROUPS)}).share == 1


def test_nothing_computed_is_not_attempted_and_a_key_without_a_number_scores_nobody():
    assert score(VALUE, KEY, {"answer": MISSING}).status == "not_attempted"
    unbuilt = ValueKey(why=text("w"))
    assert score(VALUE, unbuilt, {"answer": understand(1)}).status == "needs_review"


@pytest.mark.parametrize(
    ("number", "word"),
    [(26.54, "100 times too large"), (0.002654, "100 times too small"), (-0.2654, "sign"), (0.268, "Close")],
)
def test_usual_near_misses_have_names(number, word):
    assert word in reveal(VALUE, KEY, {"answer": {"kind": "number", "number": number}})["near"]["en"]


def test_nothing_is_named_where_nothing_is_near():
    assert reveal(VALUE, KEY, model_value(VALUE, KEY)) == {}
    assert reveal(VALUE, KEY, {"answer": {"kind": "number", "number": 7}}) == {}
    assert "text" in reveal(VALUE, KEY, {"answer": understand("0.2654")})["near"]["en"]


@pytest.mark.parametrize(
    ("frame", "share", "word"),
    [
        (GROUPS.iloc[::-1], 1, None),  # rows are found by their names
        (GROUPS.rename(index={"Yes": "yes"}), 0.5, None),
        (GROUPS.assign(extra=1), 1, None),
        (GROUPS.iloc[:1].assign(more=1), 0.5, "number of rows"),
        (pd.concat([GROUPS, GROUPS.rename(index=str.upper)]), 0.5, "number of rows"),
        (GROUPS * 100, 0, None),
    ],
)
def test_tables_are_right_cell_by_cell(frame, share, word):
    answer = {"answer": understand(frame)}
    assert score(TABLE, TABLE_KEY, answer).share == pytest.approx(share)
    told = reveal(TABLE, TABLE_KEY, answer).get("near", {}).get("en", "")
    assert (word in told) if word else True


@given(st.permutations([["a", 1.0], ["b", 2.0], ["b", 3.0]]))
def test_where_order_does_not_matter_it_does_not(order):
    key = TableKey(columns=["name", "n"], rows=[["a", 1], ["b", 2], ["b", 3]], any_order=True, why=text("w"))
    answer = {"answer": understand(pd.DataFrame(order, columns=["name", "n"]))}
    assert score(TABLE, key, answer).share == 1
    ordered = TableKey(columns=["name", "n"], rows=[["a", 1], ["b", 2], ["b", 3]], why=text("w"))
    assert (score(TABLE, ordered, answer).share == 1) == (order == [["a", 1.0], ["b", 2.0], ["b", 3.0]])


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=6), st.data())
def test_an_edit_towards_the_key_never_lowers_the_score(pairs, data):
    key = TableKey(columns=["x"], rows=[[right] for right, _ in pairs], why=text("w"))
    cells = [mine for _, mine in pairs]
    place = data.draw(st.integers(0, len(cells) - 1))
    before = score(TABLE, key, {"answer": understand(pd.DataFrame({"x": cells}))}).share if len(cells) > 1 else 0
    cells[place] = pairs[place][0]
    frame = {"kind": "table", "columns": ["x"], "rows": [[cell] for cell in cells], "index": None}
    assert score(TABLE, key, {"answer": frame}).share >= before - 1e-9


def test_numbers_are_told_as_the_language_writes_them():
    told = rows(VALUE, {"answer": understand(-1234.5)})[0].answer[0]
    assert told == {"en": "A number: −1234.5", "ru": "Число: −1234,5"}
    assert not math.isnan(understand(0.5)["number"])
