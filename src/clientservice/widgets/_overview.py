"""The overview on the start page: every lesson, how far one has come, and what to do next."""

from __future__ import annotations

import html
import json
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from clientservice.banks import find_course, load_course
from clientservice.responses import read_progress, set_progress_aside
from clientservice.text import language_names, ui

from ._assets import script, style

MANIFEST = "manifest.json"


class OverviewWidget(anywidget.AnyWidget):
    """The course as one line with a stop for each lesson."""

    _esm = script("overview", words_of="overview")
    _css = style("overview")

    payload: Any = traitlets.Dict().tag(sync=True)
    lang: Any = traitlets.Unicode().tag(sync=True)
    state: Any = traitlets.Dict().tag(sync=True)  #: lesson → {done, begun, total}, and the lesson to go on with
    asked: Any = traitlets.Dict().tag(sync=True)  #: browser → Python: {"seq": n, "do": "look" | "reset"}

    def __init__(self, here: str, notebook: Path, progress: Path, *, lang: str, page: str = "") -> None:
        """Show all lessons of the course that ``notebook`` (a folder) belongs to, but for ``here``.

        Args:
            here: the lesson that shows the overview.
            notebook: the folder of its notebook.
            progress: where practice answers lie.
            lang: the language to begin with.
            page: names the notebook session, for switching languages.

        Raises:
            CourseError: the course's own files can't be read.
        """
        self.progress = progress
        self._lessons = _lessons(notebook, here)
        payload = {
            "id": "overview",
            "page": page,
            "languages": list(language_names().items()),
            "title": {code: ui("overview", "overview-title", code) for code in language_names()},
            "lessons": [
                {name: lesson[name] for name in ("id", "title", "subtitle", "minutes")} for lesson in self._lessons
            ],
        }
        super().__init__(payload=payload, lang=lang, state=self._look())
        self.observe(self._on_asked, "asked")

    def __repr__(self) -> str:
        """Without an address, so that outputs are the same in every run."""
        return f"{type(self).__name__}()"

    def bundle(self) -> dict[str, str]:
        """What is displayed where there is no live widget; it names no lesson, so that no build waits for another."""
        title, words = ui("overview", "overview-title", self.lang), ui("overview", "overview-static", self.lang)
        body = f"<h3>{html.escape(title)}</h3>\n<p><em>{html.escape(words)}</em></p>"
        return {"text/html": f'<section lang="{self.lang}">\n{body}\n</section>', "text/plain": title}

    def _look(self, failed: str = "") -> dict[str, Any]:
        standings = {}
        for lesson in self._lessons:
            found = list(read_progress(self.progress, lesson["exercises"]).values())
            standings[lesson["id"]] = {
                "done": found.count("done"),
                "begun": len(found) - found.count("open"),
                "total": len(found),
            }
        unfinished = [name for name, found in standings.items() if found["done"] < found["total"]]
        begun = [name for name in unfinished if standings[name]["begun"]]
        return {"lessons": standings, "next": (begun or unfinished or [""])[0], "failed": failed}

    def _on_asked(self, change: dict[str, Any]) -> None:
        request, failed = change["new"], ""
        if request.get("do") == "reset":
            try:
                set_progress_aside(self.progress, [name for lesson in self._lessons for name in lesson["exercises"]])
            except OSError as error:
                failed = f"{type(error).__name__}: {error}"
        self.state = self._look(failed) | {"seq": request.get("seq", 0)}


def _lessons(notebook: Path, here: str) -> list[dict[str, Any]]:
    """The lessons in the course's order, as the built manifest describes them; an unbuilt one is left out."""
    folder = find_course(notebook)
    path = folder / MANIFEST
    known = json.loads(path.read_text(encoding="utf-8"))["lessons"] if path.is_file() else {}
    empty = dict.fromkeys(language_names(), "")
    return [
        {
            "id": name,
            "title": known[name]["title"],
            "subtitle": known[name].get("subtitle", empty),
            "minutes": known[name].get("minutes", 0),
            "exercises": known[name]["exercises"],
        }
        for name in load_course(folder).lessons
        if name in known and name != here
    ]
