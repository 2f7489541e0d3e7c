"""Levels, as root and as an ordinary user, and what is said where one does not hold."""

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from clientservice.sandbox import Cell, Job, Sandbox, SandboxError, _bubblewrap, _seccomp, diagnose
from sandboxes import as_ordinary_user, opened

RUN = """
import sys
sys.path.insert(0, {package!r})
from clientservice.sandbox import Cell, Job, Sandbox
with Sandbox({level!r}, unsafe={level!r} == "none", preload=()) as sandbox:
    cells = [
        Cell(id="a", source="import os; x = os.getuid()", takes=("x",)),
        Cell(id="b", source="open('f', 'w').write('1'); x = int(open('f').read())", takes=("x",)),
        Cell(id="c", source="while True: pass"),
        Cell(id="d", source="x = 3", takes=("x",)),
    ]
    for _ in range(2):
        record = sandbox.run(Job(cells=cells, limits={limits}))
        print(record.level, record.complete, [record.answer(name, "x") for name in "abd"], record.cells[2].status)
"""


def script(level):
    package = str(Path(_bubblewrap.__file__).parents[2])
    limits = '__import__("clientservice.sandbox").sandbox.Limits(cell_cpu=0.3)'
    return RUN.format(package=package, level=level, limits=limits)


@pytest.mark.slow
@pytest.mark.parametrize("level", ["bubblewrap", "landlock", "none"])
def test_an_ordinary_user(level):
    opened(preload=()).close()
    done = as_ordinary_user("-I", "-c", script(level))
    uid = 1000 if level == "bubblewrap" else _bubblewrap.NOBODY if os.geteuid() == 0 else os.geteuid()
    said = done.stdout.splitlines()
    if not said and level == "landlock" and "does not start" in done.stderr and not os.environ.get("CI"):
        pytest.skip(f"NO LANDLOCK HERE: {done.stderr.splitlines()[-1]}")
    assert len(said) == 2, done.stderr
    for line in said:
        number = "{{'kind': 'number', 'number': {}}}".format
        assert line == f"{level} True [{number(uid)}, {number(1)}, {number(3)}] timeout"


def test_root_is_left_at_the_door(run):
    source = "import os; x = f'{os.getuid()} {os.geteuid()} {open(\"/proc/self/uid_map\").read().split()[1]}'"
    outside = os.geteuid() or _bubblewrap.NOBODY
    assert run(source).answer("0", "x") == {"kind": "text", "text": f"1000 1000 {outside}"}


def test_no_capability_is_left(run):
    source = "x = ''.join(l.split()[1] for l in open('/proc/self/status') if l.startswith('Cap')).strip('0')"
    assert run(source).answer("0", "x") == {"kind": "text", "text": ""}


def broken(folder, words):
    """A bubblewrap that is there and does not work."""
    program = folder / "bwrap"
    program.write_text(f"#!/bin/sh\necho '{words}' >&2\nexit 1\n", encoding="utf-8")
    program.chmod(0o755)


def test_plat_02_a_bubblewrap_that_does_not_work(tmp_path, monkeypatch):
    broken(tmp_path, "bwrap: setting up uid map: Permission denied")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SandboxError, match=r"setting up uid map: Permission denied.*; run clientservice doctor"):
        Sandbox()


def test_plat_01_no_bubblewrap(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SandboxError, match="bubblewrap is missing; install it"):
        Sandbox()


@pytest.mark.slow
def test_a_sandbox_that_lets_something_through_is_refused(monkeypatch):
    """It starts, but the network is the teacher's own."""
    opened(preload=()).close()
    flags = tuple(flag for flag in _bubblewrap.FLAGS if flag != "--unshare-net")
    monkeypatch.setattr(_bubblewrap, "FLAGS", flags)
    monkeypatch.setattr(_seccomp, "REFUSED", [])
    monkeypatch.setattr(_seccomp, "ALLOWED", [*_seccomp.ALLOWED, "socket", "connect"])
    monkeypatch.setattr(_seccomp, "build_filter", _seccomp.build_filter.__wrapped__)  # without its memory
    with pytest.raises(SandboxError, match="there is no network: not so"):
        Sandbox(preload=())


