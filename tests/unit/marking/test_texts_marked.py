"""Which text a mark was given for, through any order of marking, handing in and grading."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientservice.gradebook import CHANGED, Judged, Record
from clientservice.gradebook._marks import with_marked_texts
from clientservice.gradebook._writer import _grade


def judged(*texts):
    status = "needs_review" if texts else "not_attempted"
    return Judged(exercise="e", points=0, max_points=3, status=status, reason="a text", texts=list(texts))


class Book:
    """One essay in a gradebook, by the same rules."""

    def __init__(self):
        self.record, self.row = None, None

    def grade(self, *texts):
        record = Record(lang="en", items={"e": judged(*texts)})
        record = with_marked_texts(record, self.record, {"e": self.row} if self.row else {})
        self.record = record
        before = self.row or {"manual_score": None}
        self.row = before | _grade(record.items["e"], self.row, review=False)

    def mark(self):
        self.row |= {"manual_score": 2.0, "needs_manual_grade": False}

    @property
    def asks(self):
        return bool(self.row["needs_manual_grade"])


def test_a_changed_text_asks_and_says_why():
    book = Book()
    book.grade("one")
    assert book.asks
    book.mark()
    book.grade("one")
    assert not book.asks
    book.grade("two")
    assert book.asks
    assert book.row["manual_score"] == 2.0
    assert book.record.items["e"].reason == CHANGED
    book.grade("two")
    assert book.asks
    assert book.record.items["e"].reason == CHANGED
    book.mark()
    book.grade("two")
    assert not book.asks
    assert book.record.items["e"].reason == "a text"


@given(st.lists(st.sampled_from(["mark", "", "one", "two", "three"]), max_size=12))
def test_nobody_is_asked_about_a_text_that_was_marked_and_always_about_another(steps):
    book, marked, current = Book(), None, None
    for step in ["one", *steps]:
        if step == "mark":
            book.mark()
            marked = current
        else:
            current = (step,) if step else ()
            book.grade(*current)
            changed = marked is not None and current != marked
            assert (book.record.items["e"].reason == CHANGED) == changed
            if changed:
                assert book.asks


@pytest.mark.parametrize("texts", [["a", "b"], ["ab"], [], ["b", "a"]])
def test_a_digest_is_of_all_texts(texts):
    digests = {judged(*other).text_digest for other in (["a", "b"], ["ab"], [], ["b", "a"])}
    assert len(digests) == 4
    assert judged(*texts).text_digest in digests


def test_an_older_record_without_texts_is_read():
    raw = b'{"exercise": "e", "points": 0.0, "max_points": 3.0, "status": "needs_review"}'
    old = msgspec.json.decode(raw, type=Judged)
    assert (old.texts, old.marked, old.changed) == ([], "", False)
