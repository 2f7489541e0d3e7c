"""Twenty-four graders at once: ours take turns, nbgrader's own come in between, and nothing is lost."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from rows import same, table
from survivors import none_survives
from synthetic import ASSIGNMENT, HALF, RIGHT, hand_in

from clientservice.judge import grade

pytestmark = pytest.mark.slow
BIN = Path(sys.executable).parent
STUDENTS = [f"student-{number:02}" for number in range(24)]
#: These are graded by nbgrader's own command, each by a process of its own, while ours grade the others.
THEIRS = STUDENTS[:3]


def at_once(course, commands):
    """Start all, then wait for all; what each said on its two streams, none of which may be about a lock."""
    environment = os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with none_survives():
        running = [subprocess.Popen(words, cwd=course, env=environment, **pipes) for words in commands]
        said = [one.communicate(timeout=300) for one in running]
    for one, (out, err) in zip(running, said, strict=True):
        assert one.returncode == 0, (one.args, out, err)
        assert "locked" not in out + err
    return said


@pytest.fixture
def crowd(course, tmp_path):
    """The same submissions in two courses; the second is graded by one undisturbed run."""
    for number, student in enumerate(STUDENTS):
        hand_in(course, student, RIGHT if number % 2 else HALF)
    golden = tmp_path / "golden"
    shutil.copytree(course, golden)
    grade(golden, ASSIGNMENT)
    return course, golden


def ours(*students):
    return [BIN / "clientservice", "grade", ASSIGNMENT, "--json", *students]


def test_db_10_twenty_four_at_once(crowd):
    """Half of them have a student of their own, half of them have eight that overlap; all are there, once."""
    course, golden = crowd
    commands = [ours(STUDENTS[number]) for number in range(0, 24, 2)]
    commands += [ours(*(STUDENTS[(number + step) % 24] for step in range(8))) for number in range(1, 24, 2)]
    said = [json.loads(out) for out, _ in at_once(course, commands)]
    graded = [row["student"] for one in said for row in one["students"] if row["status"] == "scored"]
    assert sorted(graded) == STUDENTS
    assert sum(one["counts"]["unchanged"] for one in said) == 12 + 12 * 8 - 24
    assert sum(one["counts"]["failed"] for one in said) == 0
    same(course, golden)


def test_db_10_nbgraders_own_command_among_ours(crowd):
    course, golden = crowd
    commands = [[BIN / "nbgrader", "autograde", ASSIGNMENT, "--student", student] for student in THEIRS]
    commands += [ours(*STUDENTS[number::7]) for number in range(3, 10)]
    at_once(course, commands)
    assert table(course) == table(golden)
    report = grade(course, ASSIGNMENT)
    assert report.failed == []
    assert sorted([*report.unchanged, *(done.student for done in report.graded)]) == STUDENTS
    assert {done.student for done in report.graded} == set()
    assert table(course) == table(golden)
