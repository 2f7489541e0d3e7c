"""The real a1-concepts from release to export: two students, two languages, an essay marked, a key mended."""

import csv
import re

import pytest

from clientservice.banks import load_keys, load_source
from clientservice.exercises import model_value, type_name
from clientservice.gradebook import Gradebook, load_places
from clientservice.marking._desk import read_mark
from clientservice.marking._office import Office
from clientservice.responses import Store, make_archive, make_receipt
from real_course import REPO, enrol, released, run

ASSIGNMENT = "a1-concepts"
BANK = load_source(REPO / "solutions/exercises" / f"{ASSIGNMENT}.yml")
KEYS = load_keys(BANK, REPO / "solutions/keys").keys
ESSAY = next(name for name, exercise in BANK.exercises.items() if type_name(exercise) == "essay")
MOST = sum(exercise.points for exercise in BANK.exercises.values())
#: In the mended key another option of this exercise is the right one.
MENDED, BEFORE, AFTER = "roofers-and-clients", "full-price-first", "shared-profit"
COMMENTS = {"anna": "Say who compares.", "борис": "Назовите, кто сравнивает."}
LANGUAGES = {"anna": "en", "борис": "ru"}


@pytest.fixture
def course(tmp_path):
    return released(tmp_path / "clone", ASSIGNMENT)


def work(course, home, student):
    """Fetch with nbgrader and answer everything as the model does; gives the folder of the assignment."""
    enrol(course, home, LANGUAGES[student])
    run("nbgrader", "fetch_assignment", ASSIGNMENT, "--student", student, folder=home)
    folder = home / ASSIGNMENT
    for name, exercise in BANK.exercises.items():
        value = {"text": f"A letter by {student}."} if name == ESSAY else model_value(exercise, KEYS[name])
        Store(folder / "responses", name).save(value)
    return folder


def mend(course):
    """Another right answer, in the keys that a teacher keeps."""
    path = course / "solutions/keys" / f"{ASSIGNMENT}.yml"
    text = path.read_text(encoding="utf-8")
    mended = text.replace(f"      {BEFORE}:\n        right: true\n", f"      {BEFORE}:\n")
    mended = mended.replace(f"      {AFTER}:\n", f"      {AFTER}:\n        right: true\n")
    assert mended.count("right: true") == text.count("right: true")
    assert mended != text
    path.write_text(mended, encoding="utf-8")


def marks(course):
    with Gradebook(load_places(course).db_url) as book:
        return book.marks(ASSIGNMENT)


@pytest.mark.slow
def test_the_whole_cycle(course, tmp_path):
    homes = {student: tmp_path / f"home-{lang}" for student, lang in LANGUAGES.items()}
    by_exchange, by_file = (work(course, homes[student], student) for student in LANGUAGES)
    run("nbgrader", "submit", ASSIGNMENT, "--student", "anna", folder=homes["anna"])
    receipt = make_receipt(ASSIGNMENT, BANK.exercises, by_file / "responses", "борис")
    archive = tmp_path / "борис.zip"
    archive.write_bytes(make_archive(receipt, by_file / f"{ASSIGNMENT}.ipynb", by_file / "responses"))
    said = run("clientservice", "collect", ASSIGNMENT, archive, folder=course)
    assert "2 submissions, 0 refused" in said
    assert "2 need a person" in run("clientservice", "grade", ASSIGNMENT, folder=course)

    office = Office(course)
    slips = {slip.row.student: slip for slip in office.shelf(ASSIGNMENT).desk.slips}
    for student, slip in slips.items():
        levels = {criterion.id: 0 for criterion in slip.essay.criteria}  # the best of each
        office.give(ASSIGNMENT, slip, read_mark(slip.essay, levels, COMMENTS[student]))
    run("clientservice", "feedback", ASSIGNMENT, "--no-reveal", folder=course)
    run("nbgrader", "fetch_feedback", ASSIGNMENT, "--student", "anna", folder=homes["anna"])
    (fetched,) = (by_exchange / "feedback").rglob("*.html")
    for student, lang in LANGUAGES.items():
        page = course / "grading/feedback" / student / ASSIGNMENT / f"{ASSIGNMENT}.html"
        text = page.read_text(encoding="utf-8")
        assert f'<html lang="{lang}">' in text
        assert COMMENTS[student] in text
        assert re.search(r"<b>20</b> (of 20 points|из 20 баллов)", text)
    assert fetched.read_bytes() == (course / f"grading/feedback/anna/{ASSIGNMENT}/{ASSIGNMENT}.html").read_bytes()

    mend(course)
    said = run("clientservice", "grade", ASSIGNMENT, folder=course)
    assert said.count("the key changed") == 2
    points = BANK.exercises[MENDED].points
    for student in LANGUAGES:
        mark = marks(course)[student]
        assert (mark[MENDED].auto, mark[MENDED].open) == (0, False)
        assert (mark[ESSAY].manual, mark[ESSAY].open, mark[ESSAY].comment) == (
            BANK.exercises[ESSAY].points,
            False,
            COMMENTS[student],
        )
    run("clientservice", "export", ASSIGNMENT, "--out", "grades.csv", folder=course)
    rows = list(csv.DictReader((course / "grades.csv").read_text(encoding="utf-8").splitlines()))
    assert {row["student"]: (row["status"], float(row["score"])) for row in rows} == dict.fromkeys(
        LANGUAGES, ("graded", MOST - points)
    )
    assert "the key changed" in run("clientservice", "audit", "борис", ASSIGNMENT, folder=course)
