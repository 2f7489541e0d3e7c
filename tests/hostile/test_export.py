"""Names that want to be formulas, rows that want to be two, and nothing that looks like zero."""

import csv
import os
import subprocess
import sys

import pytest
from rows import query, set_grade
from synthetic import ASSIGNMENT, HALF, RIGHT, hand_in

from clientservice.judge import grade
from clientservice.reports import export

FORMULAS = ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "\n=1"]


def rows(path, **options):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream, **options))


def named(course, last, first=""):
    hand_in(course, "anna", RIGHT)
    grade(course, ASSIGNMENT)
    query(course, "update student set last_name = ?, first_name = ?", last, first)
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
