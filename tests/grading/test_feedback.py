"""The feedback page: what a student may see, before and after the day."""

import re

import pytest
from rows import set_grade
from synthetic import ASSIGNMENT, HALF, RIGHT, answer, hand_in

from clientservice.judge import feedback, grade

#: Words of the keys, and of single marks.
SECRETS = ("WHY-", "ПОЧЕМУ-", "✓", "✕", "Arguable", "Not right", "Неверно", "accepted:", "Belongs to", "Место:")


def page(course, student):
    return (course / "grading/feedback" / student / ASSIGNMENT / f"{ASSIGNMENT}.html").read_text(encoding="utf-8")


@pytest.fixture
def graded(course):
    hand_in(course, "anna", HALF)
    hand_in(course, "борис", HALF, lang="ru")
    hand_in(course, "full", RIGHT)
    hand_in(course, "none", {})
    folder = hand_in(course, "torn", RIGHT)
    (folder / "responses/clients-sort.json").write_bytes(b"{")
    grade(course, ASSIGNMENT)
    return course


def keys_with(course, line):
    path = course / "solutions/keys" / f"{ASSIGNMENT}.yml"
    path.write_text(path.read_text(encoding="utf-8") + line)


def test_before_the_day_no_mark_no_key_no_why(graded):
    report = feedback(graded, ASSIGNMENT)
    assert not report.revealed
    assert [(made.student, made.lang) for made in report.pages][:3] == [("anna", "en"), ("full", "en"), ("none", "en")]
    for made in report.pages:
        html = page(graded, made.student)
        assert not [secret for secret in SECRETS if secret in html]
        assert "per_item" not in html


def test_the_answer_as_understood_in_the_students_language(graded):
    feedback(graded, ASSIGNMENT)
    english, russian = page(graded, "anna"), page(graded, "борис")
    assert "2 of 4 points" in english
    assert "<b>4</b> of 7 points" in english
    assert "The skill behind it: Who is the client?" in english
    assert re.search(r"<h4>Internal client</h4><ul>.*A cook.*An insurer.*<h4>External client", english)
    assert '<html lang="ru">' in russian
    assert "2 из 4 баллов" in russian
    for word in ("points", "client", "Scored", "Feedback"):
        assert word not in re.sub(r"<style>.*?</style>|<meta[^>]*>|<[^>]*>", "", russian, flags=re.DOTALL)


def test_statuses_are_words(graded):
    feedback(graded, ASSIGNMENT)
    assert page(graded, "none").count(">Not attempted<") == 2
    torn = page(graded, "torn")
    assert ">A person will look<" in torn
    assert "– of 4 points" in torn
    assert "Preliminary" in torn
    assert "not readable" not in torn  # the reason is for the teacher


def test_a_mark_by_hand_shows(graded):
    set_grade(graded, "torn", "clients-sort", manual_score=3.5, needs_manual_grade=False)
    feedback(graded, ASSIGNMENT)
    assert "3.5 of 4 points" in page(graded, "torn")
    assert ">Marked by a person<" in page(graded, "torn")


def test_after_the_day_marks_and_explanations(graded):
    keys_with(graded, "reveal_after: 2001-01-01T00:00:00+03:00\n")
    assert feedback(graded, ASSIGNMENT).revealed
    html = page(graded, "anna")
    assert html.count('data-v="ok">') > 0
    for words in ("✓</span> Right", "✕</span> Not right", "~</span> Arguable, accepted", "WHY-COOK", "also accepted"):
        assert words in html
    assert "ПОЧЕМУ-ПОВАР" in page(graded, "борис")
    assert "WHY-COOK" in page(graded, "none")
    feedback(graded, ASSIGNMENT, reveal=False)
    assert "WHY-COOK" not in page(graded, "anna")


def test_the_day_is_announced_in_the_courses_time_zone(graded):
    keys_with(graded, "reveal_after: 2099-12-20T18:00:00+00:00\n")
    feedback(graded, ASSIGNMENT)
    assert "appear after 2099-12-20, 21:00." in page(graded, "anna")
    assert "появятся после 20.12.2099, 21:00." in page(graded, "борис")


def test_the_page_fetches_and_runs_nothing(graded):
    feedback(graded, ASSIGNMENT, reveal=True)
    html = page(graded, "anna")
    assert "default-src 'none'" in html
    assert not re.search(r"<script|<link|<img|<iframe|https?://|@import|url\(", html)


def test_ids_are_escaped(course):
    hand_in(course, "a'b[1]\u202e", RIGHT)
    grade(course, ASSIGNMENT)
    feedback(course, ASSIGNMENT)
    assert "<bdi>a&#x27;b[1]\u202e</bdi>" in page(course, "a'b[1]\u202e")


def test_who_is_not_graded_is_listed(graded):
    hand_in(graded, "late", RIGHT)
    assert feedback(graded, ASSIGNMENT).ungraded == ["late"]


def test_nbgraders_command_makes_the_same_page(graded, nbgrader):
    feedback(graded, ASSIGNMENT)
    before = {student: page(graded, student) for student in ("anna", "борис", "none", "torn")}
    for student in before:
        (graded / "grading/feedback" / student / ASSIGNMENT / f"{ASSIGNMENT}.html").unlink()
    nbgrader(graded, "generate_feedback", ASSIGNMENT, "--force")
    assert {student: page(graded, student) for student in before} == before


def test_a_regraded_answer_changes_the_page(graded):
    feedback(graded, ASSIGNMENT)
    answer(graded / "grading/submitted/anna" / ASSIGNMENT, RIGHT, revision=9)
    grade(graded, ASSIGNMENT)
    feedback(graded, ASSIGNMENT)
    assert "Everything is right" in page(graded, "anna")
