"""Names that want to be formulas, rows that want to be two, and nothing that looks like zero."""

import csv
import os
import re
import shutil
import subprocess
import sys
import zipfile

import pytest
from canaries import watched
from click.testing import CliRunner
from rows import query, set_grade
from synthetic import ASSIGNMENT, HALF, RIGHT, hand_in

from clientservice.cli import main
from clientservice.errors import CourseError
from clientservice.judge import feedback, grade
from clientservice.reports import export, export_for

FORMULAS = ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "\n=1"]


@pytest.fixture
def course(released, tmp_path):
    """A released course without an honest student beside: these tests compare whole tables."""
    root = tmp_path / "course"
    shutil.copytree(released, root)
    with watched(root, ASSIGNMENT, {}, thorough=False):
        yield root


def rows(path, **options):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream, **options))


def named(course, last, first=""):
    hand_in(course, "anna", RIGHT)
    grade(course, ASSIGNMENT)
    query(course, "update student set last_name = ?, first_name = ? where id = 'anna'", last, first)
    return export(course, ASSIGNMENT, course / "out.csv")


@pytest.mark.parametrize("name", FORMULAS)
def test_export_01_formulas(course, name):
    (row,) = rows(named(course, name))
    assert row["last_name"] == f"'{name}"
    assert (row["score"], row["clients-sort"]) == ("7", "4")


@pytest.mark.parametrize("name", ['a,b;"c"', "two\nlines", "two\r\nlines", "'quoted'", "", "Ünï 名前 \u202e"])
def test_export_02_commas_quotes_newlines(course, name):
    (row,) = rows(named(course, name, name))
    assert (row["last_name"], row["first_name"]) == (name, name)


def test_export_03_locale(course):
    hand_in(course, "борис", HALF)
    grade(course, ASSIGNMENT)
    code = "import sys; from pathlib import Path; from clientservice.reports import export; "
    code += f"export(Path(sys.argv[1]), {ASSIGNMENT!r}, Path(sys.argv[2]))"
    environment = os.environ | {"LC_ALL": "C", "PYTHONIOENCODING": "ascii"}
    subprocess.run([sys.executable, "-c", code, course, course / "out.csv"], env=environment, check=True, timeout=60)
    assert rows(course / "out.csv")[0]["student"] == "борис"


def test_export_04_ungraded_is_not_zero(course):
    hand_in(course, "right", RIGHT)
    hand_in(course, "nothing", {})
    wrong = {"clients-sort": {"cook": "outside"}, "clients-needs": {"queue": "care"}}
    hand_in(course, "wrong", wrong)
    torn = hand_in(course, "torn", RIGHT)
    (torn / "responses/clients-sort.json").write_bytes(b"")
    by_hand = hand_in(course, "by-hand", RIGHT)
    (by_hand / "responses/clients-sort.json").write_bytes(b"")
    grade(course, ASSIGNMENT)
    set_grade(course, "by-hand", "clients-sort", manual_score=1.5, needs_manual_grade=False)
    hand_in(course, "late", RIGHT)
    query(course, "insert into student (id) values ('absent')")
    found = {row["student"]: (row["status"], row["score"], row["clients-sort"]) for row in rows(named_none(course))}
    assert found == {
        "absent": ("missing", "", ""),
        "late": ("ungraded", "", ""),
        "nothing": ("not_attempted", "0", "0"),
        "right": ("graded", "7", "4"),
        "torn": ("needs_review", "", ""),
        "by-hand": ("graded", "4.5", "1.5"),
        "wrong": ("graded", "0", "0"),
    }


def named_none(course):
    return export(course, ASSIGNMENT, course / "out.csv")


def test_export_04_for_excel(course):
    hand_in(course, "anna", HALF)
    grade(course, ASSIGNMENT)
    set_grade(course, "anna", "clients-sort", manual_score=2.25)
    path = export(course, ASSIGNMENT, course / "out.csv", excel=True)
    assert path.read_bytes().startswith(b"\xef\xbb\xbfstudent;")
    (row,) = rows(path, delimiter=";")
    assert row["score"] == "4,25"


def for_lms(course, target, **options):
    return export_for(course, ASSIGNMENT, course / f"{target}.csv", target=target, **options)


def grades_in(path, heading=ASSIGNMENT, key="SIS Login ID"):
    return {row[key]: row[heading] for row in rows(path) if row[key]}


@pytest.fixture
def strangers(course):
    """One of each kind, and ids that want to be something else."""
    for student in ("right", "=1+1", "1.5", "Points Possible", "a_b"):
        hand_in(course, student, RIGHT)
    hand_in(course, "nothing", {})
    torn = hand_in(course, "torn", RIGHT)
    (torn / "responses/clients-sort.json").write_bytes(b"")
    grade(course, ASSIGNMENT)
    hand_in(course, "ungraded", RIGHT)
    query(course, "insert into student (id) values ('absent')")
    query(course, "update student set last_name = '=HYPERLINK(1)', first_name = 'two\r\nlines' where id = 'right'")
    query(course, "update student set email = 'right@uni.example' where id = 'right'")
    return course


