"""Late work, from the teacher's file to every place where a grade is read."""

import csv
import json
import shutil
import sqlite3
import urllib.request
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from handing_in import inbound
from nbgrader.api import Gradebook
from rows import query, set_grade, table
from synthetic import ASSIGNMENT, HALF, RIGHT, hand_in
from test_three_ways import jupyterlab

from clientservice.gradebook import Gradebook as Book
from clientservice.gradebook import load_places
from clientservice.judge import collect, feedback, grade, prepare_folders, release
from clientservice.reports import export

#: Moscow is three hours ahead: due on 11 May 2026 at 23:59, grace to 00:14.
DUE = "2026-05-11T23:59"
LATE = f"due: {{{ASSIGNMENT}: {DUE}}}\n"
GRACE_ENDS = datetime(2026, 5, 11, 21, 14, tzinfo=UTC)


def say_late(course, text=LATE, extensions=None):
    (course / "solutions/late.yml").write_text(text, encoding="utf-8")
    path = course / "grading/extensions.yml"
    path.unlink(missing_ok=True)
    if extensions is not None:
        path.parent.mkdir(exist_ok=True)
        path.write_text(extensions, encoding="utf-8")


def extend(student, until):
    return f"extensions:\n  - {{student: {student}, assignment: {ASSIGNMENT}, until: {until}}}\n"


def arrive(course, student, answers, moment, lang="en"):
    folder = hand_in(course, student, answers, lang)
    (folder / "timestamp.txt").write_text(moment.strftime("%Y-%m-%d %H:%M:%S.%f UTC"))
    return folder


def whole_class(course):
    """On time, at the last instant of grace, a microsecond later, days later; extended, unknown, late with nothing."""
    arrive(course, "early", RIGHT, GRACE_ENDS - timedelta(days=3))
    arrive(course, "last", RIGHT, GRACE_ENDS)
    arrive(course, "missed", RIGHT, GRACE_ENDS + timedelta(microseconds=1))
    arrive(course, "борис", HALF, GRACE_ENDS + timedelta(days=1, hours=23, minutes=45, seconds=59), lang="ru")
    arrive(course, "night", RIGHT, datetime(2026, 5, 12, 21, 0, tzinfo=UTC))
    arrive(course, "extended", RIGHT, GRACE_ENDS + timedelta(days=2))
    arrive(course, "weeks", RIGHT, GRACE_ENDS + timedelta(days=30))
    arrive(course, "nothing", {}, GRACE_ENDS + timedelta(days=30))
    torn = arrive(course, "torn", RIGHT, GRACE_ENDS + timedelta(hours=1))
    (torn / "responses/clients-sort.json").write_bytes(b"{")
    (hand_in(course, "timeless", RIGHT) / "timestamp.txt").unlink()


def penalties(course):
    sql = """select a.student_id, n.late_submission_penalty from submitted_notebook n
        join submitted_assignment a on a.id = n.assignment_id"""
    return dict(query(course, sql))


def dates(course):
    return query(course, "select duedate from assignment")[0][0], dict(
        query(course, "select student_id, extension from submitted_assignment")
    )


EXPECTED = {
    "early": None,
    "last": None,
    "missed": 0.7,
    "борис": 0.8,
    "night": 1.4,
    "extended": None,
    "weeks": 3.5,
    "nothing": 0.0,
    "torn": 0.3,
    "timeless": None,
}


@pytest.fixture(scope="module")
def pair(released, tmp_path_factory):
    """The same class twice: graded by us, and not graded."""
    scratch = tmp_path_factory.mktemp("late")
    mine, theirs = scratch / "mine", scratch / "theirs"
    shutil.copytree(released, mine)
    whole_class(mine)
    say_late(mine, extensions=extend("extended", "2026-05-14T23:59"))
    shutil.copytree(mine, theirs)
    assert grade(mine, ASSIGNMENT).failed == []
    return mine, theirs


