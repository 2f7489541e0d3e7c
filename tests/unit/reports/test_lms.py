"""Files for Canvas and Moodle: read back by the importers' own rules, they give every student their own grade."""

import csv
import io
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))

from importers import canvas_reads, moodle_finds

from clientservice.errors import CourseError
from clientservice.gradebook import Lateness, Student
from clientservice.reports._canvas import canvas
from clientservice.reports._cells import exact, number, safe_name
from clientservice.reports._moodle import feedback_zip, fill_worksheet, gradebook_import, read_worksheet
from clientservice.reports._pages import by_student
from clientservice.reports._rows import Cell, Row

MOST = 20.0
HEAD = (
    "Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,Last modified (submission),"
    "Last modified (grade),Feedback comments"
)
RUSSIAN = "Идентификатор;Полное имя;Адрес электронной почты;Статус;Оценка;Максимальная оценка;Отзыв в виде комментария"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def row(student, points=4.0, late=None, **names):
    status = "graded" if points is not None else "needs_review"
    return Row(
        student=Student(id=student, **names),
        assignment="a1",
        status=status,
        max_points=MOST,
        submitted_at="",
        edition="en",
        cells={"one": Cell(status="scored" if points is not None else "needs_review", points=points)},
        late=late,
    )


texts = st.text(max_size=12) | st.sampled_from(
    ["=1+1", "Points Possible", "a,b", 'a"b', "a;b", "1.5", "0,5", "-", " x"]
)
points = st.none() | st.integers(0, 2000).map(lambda n: n / 100)
people = st.lists(st.tuples(texts, points, texts, texts, texts), max_size=5, unique_by=lambda entry: entry[0]).map(
    lambda entries: [row(a, b, last_name=c, first_name=d, email=e) for a, b, c, d, e in entries]
)


def expected(rows, left_out):
    return {one.student.id: number(one.points) for one in rows if one.student.id not in left_out}


def left_out(rows, warnings):
    return {one.student.id for one in rows if any(w.startswith(f"{one.student.id!r} is left out") for w in warnings)}


def nothing_runs(raw, delimiter):
    for line in list(csv.reader(io.StringIO(raw.removeprefix("\ufeff"), newline=""), delimiter=delimiter)):
        assert not [cell for cell in line if cell.lstrip(" ").startswith(FORMULA)]


@settings(deadline=None)
@given(rows=people, excel=st.booleans())
def test_canvas_gives_everybody_their_own_grade_or_says_who_is_left_out(rows, excel):
    warnings = []
    raw = canvas(rows, "Essay (77)", warnings, excel=excel)
    heading, possible, grades = canvas_reads(raw)
    missing = left_out(rows, warnings)
    assert (heading, possible) == ("Essay (77)", "20" if rows else "0")
    assert grades == expected(rows, missing)
    assert len(warnings) == len(missing)
    nothing_runs(raw, ";" if excel else ",")
    assert raw.startswith("\ufeff") is excel


@settings(deadline=None)
@given(rows=people)
def test_canvas_in_pandas(rows):
    warnings = []
    found = pd.read_csv(
        io.StringIO(canvas(rows, "Essay", warnings, excel=False), newline=""), dtype=str, na_filter=False
    )
    assert dict(zip(found["SIS Login ID"][1:], found["Essay"][1:], strict=True)) == expected(
        rows, left_out(rows, warnings)
    )


@pytest.mark.parametrize("name", ["1.5", "1,000", "-3,5", "=cmd", " anna", "an\nna", "+7", "@x", "a\u202eb", ""])
def test_an_id_that_would_be_changed_is_left_out_and_said(name):
    warnings = []
    _, _, grades = canvas_reads(canvas([row(name), row("anna")], "E", warnings, excel=False))
    assert grades == {"anna": "4"}
    assert len(warnings) == 1
    assert "enter this grade by hand" in warnings[0]


@pytest.mark.parametrize("name", ["007", "123456", "anna@uni.example", "ivanova_a", "Ünï çødé", "a b", "O'Neil", "50%"])
def test_ids_stay_exact(name):
    warnings = []
    assert canvas_reads(canvas([row(name)], "E", warnings, excel=True))[2] == {name: "4"}
    raw = gradebook_import([row(name)], "E", warnings, excel=False)
    assert list(csv.reader(io.StringIO(raw)))[1][0] == name
    assert warnings == []


def test_a_student_called_points_possible_sets_no_maximum():
    raw = canvas([row("Points Possible", 1.0), row("anna", last_name="Points Possible")], "E", [], excel=False)
    assert canvas_reads(raw)[1:] == ("20", {"Points Possible": "1", "anna": "4"})


