"""The whole way in both languages, with nbgrader's own commands on the student's side."""

import csv
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from rows import scores
from synthetic import ASSIGNMENT, HALF, RIGHT, answer, hand_in, make_course

from clientservice.errors import CourseError
from clientservice.judge import collect, feedback, grade, release
from clientservice.reports import export

STUDENT_CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "service-{lang}"
c.Exchange.root = {exchange!r}
c.Exchange.cache = {cache!r}
"""
#: The exchange knows people by the owner of what they hand in; a test runs as one user, so the check is off here.
#: It is tested in tests/hostile.
NO_OWNERS = "\nc.ExchangeCollect.check_owner = False\n"
PEOPLE = {"anna": ("en", RIGHT, 7), "борис": ("ru", HALF, 4)}


@pytest.fixture
def students(tmp_path, course):
    """A folder of their own for two students, with the exchange in their configuration."""
    with (course / "nbgrader_config.py").open("a") as stream:
        stream.write(NO_OWNERS)
    folders = {}
    for student, (lang, _, _) in PEOPLE.items():
        folder = folders[student] = tmp_path / student
        folder.mkdir()
        exchange = str(course / "grading/exchange")
        config = STUDENT_CONFIG.format(lang=lang, exchange=exchange, cache=str(folder / "cache"))
        (folder / "nbgrader_config.py").write_text(config)
    return folders


def everybody(folders: dict[str, Path], command: str) -> None:
    """All students run one of nbgrader's commands at the same time."""
    program = Path(sys.executable).parent / "nbgrader"
    running = [
        subprocess.Popen(
            [program, command, ASSIGNMENT, "--student", student],
            cwd=folder,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONWARNINGS": "ignore"},
        )
        for student, folder in folders.items()
    ]
    for process in running:
        _, said = process.communicate(timeout=120)
        assert process.returncode == 0, said


def test_from_release_to_export(course, students):
    everybody(students, "fetch_assignment")
    for student, folder in students.items():
        lang, answers, _ = PEOPLE[student]
        fetched = folder / ASSIGNMENT
        assert sorted(path.name for path in fetched.iterdir()) == [f"{ASSIGNMENT}.ipynb", "items.json"]
        text = "".join(path.read_text(encoding="utf-8") for path in fetched.iterdir())
        assert "WHY-" not in text
        assert "ПОЧЕМУ" not in text
        assert f'lang=\\"{lang}\\"' in text
        answer(fetched, answers)
    everybody(students, "submit")
    report = collect(course, ASSIGNMENT)
    assert [(found.student, found.edition, found.review) for found in report.collected] == [
        ("anna", "en", ""),
        ("борис", "ru", ""),
    ]
    assert report.refused == []
    assert [(found.student, found.points) for found in grade(course, ASSIGNMENT).graded] == [("anna", 7), ("борис", 4)]
    assert feedback(course, ASSIGNMENT).courses == ["service-en", "service-ru"]
    everybody(students, "fetch_feedback")
    for student, folder in students.items():
        (page,) = (folder / ASSIGNMENT / "feedback").rglob("*.html")
        assert (
            page.read_bytes()
            == (course / "grading/feedback" / student / ASSIGNMENT / f"{ASSIGNMENT}.html").read_bytes()
        )
        assert f'<html lang="{PEOPLE[student][0]}">' in page.read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(export(course, ASSIGNMENT, course / "out.csv").read_text(encoding="utf-8"))))
    assert [(row["student"], row["status"], float(row["score"])) for row in rows] == [
        ("anna", "graded", 7),
        ("борис", "graded", 4),
    ]


def test_nbgraders_own_collect_is_ours(course, nbgrader):
    inbound = course / "grading/exchange/service-ru/inbound" / f"victim+{ASSIGNMENT}+2026-05-12 11:40:00.000000 UTC+x"
    inbound.mkdir(parents=True)
    (inbound / f"{ASSIGNMENT}.ipynb").write_text("{}")
    said = nbgrader(course, "collect", ASSIGNMENT).stderr
    assert "claims to be from 'victim' but is owned by" in said
    assert not (course / "grading/submitted/victim").exists()


def test_a_release_is_made_once_unless_forced(course):
    with pytest.raises(CourseError, match="released before; repeat with --force"):
        release(course, ASSIGNMENT)
    release(course, ASSIGNMENT, force=True)


def test_points_and_cells_change_with_force_while_nobody_handed_in(course):
    for lang in ("en", "ru"):
        folder = course / "solutions" / lang / ASSIGNMENT
        for path in folder.iterdir():
            text = path.read_text(encoding="utf-8")
            path.write_text(text.replace('"points": 4.0', '"points": 6.0'), encoding="utf-8")
    report = release(course, ASSIGNMENT, force=True)
    assert [edition.course for edition in report.editions] == ["service-en", "service-ru"]
    hand_in(course, "anna", RIGHT)
    grade(course, ASSIGNMENT)
    assert scores(course, "anna")["clients-sort"][0] == 6


def rename_cell(course):
    """Another grade id, although somebody has been graded: nbgrader refuses and deletes the release."""
    hand_in(course, "anna", RIGHT)
    grade(course, ASSIGNMENT)
    for lang in ("en", "ru"):
        for path in (course / "solutions" / lang / ASSIGNMENT).iterdir():
            path.write_text(path.read_text(encoding="utf-8").replace("clients-needs", "clients-wants"))


def plant(name):
    def spoil(course):
        path = course / "solutions/en" / ASSIGNMENT / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")

    return spoil


def differ(course):
    path = course / "solutions/ru" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace('cs.item(\\"clients-sort\\")', "pass"), encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (rename_cell, "nbgrader says: .*submissions associated with it"),
        (plant("responses/clients-sort.json"), "would be released to students"),
        (plant("keys.yml"), "would be released to students"),
        (differ, "graded cells differ from the en edition's"),
    ],
)
def test_a_release_that_fails_leaves_the_former_one(course, spoil, message):
    before = {path: path.read_bytes() for path in (course / "assignments").rglob("*.*")}
    spoil(course)
    with pytest.raises(CourseError, match=message):
        release(course, ASSIGNMENT, force=True)
    assert {path: path.read_bytes() for path in (course / "assignments").rglob("*.*")} == before


def test_a_first_release_that_fails_leaves_nothing(tmp_path):
    course = make_course(tmp_path)
    differ(course)
    with pytest.raises(CourseError):
        release(course, ASSIGNMENT)
    assert not list((course / "assignments").rglob("*.ipynb"))
    assert not list((course / "grading/exchange").rglob("*.ipynb"))
