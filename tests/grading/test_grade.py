"""Grading on disk: what counts, what is kept, what is done again."""

import json
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from rows import scores, set_grade, table
from sqlalchemy import event
from sqlalchemy.engine import Engine
from synthetic import ASSIGNMENT, HALF, RIGHT, answer, copy_in_output, hand_in, release_notebook

from clientservice.errors import CourseError
from clientservice.judge import Step, _assess, _grade, grade


def notebook_of(course, student):
    return course / "grading/submitted" / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"


def autograded(course, student):
    path = course / "grading/autograded" / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    return json.loads(path.read_text(encoding="utf-8"))


def test_right_half_nothing_in_both_languages(course):
    hand_in(course, "anna", RIGHT)
    hand_in(course, "борис", HALF, lang="ru")
    hand_in(course, "nobody", {})
    report = grade(course, ASSIGNMENT)
    assert [(found.student, found.points) for found in report.graded] == [("anna", 7), ("nobody", 0), ("борис", 4)]
    assert scores(course, "anna") == {"clients-sort": (4, None, False), "clients-needs": (3, None, False)}
    assert scores(course, "борис") == {"clients-sort": (2, None, False), "clients-needs": (2, None, False)}
    assert scores(course, "nobody") == {"clients-sort": (0, None, False), "clients-needs": (0, None, False)}
    assert autograded(course, "борис")["metadata"]["clientservice"]["lang"] == "ru"


def test_an_autograded_cell_has_one_plain_number(course):
    hand_in(course, "anna", HALF)
    grade(course, ASSIGNMENT)
    for cell in autograded(course, "anna")["cells"]:
        if "nbgrader" not in cell["metadata"]:
            continue
        (output,) = cell["outputs"]
        assert output["output_type"] == "execute_result"
        assert output["data"]["text/plain"] == "2.0"
        assert output["data"]["application/vnd.clientservice.score+json"]["source"] == "file"
        assert "<script" not in output["data"]["text/html"]
        assert "A cook who gets food" in output["data"]["text/html"] or "A queue" in output["data"]["text/html"]


def test_the_copy_in_the_notebook_stands_in(course):
    folder = hand_in(course, "anna", None)
    notebook = release_notebook(course)
    copy_in_output(notebook, "clients-sort", RIGHT["clients-sort"])
    notebook_of(course, "anna").write_text(json.dumps(notebook))
    answer(folder, {"clients-needs": RIGHT["clients-needs"]})
    grade(course, ASSIGNMENT)
    assert scores(course, "anna") == {"clients-sort": (4, None, False), "clients-needs": (3, None, False)}
    first = next(cell for cell in autograded(course, "anna")["cells"] if cell["id"] == "clients-sort")
    assert "copy in the notebook" in first["outputs"][0]["data"]["text/html"]


@pytest.mark.parametrize(("copied", "points"), [(2, 2), (3, 2), (4, 4)])
def test_the_file_wins_unless_its_revision_is_lower(course, copied, points):
    hand_in(course, "anna", HALF)
    notebook = release_notebook(course)
    copy_in_output(notebook, "clients-sort", RIGHT["clients-sort"], revision=copied)
    notebook_of(course, "anna").write_text(json.dumps(notebook))
    grade(course, ASSIGNMENT)
    assert scores(course, "anna")["clients-sort"][0] == points


def test_what_has_not_changed_is_not_graded_again(course):
    hand_in(course, "anna", HALF)
    hand_in(course, "bella", HALF)
    grade(course, ASSIGNMENT)
    before = table(course)
    again = grade(course, ASSIGNMENT)
    assert (again.graded, again.unchanged) == ([], ["anna", "bella"])
    answer(course / "grading/submitted/anna" / ASSIGNMENT, RIGHT, revision=4)
    assert [found.student for found in grade(course, ASSIGNMENT).graded] == ["anna"]
    answer(course / "grading/submitted/anna" / ASSIGNMENT, HALF)
    grade(course, ASSIGNMENT)
    assert table(course) == before
    assert [found.student for found in grade(course, ASSIGNMENT, students=["bella"], regrade=True).graded] == ["bella"]
    assert table(course) == before