@pytest.mark.parametrize(
    "column", ["Current Score", "x Final Grade", "Section", "ID", "=1", "", "1.5", "Override Score"]
)
def test_a_column_that_canvas_would_take_for_something_else(column):
    with pytest.raises(CourseError, match="--column"):
        canvas([row("anna")], column, [], excel=False)


def test_zero_and_nothing_are_different():
    rows = [row("zero", 0.0), row("open", None)]
    assert canvas_reads(canvas(rows, "E", [], excel=False))[2] == {"zero": "0", "open": ""}
    assert gradebook_import(rows, "E", [], excel=True) == (
        "\ufeffUsername;Email address;Last name;First name;E\r\nzero;;;;0\r\nopen;;;;\r\n"
    )


def test_late_work_is_exported_with_what_counts():
    due = datetime(2026, 5, 11, 20, 59, tzinfo=UTC)
    late = Lateness(
        due=due,
        general_due=due,
        arrived=due + timedelta(hours=1),
        zone="Europe/Moscow",
        grace_minutes=15,
        percent_per_day=10,
        at_most_percent=50,
    )
    rows = [row("anna", 4.5, late), row("open", None, late)]
    assert canvas_reads(canvas(rows, "E", [], excel=True))[2] == {"anna": "4.05", "open": ""}


@settings(deadline=None)
@given(rows=people, excel=st.booleans())
def test_moodles_gradebook_import(rows, excel):
    warnings = []
    raw = gradebook_import(rows, "Essay", warnings, excel=excel)
    delimiter = ";" if excel else ","
    nothing_runs(raw, delimiter)
    found = pd.read_csv(io.StringIO(raw.removeprefix("\ufeff"), newline=""), sep=delimiter, dtype=str, na_filter=False)
    grades = {
        student: grade.replace(",", ".") for student, grade in zip(found["Username"], found["Essay"], strict=True)
    }
    assert grades == expected(rows, left_out(rows, warnings))
    for one, email in zip(found["Username"], found["Email address"], strict=True):
        real = next(row.student.email for row in rows if row.student.id == one)
        assert email == (real if exact(real) else "")


@pytest.fixture
def worksheet(tmp_path):
    def make(*lines, head=HEAD, bom="\ufeff"):
        path = tmp_path / "worksheet.csv"
        path.write_text(bom + "\r\n".join([head, *lines]) + "\r\n", encoding="utf-8", newline="")
        return read_worksheet(path)

    return make


def line(number_, name, email, grade="", most="20.00"):
    return f'Participant {number_},"{name}",{email},Submitted for grading,{grade},{most},Yes,-,-,"old ""words"""'


def filled(text):
    return {found[0]: found for found in csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))}


def test_a_worksheet_keeps_everything_but_the_grades(worksheet):
    sheet = worksheet(
        line(101, "Ivanova, Anna", "Anna@uni.example"),
        line(102, "=cmd|calc", "boris@uni.example", grade="3.00"),
        line(103, "Zero", "zero", grade="7.00"),
        line(104, "Not ours", "else@uni.example", grade="9.00"),
    )
    warnings = []
    rows = [
        row("anna", 4.25, email="anna@uni.example"),
        row("boris", None, email="boris@uni.example"),
        row("zero", 0.0),
        row("nobody", 5.0),
    ]
    text, found = fill_worksheet(sheet, rows, warnings)
    after = filled(text)
    before = {entry[0]: entry for entry in sheet.lines}
    assert {name: entry[4] for name, entry in after.items()} == {
        "Identifier": "Grade",
        "Participant 101": "4.25",
        "Participant 102": "",  # a grade that does not count any more
        "Participant 103": "0",
        "Participant 104": "9.00",  # not ours
    }
    assert {name: entry[:4] + entry[5:] for name, entry in after.items()} == {
        name: entry[:4] + entry[5:] for name, entry in before.items()
    }
    assert text.startswith("\ufeff")
    assert set(found) == {"anna", "boris", "zero"}
    assert warnings == ["'nobody' is not in the worksheet, by id or email address: no grade is written"]


def test_a_russian_worksheet(worksheet):
    sheet = worksheet("Участник 7;Анна;anna@uni.example;Нет ответа;;20,00;", head=RUSSIAN, bom="")
    text, _ = fill_worksheet(sheet, [row("anna@uni.example", 4.5)], [])
    assert text.splitlines()[1] == "Участник 7;Анна;anna@uni.example;Нет ответа;4,5;20,00;"


