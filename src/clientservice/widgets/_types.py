"""Which scripts and styles belong to which type of exercise, and the widget classes made of them."""

from __future__ import annotations

from functools import cache

from clientservice.exercises import TYPES, Exercise, Key, type_name
from clientservice.responses import Store

from ._assets import script, style
from ._exercise import ExerciseWidget
from ._practice import PracticeWidget

#: The frame that types share: marks and cards, what was checked, the panel that tells, what happens to an answer.
_FRAME = ("parts", "practice", "tell", "exercise")

#: Type → its scripts in the order in which they are put together; the last one exports the view.
SCRIPTS: dict[str, tuple[str, ...]] = {
    "audit": (*_FRAME, "audit"),
    "categorize": ("drag", "parts", "practice", "tell", "sorting", "sorter", "desk", "categorize"),
    "chain": ("drag", *_FRAME, "linking", "arrows", "chain"),
    "choice": (*_FRAME, "choice"),
    "essay": (*_FRAME, "essay"),
    "estimate": (*_FRAME, "figures", "estimate"),
    "match": ("drag", *_FRAME, "pairing", "match"),
    "order": ("drag", *_FRAME, "route", "steps", "order"),
    "scenario": (*_FRAME, "figures", "meters", "debrief", "scenario"),
    "table": (*_FRAME, "figures", "computed", "table"),
    "value": (*_FRAME, "figures", "computed", "value"),
}
#: Type → its styles, after the shared ones.
STYLES: dict[str, tuple[str, ...]] = {
    "audit": ("audit",),
    "categorize": ("trays", "categorize"),
    "chain": ("chain",),
    "choice": ("choice",),
    "essay": ("essay",),
    "estimate": ("estimate",),
    "match": ("match",),
    "order": ("trays", "order"),
    "scenario": ("scenario",),
    "table": ("computed",),
    "value": ("computed",),
}
#: Type → its own group of interface strings (``text/interface/<group>.yml``), where it has one.
WORDS: dict[str, str] = {
    "audit": "audit",
    "chain": "match",
    "choice": "choice",
    "essay": "essay",
    "estimate": "estimate",
    "match": "match",
    "order": "order",
    "scenario": "scenario",
    "table": "computed",
    "value": "computed",
}


@cache
def _widget_class(name: str, *, practice: bool) -> type[ExerciseWidget]:
    """A class of its own for each type: the page keeps one style per class name."""
    base = PracticeWidget if practice else ExerciseWidget
    parts = {
        "_esm": script(*SCRIPTS[name], words_of=WORDS.get(name)),
        "_css": style(*STYLES[name]),
        "__module__": __name__,
    }
    return type(f"{name.capitalize()}{'Practice' if practice else 'Widget'}", (base,), parts)


def _class_of(exercise: Exercise, *, practice: bool) -> type[ExerciseWidget]:
    if type(exercise) not in TYPES.values():
        raise TypeError(f"an exercise is needed, not {type(exercise).__name__}: nothing else may reach a browser")
    return _widget_class(type_name(exercise), practice=practice)


def graded_widget(exercise: Exercise, store: Store, *, lang: str, page: str = "") -> ExerciseWidget:
    """The widget of a graded exercise: no key, no verdict, anywhere."""
    return _class_of(exercise, practice=False)(exercise, store, lang=lang, page=page)


def practice_widget(exercise: Exercise, store: Store, *, key: Key, lang: str, page: str = "") -> PracticeWidget:
    """The widget of a practice exercise, with its key."""
    made = _class_of(exercise, practice=True)
    return made(exercise, store, key=key, lang=lang, page=page)  # type: ignore[call-arg]
