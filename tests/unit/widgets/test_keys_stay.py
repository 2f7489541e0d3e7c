"""No key in anything that reaches a browser before Check; none at all in graded work."""

import json

import pytest

from clientservice.exercises import CategorizeKey, ItemKey
from clientservice.responses import Store
from clientservice.widgets import graded_widget, practice_widget


@pytest.fixture
def practice(practice_bank, tmp_path):
    def make():
        exercise = practice_bank.exercises["sort-cards"]
        return practice_widget(exercise, Store(tmp_path, exercise.id), key=practice_bank.keys[exercise.id], lang="en")

    return make


def state(widget):
    """Everything that is ever sent, as text; scripts aside, they are the same for all."""
    return json.dumps({name: v for name, v in widget.get_state().items() if not name.startswith("_")}, default=str)


def send(widget, do, placed, seq=1):
    widget.set_state({"sent": {"seq": seq, "do": do, "value": {"placements": placed}}})
    assert widget.ack["ok"], widget.ack


def test_graded_widgets_have_no_place_for_a_key(sort_graded, tmp_path):
    widget = graded_widget(sort_graded, Store(tmp_path, "clients-sort"), lang="en")
    assert "feedback" not in widget.traits()
    assert not any("key" in name.lower() for name in vars(widget) if not name.startswith("__"))
    for word in ("accepted", "verdict", "why", "correct"):
        assert word not in state(widget)


def test_graded_widgets_refuse_anything_but_a_plain_exercise(practice_bank, tmp_path):
    key = CategorizeKey(items={"a": ItemKey(key=("b",), why={"en": "", "ru": ""})})
    for smuggled in (key, practice_bank, {"id": "x"}, None):
        with pytest.raises(TypeError, match="an exercise is needed"):
            graded_widget(smuggled, Store(tmp_path, "x"), lang="en")


def test_practice_tells_nothing_before_check_and_only_what_was_checked_after(practice, practice_bank):
    key = practice_bank.keys["sort-cards"]
    widget = practice()
    secrets = [text for item in key.items.values() for text in item.why.values()] + list(key.done.values())
    send(widget, "save", {"cook": "outside"})
    assert not any(secret in state(widget) for secret in secrets)
    assert widget.feedback == {"attempts": 0, "hints": [], "hints_left": 0}
    send(widget, "check", {"cook": "outside"}, seq=2)
    assert widget.feedback["verdicts"] == {"cook": "no"}
    assert set(widget.feedback["whys"]) == {"cook"}
    others = [text for name, item in key.items.items() if name != "cook" for text in item.why.values()]
    assert not any(secret in state(widget) for secret in others)


RIGHT = {"cook": "inside", "guests": "outside", "manager": "inside", "insurer": "inside", "chef": "outside"}


def test_verdicts_come_back(practice):
    send(practice(), "check", RIGHT)
    again = practice()
    assert again.feedback["verdicts"] == dict.fromkeys(RIGHT, "ok") | {"insurer": "mind"}
    assert again.feedback["done"]["en"].startswith("Each time")


def test_what_is_saved_has_the_form_that_graded_work_has(practice, read):
    widget = practice()
    send(widget, "check", RIGHT)
    assert read(widget.store.path)["value"] == {"placements": RIGHT}


def test_showing_the_answer_moves_only_what_is_wrong(practice):
    widget = practice()
    wrong = RIGHT | {"chef": "inside"}
    send(widget, "check", wrong)
    send(widget, "show", wrong, seq=2)
    assert widget.value == {"placements": RIGHT}
    assert widget.feedback["shown"] == ["chef"]
    assert practice().feedback["shown"] == ["chef"]
    send(widget, "restart", {}, seq=3)
    nothing_but_the_attempt = {"attempts": 1, "hints": [], "hints_left": 0}
    assert widget.feedback == practice().feedback == nothing_but_the_attempt
