"""Many submissions at once: workers, the order of things, how a run is stopped, and what it says at its end."""

import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import computed
import msgspec
import psutil
import pytest
from click.testing import CliRunner
from rows import files, query, same, table
from survivors import none_survives
from synthetic import ASSIGNMENT, HALF, RIGHT, hand_in

sys.path.insert(0, str(Path(__file__).parents[1]))

from clientservice.cli import main
from clientservice.gradebook import load_places, one_writer
from clientservice.judge import _batch, grade
from clientservice.judge._assess import Assessment, Assessor, Task
from clientservice.judge._code import CodeRuns
from clientservice.judge._trusted import load_trusted
from clientservice.sandbox import Abandoned
from sandboxes import opened

PROGRAM = Path(sys.executable).parent / "clientservice"
TASKS = [Task(student=f"s{number:02}") for number in range(20)]


class Judging:
    """Stands in for an assessor: counts what is in hand, and waits until it may go on."""

    def __init__(self, abandoned, log, gate=None):
        self.abandoned, self.log, self.gate = abandoned, log, gate
        log.append("made")

    def assess(self, task):
        self.log.append(task.student)
        while self.gate is not None and not self.gate.wait(0.01):
            if self.abandoned():
                raise Abandoned
        return Assessment(student=task.student, state="unchanged")

    def close(self):
        self.log.append("closed")


def never():
    return False


@pytest.mark.parametrize("workers", [1, 3, 50])
def test_each_is_judged_once_and_everybody_is_closed(workers):
    log = []
    found = [
        one.student for one in _batch.assessed(TASKS, lambda stop: Judging(stop, log), workers=workers, stop=never)
    ]
    assert sorted(found) == sorted(task.student for task in TASKS)
    assert sorted(name for name in log if name.startswith("s")) == sorted(found)
    assert log.count("made") == log.count("closed") == min(workers, len(TASKS))
    assert threading.active_count() == 1 or not [one for one in threading.enumerate() if "_work" in one.name]


def test_no_more_than_twice_the_workers_are_in_hand():
    log, gate = [], threading.Event()
    gate.set()
    with closing(_batch.assessed(TASKS, lambda stop: Judging(stop, log, gate), workers=2, stop=never)) as results:
        for number, _ in enumerate(results, 1):
            assert len([name for name in log if name.startswith("s")]) <= number + 4
            if number == 3:
                break
    assert log.count("closed") == 2


def test_stopping_abandons_what_is_in_hand():
    log, asked = [], []
    results = _batch.assessed(
        TASKS, lambda stop: Judging(stop, log, threading.Event()), workers=3, stop=lambda: bool(asked)
    )
    waiting = threading.Timer(0.2, asked.append, [True])
    waiting.start()
    assert list(results) == []
    waiting.join()
    assert log.count("closed") == 3


def test_an_error_of_ours_in_a_thread_is_raised_and_ends_the_others():
    log = []

    class Broken(Judging):
        def assess(self, task):
            raise ZeroDivisionError(task.student)

    with pytest.raises(ZeroDivisionError):
        list(_batch.assessed(TASKS, lambda stop: Broken(stop, log), workers=3, stop=never))
    assert log.count("closed") == 3


def test_what_goes_to_a_worker_and_what_comes_back_is_plain_data(course):
    """So that it can go to another computer: encoded and decoded, it is the same."""
    hand_in(course, "anna", HALF)
    places = load_places(course)
    assessor = Assessor(places, load_trusted(places, ASSIGNMENT), CodeRuns(places))
    with closing(assessor):
        task = Task(student="anna")
        assert msgspec.json.decode(msgspec.json.encode(task), type=Task) == task
        found = assessor.assess(task)
        assert found.state == "judged"
        assert msgspec.json.decode(msgspec.json.encode(found), type=Assessment) == found


def test_the_cores_of_this_process():
    assert 1 <= _batch.cores() <= (os.cpu_count() or 1)
    if hasattr(os, "sched_setaffinity"):
        before = os.sched_getaffinity(0)
        try:
            os.sched_setaffinity(0, {min(before)})
            assert _batch.cores() == 1
        finally:
            os.sched_setaffinity(0, before)


