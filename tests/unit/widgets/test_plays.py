"""A scenario in a lesson: a reply is a check, an end is an attempt, earlier plays are kept and compared."""

import json
from pathlib import Path

import pytest

from clientservice.banks import load_practice
from clientservice.responses import Store
from clientservice.widgets import practice_widget

BANK = load_practice(Path(__file__).parents[2] / "browser" / "fixtures" / "journey.yml")


@pytest.fixture
def open_again(tmp_path):
    """The exercise's widget as a new run of the notebook makes it."""

    def make(name="car-not-ready"):
        return practice_widget(BANK.exercises[name], Store(tmp_path, name), key=BANK.keys[name], lang="en")

    return make


def send(widget, do, value):
    widget.set_state({"sent": {"seq": widget.ack["seq"] + 1, "do": do, "value": value}})
    assert widget.ack["ok"], widget.ack


def state(widget):
    return json.dumps({n: v for n, v in widget.get_state().items() if not n.startswith("_")}, ensure_ascii=False)


def play(widget, *replies):
    for number in range(len(replies)):
        send(widget, "check", {"path": list(replies[: number + 1])})


def test_only_an_end_counts_as_an_attempt(open_again):
    widget = open_again()
    play(widget, "own-up")
    assert (widget.feedback["attempts"], widget.feedback["plays"], widget.feedback["ended"]) == (0, [], False)
    play(widget, "own-up", "taxi")
    assert widget.feedback["attempts"] == 1
    assert widget.feedback["ended"]
    assert [play["path"] for play in widget.feedback["plays"]] == [["own-up", "taxi"]]


def test_earlier_plays_are_kept_and_the_last_two_told(open_again):
    widget = open_again()
    for replies in (("promise", "ten-more"), ("blame", "taxi"), ("own-up", "taxi")):
        play(widget, *replies)
        send(widget, "restart", {"path": []})
    assert "story" not in widget.feedback
    again = open_again()
    assert again.feedback["attempts"] == 3
    assert [play["path"] for play in again.feedback["plays"]] == [["blame", "taxi"], ["own-up", "taxi"]]
    first, second = (play["merit"] for play in again.feedback["plays"])
    assert first < second


def test_a_spoilt_file_of_attempts_does_no_harm(open_again, tmp_path):
    play(open_again(), "own-up", "taxi")
    path = tmp_path / "car-not-ready.checked.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    content["value"]["attempts"] = [
        {},
        {"value": 7},
        {"value": {"path": ["nothing"]}},
        {"value": {"path": ["own-up", "taxi"]}, "merit": 9},
    ]
    path.write_text(json.dumps(content), encoding="utf-8")
    (kept,) = open_again().feedback["plays"]
    assert 0 <= kept["merit"] <= 1


def test_what_the_other_replies_lead_to_is_told_nowhere_before_the_end(open_again):
    widget = open_again()
    key = BANK.keys["car-not-ready"]
    play(widget, "own-up")
    told = state(widget)
    secrets = [text for name, reply in key.replies.items() if name != "own-up" for text in reply.why.values()]
    assert not [secret for secret in [*secrets, *key.debrief.values()] if secret in told]
    assert key.replies["own-up"].why["en"] in told


@pytest.mark.parametrize(
    ("name", "value"),
    [("dealership-steps", {"sequence": ["sale", "welcome"], "aside": []}), ("clients-left", {"guess": 500})],
)
def test_before_check_nothing_of_the_key_is_in_any_trait(open_again, name, value):
    widget = open_again(name)
    send(widget, "save", value)
    key = BANK.keys[name]
    secrets = [text for found in getattr(key, "needs", []) for text in found.why.values()]
    if name == "clients-left":
        secrets = [*key.source.values(), *key.why.values(), str(key.figure), str(key.plausible[0])]
    assert not [secret for secret in secrets if secret in state(widget)]
    send(widget, "check", value)
    assert [secret for secret in secrets if secret in state(widget)]


def test_showing_an_order_moves_what_is_wrong_and_marks_it_as_shown(open_again):
    widget = open_again("dealership-steps")
    mine = {"sequence": ["welcome", "loan", "show", "policy"], "aside": ["report", "parts", "sale"]}
    send(widget, "check", mine)
    send(widget, "show", mine)
    assert widget.value["sequence"] == ["welcome", "show", "policy", "loan", "sale"]
    assert set(widget.feedback["shown"]) == {"loan", "sale"}
    assert widget.feedback["right"]
