"""Collecting: whose work it is, which version counts, nothing lost."""

import json
import os
import shutil
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from handing_in import ME, inbound, make_zip, submitted
from rows import scores
from synthetic import ASSIGNMENT, HALF, RIGHT, archive, copy_in_output, release_notebook

from clientservice.errors import CourseError
from clientservice.judge import collect, feedback, grade


def stored(course, student):
    return submitted(course, student) / "responses/clients-sort.json"


def test_the_exchange(course):
    inbound(course, ME, RIGHT)
    report = collect(course, ASSIGNMENT)
    (found,) = report.collected
    assert (found.student, found.edition, found.versions, found.new, found.review) == (ME, "en", 1, True, "")
    assert (submitted(course, ME) / "submission_secret.txt").read_text() == "0123456789abcdef" * 8
    assert not collect(course, ASSIGNMENT).collected[0].new
    assert grade(course, ASSIGNMENT).graded[0].points == 7


def test_a_timestamp_inside_is_a_claim(course):
    inbound(course, ME, RIGHT, when="2001-01-01 00:00:00.000000 UTC")
    (found,) = collect(course, ASSIGNMENT).collected
    arrived = datetime.fromisoformat(found.arrived_at)
    assert abs((datetime.now(UTC) - arrived).total_seconds()) < 60
    assert (submitted(course, ME) / "timestamp.txt").read_text() == arrived.strftime("%Y-%m-%d %H:%M:%S.%f UTC")


def test_later_versions_replace_and_none_is_lost(course):
    inbound(course, ME, HALF, tail="one")
    collect(course, ASSIGNMENT)
    first = stored(course, ME).read_bytes()
    inbound(course, ME, RIGHT, tail="two")
    (found,) = collect(course, ASSIGNMENT).collected
    assert (found.versions, found.new) == (2, True)
    assert stored(course, ME).read_bytes() != first
    kept = course / "grading/received" / ASSIGNMENT / ME
    assert (kept / "0001/responses/clients-sort.json").read_bytes() == first
    assert sorted(path.name for path in kept.glob("*.json")) == ["0001.json", "0002.json", "current.json"]


def test_the_same_content_again_keeps_its_first_time(course):
    inbound(course, ME, RIGHT, tail="one")
    first = collect(course, ASSIGNMENT).collected[0].arrived_at
    inbound(course, ME, RIGHT, tail="two")
    (found,) = collect(course, ASSIGNMENT).collected
    assert (found.versions, found.arrived_at) == (2, first)


def test_who_goes_back_to_the_first_version_gets_the_first_version(course, tmp_path):
    """An archive under the same name: first right, then half, then the first again, which is the latest."""
    first, second = archive(course, tmp_path / "a.zip", RIGHT), archive(course, tmp_path / "b.zip", HALF)
    made = tmp_path / "anna.zip"
    for moment, version in enumerate((first, second, first), 1_800_000_000):
        shutil.copy(version, made)
        os.utime(made, (moment, moment))
        for _ in range(2):  # collecting twice changes nothing
            (found,) = collect(course, ASSIGNMENT, archives=[made]).collected
    assert found.versions == 3
    assert grade(course, ASSIGNMENT).graded[0].points == 7


def test_a_student_in_both_editions_with_different_answers(course):
    inbound(course, ME, HALF)
    inbound(course, ME, RIGHT, lang="ru")
    (found,) = collect(course, ASSIGNMENT).collected
    assert found.edition == "ru"
    assert "several editions (en, ru) with different answers" in found.review
    (graded,) = grade(course, ASSIGNMENT).graded
    assert graded.points == 7
    assert graded.review == [found.review]
    assert scores(course, ME) == {"clients-sort": (4, None, True), "clients-needs": (3, None, True)}


def test_a_student_in_both_editions_with_the_same_answers_is_no_conflict(course):
    inbound(course, ME, RIGHT)
    inbound(course, ME, RIGHT, lang="ru")
    assert collect(course, ASSIGNMENT).collected[0].review == ""


def test_archives_named_by_the_teacher(course, tmp_path):
    folder = tmp_path / "zips"
    folder.mkdir()
    archive(course, folder / "anna.zip", RIGHT, student="anna")
    archive(course, folder / "борис+посылка.zip", HALF, student="somebody else", lang="ru")
    report = collect(course, ASSIGNMENT, archives=[folder])
    assert [(found.student, found.edition) for found in report.collected] == [("anna", "en"), ("борис", "ru")]
    assert report.collected[1].notes == ["the receipt names another student: 'somebody else'"]
    assert [found.points for found in grade(course, ASSIGNMENT).graded] == [7, 4]
    assert [page.lang for page in feedback(course, ASSIGNMENT).pages] == ["en", "ru"]


def test_an_archive_that_nobody_renamed_counts_for_its_receipt(course, tmp_path):
    archive(course, tmp_path / f"{ASSIGNMENT}.zip", RIGHT, student="anna")
    archive(course, tmp_path / f"{ASSIGNMENT} (1).zip", RIGHT)
    report = collect(course, ASSIGNMENT, archives=sorted(tmp_path.glob("*.zip")))
    assert [found.student for found in report.collected] == ["anna"]
    (refused,) = report.refused
    assert "name the file <student>.zip" in refused.reason


def test_a_receipt_alone_never_replaces_work_that_is_surely_a_students(course, tmp_path):
    archive(course, tmp_path / "anna.zip", RIGHT)
    collect(course, ASSIGNMENT, archives=[tmp_path / "anna.zip"])
    before = stored(course, "anna").read_bytes()
    forged = archive(course, tmp_path / f"{ASSIGNMENT}.zip", HALF, student="anna")
    (found,) = collect(course, ASSIGNMENT, archives=[forged]).collected
    assert stored(course, "anna").read_bytes() == before
    assert found.notes == ["an archive that only claims to be from this student was kept aside"]
    assert found.versions == 2


