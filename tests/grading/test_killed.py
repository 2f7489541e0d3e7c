"""Kill -9 at every point of a run, and at any moment: run again, and everything is as if nothing had happened."""

import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import computed
import psutil
import pytest
from faults import BELOW, COORDINATOR
from rows import files, query, same
from survivors import none_survives
from synthetic import ASSIGNMENT, HALF, RIGHT, hand_in

sys.path.insert(0, str(Path(__file__).parents[1]))

from clientservice.judge import grade
from sandboxes import opened

PROGRAM = Path(__file__).with_name("faults.py")
CODE = {
    "anna": computed.RIGHT,
    "bella": {"mean": "mean_wait = 4.0", "desk": computed.DESK},
    "clara": {"mean": "mean_wait = 1 / 0", "desk": computed.DESK},
    "dora": computed.RIGHT,
}


def faulty(root, point, number, workers=1):
    """A run with a fault in it: its exit code. Nobody survives it."""
    command = [sys.executable, PROGRAM, root, ASSIGNMENT, point, str(number), str(workers)]
    with none_survives():
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, timeout=300, check=False)
    assert done.stdout.count("killed") == (point in BELOW)
    return done.returncode


@pytest.fixture
def people(course, tmp_path):
    """A course with six submissions, and the same course after an uninterrupted run."""
    for number in range(6):
        hand_in(course, f"student-{number}", RIGHT if number % 2 else HALF)
    golden = tmp_path / "golden"
    shutil.copytree(course, golden)
    grade(golden, ASSIGNMENT)
    return course, golden


@pytest.mark.parametrize(
    ("point", "done"),
    [
        pytest.param("before reading", 2, marks=pytest.mark.slow),
        pytest.param("after judging", 2, marks=pytest.mark.slow),
        ("while writing", 2),
        ("before commit", 2),
        pytest.param("after commit", 3, marks=pytest.mark.slow),
    ],
)
def test_killed_at_a_point_and_run_again(people, point, done):
    course, golden = people
    assert faulty(course, point, 3) == -signal.SIGKILL
    assert query(course, "select count(*) from clientservice_graded") == [(done,)]
    report = grade(course, ASSIGNMENT)
    assert (len(report.unchanged), len(report.graded)) == (done, 6 - done)
    same(course, golden)


@pytest.mark.slow
def test_killed_while_a_regrade_writes_leaves_no_half_file(people):
    course, golden = people
    grade(course, ASSIGNMENT)
    whole = files(course / "grading/autograded")
    query(course, "delete from clientservice_graded where student = 'student-1'")
    assert faulty(course, "while writing", 1) == -signal.SIGKILL
    left = list((course / "grading").rglob(".tmp-*"))
    assert len(left) == 1
    assert {name: found for name, found in files(course / "grading/autograded").items() if ".tmp-" not in name} == whole
    (left[0].parents[2] / "student-4" / ASSIGNMENT / left[0].name).write_bytes(b"of a student whose grade is done")
    grade(course, ASSIGNMENT)
    assert files(course / "grading/autograded") == files(golden / "grading/autograded")


def test_a_survivor_would_be_noticed():
    with pytest.raises(AssertionError, match=r"still there: \['(\d+) sleep"), none_survives(seconds=0.3):
        subprocess.run(["sh", "-c", "sleep 300 &"], check=True)
    for process in psutil.Process().children():
        if process.name() == "sleep":
            process.kill()
            process.wait()


def test_every_point_has_its_test():
    marked = next(mark for mark in test_killed_at_a_point_and_run_again.pytestmark if mark.name == "parametrize")
    assert [getattr(value, "values", value)[0] for value in marked.args[1]] == list(COORDINATOR)
    assert {point for point, _ in AT} == set(BELOW)


@pytest.fixture(scope="module")
def code(tmp_path_factory):
    """A course with code, ungraded and graded; how long grading took. Copy the first, leave the second alone."""
    opened(preload=()).close()
    base = tmp_path_factory.mktemp("code")
    shutil.copytree(computed.released_course(tmp_path_factory.mktemp), base / "course")
    for student, sources in CODE.items():
        computed.hand_in(base / "course", student, sources)
    shutil.copytree(base / "course", base / "golden")
    begun = time.monotonic()
    assert faulty(base / "golden", "nowhere", 0, workers=2) == 0
    return base / "course", base / "golden", time.monotonic() - begun


@pytest.fixture
def fresh(code, tmp_path):
    root = tmp_path / "course"
    shutil.copytree(code[0], root)
    return root


#: Where each point is reached first: in the trial of the walls, or in a run of a submission (which has some cells).
AT = [("host idle", 3), ("host running", 3), ("host running", 20), ("host reports", 1), ("host reports", 4)]
AT += [("child running", 20)]


@pytest.mark.slow
@pytest.mark.parametrize(("point", "number"), AT)
def test_a_host_or_a_child_that_is_killed_costs_nothing(code, fresh, point, number):
    """The same run goes on, with another host or another child; nobody is asked to do anything."""
    assert faulty(fresh, point, number) == 0
    same(fresh, code[1])


@pytest.mark.slow
@pytest.mark.parametrize("point", ["after judging", "before commit"])
def test_killed_while_several_submissions_run(code, fresh, point):
    assert faulty(fresh, point, 2, workers=2) == -signal.SIGKILL
    assert faulty(fresh, "nowhere", 0, workers=2) == 0
    same(fresh, code[1])


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_killed_at_any_moment(code, fresh, seed):
    golden, whole = code[1:]
    draw = random.Random(seed)  # noqa: S311 - no secret
    with none_survives():
        for _ in range(2):
            run = subprocess.Popen([sys.executable, PROGRAM, fresh, ASSIGNMENT, "nowhere", "0", "2"])
            try:
                run.wait(draw.uniform(0.2, 1) * whole)
            except subprocess.TimeoutExpired:
                run.kill()
            run.wait()
    assert faulty(fresh, "nowhere", 0, workers=2) == 0
    same(fresh, golden)
