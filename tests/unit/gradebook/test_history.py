"""The chain: whatever is done to it, it shows; what is compared, and why something was graded again."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientservice.gradebook import Change, Details, Entry, Grade, Stamp, State
from clientservice.gradebook._history import breaks, follow
from clientservice.gradebook._states import changes, moved_by_hand, moved_outside, reasons

SCORES = st.none() | st.floats(0, 10)
STATES = st.builds(State, SCORES, SCORES, SCORES, st.booleans())
GRADES = st.builds(Grade, cells=st.dictionaries(st.sampled_from("abc"), STATES), penalty=st.floats(0, 5))
STAMP = Stamp(submission="s", key="k", release="r", environment="clientservice 1 rules 1 code bubblewrap late abc")


def chain(length: int) -> list[Entry]:
    made: list[Entry] = []
    for number in range(length):
        details = Details(why=["key"], total=(float(number), number + 1.0))
        who = ("a1", f"student-{number % 3}")
        made.append(
            follow(f"2026-05-12T10:00:{number:02}+00:00", "graded", who, details, after=made[-1] if made else None)
        )
    return made


@given(st.integers(0, 30))
def test_a_chain_as_it_was_written_is_whole(length):
    assert list(breaks(chain(length))) == []


@given(st.data())
def test_every_change_of_an_entry_shows_at_that_entry(data):
    entries = chain(data.draw(st.integers(1, 12)))
    place = data.draw(st.integers(0, len(entries) - 1))
    field = data.draw(st.sampled_from([name for name in Entry.__struct_fields__ if name != "seq"]))
    other = data.draw(st.text(max_size=8))
    entries[place] = msgspec.structs.replace(entries[place], **{field: other})
    (first, *_) = breaks(entries)
    assert f"entry {entries[place].seq} " in first


@given(st.data())
def test_whoever_changes_an_entry_and_mends_its_hash_breaks_the_next(data):
    entries = chain(data.draw(st.integers(2, 12)))
    place = data.draw(st.integers(0, len(entries) - 2))
    forged = msgspec.structs.replace(entries[place], details='{"total":[0,99]}')
    entries[place] = msgspec.structs.replace(forged, hash=forged.digest())
    (only,) = breaks(entries)
    assert only.startswith(f"entry {entries[place].seq + 1} ")
    assert "does not follow" in only


@given(st.data())
def test_what_is_missing_swapped_or_put_in_shows(data):
    entries = chain(data.draw(st.integers(3, 12)))
    place = data.draw(st.integers(0, len(entries) - 2))
    without = entries[:place] + entries[place + 1 :]
    assert f"entry {place + 1} is missing" in list(breaks(without))
    first, second = entries[place : place + 2]
    swapped = [*entries]
    swapped[place] = msgspec.structs.replace(second, seq=first.seq)
    swapped[place + 1] = msgspec.structs.replace(first, seq=second.seq)
    assert list(breaks(swapped))
    renumbered = [msgspec.structs.replace(entry, seq=number) for number, entry in enumerate(without, 1)]
    assert list(breaks(renumbered))
    invented = follow("2026-05-12", "graded", ("a1", "eve"), Details(), after=entries[place])
    later = [msgspec.structs.replace(entry, seq=entry.seq + 1) for entry in entries[place + 1 :]]
    assert list(breaks([*entries[: place + 1], invented, *later]))


def test_several_missing_are_told_together():
    entries = chain(6)
    assert next(breaks([entries[0], *entries[4:]])) == "entries 2 to 4 are missing"


def test_details_survive_as_they_are():
    details = Details(
        why=["first"], before={"a": None}, after=Grade(cells={"a": State(1.0, None, 0.5)}), total=(None, 1.5)
    )
    assert follow("now", "graded", ("a1", "anna"), details, after=None).read() == details


def test_what_counts():
    assert State(2, None, None).counts == 2
    assert State(2, 3.5, 1).counts == 4.5
    assert State(2, 3.5, 1, open=True).counts is None
    assert State(None, None, 1).counts is None
    assert Grade(cells={"a": State(2, None, None), "b": State(1, None, None, open=True)}, penalty=0.5).total == 1.5
    assert Grade(cells={"a": State(1, None, None)}, penalty=3).total == 0


@given(GRADES, GRADES)
def test_changes_tell_the_totals_and_every_cell_that_moved(before, after):
    found = changes(before, after, ["key"])
    assert (found.before, found.after) == (before.total, after.total)
    told = {change.exercise for change in found.items}
    for name, state in after.cells.items():
        old = before.cells.get(name)
        if old is None or (old.counts, old.auto) != (state.counts, state.auto):
            assert name in told or (old is None and state.counts is None and state.auto is None)
        if old is not None and state.manual is not None and old.manual == state.manual:
            assert next(change for change in found.items if change.exercise == name).kept
    assert found.sentence.endswith(": the key changed")


def test_a_first_grading_has_no_changes():
    found = changes(None, Grade(cells={"a": State(1, None, None)}), ["first"])
    assert (found.before, found.after, found.items, found.sentence) == (None, 1, [], "")


def test_the_sentence_of_a_regrade():
    before = Grade(cells={"sort": State(2, None, None), "essay": State(None, 3, None)})
    after = Grade(cells={"sort": State(4, None, None), "essay": State(None, 3, None)})
    found = changes(before, after, ["key", "asked"])
    assert found.sentence == (
        "5 → 7; sort 2 → 4; essay 3 (mark by hand kept; automatic score ?): "
        "the key changed, asked for again, with --regrade or in nbgrader"
    )
    assert changes(after, after, ["again"]).items == [
        Change(exercise="essay", before=3, after=3, auto=(None, None), kept=True)
    ]


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("submission", "x", "submission"),
        ("key", "x", "key"),
        ("release", "x", "release"),
        ("environment", "clientservice 2 rules 1 code bubblewrap late abc", "program"),
        ("environment", "clientservice 1 rules 1 code none late abc", "sandbox"),
        ("environment", "clientservice 1 rules 1 code bubblewrap late xyz", "late"),
        ("environment", "clientservice 1 rules 1 code bubblewrap", "late"),
    ],
)
def test_why_something_was_graded_again(field, value, why):
    after = msgspec.structs.replace(STAMP, **{field: value})
    assert reasons(STAMP, after, asked=False, outside=False) == [why]
    assert reasons(STAMP, after, asked=True, outside=True) == [why, "asked", "outside"]


def test_there_is_always_a_reason():
    assert reasons(None, STAMP, asked=True, outside=False) == ["first"]
    assert reasons(STAMP, STAMP, asked=True, outside=False) == ["asked"]
    assert reasons(STAMP, STAMP, asked=False, outside=False) == ["again"]


@given(st.dictionaries(st.sampled_from("abc"), STATES), st.dictionaries(st.sampled_from("abc"), STATES))
def test_persons_change_marks_and_nobody_changes_automatic_scores(known, now):
    by_hand = moved_by_hand(known, now)
    assert all(state.auto == known[name].auto for name, state in by_hand.items())
    assert moved_by_hand(known | by_hand, now) == {}
    outside = moved_outside(known, now)
    assert set(outside) == {name for name in known if name not in now or now[name].auto != known[name].auto}
    assert (not by_hand and not outside) or known != now
