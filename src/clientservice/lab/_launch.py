"""The command line and the environment with which JupyterLab is started."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path
from typing import NamedTuple, NoReturn

from clientservice.errors import CourseError
from clientservice.text import ui

from ._student import START_PAGE, write_student_mode

#: Our kernelspec, which imports nothing from beside the notebook; a student's also has the exercises loaded already.
_SHARE = Path(__file__).parent / "share" / "jupyter"
_STUDENT_SHARE = Path(__file__).parent / "share" / "student"


#: The page for marking essays, and its card in the launcher; a teacher's JupyterLab only.
_MARKING = "clientservice.marking._server"
_CARDS = Path(__file__).parent.parent / "marking" / "labextensions"


class Launch(NamedTuple):
    """What to run: a command, its environment, its working folder."""

    command: list[str]
    env: dict[str, str]
    folder: Path

    def run(self) -> NoReturn:
        """Replace this process by JupyterLab (on Windows: wait for it)."""
        os.chdir(self.folder)
        if sys.platform == "win32":
            import subprocess  # noqa: PLC0415 - costs 10 ms that only Windows needs to pay

            done = subprocess.run(self.command, env=self.env, check=False)  # noqa: S603 - our own command
            sys.exit(done.returncode)
        os.execve(self.command[0], self.command, self.env)  # noqa: S606 - no shell is wanted


def student_launch(work: Path, lang: str, *, port: int | None = None, browser: bool = True) -> Launch:
    """JupyterLab on the start page of one edition, with settings of its own beside the answers."""
    own = work / ".jupyter"
    extensions = write_student_mode(work, own, lang)
    env = _environment(_STUDENT_SHARE) | {
        "JUPYTER_CONFIG_DIR": str(own / "config"),
        "JUPYTERLAB_SETTINGS_DIR": str(own / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(own / "workspaces"),
    }
    options = [
        f"--ServerApp.root_dir={work}",
        f"--LabApp.default_url=/doc/tree/{lang}/{START_PAGE}",
        *(f"--LabApp.extra_labextensions_path={folder}" for folder in extensions),
    ]
    return Launch(_command(options, port, lang, browser=browser), env, work)


def teacher_launch(root: Path, lang: str, *, port: int | None = None, browser: bool = True) -> Launch:
    """The full JupyterLab in the clone, where nbgrader finds ``nbgrader_config.py``, with the page for marking."""
    options = [
        f"--ServerApp.root_dir={root}",
        f"--ServerApp.jpserver_extensions={_MARKING}=True",
        f"--LabApp.extra_labextensions_path={_CARDS}",
    ]
    return Launch(_command(options, port, lang, browser=browser), _environment(), root)


def own_path() -> str:
    """PATH with this environment's programs first: nbgrader calls ``alembic`` by name."""
    return os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])


def _environment(*first: Path) -> dict[str, str]:
    path = os.pathsep.join(filter(None, [*map(str, first), str(_SHARE), os.environ.get("JUPYTER_PATH")]))
    return dict(os.environ) | {"JUPYTER_PATH": path, "PATH": own_path()}


def _command(options: list[str], port: int | None, lang: str, *, browser: bool) -> list[str]:
    if port is not None:
        _refuse_used_port(port, lang)
        options = [*options, f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        options = [*options, "--allow-root"]  # in a container there is often no other user; JupyterLab stops otherwise
    if not browser:
        options = [*options, "--no-browser"]
    return [sys.executable, "-m", "jupyterlab", *options]


def _refuse_used_port(port: int, lang: str) -> None:
    with socket.socket() as probe:
        if sys.platform != "win32":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            raise CourseError(ui("start", "port-in-use", lang, port=port)) from None
