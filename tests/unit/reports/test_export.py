"""CSV that every program reads the same way."""

import csv
import io

from hypothesis import given, settings
from hypothesis import strategies as st

from clientservice.reports._export import Sheet, _csv

cells = st.text(max_size=20) | st.floats(0, 100) | st.none()


@settings(deadline=None)
@given(rows=st.lists(st.lists(cells, min_size=3, max_size=3), max_size=4), excel=st.booleans())
def test_texts_come_back_and_no_text_is_a_formula(rows, excel):
    text = _csv(Sheet(["a", "b", "c"], rows), excel=excel).removeprefix("\ufeff")
    read = list(csv.reader(io.StringIO(text, newline=""), delimiter=";" if excel else ","))[1:]
    assert len(read) == len(rows)
    for row, found in zip(rows, read, strict=True):
        for cell, shown in zip(row, found, strict=True):
            if isinstance(cell, str):
                clean = cell.replace("\0", "").encode("utf-8", "backslashreplace").decode()
                assert shown in {clean, f"'{clean}"}
                assert not shown.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
            elif cell is None:
                assert shown == ""
            else:
                assert abs(float(shown.replace(",", ".") if excel else shown) - cell) <= 0.005001


def test_numbers_stay_numbers():
    rows = [["x", 4.0, 2.5], ["y", 0.0, 10.0]]
    assert _csv(Sheet(["s", "a", "b"], rows), excel=False) == "s,a,b\r\nx,4,2.5\r\ny,0,10\r\n"
    assert _csv(Sheet(["s", "a", "b"], rows), excel=True) == "\ufeffs;a;b\r\nx;4;2,5\r\ny;0;10\r\n"
