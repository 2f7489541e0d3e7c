"""What the student's four calls do. None of them raises: a problem becomes a calm panel."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import anywidget
from IPython.core.getipython import get_ipython

from clientservice.banks import GradedBank, PracticeBank, find_course
from clientservice.errors import CourseError
from clientservice.exercises import MISSING, Essay, Exercise, Table, Value, understand
from clientservice.responses import Store
from clientservice.text import course_folder, course_string, language_names, open_shelf

from ._concept import ConceptWidget
from ._display import CopyBelow, show, widget_bundle
from ._exercise import ExerciseWidget
from ._explore import ExploreWidget, Slider
from ._overview import OverviewWidget
from ._places import find_places
from ._receipt import ReceiptWidget
from ._troubles import ExerciseUnavailableError, panel, reader_language
from ._types import graded_widget, practice_widget

#: Names the course folder for a notebook that is run elsewhere.
COURSE_ENVIRONMENT = "CLIENTSERVICE_COURSE"
_MAX_TWINS = 3  # older ones are outputs of runs that the page has replaced


class Session:
    """One notebook, from its ``begin`` on: bank, folders, and the exercises that are shown."""

    def __init__(self, name: str, lang: str, notebook: Path) -> None:
        self.places = find_places(name, notebook)
        self.lang = lang
        self.page = secrets.token_hex(4)
        self.receipts: list[ReceiptWidget] = []
        self.concepts: list[ConceptWidget] = []
        self._stores: dict[str, Store] = {}
        self._twins: dict[str, list[ExerciseWidget]] = {}

    def item(self, exercise_id: str) -> None:
        """Show a graded exercise."""
        bank = self.places.bank
        if not isinstance(bank, GradedBank):
            raise ExerciseUnavailableError(
                "wrong-mode", f'cs.item("{exercise_id}") in a lesson; use cs.practice(…) there'
            )
        exercise = _find(bank.exercises, exercise_id)
        widget = graded_widget(exercise, self._store(exercise_id), lang=self.lang, page=self.page)
        _compute(widget)
        show(widget_bundle(widget.model_id, widget.bundle()))
        copy = CopyBelow(exercise_id)
        if widget.store.revision:
            copy.put(widget.copy_bundle())
        self._follow(widget)
        widget.listeners += [lambda saved: copy.put(saved.copy_bundle()), self._refresh_pages]
        self._join_twins(widget)

    def practice(self, exercise_id: str) -> None:
        """Show a practice exercise. Its progress leaves no copy in the notebook: a lesson must not look changed."""
        bank = self.places.bank
        if not isinstance(bank, PracticeBank):
            raise ExerciseUnavailableError(
                "wrong-mode", f'cs.practice("{exercise_id}") in an assignment; use cs.item(…) there'
            )
        exercise = _find(bank.exercises, exercise_id)
        store, key = self._store(exercise_id), bank.keys[exercise_id]
        widget = practice_widget(exercise, store, key=key, lang=self.lang, page=self.page)
        _compute(widget)
        show(widget_bundle(widget.model_id, widget.bundle()))
        self._follow(widget)
        widget.listeners.append(self._refresh_pages)
        self._join_twins(widget)

    def overview(self) -> None:
        """Show the overview of lessons."""
        widget = OverviewWidget(
            self.places.bank.id, self.places.notebook, self.places.responses, lang=self.lang, page=self.page
        )
        show(widget_bundle(widget.model_id, widget.bundle()))
        self._follow(widget)

    def receipt(self) -> None:
        """Show the receipt."""
        bank = self.places.bank
        if not isinstance(bank, GradedBank):
            raise ExerciseUnavailableError("wrong-mode", "cs.receipt() in a lesson; only an assignment has one")
        widget = ReceiptWidget(bank, self.places, lang=self.lang, page=self.page)
        show(widget_bundle(widget.model_id, widget.bundle()))
        self._follow(widget)
        self.receipts.append(widget)

    def concept(self, exercise_ids: tuple[str, ...], *, title: str) -> None:
        """Show the page that is made of several essays."""
        exercises = [_find(self.places.bank.exercises, name) for name in exercise_ids]
        essays = [exercise for exercise in exercises if isinstance(exercise, Essay)]
        if not essays or len(essays) < len(exercises):
            raise ExerciseUnavailableError("no-exercise", f"cs.concept: not all of {exercise_ids} are essays")
        widget = ConceptWidget(
            essays,
            self.places.responses,
            title=course_string(title),
            lesson=self.places.bank.id,
            notebook=self.places.notebook,
            lang=self.lang,
            page=self.page,
        )
        show(widget_bundle(widget.model_id, widget.bundle()))
        self._follow(widget)
        self.concepts.append(widget)

    def explore(self, function: Callable[..., Any], sliders: Mapping[str, Slider], *, title: str, name: str) -> None:
        """Show an explorer; it speaks the language that is chosen in the page."""
        widget = ExploreWidget(function, sliders, title=title, name=name, lang=self.lang, page=self.page)
        show(widget_bundle(widget.model_id, widget.bundle()))
        self._follow(widget)
        widget.observe(lambda _change: widget.repaint(), "lang")

    def _store(self, exercise_id: str) -> Store:
        """One store per exercise: a cell that runs twice is no second kernel."""
        if exercise_id not in self._stores:
            self._stores[exercise_id] = Store(self.places.responses, exercise_id)
        return self._stores[exercise_id]

    def _follow(self, widget: anywidget.AnyWidget) -> None:
        """A language chosen in the page holds for what is drawn from now on, and when a cell is run again."""

        def speak(change: dict[str, Any]) -> None:
            self.lang = change["new"]
            open_shelf(course_folder(), self.lang)

        widget.observe(speak, "lang")

    def _join_twins(self, widget: ExerciseWidget) -> None:
        """The same exercise shown twice (two tabs, a cell that ran again): every save reaches both."""
        twins = self._twins.setdefault(widget.exercise.id, [])
        twins.append(widget)
        del twins[:-_MAX_TWINS]

        def tell_the_others(saved: ExerciseWidget) -> None:
            for twin in twins:
                if twin is not saved:
                    twin.reload()

        widget.listeners.append(tell_the_others)

    def _refresh_pages(self, _saved: ExerciseWidget) -> None:
        for page in (*self.receipts, *self.concepts):
            page.refresh()


class _Kernel:
    """What the last ``begin`` of this kernel came to."""

    lang: str = ""
    session: Session | None = None
    trouble: Exception | None = None


def begin(name: str, lang: str | None) -> None:
    """Resolve everything once, while the working directory still is the notebook's folder."""
    _Kernel.lang = lang if lang in language_names() else reader_language()
    _Kernel.session = _Kernel.trouble = None
    open_shelf(_course(Path.cwd()), _Kernel.lang)

    def resolve() -> None:
        if lang is not None and lang not in language_names():
            raise CourseError(f'cs.begin: the course has no language "{lang}", only {", ".join(language_names())}')
        _Kernel.session = Session(name, _Kernel.lang, Path.cwd())

    _Kernel.trouble = _calmly(resolve)