def test_a_changed_key_grades_everybody_again(course):
    hand_in(course, "anna", RIGHT)
    grade(course, ASSIGNMENT)
    keys = course / "solutions/keys" / f"{ASSIGNMENT}.yml"
    keys.write_text(keys.read_text().replace("cook: {key: inside", "cook: {key: outside"))
    grade(course, ASSIGNMENT)
    assert scores(course, "anna")["clients-sort"][0] == 3


def test_private_keys_override(course, tmp_path, monkeypatch):
    hand_in(course, "anna", RIGHT)
    private = tmp_path / "private"
    private.mkdir()
    keys = (course / "solutions/keys" / f"{ASSIGNMENT}.yml").read_text()
    (private / f"{ASSIGNMENT}.yml").write_text(keys.replace("bill: {key: price", "bill: {key: care"))
    monkeypatch.setenv("CLIENTSERVICE_KEYS", str(private))
    grade(course, ASSIGNMENT)
    assert scores(course, "anna") == {"clients-sort": (4, None, False), "clients-needs": (2, None, False)}


def test_marks_by_hand_are_kept_and_asked_for_again_only_when_the_answer_changes(course):
    folder = hand_in(course, "anna", HALF)
    grade(course, ASSIGNMENT)
    set_grade(course, "anna", "clients-sort", manual_score=3.5, needs_manual_grade=False)
    grade(course, ASSIGNMENT, regrade=True)
    assert scores(course, "anna")["clients-sort"] == (2, 3.5, False)
    answer(folder, RIGHT, revision=4)
    grade(course, ASSIGNMENT)
    assert scores(course, "anna")["clients-sort"] == (4, 3.5, True)


def test_a_review_that_a_person_resolved_stays_resolved(course):
    folder = hand_in(course, "anna", RIGHT)
    (folder / "responses/clients-sort.json").write_bytes(b"{")
    report = grade(course, ASSIGNMENT)
    assert "clients-sort: clients-sort.json: the saved answer is not readable" in report.graded[0].review[0]
    assert scores(course, "anna")["clients-sort"] == (None, None, True)
    set_grade(course, "anna", "clients-sort", manual_score=1, needs_manual_grade=False)
    grade(course, ASSIGNMENT, regrade=True)
    assert scores(course, "anna")["clients-sort"] == (None, 1, False)


def test_the_score_of_a_cell_that_is_gone_is_reset(course):
    hand_in(course, "anna", RIGHT)
    grade(course, ASSIGNMENT)
    for lang in ("en", "ru"):
        items = course / "solutions" / lang / ASSIGNMENT / "items.json"
        bank = json.loads(items.read_text(encoding="utf-8"))
        bank["exercises"] = bank["exercises"][:1]
        items.write_text(json.dumps(bank))
    keys = course / "solutions/keys" / f"{ASSIGNMENT}.yml"
    keys.write_text(keys.read_text().split("  clients-needs:")[0])
    grade(course, ASSIGNMENT)
    assert scores(course, "anna") == {"clients-sort": (4, None, False), "clients-needs": (None, None, True)}
    cell = next(cell for cell in autograded(course, "anna")["cells"] if cell["id"] == "clients-needs")
    assert cell["outputs"][0]["data"] == {"text/plain": "0.0"}


def test_a_deleted_test_cell_comes_back_and_is_scored(course):
    hand_in(course, "anna", RIGHT)
    notebook = release_notebook(course)
    notebook["cells"] = [cell for cell in notebook["cells"] if cell["id"] != "clients-sort"]
    notebook_of(course, "anna").write_text(json.dumps(notebook))
    report = grade(course, ASSIGNMENT)
    assert list(map(str, report.graded[0].repairs)) == ['cell "clients-sort" was missing: it has been put back']
    assert scores(course, "anna")["clients-sort"] == (4, None, False)
    ids = [cell["id"] for cell in autograded(course, "anna")["cells"]]
    assert ids == [cell["id"] for cell in release_notebook(course)["cells"]]


