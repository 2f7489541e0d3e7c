"""solutions/late.yml and grading/extensions.yml: what they mean, and what they are refused for."""

from datetime import UTC, datetime

import pytest

from clientservice.authoring import check
from clientservice.banks import LatePolicy, load_deadlines
from clientservice.errors import BankError, CourseError

COURSE = """\
title: {en: Course, ru: Курс}
tagline: {en: Words, ru: Слова}
lessons: []
assignments: [a1-concepts, a4-clients]
time_zone: %s
"""


@pytest.fixture
def write(tmp_path):
    def make(late=None, extensions=None, zone="Europe/Paris"):
        for name, text in {
            "course/course.yml": COURSE % zone,
            "solutions/late.yml": late,
            "grading/extensions.yml": extensions,
        }.items():
            if text is not None:
                (tmp_path / name).parent.mkdir(exist_ok=True)
                (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path

    return make


def due(said):
    return f"due:\n  a4-clients: {said}\n"


def test_no_file_no_due_date(write):
    assert load_deadlines(write()) is None


@pytest.mark.parametrize("text", ["", "due: {}\n", "due:\n", "policy: {}\n", "due:\n  a4-clients:\n"])
def test_an_empty_file_says_nothing(write, text):
    found = load_deadlines(write(text))
    assert (found.policy, found.due, found.extensions) == (LatePolicy(), {}, {})


def test_what_is_shipped_makes_nobody_late(repo):
    found = load_deadlines(repo)
    assert (found.policy, found.due) == (LatePolicy(), {})


@pytest.mark.parametrize(
    ("said", "utc"),
    [
        ("2026-05-12T23:59", "2026-05-12T21:59"),  # Paris, summer
        ("2026-01-12T23:59", "2026-01-12T22:59"),  # Paris, winter
        ("2026-05-12 23:59:30", "2026-05-12T21:59:30"),
        ('"2026-05-12T23:59"', "2026-05-12T21:59"),
        ("2026-05-12T23:59+03:00", "2026-05-12T20:59"),
        ("2026-05-12T23:59:00Z", "2026-05-12T23:59"),
        ("2024-02-29T12:00", "2024-02-29T11:00"),
        ("2026-05-13T00:00", "2026-05-12T22:00"),
        ("2099-12-31T12:00", "2099-12-31T11:00"),
    ],
)
def test_late_03_a_time_without_a_zone_is_the_courses(write, said, utc):
    assert load_deadlines(write(due(said))).due["a4-clients"] == datetime.fromisoformat(utc).replace(tzinfo=UTC)


def test_late_01_of_an_hour_that_comes_twice_the_later_counts(write):
    assert load_deadlines(write(due("2025-10-26T02:30"))).due["a4-clients"] == datetime(2025, 10, 26, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("2025-03-30T02:30", "the clocks of Europe/Paris skip 2025-03-30 02:30"),  # late-01
        ("2025-02-29T12:00", '"2025-02-29T12:00" is no date-time'),  # late-07
        ("2025-02-29T12:00:00", "day is out of range for month"),
        ("9999-12-31T23:59:59", "the year 9999 can't be meant"),
        ("9999-12-31T23:59:59-12:00", "the year 9999 can't be meant"),
        ("1970-01-01T00:00:00", "the year 1970 can't be meant"),
        ("0001-01-01T00:00:00+14:00", "the year 1 can't be meant"),
        ("0", "0 is no date-time"),
        ("2026-05-12", "2026-05-12 has no time of day"),
        ("tomorrow", '"tomorrow" is no date-time'),
        ("[2026-05-12T23:59]", "is no date-time"),
    ],
)
def test_late_07_refused_with_file_line_and_sentence(write, said, sentence):
    with pytest.raises(BankError) as caught:
        load_deadlines(write(due(said)))
    assert sentence in str(caught.value)
    assert "late.yml" in str(caught.value)
    if "out of range" not in sentence:
        assert "late.yml:2: " in str(caught.value)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("due: {a9-nothing: 2026-05-12T23:59}", "there is no such assignment (a1-concepts, a4-clients)"),
        ("policy: {grace_minutes: -1}", "Expected `float` >= 0"),
        ("policy: {percent_per_day: 101}", "Expected `float` <= 100"),
        ("policy: {at_most_percent: .nan}", "at_most_percent"),
        ("policy: {per_day: 10}", "unknown field `per_day`"),
        ("due: [1]", "Expected `object | null`"),
        ("- 1", "Expected `object`"),
        ("due: {a: ", "late.yml:"),
    ],
)
def test_a_wrong_file_is_refused(write, text, sentence):
    with pytest.raises(BankError) as caught:
        load_deadlines(write(text))
    assert sentence in str(caught.value)


def extension(until="2026-05-15T23:59", student="anna", assignment="a4-clients"):
    return f"  - {{student: {student}, assignment: {assignment}, until: {until}, note: ill}}\n"


def test_extensions(write):
    decomposed = "и\u0306ван"  # й as two characters, as macOS writes it
    text = "extensions:\n" + extension() + extension(student=f'"{decomposed}"') + extension(student='"007"')
    found = load_deadlines(write(due("2026-05-12T23:59"), text)).extensions["a4-clients"]
    assert found == dict.fromkeys(["anna", "йван", "007"], datetime(2026, 5, 15, 21, 59, tzinfo=UTC))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (extension("2026-05-11T23:59"), "it ends before the due date"),
        (extension("2026-03-29T02:30"), "skip 2026-03-29 02:30"),
        (extension(assignment="a1-concepts"), "has no due date in solutions/late.yml"),
        (extension() + extension(), 'student "anna" stands here twice'),
        (extension(student='" "'), "is empty"),
        (extension(student="007"), "Expected `str`, got `int`"),
        ("  - {student: anna}\n", "missing required field"),
    ],
)
def test_a_wrong_extension_is_refused(write, text, sentence):
    with pytest.raises(BankError) as caught:
        load_deadlines(write(due("2026-05-12T23:59"), "extensions:\n" + text))
    assert sentence in str(caught.value)
    assert "extensions.yml:" in str(caught.value)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../etc/passwd", '""'])
def test_an_unknown_zone_is_refused(write, zone):
    with pytest.raises(CourseError, match="is no time zone"):
        load_deadlines(write("", zone=zone))


@pytest.mark.slow
def test_check_reads_the_file_too(course):
    (course / "solutions/late.yml").write_text("due: {a4-clients: tomorrow}\n")
    assert [line for line in check(course) if "late.yml:1:" in line and "no date-time" in line]
