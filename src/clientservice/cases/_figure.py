"""A picture in a notebook: an SVG on its own light card, with words for those who don't see it.

It is an ``<img>`` with the SVG inside: alternative text where screen readers expect it, nothing that leaks into the
page's styles, nothing that JupyterLab's sanitizer removes from a notebook that isn't trusted, and no address to fetch.
Text stays text and coordinates have two decimals, so the same data give the same bytes on another machine.
"""

from __future__ import annotations

import base64
import html
import io
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from clientservice.errors import CourseError
from clientservice.text import number, shelf_language

#: Okabe and Ito's colours, which people with any colour vision tell apart; blue and vermilion first.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00")
INK, SOFT, PAPER, GRID = "#24201a", "#5d564c", "#fffdf9", "#e2dbcf"
_LEAST = 0.82  # of a drawing's width: its smallest words, 13 units high, stay above 10 pixels
WIDTH = 5.4  # inches, 72 units each: on a phone the words are still 10 pixels high
_FONT = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif"
_DECIMALS = re.compile(r"-?\d+\.\d{3,}")
_STYLE: Any = {
    "axes.axisbelow": True,
    "axes.edgecolor": SOFT,
    "axes.facecolor": PAPER,
    "axes.grid": True,
    "axes.labelcolor": INK,
    "axes.labelsize": 11.5,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 13,
    "axes.titleweight": "bold",
    "figure.facecolor": PAPER,
    "font.family": "DejaVu Sans",  # comes with Matplotlib, so the layout is the same everywhere
    "font.size": 11.5,
    "grid.color": GRID,
    "grid.linewidth": 0.8,
    "lines.linewidth": 2.4,
    "svg.fonttype": "none",
    "svg.hashsalt": "clientservice",
    "text.color": INK,
    "text.parse_math": False,  # a dollar sign is money here
    "xtick.color": SOFT,
    "xtick.labelcolor": INK,
    "ytick.color": SOFT,
    "ytick.labelcolor": INK,
}


class Figure:
    """A finished picture. ``alt`` says in words what it shows; ``svg`` is the picture itself.

    ``width``, in pixels, is for a picture drawn by hand: how wide it is drawn. It is shown so where there is room and
    never much smaller, since its words would shrink with it; on a phone one moves it sideways.
    """

    def __init__(self, svg: str, *, alt: str, width: int | None = None) -> None:
        if not alt.strip():
            raise CourseError("a picture needs alternative text: alt=cs.t(…), what it shows and what follows from it")
        self.svg = svg
        self.alt = alt
        self._width = width

    def __repr__(self) -> str:
        return self.alt

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        data = base64.b64encode(self.svg.encode()).decode()
        card = "margin:.6em 0;max-width:38em"
        # Room around the words: Matplotlib cuts its pictures close.
        room = "box-sizing:border-box;padding:6px 4px"
        picture = f"display:block;width:100%;height:auto;{room};border-radius:8px;background:{PAPER}"
        if self._width:
            card = f"margin:.6em 0;max-width:{self._width}px;overflow-x:auto"
            picture += f";min-width:{round(_LEAST * self._width)}px"
        return {
            "text/html": f'<figure class="cs-figure" style="{card}" lang="{shelf_language()}">'
            f'<img style="{picture}" alt="{html.escape(self.alt)}" src="data:image/svg+xml;base64,{data}"></figure>',
            "text/plain": self.alt,
        }


class Table:
    """A small table with headings in the reader's language."""

    def __init__(self, headings: list[str], rows: list[list[str]], *, caption: str, numeric: list[bool]) -> None:
        self.headings, self.rows, self.caption, self._numeric = headings, rows, caption, numeric

    def __repr__(self) -> str:
        lines = [self.caption] if self.caption else []
        return "\n".join([*lines, *(" | ".join(row) for row in [self.headings, *self.rows])])

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        align = ["right" if numeric else "left" for numeric in self._numeric]
        head = "".join(
            f'<th scope="col" style="text-align:{a}">{html.escape(h)}</th>'
            for h, a in zip(self.headings, align, strict=True)
        )
        body = "".join(
            "<tr>"
            + "".join(f'<td style="text-align:{a}">{html.escape(c)}</td>' for c, a in zip(row, align, strict=True))
            + "</tr>"
            for row in self.rows
        )
        caption = f'<caption style="text-align:left">{html.escape(self.caption)}</caption>' if self.caption else ""
        return {
            "text/html": f'<table lang="{shelf_language()}">{caption}<thead><tr>{head}</tr></thead>'
            f"<tbody>{body}</tbody></table>",
            "text/plain": repr(self),
        }


@contextmanager
def drawing_axes(*, height: float, alt: str) -> Iterator[tuple[Any, list[Figure]]]:
    """Axes in the course's style; when the block ends, the list holds the finished `Figure`."""
    # Advice on font caches is not for a reader. Said before the import, which may give it.
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    from matplotlib import rc_context, rcdefaults, rcParams  # noqa: PLC0415
    from matplotlib.backends.backend_svg import FigureCanvasSVG  # noqa: PLC0415
    from matplotlib.figure import Figure as Canvas  # noqa: PLC0415

    with rc_context():
        rcdefaults()  # a reader's own matplotlibrc must not change a lesson
        rcParams.update(_STYLE)
        canvas = Canvas(figsize=(WIDTH, height), layout="constrained")
        FigureCanvasSVG(canvas)
        finished: list[Figure] = []
        yield canvas.add_subplot(), finished
        out = io.StringIO()
        canvas.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
        finished.append(Figure(_tidy(out.getvalue()), alt=alt))


def _tidy(svg: str) -> str:
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r"font: ([^;\"]*?)'DejaVu Sans'[^;\"]*", rf"font: \1{_FONT}", svg)
    svg = _DECIMALS.sub(lambda match: f"{float(match[0]):.2f}".rstrip("0").rstrip("."), svg)
    return re.sub(r"\n\s*", "\n", svg)


def write_ticks(axis: Any, spec: str) -> None:
    """Write an axis's numbers as the reader's language writes them."""
    from matplotlib.ticker import FuncFormatter  # noqa: PLC0415

    lang = shelf_language()
    axis.set_major_formatter(FuncFormatter(lambda value, _: number(round(float(value), 9), lang, spec)))