def run(course, *words, **options):
    return subprocess.run(
        [PROGRAM, "grade", ASSIGNMENT, *words],
        cwd=course,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        **options,
    )


@pytest.fixture
def answered(course, monkeypatch):
    """A right answer, an unreadable one, and a submission that can't be judged."""
    hand_in(course, "anna", RIGHT)
    folder = hand_in(course, "bella", HALF)
    (folder / "responses/clients-sort.json").write_bytes(b"{")
    hand_in(course, "clara", RIGHT)
    monkeypatch.chdir(course)
    return course


@pytest.mark.usefixtures("answered")
def test_json_is_one_document_and_nothing_else():
    result = CliRunner().invoke(main, ["grade", ASSIGNMENT, "--json"])
    assert result.exit_code == 0
    assert result.stderr == ""
    found = json.loads(result.stdout)
    assert {name: found[name] for name in ("schema", "assignment", "stopped", "level", "code_refused", "workers")} == {
        "schema": 1,
        "assignment": ASSIGNMENT,
        "stopped": False,
        "level": "",
        "code_refused": "",
        "workers": 1,
    }
    counts = {"submissions": 3, "scored": 2, "needs_review": 1, "failed": 0, "unchanged": 0, "left": 0}
    assert found["counts"] == counts
    assert found["seconds"] > 0
    anna, bella, _ = found["students"]
    assert (anna["student"], anna["status"], anna["points"], anna["max_points"]) == ("anna", "scored", 7, 7)
    assert (bella["status"], bella["points"]) == ("needs_review", 2)
    assert "not readable" in bella["review"][0]
    again = json.loads(CliRunner().invoke(main, ["grade", ASSIGNMENT, "--json"]).stdout)
    assert again["counts"] == counts | {"scored": 0, "needs_review": 0, "unchanged": 3}
    assert again["students"][1] == {"student": "bella", "status": "unchanged", "review": ["clients-sort"]}


@pytest.mark.usefixtures("answered")
def test_json_is_silent_where_nothing_could_be_done():
    result = CliRunner().invoke(main, ["grade", "a9-none", "--json"])
    assert (result.exit_code, result.stdout) == (2, "")
    assert "a9-none" in result.stderr


@pytest.mark.usefixtures("answered")
def test_the_summary_begins_with_what_needs_a_person():
    said = CliRunner().invoke(main, ["grade", ASSIGNMENT]).stdout.splitlines()
    assert said[0].startswith("7 of 7  anna")
    assert said[-2].startswith("NEEDS A PERSON  clients-sort: ")
    assert said[-2].endswith(": bella")
    assert said[-1].startswith("3 graded, 1 need a person, 0 failed, 0 unchanged; ")
    again = CliRunner().invoke(main, ["grade", ASSIGNMENT]).stdout.splitlines()
    assert again[0] == "NEEDS A PERSON  clients-sort: since an earlier run: bella"
    assert again[-1].startswith("0 graded, 0 need a person, 0 failed, 3 unchanged (1 wait for a person); ")


def test_the_bar_counts_in_a_terminal_and_is_silent_elsewhere(answered):
    ours, theirs = pty.openpty()
    with os.fdopen(ours, "rb", 0) as terminal:
        command = [PROGRAM, "grade", ASSIGNMENT]
        running = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=theirs, env=os.environ | {"TERM": "xterm"}
        )
        os.close(theirs)
        shown = b""
        try:
            while part := terminal.read(4096):
                shown += part
        except OSError:  # Linux says so when the other end is closed
            pass
        assert running.wait(60) == 0
    assert b"2 scored, 1 for a person, 0 failed" in shown
    assert b"3/3" in shown
    assert run(answered).stderr == ""


def test_another_command_is_waited_for_as_long_as_it_takes(answered):
    told = threading.Event()
    places = load_places(answered)
    with one_writer(places):
        waiting = threading.Thread(target=grade, args=[answered, ASSIGNMENT], kwargs={"waiting": told.set})
        waiting.start()
        assert told.wait(20)
        assert query(answered, "select count(*) from student") == [(0,)]
        stopped = grade(answered, ASSIGNMENT, stop=told.is_set)
        assert (stopped.graded, stopped.left) == ([], ["anna", "bella", "clara"])
    waiting.join()
    assert len(grade(answered, ASSIGNMENT).unchanged) == 3