def test_late_04_who_is_late_and_what_it_costs(pair):
    assert penalties(pair[0]) == EXPECTED


def test_late_03_the_gradebook_has_the_due_date_in_utc(pair):
    due, extensions = dates(pair[0])
    assert due == "2026-05-11 20:59:00.000000"
    assert extensions.pop("extended") == "1970-01-04 00:00:00.000000"  # three days, as SQLAlchemy keeps an interval
    assert set(extensions.values()) == {None}


def test_nbgrader_reads_its_own_columns(pair):
    with Gradebook(f"sqlite:///{pair[0]}/grading/gradebook.db") as book:
        late = {one.student.id: one.total_seconds_late for one in book.assignment_submissions(ASSIGNMENT)}
        taken = {one.student.id: one.late_submission_penalty for one in book.assignment_submissions(ASSIGNMENT)}
    assert (late["early"], late["last"], late["extended"]) == (0, 900, 0)
    assert late["missed"] == pytest.approx(900.000001)
    assert taken == {student: points or 0.0 for student, points in EXPECTED.items()}


@pytest.mark.slow
def test_nbgrader_autograde_writes_the_same_rows(pair, nbgrader):
    mine, theirs = pair
    nbgrader(theirs, "autograde", ASSIGNMENT)
    assert table(theirs) == table(mine)
    assert dates(theirs) == dates(mine)


