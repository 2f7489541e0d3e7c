"""What lies on the marker's desk: order, numbers, names, and what counts as a mark."""

from datetime import timedelta

import msgspec
import pytest
from slips import NOON, desk, essay, row

from clientservice.gradebook import ChosenLevel, EssayRow
from clientservice.marking._desk import read_mark, visible


def test_numbers_stay_when_others_hand_in():
    many = [row(number * 7919 << 90) for number in range(1, 60)]
    before = {slip.id: slip.number for slip in desk(*many[:30]).slips}
    after = {slip.id: slip.number for slip in desk(*many).slips}
    assert len(set(after.values())) == len(many)
    assert all(1000 <= number <= 9999 for number in after.values())
    assert sum(after[name] != number for name, number in before.items()) <= 1, "but for a rare collision"


def test_two_with_one_number_get_two_numbers():
    same = 5 << 80
    assert len({slip.number for slip in desk(row(same), row(same + 1), row(same + 2)).slips}) == 3


def test_the_order_is_by_exercise_and_number_and_not_by_name():
    rows = [row((9000 - n) << 80, student=f"{n:03}") for n in range(20)]
    rows += [row((5 + n) << 80, exercise="essay-b", student=f"{n:03}") for n in range(3)]
    slips = desk(*rows, essays=("essay-b", "letter")).slips
    assert [slip.essay.id for slip in slips] == ["essay-b"] * 3 + ["letter"] * 20
    assert [slip.number for slip in slips[3:]] == sorted(slip.number for slip in slips[3:])
    assert [slip.row.student for slip in slips[3:]] != sorted(slip.row.student for slip in slips[3:])


def test_what_is_asked_for():
    found = desk(row(1), row(2, manual=2.0), row(3, manual=2.0, open=False), row(4, texts=[], open=False, auto=0.0))
    assert [slip.state for slip in found.slips] == ["waits", "again", "done"]
    assert len(found.waiting) == 2
    assert found.empty == 1
    assert desk(row(1, texts=[])).slips[0].state == "waits", "what can't be read waits as well"


def test_turning_pages():
    found = desk(row(1 << 80), row(2 << 80, open=False, manual=1.0), row(3 << 80))
    first, second, third = found.slips
    assert found.beside(first, -1) is None
    assert found.beside(first, 1) == second
    assert found.next_waiting(first) == third
    assert found.next_waiting(third) == first
    assert desk(first.row).next_waiting(desk(first.row).slips[0]) is None


def test_a_name_is_shown_only_for_a_mark_that_was_released():
    names = {"student-1": "Anna"}

    def shown(when, **fields):
        found = desk(row(1, **fields), released={"student-1": when} if when else {}, names=names)
        return found.slips[0].name

    done = {"open": False, "manual": 1.0, "marked_at": NOON}
    assert shown(NOON + timedelta(seconds=1), **done) == "Anna"
    assert shown(NOON - timedelta(seconds=1), **done) == "", "marked after the feedback"
    assert shown(None, **done) == ""
    assert shown(NOON + timedelta(days=1), manual=1.0, open=True) == "", "asked for again"
    assert shown(NOON, **(done | {"marked_at": None})) == "Anna", "the formgrader tells no time"


def test_a_mark_is_one_level_for_each_criterion():
    given = read_mark(essay(), {"first": 0, "second": 1}, "  Good\r\npoint\x07\x00 ")
    assert given.levels == {"first": ChosenLevel(level=0, points=1.5), "second": ChosenLevel(level=1, points=0.5)}
    assert (given.points, given.comment) == (2.0, "Good\npoint")
    for levels in ({}, {"first": 0}, {"first": 0, "second": 3}, {"first": -1, "second": 0}, {"a": 0, "second": 0}):
        with pytest.raises(ValueError, match=r"level|criterion"):
            read_mark(essay(), levels, "")
    with pytest.raises(ValueError, match="10000 characters"):
        read_mark(essay(), {"first": 0, "second": 0}, "x" * 10_001)


def test_the_version_tells_every_change():
    one = row(1)
    others = [
        row(1, manual=1.0),
        row(1, open=False),
        row(1, comment="x"),
        row(1, extra=0.5),
        row(1, auto=0.0),
        row(1, texts=["two other words"]),
        row(1, levels={"first": ChosenLevel(level=0, points=1.5)}),
        row(1, marked_at=NOON),
    ]
    assert len({one.version, *(other.version for other in others)}) == len(others) + 1
    assert row(1).version == one.version


def test_control_characters_are_signs():
    assert visible("a\x00\x1b[1m\tb\r\nc\x7f") == "a␀␛[1m\tb\nc␡"


def test_words_of_all_texts_are_counted():
    assert desk(row(1, texts=["one two", "three — four"])).slips[0].words == 4


def test_rows_travel_as_data():
    assert msgspec.json.decode(msgspec.json.encode(row(1)), type=EssayRow) == row(1)