ENDLESS = {"mean": "import time; time.sleep(59)", "desk": computed.DESK}


@pytest.fixture
def code(tmp_path_factory, tmp_path):
    """A course with code in which the third of four submissions takes long."""
    opened(preload=()).close()
    root = tmp_path / "course"
    shutil.copytree(computed.released_course(tmp_path_factory.mktemp), root)
    for student in ("anna", "bella", "clara", "dora"):
        computed.hand_in(root, student, ENDLESS if student == "clara" else computed.RIGHT)
    return root


@pytest.mark.slow
@pytest.mark.parametrize(("number", "times"), [(signal.SIGINT, 1), (signal.SIGINT, 5), (signal.SIGTERM, 1)])
def test_ctrl_c_stops_at_once_and_the_same_command_goes_on(code, tmp_path, number, times):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with none_survives():
        command = [PROGRAM, "grade", ASSIGNMENT, "--workers", "2", "--json"]
        running = subprocess.Popen(
            command, cwd=code, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ | {"TMPDIR": str(scratch)}
        )
        while count(code) < 3:  # all but the one that takes long
            assert running.poll() is None, running.communicate()
            time.sleep(0.05)
        for _ in range(times):
            running.send_signal(number)
            time.sleep(0.02)
        out, said = running.communicate(timeout=120)
    assert running.returncode == 130, said
    assert b"STOPPED: 3 of 4 done; run the same command again" in said
    report = json.loads(out)
    assert report["stopped"]
    assert [row["student"] for row in report["students"] if row["status"] == "left"] == ["clara"]
    assert count(code) == 3
    assert not (code / "grading/autograded/clara").exists()
    assert list(scratch.iterdir()) == list((code / "grading").rglob(".tmp-*")) == []
    computed.hand_in(code, "clara", computed.RIGHT)
    again = run(code, "--json")
    assert json.loads(again.stdout)["counts"]["unchanged"] == 3
    golden = tmp_path / "golden"
    shutil.copytree(code, golden)
    shutil.rmtree(golden / "grading/autograded")
    grade(golden, ASSIGNMENT, regrade=True)
    assert table(code) == table(golden)
    assert files(code / "grading/autograded") == files(golden / "grading/autograded")


def count(root):
    return (
        query(root, "select count(*) from sqlite_master where name = 'clientservice_graded'")[0][0]
        and query(root, "select count(*) from clientservice_graded")[0][0]
    )


@pytest.mark.slow
def test_ctrl_c_while_the_hosts_start(code, tmp_path):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    with none_survives():
        command, environment = [PROGRAM, "grade", ASSIGNMENT], os.environ | {"TMPDIR": str(scratch)}
        running = subprocess.Popen(command, cwd=code, env=environment, stderr=subprocess.PIPE)
        while not psutil.Process(running.pid).children():
            assert running.poll() is None, running.communicate()
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=120)
    assert running.returncode == 130
    assert b"STOPPED: 0 of 4 done" in said
    assert list(scratch.iterdir()) == []
    assert count(code) == 0


@pytest.mark.slow
def test_one_worker_and_many_give_the_same(code, tmp_path):
    computed.hand_in(code, "clara", {"mean": "mean_wait = 1 / 0", "desk": computed.DESK})
    one = tmp_path / "one"
    shutil.copytree(code, one)
    assert grade(one, ASSIGNMENT, workers=1).workers == 1
    report = grade(code, ASSIGNMENT, workers=4)
    assert [done.student for done in report.graded] == ["anna", "bella", "clara", "dora"]
    assert (report.workers, report.level) == (4, "bubblewrap")
    same(one, code)


@pytest.mark.slow
def test_no_host_starts_where_nothing_has_changed(code, monkeypatch):
    computed.hand_in(code, "clara", computed.RIGHT)
    grade(code, ASSIGNMENT)
    computed.hand_in(code, "bella", {"mean": "mean_wait = 4.0", "desk": computed.DESK})
    started = []
    monkeypatch.setattr("clientservice.judge._code.Sandbox", lambda *_, **__: started.append(True) or opened())
    assert len(grade(code, ASSIGNMENT, workers=4).unchanged) == 3
    assert len(started) == 1
