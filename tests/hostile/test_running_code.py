"""Code that somebody wrote to be graded better, to read, to break out, to break down; each beside an honest student."""

import json
import os
import shutil
import time
from pathlib import Path

import canaries
import computed
import psutil
import pytest
from attacks import ATTACKS
from canaries import SECRETS, VICTIM
from computed import ASSIGNMENT, RIGHT, hand_in
from rows import scores

from clientservice.judge import _code, feedback, grade
from sandboxes import as_ordinary_user, opened

pytestmark = pytest.mark.slow
FINE = {"wait-mean": (4, None, False), "wait-by-desk": (2, None, False), "clients-sort": (4, None, False)}
LIMITS = _code.Limits(cell_cpu=1, cell_wall=8, output=1)


class Kept:
    """One sandbox for all gradings of this file; closing it does nothing."""

    def __init__(self, sandbox):
        self.run = sandbox.run

    def close(self):
        """It stays for the next."""


@pytest.fixture(scope="module")
def listener():
    found = canaries.Listener()
    yield found
    found.close()


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A released course with canaries, in the environment and in what makes the hidden data, too."""
    root = tmp_path_factory.mktemp("hostile") / "course"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTERHUB_API_TOKEN", canaries.KEY)  # before the sandbox starts
        sandbox = opened()
        try:
            shutil.copytree(computed.released_course(tmp_path_factory.mktemp), root)
            canaries.plant(root, ASSIGNMENT, lambda: hand_in(root, VICTIM, RIGHT, (f"# {canaries.WORK}",)))
            sample = root / "solutions/keys/a4-sample.py"
            sample.write_text(f"{sample.read_text()}# {canaries.KEY}\n")
            patch.setattr(_code, "Sandbox", lambda *_, **__: Kept(sandbox))
            patch.setattr("clientservice.judge._trusted.read_limits", lambda _: LIMITS)
            grade(root, ASSIGNMENT)
            yield root
        finally:
            sandbox.close()


@pytest.mark.parametrize("case", ATTACKS)
def test_attack(course, listener, case):
    attack, attacker = ATTACKS[case], f"attacker-{case}"
    places = {"{root}": course, "{host}": canaries.LOOPBACK, "{port}": listener.port, "{pid}": psutil.Process().pid}
    source = attack.source
    for name, value in (places | {"{abstract}": f"{canaries.ABSTRACT}-{listener.port}"}).items():
        source = source.replace(name, str(value))
    scene = canaries.Scene(course, ASSIGNMENT, FINE, listener)
    hand_in(course, attacker, {"mean": source, "desk": computed.DESK})
    memory, started = psutil.Process().memory_info().rss, time.monotonic()
    report = grade(course, ASSIGNMENT, students=[attacker, VICTIM], regrade=True)
    assert time.monotonic() - started < 90
    assert psutil.Process().memory_info().rss - memory < 300 << 20
    assert report.failed == []
    found = scores(course, attacker)
    assert (found["wait-mean"][0], found["wait-by-desk"][0]) == (attack.mean, attack.desk)
    assert found["wait-mean"][2] == (attack.mean is None)
    assert found["clients-sort"][0] == 4
    scene.check()
    shown = told(course, attacker)
    assert attack.must in shown["mean"] + shown["reason"]
    for word in ("REACHED", "HIDDEN {", *SECRETS, *(word.replace("{root}", str(course)) for word in attack.never)):
        assert word not in shown["all"].replace(json.dumps(source)[1:-1], "")


def told(root, student):
    """What a submission shows after grading: its cell's outputs, the reason of its score, everything that there is."""
    folders = [root / part / student for part in ("grading/autograded", "grading/feedback")]
    files = [path.read_text(errors="replace") for folder in folders for path in folder.rglob("*") if path.is_file()]
    assert all(len(text) < 5 << 20 for text in files)
    path = root / "grading/autograded" / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    cells = {cell["id"]: cell.get("outputs", []) for cell in json.loads(path.read_text())["cells"]}
    (record,) = [output["data"][SCORE] for output in cells["wait-mean"]]
    return {"mean": json.dumps(cells["mean"]), "reason": record["reason"], "all": "\n".join(files)}


SCORE = "application/vnd.clientservice.score+json"


def test_read_08_the_hidden_run_leaves_no_trace_but_the_points(course):
    """However long it took and whatever it printed: the page is that of somebody who got the same points."""
    loud = f"if waits['wait'].sum() != 12:\n    import time; print('here'); time.sleep(1)\n{computed.MEAN}"
    hand_in(course, "read-08-a", RIGHT)
    hand_in(course, "read-08-b", RIGHT | {"mean": loud})
    grade(course, ASSIGNMENT, students=["read-08-a", "read-08-b"])
    feedback(course, ASSIGNMENT)
    pages = [
        (course / f"grading/feedback/read-08-{who}" / ASSIGNMENT / f"{ASSIGNMENT}.html")
        .read_text(encoding="utf-8")
        .replace(f"read-08-{who}", "")
        for who in "ab"
    ]
    assert pages[0] == pages[1]
    assert told(course, "read-08-b")["mean"] == "[]"


def test_every_case_about_running_code_has_its_attack():
    cases = json.loads((Path(__file__).parent / "cases.json").read_text())
    here = {case["id"] for case in cases if case.get("test", "").endswith("::test_attack")}
    assert here == {"-".join(name.split("-")[:2]) for name in ATTACKS}


@pytest.mark.slow
def test_the_same_attacks_on_an_ordinary_users_computer():
    """Root gives up its user before it runs anything; here nobody is root from the beginning."""
    if os.geteuid() != 0:
        pytest.skip("this whole run is an ordinary user's")
    opened(preload=()).close()
    repository = Path(__file__).parents[2]
    settings = os.environ | {"HOME": "/tmp/home", "HYPOTHESIS_STORAGE_DIRECTORY": "/tmp/hypothesis"}  # noqa: S108
    words = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "test_attack or test_read_08", __file__]
    shown = [repository, Path("/etc")]
    done = as_ordinary_user(*words, shown=shown, timeout=900, cwd=repository, env=settings)
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
    assert f"{len(ATTACKS) + 1} passed" in done.stdout