@pytest.mark.parametrize("student", ["a[1]b", "Ünï çødé", "x?*", "a+b", "\u202eevil", "名前", "O'Brien", "é" * 60])
def test_odd_ids_are_graded(course, tmp_path, student):
    made = archive(course, tmp_path / "made.zip", RIGHT, student=student)
    collect(course, ASSIGNMENT, archives=[made.rename(tmp_path / f"{ASSIGNMENT}.zip")])
    assert [(found.student, found.points) for found in grade(course, ASSIGNMENT).graded] == [(student, 7)]
    (page,) = feedback(course, ASSIGNMENT).pages
    assert (course / page.path).is_file()


def test_composed_and_decomposed_ids_are_one_person(course, tmp_path):
    archive(course, tmp_path / "Jose\u0301.zip", HALF)
    archive(course, tmp_path / "Jos\u00e9.zip", RIGHT)
    names = {path.name for path in tmp_path.glob("*.zip")}
    assert len(names) == 2
    (found,) = collect(course, ASSIGNMENT, archives=[tmp_path]).collected
    assert (found.student, found.versions) == ("Jos\u00e9", 2)


def test_ids_that_differ_in_case_are_reported(course, tmp_path):
    archive(course, tmp_path / "Anna.zip", HALF)
    archive(course, tmp_path / "anna.zip", RIGHT)
    assert "differ only in upper and lower case" in collect(course, ASSIGNMENT, archives=[tmp_path]).warnings[0]


@pytest.mark.parametrize("student", ["<img src=x onerror=alert(1)>", "a&b", 'a"b', "a\nb", "..", ".x", " ", "é" * 128])
def test_ids_that_no_folder_or_page_may_hold_are_refused(course, tmp_path, student):
    made = archive(course, tmp_path / f"{ASSIGNMENT}.zip", RIGHT, student=student)
    report = collect(course, ASSIGNMENT, archives=[made])
    assert report.collected == []
    assert len(report.refused) == 1


def test_only_answers_without_a_notebook(course, tmp_path):
    files = {}
    with zipfile.ZipFile(archive(course, tmp_path / "full.zip", RIGHT)) as full:
        files = {name: full.read(name) for name in full.namelist() if not name.endswith(".ipynb")}
    collect(course, ASSIGNMENT, archives=[make_zip(tmp_path / "anna.zip", files)])
    (graded,) = grade(course, ASSIGNMENT).graded
    assert (graded.points, graded.review, graded.notes) == (7, [], ["no notebook was handed in"])


def test_only_a_notebook_whose_outputs_hold_the_answers(course, tmp_path):
    notebook = release_notebook(course)
    for exercise, placements in HALF.items():
        copy_in_output(notebook, exercise, placements)
    made = make_zip(tmp_path / "anna.zip", {"my work.ipynb": json.dumps(notebook)})
    (found,) = collect(course, ASSIGNMENT, archives=[made]).collected
    assert found.notes == ["the notebook was called 'my work.ipynb'"]
    assert grade(course, ASSIGNMENT).graded[0].points == 4


def test_a_packed_folder_and_a_mac_are_understood(course, tmp_path):
    with zipfile.ZipFile(archive(course, tmp_path / "full.zip", RIGHT)) as full:
        files = {f"{ASSIGNMENT}/{name}": full.read(name) for name in full.namelist()}
    files["__MACOSX/._x"] = b"x"
    files[f"{ASSIGNMENT}/photo.exe"] = b"x"
    (found,) = collect(course, ASSIGNMENT, archives=[make_zip(tmp_path / "anna.zip", files)]).collected
    assert found.notes == ["files were passed over: 'photo.exe'"]
    assert grade(course, ASSIGNMENT).graded[0].points == 7


def test_a_missing_archive_is_an_error(course, tmp_path):
    with pytest.raises(CourseError, match="there is no such file or folder"):
        collect(course, ASSIGNMENT, archives=[tmp_path / "none.zip"])


def test_an_interrupted_installation_is_repeated(course, tmp_path):
    made = archive(course, tmp_path / "anna.zip", RIGHT)
    collect(course, ASSIGNMENT, archives=[made])
    before = {path.relative_to(course): path.read_bytes() for path in submitted(course, "anna").rglob("*.json")}
    shutil.rmtree(submitted(course, "anna"))
    assert collect(course, ASSIGNMENT).collected[0].new
    assert before == {path.relative_to(course): path.read_bytes() for path in submitted(course, "anna").rglob("*.json")}
    assert list((course / "grading/.incoming").iterdir()) == []


def test_refusals_are_written_down_once(course, tmp_path):
    (tmp_path / "anna.zip").write_bytes(b"no zip")
    for _ in range(2):
        collect(course, ASSIGNMENT, archives=[Path(tmp_path / "anna.zip")])
    (line,) = (course / "grading/received" / ASSIGNMENT / "refused.jsonl").read_text().splitlines()
    assert json.loads(line)["name"] == "anna.zip"
    assert (tmp_path / "anna.zip").read_bytes() == b"no zip"  # the archive is untouched


def test_a_name_cannot_command_the_terminal(course, tmp_path):
    (tmp_path / "x\x1b[2J\u202e.zip").write_bytes(b"no zip")
    (refused,) = collect(course, ASSIGNMENT, archives=[tmp_path]).refused
    assert refused.name == "x\\x1b[2J\\u202e.zip"