def test_who_could_be_two_people_gets_no_grade(worksheet):
    sheet = worksheet(line(1, "A", "anna@uni.example"), line(2, "B", "twice"), line(3, "C", "twice"))
    warnings = []
    rows = [row("anna", email="anna@uni.example"), row("anna@uni.example", 19.0), row("twice")]
    text, found = fill_worksheet(sheet, rows, warnings)
    assert found == {}
    assert [entry[4] for entry in filled(text).values()][1:] == ["", "", ""]
    assert sorted(warnings) == [
        "'anna', 'anna@uni.example' are one person in the worksheet: no grade is written",
        "'twice' is in the worksheet more than once: no grade is written",
    ]


@pytest.mark.parametrize("student", ["Submitted for grading", "Yes", "20.00", "-", "Participant 1", "A"])
def test_an_id_finds_nobody_by_other_columns(worksheet, student):
    assert fill_worksheet(worksheet(line(1, "A", "anna@uni.example")), [row(student)], [])[1] == {}


def test_another_maximum_is_refused(worksheet):
    sheet = worksheet(line(1, "A", "anna", most="100.00"))
    with pytest.raises(CourseError, match=r"100\.00 in Moodle and 20 here"):
        fill_worksheet(sheet, [row("anna")], [])


@pytest.mark.parametrize(
    ("head", "lines"),
    [
        ("", []),
        ("Student,ID,SIS Login ID,Section", ["a,b,c,d"]),
        ("Identifier,Full name,Grade", ["Participant 1,A,"]),
        (HEAD, ["Participant 1,A"]),
        (HEAD, [line(1, "A", "a").replace("Participant 1", "Anna")]),
        ("Identifiant,Nom complet,Adresse de courriel,Note", ["Participant 1,A,a,"]),
    ],
)
def test_what_is_no_worksheet_is_refused(worksheet, head, lines):
    with pytest.raises(CourseError, match="download the grading worksheet again"):
        worksheet(*lines, head=head)


def test_files_that_can_not_be_read_are_refused(tmp_path):
    for raw in (None, b"\xff\xfe\x00", b'"Identifier"x,"Email address",Grade\n'):
        path = tmp_path / "worksheet.csv"
        path.unlink(missing_ok=True)
        if raw is not None:
            path.write_bytes(raw)
        with pytest.raises(CourseError, match="download the grading worksheet again"):
            read_worksheet(path)


NAMES = ["Anna Ivanova", "A_B_C", "../../etc", "Иванова Анна", "_12_x", ".hidden", "a/b\\c", "", "O'Neil", "x" * 300]


@settings(deadline=None)
@given(name=st.text(max_size=30) | st.sampled_from(NAMES))
def test_moodle_finds_the_participant_of_every_page(tmp_path_factory, name):
    stream = io.StringIO(newline="")
    assume("\r" not in name and "\n" not in name)
    csv.writer(stream).writerow(["Participant 101", name, "anna@uni.example", "", "", "20.00", "", "", "", ""])
    path = tmp_path_factory.mktemp("sheet") / "worksheet.csv"
    path.write_text(f"{HEAD}\n{stream.getvalue()}", encoding="utf-8", newline="")
    sheet = read_worksheet(path)
    found = fill_worksheet(sheet, [row("anna@uni.example")], [])[1]
    with zipfile.ZipFile(io.BytesIO(feedback_zip(sheet, found, {"anna@uni.example": b"<p>"}, "a1"))) as archive:
        (entry,) = archive.namelist()
        assert archive.read(entry) == b"<p>"
    assert moodle_finds(entry) == (101, "assignsubmission_file", "/a1.html")
    assert ".." not in entry


@settings(deadline=None)
@given(rows=people)
def test_pages_by_student_can_be_unpacked_anywhere(rows):
    made = {one.student.id: one.student.id.encode("utf-8", "backslashreplace") for one in rows}
    with zipfile.ZipFile(io.BytesIO(by_student(rows, made))) as archive:
        names = archive.namelist()
        mapping = list(csv.DictReader(io.StringIO(archive.read("pages.csv").decode("utf-8-sig"), newline="")))
        assert [archive.read(entry["file"]) for entry in mapping] == list(made.values())
    assert len({name.casefold() for name in names}) == len(names) == len(rows) + 1
    for name in names:
        assert not set(name) & set('/\\:*?"<>|\0\n')
        assert not name.startswith((".", "-", " "))


@pytest.mark.parametrize("name", ["CON", "nul", "com1", "con.x"])
def test_no_page_is_called_as_a_device(name):
    with zipfile.ZipFile(io.BytesIO(by_student([row(name)], {name: b"x"}))) as archive:
        assert archive.namelist() == ["pages.csv", "student-0001.html"]


def test_a_name_of_nothing():
    assert [safe_name(words, otherwise="P") for words in ("...", "a_b", " x. ", "\u202e")] == ["P", "a b", "x", "P"]
