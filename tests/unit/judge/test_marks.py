"""When a person is asked to look: the rule for one row of the gradebook."""

import pytest

from clientservice.gradebook import Judged, Mark
from clientservice.gradebook._writer import _grade


def judged(points=2.0, status="scored"):
    return Judged(exercise="x", points=points, max_points=4, status=status)


def row(auto=None, manual=None, *, waits=True):
    return {"auto_score": auto, "manual_score": manual, "needs_manual_grade": waits}


@pytest.mark.parametrize(
    ("item", "old", "review", "expected"),
    [
        (judged(), None, False, (2, False)),
        (judged(), None, True, (2, True)),
        (judged(0, "not_attempted"), None, False, (0, False)),
        (judged(0, "needs_review"), None, False, (None, True)),
        (None, None, False, (None, True)),
        (None, row(3, None, waits=False), False, (None, True)),  # the cell is gone: its score goes
        (judged(), row(None, None), False, (2, False)),  # made by nbgrader before grading
        (judged(), row(1, None, waits=False), False, (2, False)),
        (judged(), row(2, 3, waits=False), False, (2, False)),  # marked by hand, nothing new
        (judged(), row(1, 3, waits=False), False, (2, True)),  # marked by hand, another answer since
        (judged(0, "needs_review"), row(None, 1, waits=False), False, (None, False)),  # a resolved review
        (judged(), row(2, None, waits=False), True, (2, False)),
    ],
)
def test_a_row(item, old, review, expected):
    values = _grade(item, old, review=review)
    assert (values["auto_score"], values["needs_manual_grade"]) == expected


def test_what_counts_is_what_nbgrader_counts():
    def mark(auto, manual, extra):
        return Mark(auto=auto, manual=manual, extra=extra, open=False, max_points=4).score

    assert [mark(1, None, None), mark(1, 3, None), mark(None, None, 1), mark(1, None, 0.5), mark(None, 2, 1)] == [
        1, 3, 0, 1.5, 3,
    ]  # fmt: skip
