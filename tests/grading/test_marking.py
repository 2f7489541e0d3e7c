"""Marks by the rubric in a real gradebook: the rows that the formgrader writes, and when a mark is asked for again."""

import json
import shutil

import pytest
from essays import ASSIGNMENT, CARDS, ESSAY, TEXTS, course_with_essays, formgrader, record, write
from rows import query, scores, table

from clientservice.gradebook import CHANGED, Gradebook, MarkChangedError
from clientservice.judge import feedback, grade
from clientservice.marking._desk import read_mark
from clientservice.marking._office import Office, UnknownError

pytestmark = pytest.mark.slow  # a course is built and released; tests/unit/marking guards the rules
LEVELS = {"reason": 1, "step": 0}  # 1 + 1.5
COMMENT = "Назовите срок."


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    root = tmp_path_factory.mktemp("graded") / "course"
    shutil.copytree(course_with_essays(tmp_path_factory.mktemp), root)
    for student, (lang, text) in TEXTS.items():
        write(root, student, text, lang)
    write(root, "nobody", "")
    report = grade(root, ASSIGNMENT)
    assert report.failed == []
    return root


@pytest.fixture
def course(graded, tmp_path):
    root = tmp_path / "course"
    shutil.copytree(graded, root)
    config = root / "nbgrader_config.py"
    assert "__file__" in config.read_text(), "the copy has a gradebook of its own"
    return root


def slip(root, student, **options):
    desk = Office(root).shelf(ASSIGNMENT, **options).desk
    return next(slip for slip in desk.slips if slip.row.student == student)


def mark(root, student, levels=LEVELS, comment=COMMENT, seen=None):
    found = seen or slip(root, student)
    return Office(root).give(ASSIGNMENT, found, read_mark(found.essay, levels, comment))


def page(root, student):
    feedback(root, ASSIGNMENT)
    return (root / "grading/feedback" / student / ASSIGNMENT / f"{ASSIGNMENT}.html").read_text(encoding="utf-8")


