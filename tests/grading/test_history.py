"""The history of grades in a real gradebook: what is written when, what it tells, and what grading says of it."""

from datetime import UTC, datetime

import msgspec
import pytest
from click.testing import CliRunner
from rows import query, scores, set_grade, table
from synthetic import ASSIGNMENT, HALF, RIGHT, answer, hand_in

from clientservice.cli import main
from clientservice.errors import CourseError
from clientservice.gradebook import Details, Gradebook, Outcome, load_places, verify
from clientservice.judge import feedback, grade
from clientservice.reports import export, story

KEY = "cook: {key: inside", "cook: {key: outside"


def history(course, student="anna"):
    """The entries of a student: (event, reasons, total before, total after)."""
    rows = query(course, "select event, details from clientservice_audit where student = ? order by seq", student)
    read = [(event, msgspec.json.decode(details, type=Details)) for event, details in rows]
    return [(event, details.why, *details.total) for event, details in read]


def change_key(course, change=KEY):
    keys = course / "solutions/keys" / f"{ASSIGNMENT}.yml"
    text = keys.read_text(encoding="utf-8")
    assert change[0] in text
    keys.write_text(text.replace(*change), encoding="utf-8")


def run(course, monkeypatch, *words):
    monkeypatch.chdir(course)
    return CliRunner().invoke(main, list(words))


