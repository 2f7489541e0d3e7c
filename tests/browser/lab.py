"""A real JupyterLab and a real browser, for tests: the one place that knows how a page is opened.

Any YAML bank in a page: `Notebooks.bank(path)` makes a lesson with all its exercises, `Notebooks.graded_bank(path)` an
assignment of those that can be graded; `show_bank(lab, page, notebook, ids)` opens it and waits for them.
"""

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

import msgspec
import nbformat
from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from clientservice.banks import GradedBank, load_practice, to_items_json
from clientservice.exercises import Graded

READY = ".cs[data-cs]"
THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark", "contrast": "JupyterLab Dark High Contrast"}


def notebook(*sources: str) -> nbformat.NotebookNode:
    """A notebook of code cells; a source that begins with ``#`` is markdown."""
    cells = [
        nbformat.v4.new_markdown_cell(source, id=f"cell-{number}")
        if source.startswith("#")
        else nbformat.v4.new_code_cell(source, id=f"cell-{number}")
        for number, source in enumerate(sources)
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return nbformat.v4.new_notebook(cells=cells, metadata=kernel)


class Lab:
    """One JupyterLab server, below a folder of its own, on a free port of this machine."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "files"
        self.root.mkdir(parents=True)
        self.token = secrets.token_hex(16)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._log = (folder / "lab.log").open("wb")
        private = {f"JUPYTER_{kind}_DIR": str(folder / kind.lower()) for kind in ("RUNTIME", "CONFIG", "DATA")} | {
            "JUPYTERLAB_WORKSPACES_DIR": str(folder / "workspaces"),
            "JUPYTERLAB_SETTINGS_DIR": str(folder / "settings"),
        }
        self.settings = folder / "settings"
        self._setting("notification", {"fetchNews": "false", "checkForUpdates": False})
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--expose-app-in-browser"),
                *(f"--port={self.port}", "--ServerApp.ip=127.0.0.1", f"--IdentityProvider.token={self.token}"),
                *(f"--ServerApp.root_dir={self.root}", "--ServerApp.log_level=WARN"),
            ],
            stdout=self._log,
            stderr=self._log,
            env=os.environ
            | private
            | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "LANG": "C.UTF-8"},
            start_new_session=True,
        )
        self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with suppress(OSError):
                self.api("status")
                return
            time.sleep(0.1)
        raise RuntimeError(f"JupyterLab did not start; see {self._log.name}")

    def close(self) -> None:
        os.killpg(self._process.pid, signal.SIGTERM)
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._log.close()

    # ── the server ──

    def api(self, path: str, method: str = "GET") -> object:
        request = urllib.request.Request(
            f"{self.url}/api/{path}", method=method, headers={"Authorization": f"token {self.token}"}
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            body = answer.read()
        return json.loads(body) if body else None

    def stop_kernels(self) -> None:
        for session in self.api("sessions"):
            self.api(f"sessions/{session['id']}", "DELETE")

    def write(self, path: str, content: nbformat.NotebookNode | str | bytes) -> Path:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, nbformat.NotebookNode):
            nbformat.write(content, target)
        else:
            target.write_bytes(content if isinstance(content, bytes) else content.encode())
        return target

    def theme(self, name: str) -> None:
        """The theme with which the next page is opened."""
        self._setting("themes", {"theme": THEMES[name]})

    def _setting(self, plugin: str, content: object) -> None:
        folder = self.settings / "@jupyterlab" / "apputils-extension"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{plugin}.jupyterlab-settings").write_text(json.dumps(content))

    # ── the page ──

    def open(self, page: Page, path: str, *, run: bool = True) -> None:
        """Open a notebook by itself and, where asked, run it until an exercise is there."""
        page.goto(f"{self.url}/doc/tree/{path}?token={self.token}&reset")
        page.wait_for_selector(".jp-NotebookPanel .jp-Cell", timeout=60_000)
        self._kernel(page)
        if run:
            self.run_all(page)

    def run_all(self, page: Page) -> None:
        """Run all cells. Pressed right after loading this sometimes does nothing, so it is pressed until it works."""
        for _ in range(10):
            # not awaited: pressed too early, the command never comes back
            page.evaluate("void window.jupyterapp.commands.execute('notebook:run-all-cells')")
            with suppress(PlaywrightTimeoutError):
                page.wait_for_selector(f"{READY}, .cs-panel", timeout=8_000)
                self._kernel(page)
                return
        raise AssertionError("the cells did not run")

    @staticmethod
    def _kernel(page: Page) -> None:
        """Wait for a connected kernel with nothing to do. The page's own indicator says "idle" before there is one."""
        page.wait_for_function(
            """() => {
                const kernel = window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel;
                return kernel?.connectionStatus === "connected" && kernel.status === "idle";
            }""",
            timeout=60_000,
        )

    def restart_kernel(self, page: Page) -> None:
        page.evaluate(
            """async () => {
                const panel = window.jupyterapp.shell.currentWidget;
                await panel.context.sessionContext.restartKernel();
            }"""
        )
        self._kernel(page)

    def execute(self, page: Page, code: str) -> None:
        """Keep the kernel of the open notebook busy with ``code``; comes back at once."""
        page.evaluate(
            """(code) => void window.jupyterapp.shell.currentWidget.sessionContext.session.kernel
                .requestExecute({code, store_history: false})""",
            code,
        )

    def save(self, page: Page, path: str) -> dict:
        """Press Ctrl+S and read what is then on disk."""
        page.evaluate("window.jupyterapp.shell.currentWidget.context.model.dirty = true")
        page.keyboard.press("Control+s")
        page.wait_for_function("!window.jupyterapp.shell.currentWidget.context.model.dirty")
        return json.loads((self.root / path).read_text(encoding="utf-8"))


def cells(page: Page) -> int:
    return page.locator(".jp-Notebook .jp-Cell").count()


class Notebooks:
    """Copies of two small notebooks, a lesson and an assignment, in a folder of one test's own."""

    def __init__(self, lab: Lab, folder: str, fixtures: Path) -> None:
        self.lab = lab
        self.folder = folder
        self._fixtures = fixtures

    def lesson(self, lang: str = "en") -> str:
        """A lesson with one exercise: five cards, three trays, feedback. Returns the notebook's path."""
        bank = (self._fixtures / "sorting.yml").read_text(encoding="utf-8")
        self.lab.write(f"{self.folder}/.course/exercises/sorting.yml", bank)
        cells = ("# Lesson", begin("sorting", lang), "## Exercise", 'cs.practice("sort-cards")', "## After")
        path = f"{self.folder}/{lang}/sorting.ipynb"
        self.lab.write(path, notebook(*cells))
        return path

    def assignment(self, lang: str = "en", *, name: str = "a-cards") -> str:
        """An assignment: twelve cards in two trays, three in three, a receipt. Returns the notebook's path."""
        self.lab.write(f"{self.folder}/items.json", (self._fixtures / "items.json").read_text(encoding="utf-8"))
        questions = ('cs.item("clients-sort")', "## Two", 'cs.item("rules-sort")', "## Hand in", "cs.receipt()")
        path = f"{self.folder}/{name}.ipynb"
        self.lab.write(path, notebook("# Assignment", begin("a-cards", lang), "## One", *questions))
        return path

    def bank(self, bank: Path, lang: str = "en") -> str:
        """A lesson with every exercise of a practice bank. Returns the notebook's path."""
        exercises = load_practice(bank).exercises
        self.lab.write(f"{self.folder}/.course/exercises/{bank.name}", bank.read_text(encoding="utf-8"))
        shown = [cell for name in exercises for cell in ("## Exercise", f'cs.practice("{name}")')]
        path = f"{self.folder}/{lang}/{bank.stem}.ipynb"
        self.lab.write(path, notebook("# Lesson", begin(bank.stem, lang), *shown, "## After"))
        return path

    def graded_bank(self, bank: Path, lang: str = "en") -> str:
        """An assignment made of a practice bank's exercises, without their keys. Returns the notebook's path."""
        title = {"en": "Assignment", "ru": "Задание"}
        exercises = {
            name: msgspec.structs.replace(exercise, points=2, outcome=title)
            for name, exercise in load_practice(bank).exercises.items()
            if isinstance(exercise, Graded)
        }
        graded = GradedBank(id=f"a-{bank.stem}", title=title, exercises=exercises)
        self.lab.write(f"{self.folder}/items.json", to_items_json(graded))
        shown = [cell for name in exercises for cell in ("## Question", f'cs.item("{name}")')]
        path = f"{self.folder}/{graded.id}.ipynb"
        self.lab.write(path, notebook("# Assignment", begin(graded.id, lang), *shown, "## After"))
        return path

    def saved(self, exercise: str, where: str = "responses") -> dict | None:
        """What lies on disk for one exercise."""
        path = self.lab.root / self.folder / where / f"{exercise}.json"
        return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None

    def placements(self, exercise: str, where: str = "responses") -> dict:
        found = self.saved(exercise, where)
        return found["value"]["placements"] if found else {}


def show_bank(lab: Lab, page: Page, path: str, ids: tuple[str, ...]) -> None:
    """Open a notebook of `Notebooks.bank` or `graded_bank` and wait for exercises."""
    lab.open(page, path)
    for name in ids:
        page.wait_for_selector(f".cs[data-cs='{name}']")


def begin(name: str, lang: str) -> str:
    return f'import clientservice as cs\ncs.begin("{name}", lang="{lang}")'
