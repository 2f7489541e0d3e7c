"""The 20-cell pandas notebook, and its cells with nothing around them."""

from __future__ import annotations

import ast
import sys
import warnings
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pandas as pd

from clientservice.sandbox import _warm

DATA = "who,desk,wait,paid\n" + "".join(f"c{n},{'abcd'[n % 4]},{n * 7 % 31},{n * 13 % 101}.5\n" for n in range(400))
CELLS = [
    "import pandas as pd",
    "visits = pd.read_csv('visits.csv')\nvisits.head()",
    "visits.describe()",
    "visits.dtypes",
    "mean_wait = visits['wait'].mean()\nmean_wait",
    "by_desk = visits.groupby('desk')['wait'].agg(['mean', 'max', 'count'])\nby_desk",
    "late = visits[visits['wait'] > 20]\nlen(late)",
    "visits['slow'] = visits['wait'] > visits['wait'].median()",
    "visits.pivot_table(index='desk', columns='slow', values='paid', aggfunc='sum')",
    "share = visits['slow'].mean()\nprint(f'{share:.1%}')",
    "top = visits.nlargest(5, 'paid')\ntop",
    "visits.merge(by_desk, left_on='desk', right_index=True).head()",
    "visits.sort_values(['desk', 'wait']).tail(3)",
    "visits['desk'].value_counts()",
    "for desk, part in visits.groupby('desk'):\n    print(desk, round(part['paid'].sum(), 1))",
    "def rate(frame):\n    return frame['paid'].sum() / frame['wait'].sum()\n\nrate(visits)",
    "visits['band'] = pd.cut(visits['wait'], [0, 10, 20, 40])\nvisits['band'].value_counts(sort=False)",
    "visits.isna().sum()",
    "visits.corr(numeric_only=True).round(2)",
    "summary = {'mean': float(mean_wait), 'share': float(share)}\nsummary",
]


def warm_up() -> None:
    """What a worker host runs before it forks, so that both forks are equally warm."""
    for source in _warm.sources([]):
        with warnings.catch_warnings(), suppress(SyntaxError, ZeroDivisionError, AssertionError, KeyError, NameError):
            warnings.simplefilter("ignore")
            bare([source])  # some of them are wrong on purpose


def bare(cells: Sequence[str]) -> None:
    """Run cells; a result is made into text, and a table into HTML too, as a notebook shows it. Nothing else."""
    space: dict[str, object] = {}
    before = sys.stdout
    with Path("/dev/null").open("w", encoding="utf-8") as nowhere:
        sys.stdout = nowhere
        try:
            for source in cells:
                _run(source, space)
        finally:
            sys.stdout = before


def _run(source: str, space: dict[str, object]) -> None:
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), space)  # noqa: S102 - the cells of this repository
    if isinstance(last, ast.Expr):
        shown = eval(compile(ast.Expression(last.value), "cell", "eval"), space)  # noqa: S307 - the same
        repr(shown)
        if isinstance(shown, pd.DataFrame):
            shown._repr_html_()
