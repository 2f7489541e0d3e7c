"""CSV that every program reads the same way."""

import csv
import io

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from clientservice.reports._export import _csv

rows_of_cells = st.lists(st.tuples(st.text(max_size=20), st.floats(0, 100) | st.none()), max_size=4)


def table(rows):
    """A text and a number per row, as `export` builds them."""
    return pd.DataFrame(rows, columns=["text", "points"]).astype({"points": float})


@settings(deadline=None)
@given(rows=rows_of_cells, excel=st.booleans())
def test_texts_come_back_and_no_text_is_a_formula(rows, excel):
    text = _csv(table(rows), excel=excel).removeprefix("\ufeff")
    read = list(csv.reader(io.StringIO(text, newline=""), delimiter=";" if excel else ","))[1:]
    assert len(read) == len(rows)
    for (words, points), (shown, number) in zip(rows, read, strict=True):
        clean = words.replace("\0", "").encode("utf-8", "backslashreplace").decode()
        assert shown in {clean, f"'{clean}"}
        assert not shown.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
        if points is None:
            assert number == ""
        else:
            assert abs(float(number.replace(",", ".") if excel else number) - points) <= 0.005001


def test_numbers_stay_numbers():
    rows = [["x", 4.0], ["y", 2.5], ["z", 0.0], ["open", None]]
    assert _csv(table(rows), excel=False) == "text,points\r\nx,4\r\ny,2.5\r\nz,0\r\nopen,\r\n"
    assert _csv(table(rows), excel=True) == "\ufefftext;points\r\nx;4\r\ny;2,5\r\nz;0\r\nopen;\r\n"