def test_export_01_lms_ids_are_exact_or_left_out(strangers):
    canvas, moodle = for_lms(strangers, "canvas"), for_lms(strangers, "moodle")
    common = {
        "right": "7",
        "Points Possible": "7",
        "a_b": "7",
        "nothing": "0",
        "torn": "",
        "ungraded": "",
        "absent": "",
    }
    assert grades_in(canvas.path) == common
    assert grades_in(moodle.path, key="Username") == common | {"1.5": "7"}
    assert [warning for warning in canvas.warnings if "by hand" in warning] == [
        "'1.5' is left out: Canvas would take the id for a number and rewrite it; enter this grade by hand",
        "'=1+1' is left out: a spreadsheet or Canvas would change the id; enter this grade by hand",
    ]
    for path in (canvas.path, moodle.path):
        text = path.read_text(encoding="utf-8")
        assert not [cell for line in csv.reader(text.splitlines()) for cell in line if cell.startswith(("=", "+", "-"))]
        assert len(text.splitlines()) == len(list(csv.reader(text.splitlines())))


def test_export_04_lms_blank_is_not_zero(strangers):
    assert for_lms(strangers, "canvas").open == {"absent": "missing", "torn": "needs_review", "ungraded": "ungraded"}


def test_export_04_a_page_goes_with_its_grade_or_not_at_all(strangers):
    made = for_lms(strangers, "canvas")
    assert made.pages is None
    assert "no feedback page yet, left out: '1.5', '=1+1', 'Points Possible'" in made.warnings[0]
    feedback(strangers, ASSIGNMENT)
    set_grade(strangers, "a_b", "clients-sort", manual_score=1.0)
    made = for_lms(strangers, "moodle", excel=True)
    assert made.pages == strangers / "moodle-feedback.zip"
    stale = next(warning for warning in made.warnings if "another total" in warning)
    assert stale.startswith("the feedback page shows another total, left out: 'a_b';")
    with zipfile.ZipFile(made.pages) as archive:
        mapping = list(csv.DictReader(archive.read("pages.csv").decode("utf-8-sig").splitlines()))
        for line in mapping:
            html = archive.read(line["file"]).decode()
            assert f"<b>{line['score']}</b> of 7 points" in html
    assert [line["student"] for line in mapping] == ["1.5", "'=1+1", "Points Possible", "nothing", "right"]


def test_export_04_moodles_own_worksheet(strangers):
    feedback(strangers, ASSIGNMENT)
    worksheet = strangers / "worksheet.csv"
    head = "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,Feedback comments\n"
    people = {11: "right@uni.example", 12: "nothing", 13: "torn", 14: "=1+1", 15: "stranger"}
    lines = [f'Participant {n},"A_B, C",{who},,1.00,7.00,Yes,kept\n' for n, who in people.items()]
    worksheet.write_text(head + "".join(lines), encoding="utf-8")
    made = for_lms(strangers, "moodle", worksheet=worksheet)
    found = {row["Identifier"]: (row["Grade"], row["Feedback comments"]) for row in rows(made.path)}
    graded = {11: "7", 12: "0", 13: "", 14: "7", 15: "1.00"}
    assert found == {f"Participant {n}": (points, "kept") for n, points in graded.items()}
    with zipfile.ZipFile(made.pages) as archive:
        assert archive.namelist() == [f"A B C_{n}_assignsubmission_file_/{ASSIGNMENT}.html" for n in (14, 12, 11)]
        assert "7 of 7 points" in re.sub("<[^>]*>", "", archive.read(archive.namelist()[2]).decode())


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"target": "canvas", "worksheet": "w.csv"}, "--worksheet goes with --for moodle"),
        ({"target": "moodle", "worksheet": "w.csv", "excel": True}, "--worksheet goes with --for moodle"),
        ({"target": "moodle", "worksheet": "w.csv"}, "w.csv: can't be read"),
        ({"target": "canvas", "column": "Final Score"}, "--column"),
    ],
)
def test_export_04_what_does_not_fit_is_refused(course, options, sentence):
    options = {name: course / value if name == "worksheet" else value for name, value in options.items()}
    with pytest.raises(CourseError, match=sentence):
        export_for(course, ASSIGNMENT, course / "out.csv", **options)
    with pytest.raises(CourseError, match="name one assignment"):
        export_for(course, None, course / "out.csv", target="moodle")
    assert not (course / "out.csv").exists()


def test_export_03_lms_in_russian_excel(course, monkeypatch):
    monkeypatch.chdir(course)
    hand_in(course, "борис", HALF)
    grade(course, ASSIGNMENT)
    set_grade(course, "борис", "clients-sort", manual_score=2.25)
    result = CliRunner().invoke(
        main,
        ["export", ASSIGNMENT, "--for", "canvas", "--excel", "--column", "Задание (5)", "--out", str(course / "o.csv")],
    )
    assert result.exit_code == 0, result.output
    raw = (course / "o.csv").read_bytes()
    assert raw.startswith("\ufeffStudent;ID;SIS User ID;SIS Login ID;Section;Задание (5)\r\n".encode())
    assert raw.decode("utf-8-sig").splitlines()[1:] == ["    Points Possible;;;;;7", "борис;;;борис;;4,25"]