@pytest.mark.slow
def test_the_formgrader_writes_the_same_rows(pair, tmp_path):
    mine, _ = pair
    root = tmp_path / "course"
    shutil.copytree(mine, root)
    shutil.rmtree(root / "grading/autograded")
    for name in ("grade", "submitted_notebook", "submitted_assignment", "student", "clientservice_graded"):
        query(root, f"delete from {name}")  # noqa: S608
    prepare_folders(root)
    with jupyterlab(root, tmp_path) as (address, token):
        for student in ("missed", "extended", "night"):
            url = f"{address}/formgrader/api/submission/{ASSIGNMENT}/{student}/autograde"
            request = urllib.request.Request(url, data=b"", headers={"Authorization": f"token {token}"})
            with urllib.request.urlopen(request, timeout=120) as answer:
                assert json.load(answer)["success"]
        request = urllib.request.Request(
            f"{address}/formgrader/api/assignment/{ASSIGNMENT}", headers={"Authorization": f"token {token}"}
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            assert json.load(answer)["display_duedate"].startswith("2026-05-11 20:59:00")
    assert penalties(root) == {student: EXPECTED[student] for student in ("missed", "extended", "night")}
    assert dates(root)[1] == {student: dates(mine)[1][student] for student in ("missed", "extended", "night")}


def rows(course):
    with export(course, ASSIGNMENT, course / "out.csv").open(encoding="utf-8", newline="") as stream:
        return {row["student"]: row for row in csv.DictReader(stream)}


def page(course, student):
    return (course / "grading/feedback" / student / ASSIGNMENT / f"{ASSIGNMENT}.html").read_text(encoding="utf-8")


def test_export_and_page_agree_with_the_gradebook(pair, tmp_path):
    course = tmp_path / "course"
    shutil.copytree(pair[0], course)
    feedback(course, ASSIGNMENT)
    found = {student: (row["late"], row["penalty"], row["score"]) for student, row in rows(course).items()}
    assert found == {
        "early": ("0", "0", "7"),
        "last": ("0", "0", "7"),
        "missed": ("1", "0.7", "6.3"),
        "борис": ("2", "0.8", "3.2"),
        "night": ("2", "1.4", "5.6"),
        "extended": ("0", "0", "7"),
        "weeks": ("31", "3.5", "3.5"),
        "nothing": ("31", "0", "0"),
        "torn": ("1", "", ""),
        "timeless": ("", "", "7"),
    }
    assert "<b>6.3</b> of 7 points" in page(course, "missed")
    assert (
        "Handed in late, after 2026-05-11, 23:59 (UTC+3), also after the 15 minutes of grace. Calendar days begun "
        "since then: 1. For each of them 10% of the points earned are taken off, at most 50%. You earned 7 points, and "
        "0.7 of them are taken off."
    ) in page(course, "missed")
    russian = page(course, "борис")
    assert "<b>3,2</b> из 7 баллов" in russian
    assert "снимается 10\N{NO-BREAK SPACE}% набранных баллов" in russian
    assert "Набрано баллов: 4, из них снято: 0,8." in russian
    assert "Due, with your extension</dt><dd>2026-05-14, 23:59 (UTC+3)" in page(course, "extended")
    assert "Nothing is taken off" in page(course, "nothing")
    for student in ("early", "last", "extended", "timeless"):
        assert "late" not in page(course, student).split("</style>")[1]


def test_changing_rule_or_extension_and_grading_again_changes_the_penalty(course):
    arrive(course, "anna", RIGHT, GRACE_ENDS + timedelta(hours=1))
    arrive(course, "olga", HALF, GRACE_ENDS - timedelta(hours=1))
    assert [one.notes for one in grade(course, ASSIGNMENT).graded] == [[], []]
    assert penalties(course) == {"anna": None, "olga": None}
    seen = []
    for text, extensions in (
        (LATE, None),
        ("policy: {percent_per_day: 30}\n" + LATE, None),
        (LATE, extend("anna", "2026-05-12T12:00")),
        (LATE.replace("2026-05-11", "2026-05-09"), None),
        ("due: {}\n", None),
    ):
        say_late(course, text, extensions)
        report = grade(course, ASSIGNMENT)
        assert report.failed == []
        seen.append((sorted(one.student for one in report.graded), penalties(course)["anna"], dates(course)[0]))
        assert grade(course, ASSIGNMENT).graded == []  # nothing left to do
    both, due = ["anna", "olga"], "2026-05-11 20:59:00.000000"
    assert seen == [
        (both, 0.7, due),
        (both, 2.1, due),
        (both, None, due),
        (both, 2.1, "2026-05-09 20:59:00.000000"),
        (both, None, None),
    ]


def test_an_extension_concerns_one_student_only(course):
    arrive(course, "anna", RIGHT, GRACE_ENDS + timedelta(hours=1))
    arrive(course, "olga", RIGHT, GRACE_ENDS + timedelta(hours=1))
    say_late(course)
    grade(course, ASSIGNMENT)
    say_late(course, extensions=extend("anna", "2026-05-12T12:00"))
    report = grade(course, ASSIGNMENT)
    assert ([one.student for one in report.graded], report.unchanged) == (["anna"], ["olga"])
    assert report.graded[0].changes.why == ["the due date, an extension or the rule for late work changed"]
    assert report.extended == []
    assert penalties(course) == {"anna": None, "olga": 0.7}


def test_the_teacher_reads_why(course):
    arrive(course, "anna", RIGHT, GRACE_ENDS + timedelta(hours=1))
    (hand_in(course, "timeless", RIGHT) / "timestamp.txt").unlink()
    say_late(course, extensions=extend("ana", "2026-05-20T12:00"))
    report = grade(course, ASSIGNMENT)
    assert report.extended == ["ana"]
    anna, timeless = report.graded
    assert anna.notes[0] == (
        "late, 1 calendar day(s) begun since 2026-05-11 23:59 (Europe/Moscow, 15 min of grace): 10 % of the points "
        "earned are taken off"
    )
    assert "which nobody observed" in anna.notes[1]
    assert "nobody knows when it arrived" in timeless.notes[0]


def test_a_students_own_time_counts_for_nothing(course):
    """The folder's name and the file inside say May 2001; the collector saw it now, in a time after the due date."""
    inbound(course, "root", RIGHT, when="2001-05-12 11:40:00.000000 UTC")
    say_late(course, f"due: {{{ASSIGNMENT}: 2001-06-01T12:00}}\n")
    path = course / "nbgrader_config.py"
    path.write_text(path.read_text() + "\nc.ExchangeCollect.check_owner = False\n")
    collect(course, ASSIGNMENT)
    grade(course, ASSIGNMENT)
    assert penalties(course) == {"root": 3.5}


def test_marks_given_by_hand_settle_the_penalty_again(course):
    torn = arrive(course, "anna", RIGHT, GRACE_ENDS + timedelta(hours=1))
    (torn / "responses/clients-sort.json").write_bytes(b"{")
    say_late(course)
    grade(course, ASSIGNMENT)
    assert penalties(course) == {"anna": 0.3}
    set_grade(course, "anna", "clients-sort", manual_score=4.0, needs_manual_grade=False)
    assert (rows(course)["anna"]["penalty"], rows(course)["anna"]["score"]) == ("0.7", "6.3")
    assert penalties(course) == {"anna": 0.7}
    with Book(load_places(course).db_url) as book:
        assert json.loads(book.entries(ASSIGNMENT, "anna")[-1].details)["total"] == [2.7, 6.3]
    set_grade(course, "anna", "clients-sort", manual_score=2.0)
    report = grade(course, ASSIGNMENT)
    assert (report.graded, report.settled) == ([], ["anna"])
    assert penalties(course) == {"anna": 0.5}
    set_grade(course, "anna", "clients-sort", manual_score=3.0)
    feedback(course, ASSIGNMENT)
    assert penalties(course) == {"anna": 0.6}
    assert "<b>5.4</b> of 7 points" in page(course, "anna")
    assert grade(course, ASSIGNMENT).settled == []


def test_release_passes_the_due_date_on(course):
    say_late(course)
    release(course, ASSIGNMENT, force=True)
    assert dates(course)[0] == "2026-05-11 20:59:00.000000"


PLUGIN = """

import sys, types
from nbgrader.plugins import LateSubmissionPlugin

class Own(LateSubmissionPlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        if student_id == "fails":
            raise RuntimeError("a plugin that fails")
        return {"huge": 1e9, "negative": -5, "nan": float("nan"), "none": None, "text": "1"}[student_id]

sys.modules["own_late_plugin"] = types.SimpleNamespace(Own=Own)
c.AssignLatePenalties.plugin_class = "own_late_plugin.Own"
"""


@pytest.mark.slow
def test_late_06_a_teachers_own_plugin_spoils_nothing(course, nbgrader):
    students = ("fails", "huge", "nan", "negative", "none", "text")
    for student in students:
        arrive(course, student, RIGHT, GRACE_ENDS + timedelta(hours=1))
    say_late(course)
    path = course / "nbgrader_config.py"
    path.write_text(path.read_text() + PLUGIN)
    nbgrader(course, "autograde", ASSIGNMENT)
    found = penalties(course)
    waits = {row[0]: bool(row[8]) for row in table(course)["grades"]}
    assert found == {"huge": 7.0, "negative": 0.0, "none": None, "nan": None, "text": None, "fails": None}
    assert waits == {student: student in {"nan", "text", "fails"} for student in students}
    assert {row[5] for row in table(course)["grades"]} == {4.0, 3.0}  # the scores stay


def test_an_interval_is_kept_as_nbgrader_keeps_it(course):
    """What nbgrader's own ORM writes for an extension is what we write."""
    arrive(course, "anna", RIGHT, GRACE_ENDS)
    say_late(course, extensions=extend("anna", "2026-05-13T12:30:15"))
    grade(course, ASSIGNMENT)
    mine = dates(course)[1]["anna"]
    with Gradebook(f"sqlite:///{course}/grading/gradebook.db") as book:
        found = book.find_submission(ASSIGNMENT, "anna")
        delta = found.extension
        found.extension = None
        book.db.commit()
        found.extension = delta
        book.db.commit()
    assert delta == timedelta(days=1, hours=12, minutes=31, seconds=15)
    assert dates(course)[1]["anna"] == mine
    with closing(sqlite3.connect(course / "grading/gradebook.db")) as connection:
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
