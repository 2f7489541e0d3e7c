"""Backup and restore: nothing is lost, nothing is half, whatever else is going on."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from handing_in import ME, inbound
from rows import query, scores, set_grade, table
from synthetic import ASSIGNMENT, HALF, RIGHT, answer, hand_in

from clientservice.cli import main
from clientservice.errors import CourseError
from clientservice.gradebook import backup, restore, verify
from clientservice.judge import collect, feedback, grade


def files(course):
    """Everything in the folders that a backup holds."""
    tops = [course / "grading" / top for top in ("submitted", "received", "autograded")]
    return {str(p.relative_to(course)): p.read_bytes() for top in tops for p in top.rglob("*") if p.is_file()}


@pytest.fixture
def graded(course):
    """A graded course: one collected submission, one put there by hand, one mark, one extension."""
    inbound(course, ME, RIGHT)
    collect(course, ASSIGNMENT)
    hand_in(course, "борис", HALF)
    (course / "grading/submitted/empty" / ASSIGNMENT).mkdir(parents=True)
    grade(course, ASSIGNMENT)
    set_grade(course, "борис", "clients-sort", manual_score=3.5, needs_manual_grade=False)
    return course


def test_what_is_backed_up_comes_back_as_it_was(graded, tmp_path):
    before, rows = files(graded), table(graded)
    made = backup(graded, tmp_path / "b.zip")
    assert made.stat().st_mode & 0o077 == 0
    hand_in(graded, "later", RIGHT)
    answer(graded / "grading/submitted/борис" / ASSIGNMENT, RIGHT, revision=4)
    grade(graded, ASSIGNMENT)
    assert table(graded) != rows
    done = restore(graded, made, force=True)
    assert (files(graded), table(graded)) == (before, rows)
    assert (graded / "grading/submitted/empty" / ASSIGNMENT).is_dir()
    assert "later" in {path.name for path in (done.aside / "submitted").iterdir()}
    report = grade(graded, ASSIGNMENT)
    assert (report.graded, len(report.unchanged)) == ([], 3)
    assert feedback(graded, ASSIGNMENT).pages
    assert verify(graded).problems == []
    assert list((graded / "grading").glob(".restor*")) == []


def test_an_autograded_notebook_can_be_opened_but_not_written_after_a_restore(graded):
    made = backup(graded)
    restore(graded, made, force=True)
    notebook = graded / "grading/autograded" / ME / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    assert notebook.stat().st_mode & 0o777 == 0o444
    assert (notebook.parent / "timestamp.txt").stat().st_mode & 0o777 == 0o644


def test_names_that_people_give_to_files_are_no_trouble(graded, tmp_path):
    folder = graded / "grading/submitted/борис" / ASSIGNMENT
    for name in (
        "отчёт (копия).csv",
        "Screenshot 3.04\N{NARROW NO-BREAK SPACE}PM.png",
        "a:b.txt",
        "-rf.txt",
        "=1+1.txt",
    ):
        (folder / name).write_bytes(name.encode())
    before = files(graded)
    restore(graded, backup(graded, tmp_path / "b.zip"), force=True)
    assert files(graded) == before


@pytest.mark.parametrize("name", [b"not-utf-8-\xff.txt", b"back\\slash.txt"])
def test_a_name_that_no_archive_should_hold_stops_the_backup(graded, tmp_path, name):
    folder = graded / "grading/submitted/борис" / ASSIGNMENT
    (folder / os.fsdecode(name)).write_bytes(b"x")
    with pytest.raises(CourseError, match="rename the file"):
        backup(graded, tmp_path / "b.zip")
    assert not (tmp_path / "b.zip").exists()


def test_links_stay_out(graded, tmp_path):
    folder = graded / "grading/submitted/борис" / ASSIGNMENT
    (folder / "link.txt").symlink_to(graded / "solutions/keys" / f"{ASSIGNMENT}.yml")
    (folder / "keys").symlink_to(graded / "solutions/keys")
    with zipfile.ZipFile(backup(graded, tmp_path / "b.zip")) as archive:
        assert not [name for name in archive.namelist() if "link" in name or "keys" in name]


def test_into_an_empty_course(graded, tmp_path, released):
    made = backup(graded, tmp_path / "b.zip")
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(released, elsewhere)
    shutil.rmtree(elsewhere / "grading")
    done = restore(elsewhere, made)
    assert done.aside is None
    assert table(elsewhere) == table(graded)
    assert files(elsewhere) == files(graded)


def test_extensions_travel_and_keys_do_not(graded, tmp_path):
    (graded / "grading/extensions.yml").write_text("x: 1\n")
    made = backup(graded, tmp_path / "b.zip")
    (graded / "grading/extensions.yml").write_text("x: 2\n")
    with zipfile.ZipFile(made) as archive:
        raw = b"".join(archive.read(name) for name in archive.namelist())
        assert {name.split("/")[0] for name in archive.namelist()} == {
            *("autograded", "gradebook.db", "manifest.json", "own", "received", "submitted")
        }
    assert b"WHY-COOK" not in raw
    done = restore(graded, made, force=True)
    assert (graded / "grading/extensions.yml").read_text() == "x: 1\n"
    assert (done.aside / "extensions.yml").read_text() == "x: 2\n"


def test_nothing_is_overwritten_unasked(graded, tmp_path):
    made = backup(graded, tmp_path / "b.zip")
    before, rows = files(graded), table(graded)
    with pytest.raises(CourseError, match=r"something already; --force"):
        restore(graded, made)
    with pytest.raises(CourseError, match=r"exists already"):
        backup(graded, made)
    assert (files(graded), table(graded)) == (before, rows)


def test_a_gradebook_that_is_open_elsewhere_is_left_alone(graded, tmp_path):
    made = backup(graded, tmp_path / "b.zip")
    before, rows = files(graded), table(graded)
    with closing(sqlite3.connect(graded / "grading/gradebook.db")) as formgrader:
        formgrader.execute("select count(*) from grade").fetchall()
        with pytest.raises(CourseError, match=r"close the teacher's JupyterLab"):
            restore(graded, made, force=True)
    assert (files(graded), table(graded)) == (before, rows)
    grade(graded, ASSIGNMENT)
    assert query(graded, "pragma journal_mode") == [("wal",)]


def test_a_damaged_gradebook_is_put_aside_and_replaced(graded, tmp_path):
    made, rows = backup(graded, tmp_path / "b.zip"), table(graded)
    database = graded / "grading/gradebook.db"
    database.write_bytes(b"no database at all" * 100)
    with pytest.raises(CourseError, match=r"clientservice restore FILE"):
        grade(graded, ASSIGNMENT)
    with pytest.raises(CourseError, match=r"can't be copied|damaged"):
        backup(graded)
    done = restore(graded, made, force=True)
    assert table(graded) == rows
    assert (done.aside / "gradebook.db").read_bytes().startswith(b"no database")
    assert not list((graded / "grading/backups").glob("*"))


INTERRUPTED = """
import os, signal, sys
from pathlib import Path
from clientservice.gradebook import _restore
move, count = _restore._move, [0]
def killing(source, target):
    count[0] += 1
    if count[0] == int(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)
    move(source, target)
