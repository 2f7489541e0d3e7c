"""What one more submission with code costs: a 20-cell pandas notebook, in one run, interleaved.

    make bench, or: .venv/bin/python tests/bench/bench_running.py [rounds]

CPU seconds. ``ours``: a run in the sandbox, from the fork to the record. ``stock``: nbclient with a fresh kernel, which
is what ``nbgrader autograde`` does for each submission (its own start-up, database and conversion come on top). ``own
cells``: the same cells in a warm fork with nothing around them.
"""

from __future__ import annotations

import gc
import os
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import pandas as pd
from nbclient import NotebookClient

from clientservice.sandbox import Cell, Job, Sandbox

STOCK_GOAL, OWN_GOAL = 20, 1.5
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


def cpu(who: int) -> float:
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def cpu_of_ours(sandbox: Sandbox) -> float:
    """CPU of the child and of this process; the host's own share is a few system calls."""
    cells = [Cell(id=str(number), source=source) for number, source in enumerate(CELLS)]
    cells[-1] = Cell(id="last", source=CELLS[-1], takes=("mean_wait", "by_desk"))
    before = time.process_time()
    record = sandbox.run(Job(cells=cells, files={"visits.csv": DATA.encode()}))
    assert record.complete
    assert {cell.status for cell in record.cells} == {"ok"}
    return record.used.cpu + time.process_time() - before


def cpu_of_stock(folder: Path) -> float:
    """CPU of a kernel's whole life, and of nbclient beside it."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in CELLS])
    before = cpu(resource.RUSAGE_CHILDREN) + cpu(resource.RUSAGE_SELF)
    NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    ).execute()
    return cpu(resource.RUSAGE_CHILDREN) + cpu(resource.RUSAGE_SELF) - before


def cpu_of_own_cells(folder: Path) -> float:
    """CPU of the cells in a fork of this warm process: results are made and shown as text and HTML, nothing else."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.chdir(folder)
        begun = time.process_time()
        _own_cells()
        os.write(writing, str(time.process_time() - begun).encode())
        os._exit(0)
    os.close(writing)
    _, _, used = os.wait4(child, 0)
    os.close(reading)
    return used.ru_utime + used.ru_stime


def _own_cells() -> None:
    import ast  # noqa: PLC0415 - only in the child

    space: dict[str, object] = {}
    with Path(os.devnull).open("w") as nowhere:
        sys.stdout = nowhere
        for source in CELLS:
            tree = ast.parse(source)
            last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
            exec(compile(tree, "cell", "exec"), space)  # noqa: S102 - the cells above
            if last is not None:
                shown = eval(compile(ast.Expression(last.value), "cell", "eval"), space)  # noqa: S307 - the same
                repr(shown)
                if isinstance(shown, pd.DataFrame):
                    shown._repr_html_()


def measure(rounds: int = 9) -> tuple[float, float]:
    """Print a table; returns stock over ours, and ours over own cells."""
    found: dict[str, list[float]] = {"ours": [], "stock": [], "own cells": []}
    with tempfile.TemporaryDirectory(prefix="clientservice-bench-") as name, Sandbox() as sandbox:
        folder = Path(name)
        (folder / "visits.csv").write_text(DATA)
        cpu_of_ours(sandbox)
        cpu_of_own_cells(folder)
        gc.freeze()
        for _ in range(rounds):
            found["stock"].append(cpu_of_stock(folder))
            found["ours"] += [cpu_of_ours(sandbox) for _ in range(3)]
            found["own cells"] += [cpu_of_own_cells(folder) for _ in range(3)]
    each = {kind: statistics.median(values) for kind, values in found.items()}
    print(f"\n20-cell pandas notebook, {rounds} rounds, CPU seconds (median)")
    for kind, value in each.items():
        print(f"  {kind:<10} {value:7.3f}")
    stock, own = each["stock"] / each["ours"], each["ours"] / each["own cells"]
    print(f"  stock / ours      {stock:6.1f} × (goal: at least {STOCK_GOAL} ×)")
    print(f"  ours / own cells  {own:6.2f} × (goal: at most {OWN_GOAL} ×)")
    return stock, own


if __name__ == "__main__":
    measure(*map(int, sys.argv[1:]))
