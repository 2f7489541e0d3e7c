"""One wall is taken away at a time, in a copy of the package: some push must then get through."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import clientservice
from sandboxes import opened

pytestmark = pytest.mark.slow
PACKAGE = Path(clientservice.__file__).parent
SIZE = ("_walls.py", "size={limits.disk * _MIB}", "size=1g")
LARGE = ("_walls.py", "RLIMIT_FSIZE: disk", "RLIMIT_FSIZE: 1 << 40")
#: Wall → the edits that take it away (two where two layers stand behind each other), and the push that gets through.
WITHOUT = {
    "--unshare-net": ([("_bubblewrap.py", '"--unshare-net",', "")], "network"),
    "own process namespace": ([("_host.py", "_walls.unshare(_walls.NEWPID)", "pass")], "other processes"),
    "own shared memory": (
        [("_bubblewrap.py", '"--unshare-ipc",', ""), ("_walls.py", "unshare(NEWNS | NEWIPC)", "unshare(NEWNS)")],
        "processes' memory",
    ),
    "--unshare-uts": ([("_bubblewrap.py", '"--unshare-uts",', "")], "host name"),
    "core dumps": ([("_walls.py", "resource.RLIMIT_CORE: 0,", "")], "core dumps"),
    "capabilities": ([("_child.py", "_walls.drop_capabilities()", "pass")], "capabilities"),
    "seccomp": ([("_child.py", "_walls.load_filter(", "len(")], "system calls"),
    "no processes": ([("_child.py", '"processes" if limits.processes else "alone"', '"processes"')], "new processes"),
    "limits": ([("_walls.py", "resource.setrlimit(name, (allowed, allowed))", "pass")], "memory"),
    "size of the work folder": ([SIZE, LARGE], "disk"),
    "number of files": ([("_walls.py", "nr_inodes={limits.files}", "nr_inodes=100000")], "files"),
    "--remount-ro": ([("_bubblewrap.py", '"--remount-ro", "/", ', "")], "read-only root"),
    "only what is needed": ([("_bubblewrap.py", '"/etc/fonts")', '"/etc/fonts", "/var/tmp")')], "the teacher's files"),
    "pid guard": ([("_child.py", "if self._getpid() != self.pid:", "if False:")], "copies of the run"),
    "order of frames": ([("_run.py", 'raise FrameError("a frame out of its place")', "pass")], "forged reports"),
    "empty environment": (
        [("_worker.py", '"env": {}', '"env": None'), ("_bubblewrap.py", '"--clearenv",', "")],
        "environment",
    ),
}
if os.geteuid() == 0:
    WITHOUT["user"] = ([("_bubblewrap.py", "os.setresuid(u,u,u)", "None")], "root")


def fallen(folder):
    """The pushes that get through in a copy of the package; "it does not start" is one, too."""
    script = Path(__file__).parent / "walls.py"
    done = subprocess.run(
        [sys.executable, "-I", script, folder], capture_output=True, text=True, timeout=300, check=False
    )
    return json.loads(done.stdout) if done.returncode == 0 else [f"it does not start: {done.stderr[-500:]}"]


def copied(tmp_path, edits):
    """The package with some edits, readable for the user who runs hosts."""
    folder = tmp_path / "src"
    for name in ("sandbox", "exercises", "text"):
        shutil.copytree(PACKAGE / name, folder / "clientservice" / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("__init__.py", "errors.py"):
        shutil.copy(PACKAGE / name, folder / "clientservice")
    for file, there, without in edits:
        path = folder / "clientservice/sandbox" / file
        text = path.read_text()
        assert text.count(there) >= 1, f"{file} no longer says {there!r}: mend this test"
        path.write_text(text.replace(there, without))
    return folder


def test_all_walls_stand(tmp_path):
    opened(preload=()).close()
    assert fallen(copied(tmp_path, [])) == []


@pytest.mark.parametrize("wall", WITHOUT)
def test_without_one_wall_something_gets_through(tmp_path, wall):
    edits, push = WITHOUT[wall]
    assert push in fallen(copied(tmp_path, edits))