def test_every_grading_says_why_and_what_it_changed(course):
    folder = hand_in(course, "anna", HALF)
    grade(course, ASSIGNMENT)
    answer(folder, RIGHT, revision=4)
    (graded,) = grade(course, ASSIGNMENT).graded
    assert graded.changes.sentence == "4 → 7; clients-sort 2 → 4; clients-needs 2 → 3: the submission changed"
    change_key(course)
    (graded,) = grade(course, ASSIGNMENT).graded
    assert graded.changes.sentence == "7 → 6; clients-sort 4 → 3: the key changed"
    (graded,) = grade(course, ASSIGNMENT, regrade=True).graded
    assert graded.changes.sentence == "6 as before: asked for again, with --regrade or in nbgrader"
    (course / "grading/autograded/anna" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").unlink()
    grade(course, ASSIGNMENT)
    assert grade(course, ASSIGNMENT).graded == []
    assert history(course) == [
        ("graded", ["first"], None, 4),
        ("graded", ["submission"], 4, 7),
        ("graded", ["key"], 7, 6),
        ("graded", ["asked"], 6, 6),
        ("graded", ["again"], 6, 6),
    ]
    assert verify(course).problems == []


def test_the_release_and_the_program_are_reasons_too(course, monkeypatch):
    hand_in(course, "anna", RIGHT)
    grade(course, ASSIGNMENT)
    items = course / "solutions/en" / ASSIGNMENT / "items.json"
    items.write_text(items.read_text(encoding="utf-8").replace("A cook", "One cook"), encoding="utf-8")
    grade(course, ASSIGNMENT)
    monkeypatch.setattr("clientservice.judge._assess.environment", lambda: "clientservice 9 rules 9")
    grade(course, ASSIGNMENT)
    assert [why for _, why, *_ in history(course)] == [["first"], ["release"], ["program"]]


@pytest.mark.parametrize("look", ["grade", "feedback", "export", "story"])
def test_a_persons_mark_is_noticed_at_the_next_look(course, tmp_path, look):
    hand_in(course, "anna", HALF)
    grade(course, ASSIGNMENT)

    def next_look():
        if look == "grade":
            assert len(grade(course, ASSIGNMENT).unchanged) == 1
        elif look == "feedback":
            feedback(course, ASSIGNMENT, reveal=False)
        elif look == "export":
            export(course, ASSIGNMENT, tmp_path / "grades.csv")
        else:
            story(course, "anna", ASSIGNMENT)

    for given in (3.5, 1, None):
        set_grade(course, "anna", "clients-sort", manual_score=given, needs_manual_grade=False)
        next_look()
        next_look()  # and only once
    assert history(course) == [
        ("graded", ["first"], None, 4),
        ("marked", [], 4, 5.5),
        ("marked", [], 5.5, 3),
        ("marked", [], 3, 4),
    ]
    assert verify(course).problems == []


def test_a_mark_by_hand_is_kept_and_told(course):
    folder = hand_in(course, "anna", HALF)
    grade(course, ASSIGNMENT)
    set_grade(course, "anna", "clients-sort", manual_score=3.5, needs_manual_grade=False)
    (graded,) = grade(course, ASSIGNMENT, regrade=True).graded
    (kept,) = graded.changes.items
    assert (kept.exercise, kept.kept, kept.after, kept.auto) == ("clients-sort", True, 3.5, (2, 2))
    answer(folder, RIGHT, revision=4)
    (graded,) = grade(course, ASSIGNMENT).graded
    assert "clients-sort 3.5 → ? (mark by hand kept; automatic score 2 → 4)" in graded.changes.sentence
    told = "\n".join(story(course, "anna", ASSIGNMENT))
    assert "clients-sort: marked with 3.5; the automatic score is 2" in told
    assert "a person's mark, 3.5, is kept; automatic score 2 → 4" in told
    assert "Not settled yet, a person must look: clients-sort." in told


def test_a_grade_without_its_entry_is_never_written(course, monkeypatch):
    hand_in(course, "anna", RIGHT)
    grade(course, ASSIGNMENT)
    before = table(course)
    answer(course / "grading/submitted/anna" / ASSIGNMENT, HALF)

    def failing(*_):
        raise RuntimeError("boom")

    monkeypatch.setattr("clientservice.gradebook._history.History.append", failing)
    assert [failure.reason for failure in grade(course, ASSIGNMENT).failed] == ["RuntimeError: boom"]
    assert table(course) == before
    monkeypatch.undo()
    assert len(grade(course, ASSIGNMENT).graded) == 1
    assert [why for _, why, *_ in history(course)] == [["first"], ["submission"]]


def test_a_gradebook_from_before_the_history_is_taken_over(course):
    hand_in(course, "anna", RIGHT)
    grade(course, ASSIGNMENT)
    query(course, "drop table clientservice_audit")
    assert verify(course).problems == ["there is no history, but 1 grades"]
    assert grade(course, ASSIGNMENT).unchanged == ["anna"]
    assert history(course) == [("adopted", [], None, 7)]
    assert verify(course).problems == []
    grade(course, ASSIGNMENT, regrade=True)
    assert history(course)[1:] == [("graded", ["asked"], 7, 7)]
    assert "this history began" in "\n".join(story(course, "anna", ASSIGNMENT))


def test_a_removed_student_is_told_and_graded_again_when_there_is_still_work(course):
    hand_in(course, "anna", RIGHT)
    grade(course, ASSIGNMENT)
    for name in ("comment", "grade", "submitted_notebook", "submitted_assignment", "student"):
        query(course, f"delete from {name}")  # noqa: S608 - what nbgrader db student remove --force does
    assert verify(course).problems
    assert len(grade(course, ASSIGNMENT).graded) == 1
    assert [event for event, *_ in history(course)] == ["graded", "removed", "graded"]
    assert scores(course, "anna")["clients-sort"] == (4, None, False)
    assert verify(course).problems == []


def test_the_story_needs_no_knowledge_of_databases(course, monkeypatch):
    folder = hand_in(course, "anna", {"clients-sort": HALF["clients-sort"]})
    grade(course, ASSIGNMENT)
    change_key(course)
    grade(course, ASSIGNMENT)
    done = run(course, monkeypatch, "audit", "anna", ASSIGNMENT)
    assert done.exit_code == 0
    for words in (
        "Arrived 12 May 2026, 14:40; edition: en.",
        "Now: 1 of 7 points.",
        "Inside or outside? (clients-sort): 1 of 4",
        "scored by the key, from the saved answer, version 3",
        "Needs (clients-needs): 0 of 3",
        "not attempted: no answer arrived",
        "graded for the first time; 2 points.",
        "the key changed; 2 → 1 points.",
        "clients-sort: 2 → 1",
        "No code was run.",
    ):
        assert words in done.output
    assert folder.is_dir()
    for words in (("audit", "nobody", ASSIGNMENT), ("audit", "anna"), ("audit", "anna", "a9-none")):
        assert run(course, monkeypatch, *words).exit_code == 2


def test_verify_prints_the_head_and_finds_it_again(course, monkeypatch):
    hand_in(course, "anna", RIGHT)
    grade(course, ASSIGNMENT)
    done = run(course, monkeypatch, "audit", "--verify")
    assert (done.exit_code, done.output.splitlines()[-1]) == (0, "1 entries, chain whole")
    head = verify(course).head
    assert f"last entry: {head}" in done.output
    grade(course, ASSIGNMENT, regrade=True)
    done = run(course, monkeypatch, "audit", "--verify", "--expect", head[:12])
    assert done.exit_code == 0
    assert "that of entry 1" in done.output
    assert run(course, monkeypatch, "audit", "--verify", "--expect", "0" * 12).exit_code == 2
    assert run(course, monkeypatch, "audit", "--expect", head[:7]).exit_code == 2
    query(course, "update grade set auto_score = 4 where auto_score = 3")
    done = run(course, monkeypatch, "audit", "--verify")
    assert done.exit_code == 2
    assert "BROKEN  anna, a4-clients: the judge gave clients-needs 3.0, it is 4.0 now" in done.output


def test_grade_prints_what_changed(course, monkeypatch):
    hand_in(course, "anna", RIGHT)
    grade(course, ASSIGNMENT)
    change_key(course)
    done = run(course, monkeypatch, "grade", ASSIGNMENT)
    assert "anna: 7 → 6; clients-sort 4 → 3: the key changed" in done.output


def test_the_database_is_in_wal_mode_and_the_next_program_sees_it_whole(course):
    assert query(course, "pragma journal_mode") == [("wal",)]
    hand_in(course, "anna", RIGHT)
    assert grade(course, ASSIGNMENT).journal == ""
    assert [path.name for path in (course / "grading").glob("gradebook.db*")] == ["gradebook.db"]


def test_on_a_network_disk_there_is_no_wal_and_a_sentence(course, monkeypatch):
    hand_in(course, "anna", RIGHT)
    monkeypatch.setattr("clientservice.gradebook._sqlite.network_disk", lambda _: "nfs4")
    assert "network disk (nfs4)" in grade(course, ASSIGNMENT).journal
    assert query(course, "pragma journal_mode") == [("delete",)]
    assert scores(course, "anna")["clients-sort"] == (4, None, False)


def test_an_address_without_a_timeout_gets_one(course):
    with Gradebook(f"sqlite:///{course}/grading/gradebook.db") as book, book.engine.connect() as connection:
        assert connection.exec_driver_sql("pragma busy_timeout").scalar() == 60_000


def test_the_time_of_arrival_of_each_grading_is_kept(course):
    hand_in(course, "anna", RIGHT)
    grade(course, ASSIGNMENT)
    with Gradebook(load_places(course).db_url) as book:
        (entry,) = book.entries(ASSIGNMENT, "anna")
        first = entry.read()
        assert first.arrived == "2026-05-12T11:40:00+00:00"
        later = datetime(2026, 5, 13, tzinfo=UTC)
        record = book.records(ASSIGNMENT)["anna"]
        outcome = Outcome(student="anna", submitted_at=later, record=record, stamp=first.stamp, asked=True)
        book.save(book.cells(ASSIGNMENT), outcome)
        assert book.entries(ASSIGNMENT, "anna")[1].read().arrived == "2026-05-13T00:00:00+00:00"
    with pytest.raises(CourseError, match="too short"):
        verify(course, expect="abc")
