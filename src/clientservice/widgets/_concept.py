"""One printed page of what a learner wrote in several essays: the concept at the end of the course."""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from clientservice.banks import find_course, load_course
from clientservice.errors import CourseError
from clientservice.exercises import Essay
from clientservice.exercises.essay import count_words, text_of
from clientservice.responses import read_response
from clientservice.text import Entry, language_names, ui

from ._assets import script, style
from ._concept_page import Part, Standing, concept_page
from ._overview import MANIFEST


class ConceptWidget(anywidget.AnyWidget):
    """What is written and what is missing, and the page to print or to keep.

    The page is made from the saved answers at the moment when it is asked for; this object holds no text.
    """

    _esm = script("concept", words_of="concept")
    _css = style("concept")

    payload: Any = traitlets.Dict().tag(sync=True)
    lang: Any = traitlets.Unicode().tag(sync=True)
    state: Any = traitlets.Dict().tag(sync=True)  #: ``lines``, each {standing, words}; Python → browser

    def __init__(  # noqa: PLR0913 - each is a plain fact about one page
        self,
        essays: Sequence[Essay],
        answers: Path,
        *,
        title: Entry,
        lesson: str,
        notebook: Path,
        lang: str,
        page: str = "",
    ) -> None:
        """Show where ``essays`` stand.

        Args:
            essays: in the order of the page; their titles become its headings.
            answers: the folder with the saved answers.
            title: heads the page; without plural forms.
            lesson: the lesson's id; its title tells where a missing text is to be written.
            notebook: the folder of the notebook, from which the course is found.
            lang: the language to begin with.
            page: names the notebook session, for switching languages.
        """
        self.essays = list(essays)
        self.answers = answers
        self._title, self._lesson, self._notebook = title, lesson, notebook
        payload = {
            "id": "concept",
            "page": page,
            "title": title,
            "languages": list(language_names().items()),
            "parts": [{"id": essay.id, "title": essay.title} for essay in self.essays],
        }
        super().__init__(payload=payload, lang=lang)
        self.refresh()
        self.on_msg(self._on_message)

    def __repr__(self) -> str:
        """Without an address, so that outputs are the same in every run."""
        return f"{type(self).__name__}()"

    def bundle(self) -> dict[str, str]:
        """What is displayed where there is no live widget."""
        title = str(self._title[self.lang])
        rows = "".join(f"<li>{html.escape(essay.title[self.lang])}</li>" for essay in self.essays)
        body = (
            f"<h3>{html.escape(title)}</h3>\n<ol>{rows}</ol>\n"
            f"<p><em>{html.escape(ui('concept', 'concept-static', self.lang))}</em></p>"
        )
        return {"text/html": f'<section lang="{self.lang}">\n{body}\n</section>', "text/plain": title}

    def refresh(self) -> None:
        """Look at the answers again and tell the browser."""
        self.state = self._look()

    def make_page(self) -> str:
        """The page as HTML, from the answers as they are saved now."""
        course, lesson = _titles(self._notebook, self._lesson, self.lang)
        return concept_page(str(self._title[self.lang]), course, lesson, self._parts(), lang=self.lang)

    def _parts(self) -> list[Part]:
        found = []
        for essay in self.essays:
            reading = read_response(self.answers, essay.id)
            text = text_of(reading.response.value) if reading.response is not None else ""
            broken = reading.status == "unreadable" or text is None
            standing: Standing = "unreadable" if broken else "written" if (text or "").strip() else "empty"
            found.append(Part(essay.title[self.lang], standing, text or ""))
        return found

    def _look(self) -> dict[str, Any]:
        return {"lines": [{"standing": part.standing, "words": count_words(part.text)} for part in self._parts()]}

    def _on_message(self, _widget: object, content: Any, _buffers: object) -> None:
        if not isinstance(content, dict) or content.get("do") not in ("print", "download"):
            return
        answer: dict[str, Any] = {"seq": content.get("seq"), "do": content["do"]}
        try:
            self.refresh()
            made = self.make_page()
        except Exception as error:  # noqa: BLE001 - the student must be told, whatever it was
            self.send(answer | {"ok": False, "detail": f"{type(error).__name__}: {error}"})
            return
        name = ui("concept", "concept-file", self.lang)
        self.send(answer | {"ok": True, "file": f"{name}.html"}, buffers=[made.encode()])


def _titles(notebook: Path, lesson: str, lang: str) -> tuple[str, str]:
    """The titles of the course and of the lesson; outside of a course the page does without the first."""
    try:
        folder = find_course(notebook)
        course = load_course(folder).title[lang]
    except CourseError:
        return "", lesson
    path = folder / MANIFEST
    known = json.loads(path.read_text(encoding="utf-8"))["lessons"] if path.is_file() else {}
    return course, known[lesson]["title"][lang] if lesson in known else lesson