def test_points_that_differ_from_the_gradebook_stop_everything(course):
    hand_in(course, "anna", RIGHT)
    items = course / "solutions/en" / ASSIGNMENT / "items.json"
    items.write_text(items.read_text(encoding="utf-8").replace('"points": 4.0', '"points": 5.0'))
    with pytest.raises(CourseError, match=r"5\.0 points in its bank and 4\.0 in the gradebook"):
        grade(course, ASSIGNMENT)
    assert scores(course, "anna") == {}


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda root: (root / "nbgrader_config.py").unlink(), "nbgrader_config.py: there is no such file"),
        (lambda root: shutil.rmtree(root / "assignments/ru"), "run clientservice release a4-clients"),
        (lambda root: (root / "grading/gradebook.db").unlink(), "no gradebook yet; run clientservice release"),
        (lambda root: (root / "grading/gradebook.db").write_bytes(b"no database at all" * 100), "not a database"),
        (lambda root: (root / f"solutions/keys/{ASSIGNMENT}.yml").unlink(), "there is no such file"),
    ],
)
def test_what_is_missing_is_said_with_the_next_step(course, spoil, message):
    hand_in(course, "anna", RIGHT)
    spoil(course)
    with pytest.raises(CourseError, match=message):
        grade(course, ASSIGNMENT)


def test_unknown_names_are_refused(course):
    with pytest.raises(CourseError, match="run clientservice collect"):
        grade(course, ASSIGNMENT, students=["nobody"])
    for name in ("a9-none", "../x", "a*", ""):
        with pytest.raises(CourseError):
            grade(course, name)


def test_a_submission_that_cannot_be_read_does_not_stop_the_others(course, monkeypatch):
    hand_in(course, "anna", RIGHT)
    hand_in(course, "zoe", RIGHT)
    real = _assess.judge_submission

    def failing(trusted, submission, runs):
        if submission.student == "anna":
            raise RuntimeError("boom")
        return real(trusted, submission, runs)

    monkeypatch.setattr(_assess, "judge_submission", failing)
    report = grade(course, ASSIGNMENT)
    assert [(failure.student, failure.reason) for failure in report.failed] == [("anna", "RuntimeError: boom")]
    assert [found.student for found in report.graded] == ["zoe"]
    assert scores(course, "anna") == {}


def test_a_full_disk_stops_the_run_and_says_so(course, monkeypatch):
    hand_in(course, "anna", RIGHT)

    def full(*_, **__):
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(_grade, "write_atomically", full)
    with pytest.raises(CourseError, match=r"No space left on device.*run it again"):
        grade(course, ASSIGNMENT)
    assert scores(course, "anna") == {}


def test_progress_is_told_at_first_and_after_each_submission(course):
    hand_in(course, "anna", RIGHT)
    folder = hand_in(course, "zoe", RIGHT)
    (folder / "responses/clients-sort.json").write_bytes(b"{")
    seen = []
    grade(course, ASSIGNMENT, progress=seen.append)
    end = Step(total=2, student="zoe", scored=1, review=1)
    assert seen == [Step(total=2), Step(total=2, student="anna", scored=1), end]
    assert end.done == 2
    grade(course, ASSIGNMENT, progress=seen.append)
    assert seen[-1] == Step(total=2, student="zoe", unchanged=2)


def test_the_folder_of_the_config_is_the_course(course, tmp_path, monkeypatch):
    """The working folder makes no difference."""
    monkeypatch.chdir(tmp_path)
    hand_in(course, "anna", RIGHT)
    assert len(grade(Path(os.path.relpath(course)), ASSIGNMENT).graded) == 1


def test_a_submission_is_graded_without_reading_everybody_elses(course):
    hand_in(course, "anna", RIGHT)
    grade(course, ASSIGNMENT)
    said = []

    def note(_connection, _cursor, statement, values, *_):
        if " grade " in statement and statement.lstrip().startswith("SELECT"):
            said.append((statement, values))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        grade(course, ASSIGNMENT, regrade=True)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    with closing(sqlite3.connect(course / "grading/gradebook.db")) as database:
        plans = [database.execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall() for statement, values in said]
    ways = [[row[3] for row in plan if "SCAN g" in row[3] or "clientservice_grades" in row[3]] for plan in plans]
    assert sum("SCAN" in way for (way,) in ways) <= 1, "all grades are looked at once, at the beginning"
    assert sum("clientservice_grades" in way for (way,) in ways) >= 2
