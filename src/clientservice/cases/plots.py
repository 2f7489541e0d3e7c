"""Pictures for lessons, in one style. Every word that is drawn comes from the caller, through ``cs.t``.

Each function returns an object that a notebook displays; put it last in the cell. ``alt`` is required: one or two
sentences that say what the picture shows, for those who don't see it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from clientservice.errors import CourseError
from clientservice.text import course_folder, number, shelf_language, t

from ._figure import COLOURS, INK, PAPER, SOFT, Figure, Table, drawing_axes, write_ticks
from ._labels import apart, beside

__all__ = ["bars", "drawing", "histogram", "lines", "points", "table"]

_HOLE = re.compile(r"\{\{\s*([a-z0-9-]+)\s*\}\}")
_DRAWN = re.compile(r'viewBox="0 0 (\d+) ')
_ROW = 0.36  # inches per bar
#: Under a point's name, so that no line strikes it through.
_LIFTED = {"facecolor": PAPER, "edgecolor": "none", "alpha": 0.85, "pad": 0.6}


def bars(
    values: Mapping[str, float | Sequence[float]],
    *,
    x_label: str,
    alt: str,
    series: Sequence[str] = (),
    title: str = "",
    spec: str = "",
    most: float | None = None,
) -> Figure:
    """Horizontal bars with their values at the ends.

    Args:
        values: label → length, or label → one length for each of ``series``.
        x_label: what the lengths are, with the unit.
        alt: the picture in words.
        series: names of the bars within a group.
        title: stands above.
        spec: the numbers' format (``.0%``, ``.1f``).
        most: the end of the axis, where it must not follow the data (pictures that are compared).
    """
    groups = {label: list(v) if isinstance(v, Sequence) else [float(v)] for label, v in values.items()}
    many = max(map(len, groups.values()))
    with drawing_axes(height=1.2 + _ROW * (many + 0.6) * len(groups), alt=alt) as (axes, done):
        thick = 0.8 / many
        for which in range(many):
            at = [row + (which - (many - 1) / 2) * thick for row in range(len(groups))]
            lengths = [group[which] for group in groups.values()]
            drawn = axes.barh(at, lengths, height=thick * 0.92, color=COLOURS[which],
                              label=series[which] if series else None)  # fmt: skip
            words = [number(length, shelf_language(), spec) for length in lengths]
            axes.bar_label(drawn, labels=words, padding=4, fontsize=11)
        axes.set_yticks(range(len(groups)), labels=list(groups))
        axes.invert_yaxis()
        axes.grid(visible=False, axis="y")
        axes.set_xlabel(x_label)
        axes.margins(x=0.14 if min(map(min, groups.values())) >= 0 else 0.22)  # a number also left of the bars
        if most is not None:
            axes.set_xlim(0, most * 1.14)
        write_ticks(axes.xaxis, spec if "%" in spec else "")
        _finish(axes, title, legend=bool(series))
    return done[0]


def lines(
    x: Sequence[float],
    series: Mapping[str, Sequence[float]],
    *,
    x_label: str,
    y_label: str,
    alt: str,
    title: str = "",
    spec: str = "",
    least: float | None = 0,
    most: float | None = None,
) -> Figure:
    """Lines over a common axis, each named at its end.

    Args:
        x: the common axis's values.
        series: name → values.
        x_label: what ``x`` is, with the unit.
        y_label: what the lines are, with the unit.
        alt: the picture in words.
        title: stands above.
        spec: the format of the numbers on the upright axis.
        least: the upright axis's lower end; None follows the data.
        most: its upper end.
    """
    with drawing_axes(height=3.9, alt=alt) as (axes, done):
        ends = []
        for index, (name, values) in enumerate(series.items()):
            colour = COLOURS[index % len(COLOURS)]
            axes.plot(list(x), list(values), color=colour, linestyle=("-", "--", "-.", ":")[index % 4])
            ends.append((float(list(values)[-1]), name, colour))
        axes.set_ylim(bottom=least, top=most)
        for at, (_value, name, colour) in zip(apart([e[0] for e in ends], axes.get_ylim()), ends, strict=True):
            if len(series) > 1 or name:
                axes.annotate(name, (1, at), xycoords=("axes fraction", "data"), xytext=(6, 0),
                              textcoords="offset points", va="center", color=colour, fontweight="bold")  # fmt: skip
        axes.margins(x=0)
        axes.set_xlabel(x_label)
        axes.set_ylabel(y_label)
        write_ticks(axes.xaxis, "")
        write_ticks(axes.yaxis, spec)
        _finish(axes, title)
    return done[0]


def points(
    x: Sequence[float],
    y: Sequence[float],
    *,
    x_label: str,
    y_label: str,
    alt: str,
    names: Sequence[str] = (),
    corners: Sequence[str] = (),
    cross: tuple[float, float] | None = None,
    title: str = "",
    spec: str = "",
) -> Figure:
    """Points; with ``names`` beside them, and with a ``cross`` that makes four fields (importance–performance).

    Args:
        x: how far to the right.
        y: how far up.
        x_label: what ``x`` is, with the unit or the scale.
        y_label: likewise.
        alt: the picture in words.
        names: one for each point.
        corners: names of the fields: upper left, upper right, lower left, lower right.
        cross: where the fields meet; without it, at the means.
        title: stands above.
        spec: the numbers' format on both axes.
    """
    xs, ys = [float(v) for v in x], [float(v) for v in y]
    with drawing_axes(height=4.6, alt=alt) as (axes, done):
        axes.scatter(xs, ys, s=46 if names else 16, color=COLOURS[0], alpha=1 if names else 0.45, linewidths=0)
        axes.margins(0.16)
        if corners:
            _four_fields(axes, cross or (sum(xs) / len(xs), sum(ys) / len(ys)), corners)
        named = zip(names, xs, ys, beside(names, xs, ys), strict=True) if names else ()
        for name, px, py, (dx, dy) in named:
            axes.annotate(name, (px, py), xytext=(dx, dy), textcoords="offset points", bbox=_LIFTED,
                          ha="left" if dx > 0 else "right", va="center", color=INK)  # fmt: skip
        axes.set_xlabel(x_label)
        axes.set_ylabel(y_label)
        write_ticks(axes.xaxis, spec)
        write_ticks(axes.yaxis, spec)
        _finish(axes, title)
    return done[0]


def _four_fields(axes: Any, cross: tuple[float, float], corners: Sequence[str]) -> None:
    axes.axvline(cross[0], color=SOFT, linewidth=1.2)
    axes.axhline(cross[1], color=SOFT, linewidth=1.2)
    for text, (h, v) in zip(corners, ((0, 1), (1, 1), (0, 0), (1, 0)), strict=True):
        axes.annotate(text, (h, v), xycoords="axes fraction", xytext=(4 - 8 * h, 4 - 8 * v),
                      textcoords="offset points", ha=("left", "right")[h], va=("bottom", "top")[v],
                      color=SOFT, fontstyle="italic")  # fmt: skip


def histogram(
    values: Iterable[float],
    *,
    x_label: str,
    y_label: str,
    alt: str,
    bins: Sequence[float] | int = 12,
    title: str = "",
    mark: tuple[float, str] | None = None,
) -> Figure:
    """How often values fall between which bounds; missing values are left out.

    Args:
        values: what is counted.
        x_label: what the values are, with the unit.
        y_label: what is counted.
        alt: the picture in words.
        bins: how many classes, or their bounds.
        title: stands above.
        mark: (value, words) of one line to point at, for example a promise.
    """
    kept = [float(value) for value in values if value == value]  # noqa: PLR0124 - not a number is missing
    with drawing_axes(height=3.6, alt=alt) as (axes, done):
        axes.hist(kept, bins=bins if isinstance(bins, int) else list(bins), color=COLOURS[0], edgecolor="white")
        axes.grid(visible=False, axis="x")
        if mark is not None:
            axes.axvline(mark[0], color=COLOURS[1], linewidth=2)
            axes.annotate(mark[1], (mark[0], 1), xycoords=("data", "axes fraction"), xytext=(5, -4),
                          textcoords="offset points", va="top", color=COLOURS[1], fontweight="bold")  # fmt: skip
        axes.set_xlabel(x_label)
        axes.set_ylabel(y_label)
        write_ticks(axes.xaxis, "")
        write_ticks(axes.yaxis, "")
        _finish(axes, title)
    return done[0]


def table(frame: Any, columns: Mapping[str, str], *, caption: str = "", spec: Mapping[str, str] | None = None) -> Table:
    """The named columns of a pandas table, with headings and numbers in the reader's language.

    Args:
        frame: the table; its index is left out.
        columns: column's name → heading.
        caption: stands above.
        spec: column's name → the numbers' format.
    """
    lang, formats = shelf_language(), spec or {}
    numeric = [frame[name].dtype.kind in "iuf" for name in columns]

    def cell(name: str, value: Any, *, is_number: bool) -> str:
        if value != value:  # noqa: PLR0124 - not a number is missing
            return "–"
        return number(float(value), lang, formats.get(name, "")) if is_number else str(value)

    rows = [
        [cell(name, value, is_number=n) for name, value, n in zip(columns, row, numeric, strict=True)]
        for row in frame[list(columns)].itertuples(index=False)
    ]
    return Table(list(columns.values()), rows, caption=caption, numeric=numeric)


def drawing(name: str, *, alt: str) -> Figure:
    """A picture drawn by hand, ``course/pictures/<name>.svg``; ``{{string-id}}`` in it becomes the string.

    Raises:
        CourseError: the course has no such picture, or no such string.
    """
    folder = course_folder()
    path = folder / "pictures" / f"{name}.svg" if folder else None
    if path is None or not path.is_file():
        raise CourseError(f"plots.drawing: there is no course/pictures/{name}.svg; draw it, or mend the name")
    text = path.read_text(encoding="utf-8")
    svg = _HOLE.sub(lambda hole: _escaped(t(hole[1])), text[text.index("<svg") :])
    drawn = _DRAWN.search(svg)
    return Figure(svg, alt=alt, width=int(drawn[1]) if drawn else None)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _finish(axes: Any, title: str, *, legend: bool = False) -> None:
    if legend:
        axes.legend(frameon=False, loc="lower left", bbox_to_anchor=(0, 1), ncols=3, borderaxespad=0.2)
    if title:
        axes.set_title(title, pad=26 if legend else 8)
