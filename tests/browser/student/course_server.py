"""`clientservice start` (or `teach`), for real: its process, its address, and what a page of it is asked in tests."""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

CALM = '.jp-NotebookPanel:not(.lm-mod-hidden)[data-cs-lesson="{}"]'

#: What a page says that is not as it should be.
SEEN = """() => [...document.querySelectorAll('.jp-NotebookPanel, .cs-strip, .cs-trouble, .jp-Dialog')]
    .map((node) => node.dataset.csLesson ?? node.textContent)"""


class CourseServer:
    """The course, started as a student starts it, in a working folder of its own; or as a teacher does, without one."""

    def __init__(self, root: Path, work: Path, lang: str = "en", *, teach: bool = False) -> None:
        self.root, self.work, self.lang = root, work, lang
        self.token = secrets.token_hex(16)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        # A root user, as in a container, and a token that the test knows; everything else is as a student has it.
        # JUPYTER_TOKEN is read by JupyterLab itself.
        config = work / ".jupyter/config/jupyter_server_config.d/test.json"
        config.parent.mkdir(parents=True, exist_ok=True)
        config.write_text(json.dumps({"ServerApp": {"allow_root": True}}))
        private = {
            f"JUPYTER_{kind}_DIR": str(work.parent / f"{work.name}-{kind.lower()}") for kind in ("RUNTIME", "DATA")
        }
        private["JUPYTER_TOKEN"] = self.token
        self.log = work.parent / f"{work.name}.log"
        self._stream = self.log.open("wb")
        if teach:  # a teacher's configuration is their own; here, one of this test
            private["JUPYTER_CONFIG_DIR"] = str(config.parent.parent)
        words = ["teach"] if teach else ["start", "--lang", lang, "--work", str(work)]
        command = [str(Path(sys.executable).parent / "clientservice"), *words]
        self._process = subprocess.Popen(
            [*command, "--no-browser", "--port", str(self.port)],
            cwd=root,
            env=os.environ | private,
            stdout=self._stream,
            stderr=self._stream,
            start_new_session=True,
        )
        self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self._process.poll() is None:
            with suppress(OSError):
                self.api("status")
                return
            time.sleep(0.1)
        self.close()
        raise RuntimeError(f"the course did not start:\n{self.log.read_text(errors='replace')[-3000:]}")

    def close(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGTERM)
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._stream.close()

    def api(self, path: str, method: str = "GET", body: object = None) -> Any:
        request = urllib.request.Request(
            f"{self.url}/api/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"token {self.token}"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            content = answer.read()
        return json.loads(content) if content else None

    def sessions(self) -> dict[str, Any]:
        """Notebook's path → its kernel."""
        return {one["path"]: one["kernel"] for one in self.api("sessions")}

    def stop_kernels(self) -> None:
        for session in self.api("sessions"):
            self.api(f"sessions/{session['id']}", "DELETE")

    def visit(self, page: Page, path: str) -> None:
        """Go to a notebook's page, without waiting for anything of ours."""
        page.goto(f"{self.url}/doc/tree/{path}?token={self.token}")

    def open(self, page: Page, path: str, state: str = "ready") -> None:
        """Go to a notebook's page and wait until it says that it is in this state."""
        self.visit(page, path)
        self.wait(page, state)

    @staticmethod
    def wait(page: Page, state: str = "ready") -> None:
        try:
            page.wait_for_selector(CALM.format(state), timeout=60_000)
        except PlaywrightTimeoutError:
            raise AssertionError(f"{page.url} is not {state}: {page.evaluate(SEEN)}") from None