def _course(notebook: Path) -> Path | None:
    """The folder with the course's strings and tables; the build of an assignment names it."""
    if named := os.environ.get(COURSE_ENVIRONMENT):
        return Path(named)
    try:
        return find_course(notebook)
    except CourseError:
        return None


def call(action: Callable[[Session], None]) -> None:
    """Do something with the session, or say calmly why not."""

    def act() -> None:
        if _Kernel.trouble is not None:
            raise _Kernel.trouble
        if _Kernel.session is None:
            raise ExerciseUnavailableError("no-begin", 'cs.begin("…") has not been run in this kernel')
        action(_Kernel.session)

    _calmly(act)


def _calmly(action: Callable[[], None]) -> Exception | None:
    try:
        action()
    except Exception as error:  # noqa: BLE001 - a student never meets a traceback
        show(panel(error, _Kernel.session.lang if _Kernel.session else _Kernel.lang or reader_language()))
        return error
    return None


def _compute(widget: ExerciseWidget) -> None:
    """Give a Value or Table what its marked cell computed, now and whenever it asks."""
    shell = get_ipython()
    if isinstance(widget.exercise, Value | Table) and shell is not None:
        name = widget.exercise.answer
        widget.reader = lambda: understand(shell.user_ns[name]) if name in shell.user_ns else MISSING
        widget.take(widget.reader())


def _find(exercises: Mapping[str, Exercise], exercise_id: str) -> Exercise:
    if exercise_id not in exercises:
        raise ExerciseUnavailableError("no-exercise", f'"{exercise_id}" is not among {", ".join(exercises)}')
    return exercises[exercise_id]
