"""A card moved in JupyterLab becomes a grade: the real assignment, both editions, nothing mocked.

Release → fetch → sort in the browser → submit → collect → grade → gradebook → feedback → fetch → export.
"""

from __future__ import annotations

import csv
import sqlite3

import pytest
from playwright.sync_api import expect
from sorting_page import SortingPage

from clientservice.banks import load_keys, load_source
from clientservice.text import number
from real_course import REPO, enrol, released, run

ASSIGNMENT = "a4-clients"
#: What is done in the browser, by keyboard; the rest is handed in as it came.
CARDS = ("clients-sort", "clients-reason")


@pytest.fixture
def course(tmp_path):
    """The real course, with the assignment released."""
    return released(tmp_path / "clone", ASSIGNMENT)


@pytest.fixture
def keys():
    bank = load_source(REPO / "solutions/exercises" / f"{ASSIGNMENT}.yml")
    return bank, load_keys(bank, REPO / "solutions/keys").keys


def sort_by_keyboard(page, bank, keys, name, *, wrong=0):
    """Place every card with number keys, the first ``wrong`` of them wrongly, and wait for "Saved"."""
    sorting = SortingPage(page, name)
    categories = [category.id for category in bank.exercises[name].categories]
    sorting.places.first.focus()
    by_text = {text: item.id for item in bank.exercises[name].items for text in item.text.values()}
    for turn in range(len(by_text) // 2):
        item = next(by_text[text] for text in by_text if text in sorting.desk_card.inner_text())
        place = categories.index(keys[name].items[item].accepted[0])
        if turn < wrong:
            place = (place + 1) % len(categories)
        page.keyboard.press(str(place + 1))
        expect(sorting.tray(categories[place]).locator(f"[data-card='{item}']")).to_be_visible()
    sorting.state("full")
    sorting.saved()


@pytest.mark.parametrize(
    ("student", "lang", "wrong", "words"),
    [
        pytest.param("anna", "en", 0, "Saved", marks=pytest.mark.slow),
        ("борис", "ru", 3, "Сохранено"),
    ],
)
def test_a_card_moved_becomes_a_grade(course, lab, page, keys, student, lang, wrong, words):
    exercises = keys[0].exercises
    sort, reason = (exercises[name] for name in CARDS)
    points = sort.points * (1 - wrong / len(sort.items)) + reason.points
    home = lab.root / f"whole-{lang}"
    enrol(course, home, lang)
    run("nbgrader", "fetch_assignment", ASSIGNMENT, "--student", student, folder=home)

    path = f"{home.name}/{ASSIGNMENT}/{ASSIGNMENT}.ipynb"
    lab.open(page, path)
    sort_by_keyboard(page, *keys, sort.id, wrong=wrong)
    sort_by_keyboard(page, *keys, reason.id)
    expect(SortingPage(page, sort.id).status).to_contain_text(words)
    assert lab.save(page, path)

    run("nbgrader", "submit", ASSIGNMENT, "--student", student, folder=home)
    assert student in run("clientservice", "collect", ASSIGNMENT, folder=course)
    everything = sum(exercise.points for exercise in exercises.values())
    assert f"{points:g} of {everything:g}" in run("clientservice", "grade", ASSIGNMENT, folder=course)
    with sqlite3.connect(course / "grading/gradebook.db") as db:
        scores = db.execute("SELECT auto_score, needs_manual_grade FROM grade").fetchall()
    db.close()
    assert (sum(score for score, _ in scores), [flag for _, flag in scores]) == (points, [0] * len(exercises))

    run("clientservice", "feedback", ASSIGNMENT, "--no-reveal", folder=course)
    run("nbgrader", "fetch_feedback", ASSIGNMENT, "--student", student, folder=home)
    (feedback,) = (home / ASSIGNMENT / "feedback").rglob("*.html")
    page.goto(feedback.as_uri())
    expect(page.locator("html")).to_have_attribute("lang", lang)
    expect(page.locator("body")).to_contain_text(number(points, lang))

    run("clientservice", "export", ASSIGNMENT, "--out", "grades.csv", folder=course)
    (row,) = csv.DictReader((course / "grades.csv").read_text(encoding="utf-8").splitlines())
    assert (row["student"], float(row["score"])) == (student, points)
