"""Value and Table in a notebook: the kernel reads the answer, the page has no say; an essay's example waits."""

import json
from pathlib import Path

import pytest

from clientservice.authoring import template
from clientservice.banks import load_practice
from clientservice.exercises import understand
from clientservice.responses import Store
from clientservice.widgets import graded_widget, practice_widget


@pytest.fixture(scope="module")
def bank(tmp_path_factory):
    path: Path = tmp_path_factory.mktemp("bank") / "written.yml"
    examples = "\n".join(template(kind, f"{kind}-example") for kind in ("value", "table", "essay"))
    path.write_text(f"bank: written\nexercises:\n{examples}", encoding="utf-8")
    return load_practice(path)


@pytest.fixture
def make(bank, tmp_path):
    def make(name, *, graded=False):
        exercise, store = bank.exercises[f"{name}-example"], Store(tmp_path, f"{name}-example")
        if graded:
            return graded_widget(exercise, store, lang="en")
        return practice_widget(exercise, store, key=bank.keys[exercise.id], lang="en")

    return make


def send(widget, do, value=None):
    widget.set_state({"sent": {"seq": widget.ack["seq"] + 1, "do": do, "value": value or {}}})
    assert widget.ack["ok"], widget.ack


def compute(widget, answer):
    widget.reader = lambda: understand(answer)


def on_disk(tmp_path, name):
    path = tmp_path / f"{name}-example.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def told(widget):
    return json.dumps({n: v for n, v in widget.get_state().items() if not n.startswith("_")}, ensure_ascii=False)


@pytest.mark.parametrize("graded", [True, False])
def test_read_takes_over_what_the_cell_computed_and_saves_it(make, tmp_path, graded):
    widget = make("value", graded=graded)
    send(widget, "read")
    assert on_disk(tmp_path, "value") is None, "nothing was computed, so nothing is saved"
    compute(widget, 0.265)
    send(widget, "read")
    assert widget.value == {"answer": {"kind": "number", "number": 0.265}}
    assert on_disk(tmp_path, "value")["value"] == widget.value
    revision = on_disk(tmp_path, "value")["revision"]
    send(widget, "read")
    assert on_disk(tmp_path, "value")["revision"] == revision, "the same answer is not saved twice"


def test_a_page_cannot_give_a_computed_answer(make, tmp_path):
    widget = make("value")
    compute(widget, 5)
    send(widget, "read")
    forged = {"answer": {"kind": "number", "number": 0.265}}
    for do in ("save", "check", "show", "hint"):
        send(widget, do, forged)
        assert widget.value["answer"]["number"] == 5
        assert on_disk(tmp_path, "value")["value"]["answer"]["number"] == 5
    assert not widget.feedback["right"]


def test_an_answer_survives_a_cell_that_was_not_run_this_time(make):
    widget = make("value")
    compute(widget, 0.265)
    send(widget, "read")
    again = make("value")
    send(again, "read")
    assert again.value["answer"]["number"] == 0.265


def test_a_near_miss_has_its_name_and_the_why_waits_for_the_right_answer(make, bank):
    widget = make("value")
    compute(widget, 0.735)
    send(widget, "read")
    assert "near" not in widget.feedback
    send(widget, "check")
    assert widget.feedback["near"]["en"] == "That is the share that stayed."
    why = bank.keys["value-example"].why["en"]
    assert why not in told(widget)
    compute(widget, 0.265)
    send(widget, "read")
    send(widget, "check")
    assert widget.feedback["right"]
    assert widget.feedback["whys"]["answer"]["en"] == why


def test_a_failing_disk_is_told_and_the_next_reading_saves(make, monkeypatch, tmp_path):
    widget = make("table")
    compute(widget, 7)

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(widget.store, "save", full)
        widget.set_state({"sent": {"seq": 1, "do": "read", "value": {}}})
    assert (widget.ack["ok"], widget.ack["problem"]) == (False, "disk-full")
    send(widget, "read")  # "save again"
    assert on_disk(tmp_path, "table")["value"]["answer"]["number"] == 7


def test_the_example_of_an_essay_leaves_the_kernel_after_enough_words(make, bank):
    widget = make("essay")
    example = bank.keys["essay-example"].example["en"]
    send(widget, "check", {"text": "too short"})
    assert example not in told(widget)
    assert "example" not in widget.feedback
    send(widget, "check", {"text": "word " * 30})
    assert widget.feedback["example"]["en"] == example
    assert widget.feedback["ended"]