@pytest.mark.slow
def test_the_doctor_names_the_mend(tmp_path, monkeypatch):
    broken(tmp_path, "bwrap: No permissions to create new namespace")
    monkeypatch.setenv("PATH", str(tmp_path))
    settings = {"kernel/apparmor_restrict_unprivileged_userns": "1"}
    monkeypatch.setattr("clientservice.sandbox._diagnose._setting", lambda name: settings.get(name, ""))
    finding = diagnose()[0]
    assert (finding.level, finding.holds) == ("bubblewrap", False)
    assert "No permissions to create new namespace" in finding.why
    assert "/etc/apparmor.d/bwrap" in finding.mend


@pytest.mark.slow
def test_the_doctor_is_content():
    opened(preload=()).close()
    (finding,) = diagnose()
    assert (finding.level, finding.holds, finding.why) == ("bubblewrap", True, "")


def test_a_job_is_plain_data(run):
    assert run("x = 1").level == "bubblewrap"
    assert Job(cells=[Cell(id="a", source="1")]).limits.processes == 0


DIE = """
import os, sys
sys.path.insert(0, {package!r})
from clientservice.sandbox import Cell, Job, Sandbox
sandbox = Sandbox(preload=())
print("ready", flush=True)
sandbox.run(Job(cells=[Cell(id="a", source="import time; time.sleep(600)")]))
"""


@pytest.mark.slow
def test_nothing_survives_a_coordinator_that_is_killed():
    opened(preload=()).close()
    code = DIE.format(package=str(Path(_bubblewrap.__file__).parents[2]))
    with subprocess.Popen([sys.executable, "-I", "-c", code], stdout=subprocess.PIPE, text=True) as coordinator:
        assert coordinator.stdout.readline() == "ready\n"
        below = psutil.Process(coordinator.pid).children(recursive=True)
        assert below
        coordinator.kill()
    gone, alive = psutil.wait_procs(below, timeout=60)
    assert alive == []
    assert len(gone) == len(below)


ORPHAN = """
import sys, threading, time
sys.path.insert(0, {package!r})
import psutil
from clientservice.sandbox import Abandoned, Cell, Job, Sandbox
me, found, seen = psutil.Process(), [], []
sandbox = Sandbox({level!r}, unsafe={level!r} == "none", preload=(), abandoned=lambda: bool(seen))
def killing():
    while not found:
        time.sleep(0.05)
        hosts = [one for one in me.children(recursive=True) if one.name() != "bwrap" and one.children()]
        found.extend(child for host in hosts for child in host.children() if child.name() != "bwrap")
    for host in hosts:
        host.kill()
    print(len(psutil.wait_procs(found, timeout=10)[1]), "of", len(found), "alive", flush=True)
    seen.append(True)
    for process in found:
        if process.is_running():
            process.kill()
thread = threading.Thread(target=killing)
thread.start()
try:
    sandbox.run(Job(cells=[Cell(id="a", source="import time; time.sleep(60)")]))
except Abandoned:
    print("abandoned")
thread.join()
sandbox.close()
"""


@pytest.mark.slow
@pytest.mark.parametrize("level", ["bubblewrap", "landlock", "none"])
def test_no_child_survives_its_host(level):
    opened(preload=()).close()
    source = ORPHAN.format(package=str(Path(_bubblewrap.__file__).parents[2]), level=level)
    done = as_ordinary_user("-I", "-c", source)
    if not done.stdout and level == "landlock" and "does not start" in done.stderr and not os.environ.get("CI"):
        pytest.skip(f"NO LANDLOCK HERE: {done.stderr.splitlines()[-1]}")
    assert done.stdout == "0 of 1 alive\nabandoned\n", done.stderr
