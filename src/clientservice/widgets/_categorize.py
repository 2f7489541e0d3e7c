"""Sorting: cards are handed over at a desk and go into trays."""

from __future__ import annotations

import html
import random
from collections.abc import Mapping
from typing import Any, ClassVar

import traitlets

from clientservice.exercises import Categorize, CategorizeKey, score
from clientservice.exercises.categorize import placements
from clientservice.responses import Store
from clientservice.text import ui

from ._assets import script, style
from ._exercise import ExerciseWidget


class CategorizeWidget(ExerciseWidget):
    """Sorting in graded mode: no key, no verdict, anywhere."""

    _esm = script("drag", "sorting", "desk", "categorize")
    _css = style("categorize")

    exercise: Categorize

    def __init__(self, exercise: Categorize, store: Store, *, lang: str, page: str = "") -> None:
        if type(exercise) is not Categorize:
            raise TypeError(f"a Categorize is needed, not {type(exercise).__name__}: nothing else may reach a browser")
        super().__init__(exercise, store, lang=lang, page=page)

    def clean(self, value: object) -> dict[str, Any]:
        """Only known cards in known categories."""
        placed = value.get("placements") if isinstance(value, Mapping) else None
        items = {item.id for item in self.exercise.items}
        categories = {category.id for category in self.exercise.categories}
        pairs = placed.items() if isinstance(placed, Mapping) else ()
        kept = {i: c for i, c in pairs if isinstance(i, str) and i in items and isinstance(c, str) and c in categories}
        return {"placements": kept}

    def _payload(self) -> dict[str, Any]:
        items = [{"id": item.id, "text": item.text} for item in self.exercise.items]
        # the seed is kept with the answer, so the order is the same whenever the exercise is opened again
        random.Random(self.store.seed).shuffle(items)  # noqa: S311 - an order, no secret
        return super()._payload() | {
            "type": "categorize",
            "categories": [
                {"id": c.id, "label": c.label, "short": c.short or c.label} for c in self.exercise.categories
            ],
            "items": items,
        }

    def static_html(self) -> str:
        """Categories and cards as two lists, in the author's order."""
        categories = "".join(f"<li>{html.escape(c.label[self.lang])}</li>" for c in self.exercise.categories)
        items = "".join(f"<li>{html.escape(item.text[self.lang])}</li>" for item in self.exercise.items)
        return (
            f"<p>{ui('widgets', 'static-categories', self.lang)}</p>\n<ul>{categories}</ul>\n"
            f"<p>{ui('widgets', 'static-cards', self.lang)}</p>\n<ol>{items}</ol>"
        )

    def answer_html(self) -> str:
        """Each card and where it was put, in the author's order."""
        placed = self.value.get("placements", {})
        labels = {c.id: c.label[self.lang] for c in self.exercise.categories}
        nowhere = ui("widgets", "copy-open", self.lang)
        rows = "".join(
            f"<li>{html.escape(item.text[self.lang])} → "
            f"<strong>{html.escape(labels.get(placed.get(item.id), nowhere))}</strong></li>"
            for item in self.exercise.items
        )
        return f"<ol>{rows}</ol>"


class CategorizePractice(CategorizeWidget):
    """Sorting with feedback. The key stays in this object; a "why" leaves it only after Check."""

    #: ``checked`` placements, their ``verdicts`` and ``whys``, which cards were ``shown``, what to say when ``done``
    feedback: Any = traitlets.Dict().tag(sync=True)

    mode: ClassVar[str] = "practice"

    def __init__(self, exercise: Categorize, store: Store, *, key: CategorizeKey, lang: str, page: str = "") -> None:
        self._key = key
        # What was checked lies in a file of its own: the answer's form stays the same as in graded work.
        self._checks = Store(store.folder, f"{store.exercise}.checked")
        self._checked: dict[str, str] = {}
        self._shown: list[str] = []
        super().__init__(exercise, store, lang=lang, page=page)
        self._recall()
        self.feedback = self._feedback()

    def serve(self, do: str, value: object) -> dict[str, Any]:
        """Save, and where asked check, reveal or begin anew."""
        if do == "reload":
            state = super().serve(do, value)
            self._recall()
            return state | {"feedback": self._feedback()}
        cleaned = self.clean(value)
        placed: dict[str, str] = cleaned["placements"]
        if do == "show":
            self._shown = [item for item, accepted in self._accepted() if placed.get(item) not in accepted]
            cleaned = {"placements": placed | {i: a[0] for i, a in self._accepted() if i in self._shown}}
        state = super().serve("save", cleaned)
        if do == "restart":
            self._checked, self._shown = {}, []
        elif do in {"check", "show"}:
            self._checked = dict(cleaned["placements"])
            self._shown = [item for item in self._shown if do == "show" or item in self._checked]
        else:
            return state
        self._checks.save({"placements": self._checked, "shown": self._shown})
        return state | {"feedback": self._feedback()}

    def _accepted(self) -> list[tuple[str, tuple[str, ...]]]:
        return [(item.id, self._key.items[item.id].accepted) for item in self.exercise.items]

    def _recall(self) -> None:
        try:
            value, _ = self._checks.load()
        except OSError:  # feedback that is forgotten costs one click
            value = None
        self._checked = self.clean(value)["placements"]
        shown = value.get("shown") if isinstance(value, dict) else None
        self._shown = [item for item in shown if item in self._checked] if isinstance(shown, list) else []

    def _feedback(self) -> dict[str, Any]:
        if not self._checked or isinstance(placements(self.exercise, {"placements": self._checked}), str):
            return {}
        result = score(self.exercise, self._key, {"placements": self._checked})
        verdicts = {item: result.per_item[item].verdict for item in self._checked}
        right = len(verdicts) == len(self.exercise.items) and set(verdicts.values()) <= {"ok", "mind"}
        return {
            "checked": self._checked,
            "verdicts": verdicts,
            "whys": {item: self._key.items[item].why for item in self._checked},
            "shown": self._shown,
            "done": self._key.done if right else None,
        }
