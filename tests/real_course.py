"""The real course in a folder of its own, and commands as a person gives them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

REPO = Path(__file__).parents[1]
#: The exchange knows people by the owner of what they hand in; a test runs as one user. Owners: tests/hostile.
_NO_OWNERS = "\nc.ExchangeCollect.check_owner = False\n"
_STUDENT = """
c = get_config()
c.CourseDirectory.course_id = "service-{lang}"
c.Exchange.root = {exchange!r}
c.Exchange.cache = {cache!r}
"""


def run(*command: str | Path, folder: Path) -> str:
    """What a command prints, run in ``folder``; a failure is the test's."""
    env = os.environ | {"PYTHONWARNINGS": "ignore"}
    command = (Path(sys.executable).parent / command[0], *command[1:])
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def released(root: Path, assignment: str) -> Path:
    """Copy the course to ``root``, a new folder, and release one assignment there."""
    for name in ("course", "solutions"):
        shutil.copytree(REPO / name, root / name)
    shutil.copy2(REPO / "nbgrader_config.py", root)
    with (root / "nbgrader_config.py").open("a") as stream:
        stream.write(_NO_OWNERS)
    run("clientservice", "release", assignment, folder=root)
    return root


def enrol(course: Path, home: Path, lang: str) -> None:
    """Make ``home`` a folder in which nbgrader's student commands reach the course's exchange."""
    home.mkdir(exist_ok=True)
    settings = _STUDENT.format(lang=lang, exchange=str(course / "grading/exchange"), cache=str(home / ".cache"))
    (home / "nbgrader_config.py").write_text(settings)
