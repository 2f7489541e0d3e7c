"""Pictures: the same bytes every time, words in one language, and an alternative for those who don't see them."""

import base64
import re

import matplotlib as mpl
import pandas as pd
import pytest

from clientservice.cases import plots
from clientservice.cases._labels import beside
from clientservice.errors import CourseError
from clientservice.text import open_shelf


@pytest.fixture(autouse=True)
def russian(tmp_path):
    (tmp_path / "pictures").mkdir()
    (tmp_path / "strings.yml").write_text("way: {en: Way & means, ru: Путь & средства}\n", encoding="utf-8")
    (tmp_path / "pictures/way.svg").write_text(
        '<?xml version="1.0"?>\n<svg viewBox="0 0 9 9"><text>{{way}}</text></svg>'
    )
    open_shelf(tmp_path, "ru")
    yield tmp_path
    open_shelf(None, "")


WORDS = {"x_label": "ось", "alt": "словами"}
BOTH = WORDS | {"y_label": "другая"}
DRAW = {
    "bars": lambda: plots.bars({"а": 0.25, "б": 0.5}, **WORDS, spec=".1%"),
    "groups": lambda: plots.bars({"а": [1, 2], "б": [2, 1]}, **WORDS, series=["до", "после"], title="заголовок"),
    "lines": lambda: plots.lines([0, 1, 2], {"раз": [3, 2, 1.5], "два": [3, 2, 1.4]}, **BOTH),
    "points": lambda: plots.points([1, 2], [3, 4.5], **BOTH, names=["раз", "два"], corners=list("абвг")),
    "cloud": lambda: plots.points([1, 2], [3, 4], **BOTH),
    "histogram": lambda: plots.histogram([1, 2, float("nan"), 9], **BOTH, mark=(5, "обещано $")),
}


@pytest.mark.parametrize("name", ["bars", "points"])
def test_the_same_data_give_the_same_bytes_whatever_the_reader_has_set(name):
    first = DRAW[name]().svg
    with mpl.rc_context({"font.size": 30, "svg.fonttype": "path", "axes.facecolor": "black"}):
        assert DRAW[name]().svg == first


@pytest.mark.parametrize("name", DRAW)
def test_text_is_text_coordinates_are_short_and_nothing_is_fetched(name):
    svg = DRAW[name]().svg
    assert "<text" in svg
    assert "<metadata>" not in svg
    assert not re.search(r"\d\.\d{3,}", svg), "coordinates are rounded, so that machines agree"
    assert not re.findall(r'(?:href|src)="(?!#)[^"]*"', svg)
    assert len(svg) < 40_000


def test_decimals_have_a_comma():
    assert "25,0\u00a0%" in DRAW["bars"]().svg
    assert "обещано $" in DRAW["histogram"]().svg


def test_a_notebook_gets_an_image_with_alternative_text():
    figure = plots.bars({"а": 1}, x_label="ось", alt='Столбец "а" & один')
    bundle = figure._repr_mimebundle_()
    assert bundle["text/plain"] == 'Столбец "а" & один'
    assert 'alt="Столбец &quot;а&quot; &amp; один"' in bundle["text/html"]
    data = re.search(r'base64,([^"]+)"', bundle["text/html"])[1]
    assert base64.b64decode(data).decode() == figure.svg


@pytest.mark.parametrize("alt", ["", "  "])
def test_without_alternative_text_there_is_no_picture(alt):
    with pytest.raises(CourseError, match="alternative text"):
        plots.bars({"а": 1}, x_label="ось", alt=alt)


def test_a_drawing_speaks_the_readers_language():
    assert "<text>Путь &amp; средства</text>" in plots.drawing("way", alt="словами").svg
    with pytest.raises(CourseError, match=r"course/pictures/nothing\.svg"):
        plots.drawing("nothing", alt="словами")


def test_a_drawing_is_as_wide_as_drawn_and_never_shrinks_to_nothing(russian):
    (russian / "pictures/wide.svg").write_text('<svg viewBox="0 0 760 400"><text>{{way}}</text></svg>')
    html = plots.drawing("wide", alt="словами")._repr_mimebundle_()["text/html"]
    assert "max-width:760px;overflow-x:auto" in html
    assert "min-width:623px" in html
    assert "min-width" not in plots.bars({"а": 1}, **WORDS)._repr_mimebundle_()["text/html"]


def test_the_number_of_a_negative_bar_does_not_lie_on_the_axis():
    svg = plots.bars({"Помесячный договор": -40, "Прибыль фирмы": 80}, **WORDS).svg
    number = re.search(r'font-size: 11px;[^>]* x="([\d.]+)"[^>]*>−40<', svg)
    axis = re.search(r'id="patch_2">\s*<path d="M ([\d.]+) ', svg)
    width, clear = 24, 6  # of the number, which ends where its x is; and what must lie between
    assert float(number[1]) - width - clear > float(axis[1])


def test_no_line_strikes_a_points_name_through():
    svg = plots.points([1, 2], [3, 4.5], **BOTH, names=["раз", "два"], corners=list("абвг")).svg
    assert svg.index("fill: #fffdf9; opacity: 0.85") < svg.index(">раз<")


def test_a_table_has_headings_numbers_and_no_index():
    frame = pd.DataFrame({"n": [1, 2], "h": [0.75, float("nan")], "who": ["<b>", "б"]})
    table = plots.table(frame, {"who": "Кто", "h": "Часов"}, caption="Смоделировано", spec={"h": ".1f"})
    html = table._repr_mimebundle_()["text/html"]
    assert "0,8" in html
    assert "–" in html
    assert "&lt;b&gt;" in html
    assert html.count('scope="col"') == 2
    assert table._repr_mimebundle_()["text/plain"].startswith("Смоделировано\nКто | Часов")


def test_names_at_the_ends_of_lines_do_not_lie_on_each_other():
    svg = plots.lines(
        [0, 1], {"раз": [9, 1.00], "два": [9, 1.01], "три": [9, 0.99]}, x_label="x", y_label="y", alt="a"
    ).svg
    heights = [float(y) for y, _ in re.findall(r"translate\([\d.]+ ([\d.]+)\)[^>]*>(раз|два|три)<", svg)]
    if not heights:
        heights = [float(y) for y in re.findall(r'y="([\d.]+)"[^>]*>(?:раз|два|три)<', svg)]
    assert len(heights) == 3
    assert min(b - a for a, b in zip(sorted(heights), sorted(heights)[1:], strict=False)) > 10


def test_names_of_points_lie_neither_on_each_other_nor_on_a_point():
    names = ["Вежливость и уважение", "Доступность", "Интерес к клиенту", "Точность", "Простота"]
    xs, ys = [1, 1.05, 1.08, 1.06, 3], [3, 3.02, 2.98, 3.01, 1]
    offsets = beside(names, xs, ys)
    assert len(set(offsets[:4])) > 1
    assert offsets[4][0] < 0  # at the right edge a name stands to the left
    assert beside(names, xs, ys) == offsets


def test_one_point_has_a_name_too():
    assert beside(["один"], [2], [2]) == [(7, 0)]
