"""How far a learner has come is read from the answers themselves."""

import json

import pytest

from clientservice.banks import load_practice
from clientservice.exercises import model_value
from clientservice.responses import Store, read_progress, set_progress_aside
from clientservice.widgets import practice_widget

BANK = """\
bank: lesson
exercises:
  - id: pick
    type: choice
    title: {en: T, ru: Т}
    prompt: {en: P, ru: П}
    options:
      - {id: one, text: {en: One, ru: Один}, right: true, why: {en: so, ru: так}}
      - {id: two, text: {en: Two, ru: Два}, why: {en: not so, ru: не так}}
    hints: [{en: Think, ru: Подумайте}, {en: Think again, ru: Ещё раз}]
"""


@pytest.fixture
def pick(tmp_path):
    (tmp_path / "lesson.yml").write_text(BANK, encoding="utf-8")
    bank = load_practice(tmp_path / "lesson.yml")
    folder = tmp_path / "progress"

    def make():
        return practice_widget(bank.exercises["pick"], Store(folder, "pick"), key=bank.keys["pick"], lang="en")

    make.folder, make.right = folder, model_value(bank.exercises["pick"], bank.keys["pick"])
    return make


def send(widget, do, value, seq):
    widget.set_state({"sent": {"seq": seq, "do": do, "value": value}})
    assert widget.ack["ok"], widget.ack


def standing(pick):
    return read_progress(pick.folder, ["pick"])["pick"]


def test_an_exercise_is_open_then_begun_then_done_and_stays_done(pick):
    assert standing(pick) == "open"
    widget = pick()
    send(widget, "check", {"chosen": ["two"]}, 1)
    assert standing(pick) == "begun"
    send(widget, "check", pick.right, 2)
    assert standing(pick) == "done"
    send(widget, "restart", {"chosen": []}, 3)
    assert standing(pick) == "done"


def test_begin_anew_sets_answers_aside_and_deletes_nothing(pick):
    send(pick(), "check", pick.right, 1)
    assert set_progress_aside(pick.folder, ["pick", "never-answered"]) == 1
    assert standing(pick) == "open"
    assert sorted(path.name for path in pick.folder.glob("before-*/*")) == ["pick.checked.json", "pick.json"]
    assert pick().value == {"chosen": []}


def test_attempts_are_kept_and_hints_come_one_after_the_other(pick):
    widget = pick()
    send(widget, "hint", {"chosen": []}, 1)
    assert (len(widget.feedback["hints"]), widget.feedback["hints_left"]) == (1, 1)
    send(widget, "check", {"chosen": ["two"]}, 2)
    send(widget, "check", pick.right, 3)
    again = pick()
    assert (again.feedback["attempts"], len(again.feedback["hints"])) == (2, 1)
    kept = json.loads((pick.folder / "pick.checked.json").read_text(encoding="utf-8"))["value"]
    assert [attempt["share"] for attempt in kept["attempts"]] == [0, 1]
    for seq in (4, 5, 6):
        send(again, "hint", pick.right, seq)
    assert again.feedback["hints_left"] == 0


def test_what_is_missed_is_not_told_before_it_is_right(pick):
    widget = pick()
    send(widget, "check", {"chosen": ["two"]}, 1)
    assert widget.feedback["verdicts"] == {"two": "no"}
    assert set(widget.feedback["whys"]) == {"two"}


@pytest.mark.parametrize("kept", ["", "[1]", '{"value": {"done": "yes", "hints": -5, "attempts": 3}}'])
def test_a_damaged_record_costs_feedback_and_nothing_else(pick, kept):
    send(pick(), "check", pick.right, 1)
    (pick.folder / "pick.checked.json").write_text(kept, encoding="utf-8")
    widget = pick()
    assert widget.value == pick.right
    assert widget.feedback["attempts"] == 0
    send(widget, "check", pick.right, 1)
    assert widget.feedback["right"]
