"""Code that somebody wrote to be graded better, to read, to break out, to break down; each beside an honest student."""

import json
import shutil
import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import computed
import psutil
import pytest
from attacks import ATTACKS
from computed import ASSIGNMENT, RIGHT, hand_in
from rows import scores
from synthetic import ASSIGNMENT as NAME

from clientservice.judge import _code, feedback, grade
from sandboxes import shared

pytestmark = pytest.mark.slow
CANARY = "CANARY-7f3a91"
VICTIM = "zz-victim"
OUTSIDE = ["/tmp", "/dev/shm"]  # noqa: S108 - where attacks try to write
FINE = {"wait-mean": (4, None, False), "wait-by-desk": (2, None, False), "clients-sort": (4, None, False)}


@pytest.fixture(scope="module")
def listener():
    """Hears every connection and every packet to one port of this computer."""
    with socket.create_server(("127.0.0.1", 0)) as stream, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as packets:
        packets.bind(("127.0.0.1", stream.getsockname()[1]))
        with socket.socket(socket.AF_UNIX) as abstract:
            abstract.bind("\0clientservice-canary")
            abstract.listen()
            for found in (stream, packets, abstract):
                found.settimeout(0)
            yield stream, packets, abstract


def heard(listener):
    """What reached the listener."""
    found = []
    for sock in listener:
        try:
            found.append(sock.recv(10) if sock.type == socket.SOCK_DGRAM else sock.accept())
        except BlockingIOError:
            continue
    return found


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A released course with canaries in keys, solution, gradebook, environment and a neighbour's work."""
    shared()
    root = tmp_path_factory.mktemp("hostile") / "course"
    shutil.copytree(computed.released_course(tmp_path_factory.mktemp), root)
    keys = root / f"solutions/keys/{ASSIGNMENT}.yml"
    keys.write_text(keys.read_text().replace("WHY-", f"WHY-{CANARY}-"))
    sample = root / "solutions/keys/a4-sample.py"
    sample.write_text(sample.read_text() + f"# {CANARY}\n")
    victim = hand_in(root, VICTIM, RIGHT, (f"# {CANARY}",))
    (victim / "notes.txt").write_text(CANARY)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_code, "Sandbox", shared)
        limits = _code.Limits(cell_cpu=1, cell_wall=8, output=1)
        patch.setattr("clientservice.judge._trusted.read_limits", lambda _: limits)
        patch.setenv("JUPYTERHUB_API_TOKEN", CANARY)
        grade(root, ASSIGNMENT)
        yield root


def snapshot(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def hosts_children():
    """Processes below our worker hosts: bubblewrap's own two, the host, and whatever a run left behind."""
    return [child for child in psutil.Process().children(recursive=True) if child.status() != psutil.STATUS_ZOMBIE]


def seen_by(root, student):
    """Everything of a graded submission that its student may get to see, as text."""
    folders = [root / part / student for part in ("grading/autograded", "grading/feedback")]
    return "\n".join(
        path.read_text(errors="replace") for folder in folders for path in folder.rglob("*") if path.is_file()
    )


@pytest.mark.parametrize("case", ATTACKS)
def test_attack(course, listener, case):
    attack = ATTACKS[case]
    places = {"{root}": str(course), "{port}": str(listener[0].getsockname()[1]), "{abstract}": "clientservice-canary"}
    source = attack.source
    for name, value in (places | {"{pid}": str(psutil.Process().pid)}).items():
        source = source.replace(name, value)
    attacker = f"attacker-{case}"
    hand_in(course, attacker, {"mean": source, "desk": computed.DESK})
    before, processes = snapshot(course / "grading/submitted"), len(hosts_children())
    secrets = snapshot(course / "solutions")
    try:
        report = grade(course, ASSIGNMENT, students=[attacker, VICTIM], regrade=True)
        feedback(course, ASSIGNMENT)
        assert report.failed == []
        found = scores(course, attacker)
        assert (found["wait-mean"][0], found["wait-by-desk"][0]) == (attack.mean, attack.desk)
        assert found["wait-mean"][2] == (attack.mean is None)
        assert found["clients-sort"][0] == 4
        assert scores(course, VICTIM) == FINE
        shown = seen_by(course, attacker).replace(json.dumps(source)[1:-1], "")
        assert CANARY not in shown
        assert "HIDDEN {" not in shown
        assert "REACHED" not in outputs(course, attacker)
        assert attack.must in outputs(course, attacker)
    finally:
        shutil.rmtree(course / "grading/submitted" / attacker)
        shutil.rmtree(course / "grading/autograded" / attacker, ignore_errors=True)
    assert heard(listener) == []
    assert len(hosts_children()) == processes
    assert {name: raw for name, raw in before.items() if attacker not in name} == snapshot(course / "grading/submitted")
    assert snapshot(course / "solutions") == secrets
    assert not [path for folder in OUTSIDE for path in Path(folder).glob("escaped-*")]
    with closing(sqlite3.connect(course / "grading/gradebook.db")) as book:
        assert book.execute("pragma integrity_check").fetchall() == [("ok",)]


def outputs(root, student):
    """The text that a submission's own cell shows after grading."""
    path = root / "grading/autograded" / student / NAME / f"{NAME}.ipynb"
    cells = json.loads(path.read_text())["cells"]
    return json.dumps([cell.get("outputs") for cell in cells if cell["id"] == "mean"])


def test_every_case_about_running_code_has_its_attack():
    cases = json.loads((Path(__file__).parent / "cases.json").read_text())
    here = {case["id"] for case in cases if case.get("test", "").endswith("::test_attack")}
    assert here == {name.split("-")[0] + "-" + name.split("-")[1] for name in ATTACKS}
