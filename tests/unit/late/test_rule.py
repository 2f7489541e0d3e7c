"""The rule for late work: exact at its boundaries, fair over clock changes, and never more than the score."""

import math
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientservice.gradebook import Lateness, clamp_penalty

MOSCOW = "Europe/Moscow"
PARIS = "Europe/Paris"


def moment(text, zone=MOSCOW, fold=0):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


def late(due, arrived, zone=MOSCOW, grace=0.0, percent=10.0, most=50.0):
    due = moment(due, zone) if isinstance(due, str) else due
    arrived = moment(arrived, zone) if isinstance(arrived, str) else arrived
    return Lateness(
        due=due,
        general_due=due,
        arrived=arrived,
        zone=zone,
        grace_minutes=grace,
        percent_per_day=percent,
        at_most_percent=most,
    )


@pytest.mark.parametrize(("microseconds", "days"), [(-1, 0), (0, 0), (1, 1)])
@pytest.mark.parametrize("grace", [0.0, 15.0, 0.5])
def test_on_time_until_the_very_end_of_grace(microseconds, days, grace):
    due = moment("2026-05-12T18:00")
    arrived = due + timedelta(minutes=grace, microseconds=microseconds)
    assert late(due, arrived, grace=grace).days == days


@pytest.mark.parametrize(
    ("due", "arrived", "grace", "days"),
    [
        ("2026-05-12T12:00", "2026-05-12T12:00:01", 0, 1),
        ("2026-05-12T12:00", "2026-05-12T23:59:59.999999", 0, 1),
        ("2026-05-12T12:00", "2026-05-13T00:00", 0, 2),
        ("2026-05-12T12:00", "2026-05-14T00:00", 0, 3),
        ("2026-05-12T23:59", "2026-05-13T00:14", 15, 0),  # grace runs over midnight: the next day is the first
        ("2026-05-12T23:59", "2026-05-13T00:14:00.000001", 15, 1),
        ("2026-05-12T23:59", "2026-05-13T23:59:59.999999", 15, 1),
        ("2026-05-12T23:59", "2026-05-14T00:00", 15, 2),
        ("2026-05-12T23:59", "2026-05-13T09:00", 0, 2),  # without grace, the due day's last minute is a day begun
        ("2026-05-12T23:45", "2026-05-13T00:00:01", 15, 1),  # grace ends at midnight itself
        ("2024-02-28T12:00", "2024-03-01T12:00", 0, 3),  # the 28th, the 29th, the 1st
        ("2025-02-28T12:00", "2025-03-01T12:00", 0, 2),
        ("2026-12-31T23:00", "2027-01-01T00:00", 0, 2),
    ],
)
def test_calendar_days_begun(due, arrived, grace, days):
    assert late(due, arrived, grace=grace).days == days


def test_days_are_those_of_the_courses_zone():
    due, arrived = moment("2026-05-12T20:30", "UTC"), moment("2026-05-12T21:30", "UTC")
    assert late(due, arrived, zone="UTC").days == 1
    assert late(due, arrived, zone=MOSCOW).days == 2  # 23:30 and 00:30 there
    assert late(due, arrived, zone="America/New_York").days == 1


def test_late_01_a_day_of_23_or_25_hours_is_a_day():
    # Paris, 30 March 2025: 02:00 becomes 03:00. 26 October 2025: 03:00 becomes 02:00.
    assert late("2025-03-29T12:00", "2025-03-30T23:59:59", PARIS).days == 2
    assert late("2025-03-29T12:00", "2025-03-31T00:00", PARIS).days == 3
    assert late("2025-10-25T12:00", "2025-10-26T23:59:59", PARIS).days == 2
    assert late("2025-10-25T12:00", "2025-10-27T00:00", PARIS).days == 3
    # Grace is a length of time: from 01:50 a quarter of an hour leads to 03:05, over the gap.
    due = moment("2025-03-30T01:50", PARIS)
    end = moment("2025-03-30T03:05", PARIS)
    assert late(due, end, PARIS, grace=15).days == 0
    assert late(due, end + timedelta(microseconds=1), PARIS, grace=15).days == 1
    # The same wall clock twice: the second 02:30 is an hour after the first.
    first, second = (moment("2025-10-26T02:30", PARIS, fold) for fold in (0, 1))
    assert second - first == timedelta(hours=1)
    assert late(first, second, PARIS).days == 1
    assert late(second, first, PARIS).days == 0
    assert late(first, second, PARIS, grace=60).days == 0


def test_the_last_moment_that_there_is():
    arrived = datetime.max.replace(tzinfo=UTC)
    assert late("2026-05-12T12:00", arrived).percent == 50.0


def test_who_never_arrived_is_not_late():
    assert late("2026-05-12T12:00", None).days == 0


def test_percent_and_cap():
    day = "2026-05-1{}T12:00".format
    assert [late(day(1), day(n)).percent for n in (1, 2, 3, 5, 6, 9)] == [0, 20, 30, 50, 50, 50]
    assert late(day(1), day(2), percent=0).percent == 0
    assert late(day(1), day(9), percent=100, most=100).penalty(7.0) == 7.0
    assert late(day(1), day(2), percent=2.5).penalty(7.0) == 0.35
    assert late(day(1), day(2)).penalty(0.0) == 0.0


def test_an_extension_moves_the_date_for_one():
    usual, mine = moment("2026-05-12T23:59"), moment("2026-05-15T23:59")
    found = msgspec.structs.replace(late(usual, moment("2026-05-15T12:00")), due=mine)
    assert (found.extended, found.days) == (True, 0)
    assert late(usual, moment("2026-05-15T12:00")).days == 4


seconds_since_2000 = st.integers(0, 100 * 365 * 86400) | st.integers(800_000_000, 800_500_000)
moments = seconds_since_2000.map(lambda n: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(seconds=n))
zones = st.sampled_from(sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc")))
numbers = st.floats(allow_nan=False, allow_infinity=True) | st.integers(-5, 100).map(float)
rules = st.builds(late, moments, moments, zones, st.floats(0, 10080), st.floats(0, 100), st.floats(0, 100))


@given(rules, numbers)
def test_late_06_never_negative_never_above_the_score_always_a_number(rule, score):
    penalty = rule.penalty(score) if math.isfinite(score) else 0.0
    assert math.isfinite(penalty)
    assert 0.0 <= penalty <= max(score, 0.0)


@given(rules, st.integers(0, 10**9))
def test_later_is_never_cheaper(rule, seconds):
    later = msgspec.structs.replace(rule, arrived=rule.arrived + timedelta(seconds=seconds))
    assert later.days >= rule.days
    assert later.penalty(20.0) >= rule.penalty(20.0)


@given(rules)
def test_a_rule_survives_the_gradebook(rule):
    assert msgspec.json.decode(msgspec.json.encode(rule), type=Lateness) == rule


@given(score=st.floats(0, 100), penalty=numbers)
def test_late_06_any_penalty_fits_its_score(score, penalty):
    assert 0.0 <= clamp_penalty(score, penalty) <= score


@pytest.mark.parametrize(("score", "penalty"), [(5.0, math.nan), (math.nan, 1.0)])
def test_late_06_not_a_number_is_refused(score, penalty):
    with pytest.raises(ValueError, match="not a number"):
        clamp_penalty(score, penalty)


@pytest.mark.parametrize(("penalty", "taken"), [(1e9, 5.0), (-5.0, 0.0), (math.inf, 5.0), (-math.inf, 0.0), (2.0, 2.0)])
def test_late_06_clamped(penalty, taken):
    assert clamp_penalty(5.0, penalty) == taken
