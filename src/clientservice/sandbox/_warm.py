"""Cells that the worker host runs before it forks, so that their first time is not a student's time."""

from __future__ import annotations

#: One error, one failed assert, one syntax error, display, and what people do with tables. No data of anybody's.
_SOURCES = [
    "1 / 0",
    "assert 1 == 2, 'warm'",
    "1 +* 2",
    "print('warm'); 'warm'",
    "import warnings; warnings.warn('warm')",
    "await __import__('asyncio').sleep(0)",
    "%time 1",
    "from IPython.display import display, HTML; display(HTML('<b>warm</b>'))",
    """
import pandas as pd, io
frame = pd.read_csv(io.StringIO("a,b,c\\nx,1,2.5\\ny,2,3.5\\nx,3,4.5\\n"))
frame.groupby("a")["b"].mean(), frame.groupby("a").agg({"b": "sum", "c": "mean"}), frame.describe(), frame.dtypes
frame.merge(frame, on="a").pivot_table(index="a", values="b_x", aggfunc="mean").sort_values("b_x")
frame[frame["b"] > 1].assign(d=frame["b"] * 2).query("c > 2").value_counts("a"), frame.isna().sum(), frame.info()
frame.groupby(["a", "b"])["c"].sum().unstack(), pd.cut(frame["b"], [0, 1, 2, 3]), frame.corr(numeric_only=True)
frame.nlargest(2, "b"), pd.concat([frame, frame]).drop_duplicates(), frame.melt("a")
pd.crosstab(frame["a"], frame["b"]), frame["b"].describe()
frame.pivot_table(index="a", columns="b", values="c"), frame["a"].str.upper(), frame["b"].map(str), frame.set_index("a")
frame["a"].value_counts(), frame["b"].value_counts(normalize=True), frame["b"].quantile([0.5, 0.9]), frame["c"].round(1)
frame["t"] = pd.to_datetime(["2026-01-01", "2026-01-02", "2026-01-03"]); frame.t.dt.hour, frame.c.rolling(2).mean()
frame
""",
    "frame['no such column']",
]
_PLOT = """
import matplotlib.pyplot as plt
plt.figure(figsize=(1, 1)); plt.plot([1, 2]); plt.title("warm"); plt.show()
"""


def sources(preload: list[str]) -> list[str]:
    """The cells; a plot only where plots are expected: drawing is slow to load."""
    return [*_SOURCES, _PLOT] if any(name.startswith("matplotlib") for name in preload) else _SOURCES
