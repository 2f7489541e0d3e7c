"""Fresh clones, and servers that are started as a person would and stopped by the test."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

REPO = Path(__file__).parents[2]
BIN = ".venv/bin"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def clean_environment(home):
    """What a new user's shell has: no active environment, no settings of ours."""
    kept = {"PATH", "LANG", "LC_ALL", "TMPDIR", "SSL_CERT_FILE", "PYENV_ROOT"}
    kept |= {name for name in os.environ if name.startswith(("PIP_", "UV_"))}
    env = {name: value for name, value in os.environ.items() if name in kept}
    inside = str(Path(sys.executable).parent)
    env["PATH"] = os.pathsep.join(part for part in env["PATH"].split(os.pathsep) if part != inside)
    # The cache of downloads only saves time; everything else of this user stays out of sight.
    cache = Path(os.environ.get("UV_CACHE_DIR", Path.home() / ".cache/uv"))
    return env | {"HOME": str(home), "UV_CACHE_DIR": str(cache)}


@pytest.fixture(scope="session")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="session")
def clone(tmp_path_factory):
    """The files that git would give somebody who clones now."""
    root = tmp_path_factory.mktemp("fresh") / "clone"
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=REPO,
        capture_output=True,
        check=True,
    ).stdout.decode()
    for name in filter(None, listed.split("\0")):
        source = REPO / name
        if source.is_file():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, root / name)
    return root


@pytest.fixture
def run(home):
    """Run a command line as a person would type it; returns the finished process."""

    def run(command, folder, *, env=None, code=0):
        done = subprocess.run(
            command,
            shell=True,
            cwd=folder,
            env=clean_environment(home) | (env or {}),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, f"{command}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
        return done

    return run


@pytest.fixture
def serve(home):
    """Start a server by a command line and wait until it answers; gives the time that took, in seconds."""

    @contextlib.contextmanager
    def serve(command, folder, port, path="/api"):
        started = time.monotonic()
        log = home / f"server-{port}.log"
        with log.open("wb") as stream:
            process = subprocess.Popen(
                command,
                shell=True,
                cwd=folder,
                env=clean_environment(home),
                stdout=stream,
                stderr=stream,
                start_new_session=True,
            )
        try:
            _wait(process, f"http://127.0.0.1:{port}{path}", log)
            yield time.monotonic() - started
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=30)

    return serve


def _wait(process, address, log, seconds=240):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        assert process.poll() is None, log.read_text()[-3000:]
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except urllib.error.HTTPError:
            return  # it answers; that it wants a token is right
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"no answer from {address}: {log.read_text()[-3000:]}")