def test_a_mark_by_the_rubric_writes_the_rows_that_the_formgrader_writes(course, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(course, other)
    mark(course, "boris")
    formgrader(other, "boris", 2.5, COMMENT)
    mine, theirs = table(course), table(other)
    assert {name: mine[name] for name in ("grades", "comments", "students", "stamps")} == {
        name: theirs[name] for name in ("grades", "comments", "students", "stamps")
    }
    assert scores(course, "boris")[ESSAY] == (None, 2.5, False)
    assert (ESSAY, COMMENT) in [(row[1], row[3]) for row in mine["comments"] if row[0] == "boris"]


def test_the_history_has_the_mark_at_once(course):
    given = mark(course, "anna").row
    with Gradebook(f"sqlite:///{course}/grading/gradebook.db") as book:
        entry = book.entries(ASSIGNMENT, "anna")[-1]
        assert entry.event == "marked"
        details = json.loads(entry.details)
        assert details["rubric"] == {ESSAY: given.marked_at.isoformat(timespec="microseconds")}
        assert book.notice(ASSIGNMENT) == 0, "nothing is left to notice"


def test_an_empty_comment_and_a_mark_of_nothing_are_marks_too(course):
    mark(course, "anna", {"reason": 2, "step": 2}, "  ")
    assert scores(course, "anna")[ESSAY] == (None, 0.0, False)
    assert slip(course, "anna").state == "done"
    assert slip(course, "anna").row.comment == ""


def test_who_writes_nothing_waits_for_nobody(course):
    desk = Office(course).shelf(ASSIGNMENT).desk
    assert (len(desk.slips), desk.empty) == (len(TEXTS), 1)
    with pytest.raises(UnknownError):
        Office(course).shelf("a4-clients")


def test_marking_a_second_time_replaces_levels_and_comment(course):
    mark(course, "anna")
    again = mark(course, "anna", {"reason": 0, "step": 0}, "Другое")
    assert (again.row.manual, again.row.comment) == (3.5, "Другое")
    assert {name: chosen.level for name, chosen in slip(course, "anna").row.levels.items()} == {"reason": 0, "step": 0}


def test_nobodys_mark_is_overwritten(course):
    seen = slip(course, "anna")
    formgrader(course, "anna", 1.0, "by somebody else")
    before = table(course)
    with pytest.raises(MarkChangedError, match="load it again"):
        mark(course, "anna", seen=seen)
    assert table(course) == before
    assert query(course, "select count(*) from clientservice_marks") == [(0,)]


def test_a_comment_alone_is_a_change_as_well(course):
    seen = slip(course, "anna")
    formgrader(course, "anna", None, "only a comment")
    with pytest.raises(MarkChangedError):
        mark(course, "anna", seen=seen)


def test_a_text_that_was_graded_anew_meanwhile_is_not_marked_unseen(course):
    seen = slip(course, "anna")
    write(course, "anna", "Quite another text, and nobody has read it yet.", revision=2)
    grade(course, ASSIGNMENT)
    with pytest.raises(MarkChangedError):
        mark(course, "anna", seen=seen)
    assert scores(course, "anna")[ESSAY] == (None, None, True)


@pytest.mark.parametrize("by", [mark, lambda root, student: formgrader(root, student, 2.5, COMMENT)])
def test_a_text_that_changes_after_it_was_marked_is_asked_for_again(course, by):
    by(course, "boris")
    write(course, "boris", "Совсем другой текст.", "ru", revision=2)
    report = grade(course, ASSIGNMENT)
    assert [(one.student, one.review) for one in report.graded] == [("boris", [f"{ESSAY}: {CHANGED}"])]
    assert scores(course, "boris")[ESSAY] == (None, 2.5, True), "the mark stands, and is asked for"
    found = slip(course, "boris")
    assert (found.state, found.row.comment, found.row.judged.texts) == ("again", COMMENT, ["Совсем другой текст."])
    grade(course, ASSIGNMENT, regrade=True)
    assert scores(course, "boris")[ESSAY][2] is True, "nobody has looked yet"
    assert record(course, "boris")["reason"] == CHANGED
    by(course, "boris")
    grade(course, ASSIGNMENT, regrade=True)
    assert scores(course, "boris")[ESSAY] == (None, 2.5, False), "somebody has looked at this text"
    assert record(course, "boris")["reason"] != CHANGED


def test_the_first_text_again_needs_no_second_look(course):
    mark(course, "anna")
    write(course, "anna", "Something else for a while.", revision=2)
    grade(course, ASSIGNMENT)
    write(course, "anna", TEXTS["anna"][1], revision=3)
    report = grade(course, ASSIGNMENT)
    assert record(course, "anna")["reason"] != CHANGED
    assert CHANGED not in str(report.graded)


def test_a_text_that_is_taken_away_after_it_was_marked_is_asked_for_again(course):
    mark(course, "anna")
    write(course, "anna", "", revision=2)
    grade(course, ASSIGNMENT)
    assert scores(course, "anna")[ESSAY] == (0.0, 2.5, True)
    assert slip(course, "anna").row.judged.reason == CHANGED


def test_a_mended_key_of_another_exercise_disturbs_no_mark(course):
    mark(course, "anna")
    keys = course / f"solutions/keys/{ASSIGNMENT}.yml"
    keys.write_text(keys.read_text(encoding="utf-8").replace("key: serves", "key: waits"), encoding="utf-8")
    report = grade(course, ASSIGNMENT)
    assert len(report.graded) == len(TEXTS) + 1
    assert scores(course, "anna") == {CARDS: (1.0, None, False), ESSAY: (None, 2.5, False)}
    assert slip(course, "anna").row.levels


def test_the_student_reads_mark_levels_and_comment(course):
    mark(course, "boris", comment="Срок <b>где</b>?")
    html = page(course, "boris")
    assert "2,5 из 3,5 балла" in html
    assert "Срок &lt;b&gt;где&lt;/b&gt;?" in html
    levels = html[html.index("Ваш текст по критериям") : html.index("По чему оценивается текст")]
    assert "<b>Причина</b><br>1 из 2 баллов" in levels
    assert "названа причина" in levels
    assert "<b>Шаг</b><br>1,5 из 1,5 балла" in levels
    assert "предложены шаг и показатель" in levels
    assert "предложен шаг</p>" not in levels
    assert "ДЛЯ-ПРОВЕРЯЮЩЕГО" not in html
    assert "ПРИМЕР-ПРОВЕРЯЮЩЕГО" not in html


def test_levels_are_shown_only_while_they_make_the_mark(course):
    mark(course, "anna")
    assert "criterion by criterion" in page(course, "anna")
    formgrader(course, "anna", 3.0)
    assert "criterion by criterion" not in page(course, "anna"), "the formgrader's mark has no levels"
    assert slip(course, "anna").row.levels == {}
    mark(course, "anna")
    write(course, "anna", "Changed after it was marked.", revision=2)
    grade(course, ASSIGNMENT)
    assert "criterion by criterion" not in page(course, "anna"), "nobody has marked this text"


def test_names_are_shown_after_the_feedback_and_only_when_asked_for(course):
    query(course, "update student set first_name = 'Anna', last_name = 'Petrova' where id = 'anna'")
    mark(course, "anna")
    assert not Office(course).shelf(ASSIGNMENT, names=True).desk.nameable
    assert slip(course, "anna", names=True).name == ""
    feedback(course, ASSIGNMENT)
    assert slip(course, "anna").name == ""
    assert slip(course, "anna", names=True).name == "Anna Petrova (anna)"
    assert slip(course, "boris", names=True).name == "", "not marked, so not released"
    mark(course, "anna", comment="once more")
    assert slip(course, "anna", names=True).name == "", "this mark has not been released"