_restore._move = killing
_restore.restore(Path(sys.argv[1]), Path(sys.argv[2]), force=True)
"""


@pytest.mark.parametrize("point", [pytest.param(point, marks=pytest.mark.slow) for point in (1, 5, 6, 11)] + [8])
def test_a_killed_restore_stops_everything_until_it_is_finished(graded, tmp_path, point):
    made, before, rows = backup(graded, tmp_path / "b.zip"), files(graded), table(graded)
    answer(graded / "grading/submitted/борис" / ASSIGNMENT, RIGHT, revision=4)
    grade(graded, ASSIGNMENT)
    killed = subprocess.run([sys.executable, "-c", INTERRUPTED, graded, made, str(point)], timeout=60, check=False)
    assert killed.returncode == -signal.SIGKILL
    for command in (grade, collect, feedback):
        with pytest.raises(CourseError, match=r"interrupted here.*restore FILE|no gradebook"):
            command(graded, ASSIGNMENT)
    restore(graded, made)  # without force: it was given already
    assert (files(graded), table(graded)) == (before, rows)
    assert list((graded / "grading").glob(".restor*")) == []
    assert len(grade(graded, ASSIGNMENT).unchanged) == 3


GRADING = """
import sys
from pathlib import Path
from clientservice.judge import grade
print("ready", flush=True)
sys.stdin.readline()
grade(Path(sys.argv[1]), sys.argv[2])
"""


@pytest.mark.slow
def test_backups_during_grading_are_of_one_moment_and_grading_goes_on_from_them(course, tmp_path):
    students = [f"student-{number:02}" for number in range(40)]
    for number, student in enumerate(students):
        hand_in(course, student, RIGHT if number % 2 else HALF)
    golden = tmp_path / "golden"
    shutil.copytree(course, golden)
    grade(golden, ASSIGNMENT)
    running = subprocess.Popen(
        [sys.executable, "-c", GRADING, course, ASSIGNMENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    made = []
    try:
        running.stdout.readline()
        running.stdin.write(b"\n")
        running.stdin.flush()
        while running.poll() is None:
            made.append(backup(course, tmp_path / f"b{len(made)}.zip"))
    finally:
        running.kill()
        running.communicate()
    assert running.returncode == 0
    assert table(course) == table(golden)
    counts = [_restored(course, one) for one in made]
    assert counts == sorted(counts)
    assert counts[0] < 40, "no backup was made while it was grading"
    for one in {made[0], made[len(made) // 2]}:
        restore(course, one, force=True)
        assert verify(course).problems == []
        grade(course, ASSIGNMENT)
        assert table(course) == table(golden)


def _restored(course: Path, made: Path) -> int:
    """How many grades a backup has; each with its entry and all of its rows."""
    restore(course, made, force=True)
    assert query(course, "pragma integrity_check") == [("ok",)]
    count = len(query(course, "select * from clientservice_graded"))
    assert verify(course).problems == []
    assert verify(course).entries == count
    assert len(query(course, "select * from grade")) == 2 * count
    return count


def test_what_collect_is_just_putting_in_place_is_waited_for(graded, tmp_path, monkeypatch):
    current = graded / "grading/received" / ASSIGNMENT / ME / "current.json"
    raw = current.read_bytes()
    current.unlink()
    waited = []

    def pause(_):
        waited.append(1)
        current.write_bytes(raw)

    monkeypatch.setattr("clientservice.gradebook._backup.time.sleep", pause)
    made = backup(graded, tmp_path / "b.zip")
    with zipfile.ZipFile(made) as archive:
        assert archive.read(f"received/{ASSIGNMENT}/{ME}/current.json") == raw
    assert waited


def test_the_commands(graded, tmp_path, monkeypatch):
    monkeypatch.chdir(graded)
    done = CliRunner().invoke(main, ["backup"])
    assert done.exit_code == 0
    (made,) = (graded / "grading/backups").iterdir()
    assert str(made) in done.output
    assert CliRunner().invoke(main, ["restore", str(made)]).exit_code == 2
    done = CliRunner().invoke(main, ["restore", str(made), "--force"])
    assert done.exit_code == 0
    assert "what was there before: " in done.output
    assert scores(graded, "борис")["clients-sort"] == (2, 3.5, False)
    assert CliRunner().invoke(main, ["restore", str(tmp_path / "absent.zip"), "--force"]).exit_code == 2


def test_a_full_disk_leaves_no_half_backup(graded, monkeypatch):
    def full(*_):
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr("clientservice.gradebook._backup.os.fsync", full)
    with pytest.raises(CourseError, match="No space left"):
        backup(graded)
    assert list((graded / "grading/backups").iterdir()) == []
