"""An explorer: sliders beside what a function makes of their values. Nothing is asked, kept or scored.

The sliders are the browser's own (``<input type=range>``), which keyboards, fingers and screen readers know. The
browser sends ``asked = {"seq": n, "values": {…}}``, Python calls the function and answers
``shown = {"seq": n, "html": …, "say": …}``. No ``widgets.Output`` takes part: nbval can't compare what it captures.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import anywidget
import traitlets

from clientservice.errors import CourseError
from clientservice.text import Entry, course_string, in_language, language_names, t, ui

from ._assets import script, style
from ._troubles import panel


@dataclass(frozen=True, kw_only=True)
class Slider:
    """One slider: whole steps from ``low`` to ``high``.

    Args:
        label: the id of the string that names it; the label stands above the slider and may wrap.
        low: the least value.
        high: the greatest value.
        value: where it stands at first.
        step: the distance between two values.
        unit: the id of a string with ``{n}`` that writes the value ("{n} managers", with plural forms if it has any);
            without it, the number alone.
    """

    label: str
    low: float
    high: float
    value: float
    step: float = 1
    unit: str = ""

    def __post_init__(self) -> None:
        """Raise CourseError for a slider that can't stand where it begins."""
        if not (self.low < self.high and self.step > 0 and self.low <= self.value <= self.high):
            raise CourseError(
                f'Slider "{self.label}": low < high, step > 0 and low <= value <= high, '
                f"not {self.low}, {self.high}, {self.step}, {self.value}"
            )

    def clean(self, value: object) -> float:
        """The nearest value that the slider can have; where it begins, for anything that is no number."""
        if isinstance(value, bool) or not isinstance(value, int | float) or value != value:  # noqa: PLR0124 - NaN
            return self.value
        steps = round((min(max(value, self.low), self.high) - self.low) / self.step)
        nearest = min(self.low + steps * self.step, self.high)
        return int(nearest) if isinstance(self.step, int) and isinstance(self.low, int) else round(nearest, 9)


class ExploreWidget(anywidget.AnyWidget):
    """The sliders and the picture of one explorer."""

    _esm = script("explore")
    _css = style("explore")

    payload: Any = traitlets.Dict().tag(sync=True)
    lang: Any = traitlets.Unicode().tag(sync=True)
    asked: Any = traitlets.Dict().tag(sync=True)  #: browser → Python
    shown: Any = traitlets.Dict().tag(sync=True)  #: Python → browser

    def __init__(  # noqa: PLR0913 - each is a plain fact about one explorer
        self,
        function: Callable[..., Any],
        sliders: Mapping[str, Slider],
        *,
        title: str,
        name: str,
        lang: str,
        page: str = "",
    ) -> None:
        """Call ``function`` at the first values and show what it gives.

        Raises:
            CourseError: no sliders, or a string that the course doesn't have.
        """
        if not sliders:
            raise CourseError(f'cs.explore, "{title}": give at least one slider')
        self.function = function
        self.sliders = dict(sliders)
        self.name = name
        self._title = course_string(title)
        self.values: dict[str, float] = {key: slider.value for key, slider in self.sliders.items()}
        super().__init__(payload=self._payload(page), lang=lang)
        self.shown = self._answer(0)
        self.observe(self._on_asked, "asked")

    def __repr__(self) -> str:
        """Without an address, so that outputs are the same in every run."""
        return f"{type(self).__name__}({self.name!r})"

    def bundle(self) -> dict[str, str]:
        """What is displayed where there is no live widget: the picture at the first values, and what they are."""
        title = self._title[self.lang]
        rows = "".join(
            f"<li>{html.escape(t(slider.label))}: <strong>{html.escape(_value(slider, self.lang))}</strong></li>"
            for slider in self.sliders.values()
        )
        body = (
            f"<h3>{html.escape(str(title))}</h3>\n<ul>{rows}</ul>\n{self.shown['html']}\n"
            f"<p><em>{html.escape(ui('widgets', 'explore-static', self.lang))}</em></p>"
        )
        return {"text/html": f'<section lang="{self.lang}">\n{body}\n</section>', "text/plain": str(title)}

    def repaint(self) -> None:
        """Call the function again, for example in another language."""
        self.shown = self._answer(self.shown.get("seq", 0))

    def _payload(self, page: str) -> dict[str, Any]:
        rows = [
            {
                "id": key,
                "label": course_string(slider.label),
                "unit": course_string(slider.unit) if slider.unit else None,
                "low": slider.low,
                "high": slider.high,
                "step": slider.step,
                "value": slider.value,
            }
            for key, slider in self.sliders.items()
        ]
        return {
            "id": self.name,
            "page": page,
            "title": self._title,
            "languages": list(language_names().items()),
            "sliders": rows,
        }

    def _on_asked(self, change: dict[str, Any]) -> None:
        request = change["new"]
        asked = request.get("values")
        if isinstance(asked, dict):
            self.values = {key: slider.clean(asked.get(key)) for key, slider in self.sliders.items()}
        self.shown = self._answer(request.get("seq", 0))

    def _answer(self, seq: object) -> dict[str, Any]:
        try:
            parts = _parts(self.function(**self.values))
        except Exception as error:  # noqa: BLE001 - a student never meets a traceback
            trouble = panel(error, self.lang)
            parts = [(trouble["text/html"], trouble["text/plain"])]
        return {"seq": seq, "html": "\n".join(shown for shown, _ in parts), "say": " ".join(say for _, say in parts)}


def _value(slider: Slider, lang: str) -> str:
    plain: Entry = dict.fromkeys(language_names(), "{n}")
    entry = course_string(slider.unit) if slider.unit else plain
    return in_language(slider.unit, entry, lang, {"n": slider.value})


def _parts(result: Any) -> list[tuple[str, str]]:
    """(HTML, words for a screen reader) of everything that a function gave back."""
    if result is None:
        return []
    if isinstance(result, list | tuple):
        return [part for one in result for part in _parts(one)]
    if isinstance(result, str):
        return [(f"<p>{html.escape(result)}</p>", result)]
    if hasattr(result, "_repr_mimebundle_"):
        bundle = result._repr_mimebundle_()
        return [(bundle["text/html"], bundle.get("text/plain", ""))]
    if hasattr(result, "_repr_html_"):
        return [(result._repr_html_(), "")]
    return _parts(str(result))
