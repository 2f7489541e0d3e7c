"""The saving protocol, with the browser's messages simulated by ``set_state``."""

import errno
import os

import pytest

from clientservice.responses import Store
from clientservice.widgets import graded_widget

VALUE = {"placements": {"cook": "inside"}}


@pytest.fixture
def make(sort_graded, tmp_path):
    def widget(folder=tmp_path / "responses"):
        return graded_widget(sort_graded, Store(folder, sort_graded.id), lang="en")

    return widget


def send(widget, value, seq=1, do="save"):
    widget.set_state({"sent": {"seq": seq, "do": do, "value": value}})
    return widget.ack


def test_the_file_is_there_before_the_acknowledgement(make, read):
    widget = make()
    seen = []
    widget.observe(lambda change: seen.append((change["new"]["seq"], read(widget.store.path)["value"])), "ack")
    send(widget, VALUE, seq=7)
    assert seen == [(7, VALUE)]
    assert widget.ack["ok"]
    assert widget.ack["saved_at"] == read(widget.store.path)["saved_at"]


def test_the_answer_and_the_order_come_back(make):
    first = make()
    send(first, VALUE)
    again = make()
    assert again.value == VALUE
    assert again.ack["saved_at"] == first.ack["saved_at"]
    assert again.payload["items"] == first.payload["items"]


def test_orders_differ_between_students(make, tmp_path):
    orders = {tuple(item["id"] for item in make(tmp_path / str(n)).payload["items"]) for n in range(8)}
    assert len(orders) > 1


def test_a_second_kernel_is_refused_and_may_take_over(make, read):
    mine, theirs = make(), make()
    send(theirs, VALUE)
    send(mine, {"placements": {"guests": "outside"}})
    assert (mine.ack["ok"], mine.ack["problem"]) == (False, "open-elsewhere")
    assert read(mine.store.path)["value"] == VALUE
    send(mine, None, seq=2, do="reload")
    assert mine.ack["ok"]
    assert mine.value == VALUE
    assert send(mine, {"placements": {"guests": "outside"}}, seq=3)["ok"]


@pytest.mark.parametrize(
    ("code", "problem"),
    [(errno.ENOSPC, "disk-full"), (errno.EROFS, "read-only"), (errno.EACCES, "read-only"), (errno.EIO, "other")],
)
def test_a_full_or_locked_disk_is_told_and_the_old_answer_stays(make, read, monkeypatch, code, problem):
    widget = make()
    send(widget, VALUE)

    def refuse(_descriptor):
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", refuse)
        ack = send(widget, {"placements": {}}, seq=2)
    assert (ack["seq"], ack["ok"], ack["problem"]) == (2, False, problem)
    assert os.strerror(code) in ack["detail"]
    assert read(widget.store.path)["value"] == VALUE
    assert [path.name for path in widget.store.folder.iterdir()] == ["clients-sort.json"]
    assert send(widget, {"placements": {}}, seq=3)["ok"]


def test_a_file_in_the_folders_place_is_told(make, tmp_path):
    (tmp_path / "responses").write_text("not a folder")
    widget = make()
    assert widget.notice["id"] == "unreadable"
    ack = send(widget, VALUE)
    assert (ack["ok"], ack["problem"]) == (False, "other")


def test_a_broken_answer_is_set_aside_and_told(make, tmp_path):
    path = tmp_path / "responses" / "clients-sort.json"
    path.parent.mkdir()
    path.write_text("{half")
    widget = make()
    assert widget.notice["id"] == "set-aside"
    assert (path.parent / widget.notice["file"]).read_text() == "{half"
    assert send(widget, VALUE)["ok"]
    assert make().value == VALUE


@pytest.mark.parametrize(
    "value", [None, [], "x", {"placements": []}, {"placements": {"cook": ["inside"], "x": "y", 3: "inside"}}]
)
def test_nonsense_saves_nothing_but_sense(make, value):
    assert send(make(), value)["ok"]
    assert make().value == {"placements": {}}


def test_a_request_without_number_is_passed_over(make):
    widget = make()
    widget.set_state({"sent": {"value": VALUE}})
    assert widget.ack["seq"] == 0
    assert not widget.store.path.exists()


def test_listeners_hear_of_saves_only(make, monkeypatch):
    widget, heard = make(), []
    widget.listeners.append(heard.append)
    send(widget, VALUE)
    monkeypatch.setattr(widget.store, "save", lambda _value: (_ for _ in ()).throw(OSError(errno.ENOSPC, "full")))
    send(widget, VALUE, seq=2)
    assert heard == [widget]
