"""What grading costs: this judge against stock ``nbgrader autograde``, in one run, interleaved, the same submissions.

    .venv/bin/python tests/bench/bench_grading.py [--quick] [--minutes 15] [--stock 9] [--rounds 2]

Three assignments: two exercises without code, a 20-cell pandas notebook, and the first assignment of this course that
asks for computed answers. All figures are CPU seconds of a command and of everything that it starts, so that other work
on the computer disturbs them little; wall times are told, and judged by nobody. "One more" is the difference between
many and one, so that start-up stands apart. "Own cells": the same cells in an equally warm fork, with nothing around.
A goal that is missed is printed as MISSED; the exit code is 1 only where something is broken.
"""

from __future__ import annotations

import argparse
import gc
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec

sys.path.insert(0, str(Path(__file__).resolve().parent))

import _courses
from _cells import bare, warm_up
from _courses import Case
from _meter import TimeIsUpError, Used, adopt_orphans, forked, metered

PROGRAMS = Path(sys.executable).parent
CORES = len(os.sched_getaffinity(0))
#: Sizes for an assignment without code, and with it.
SIZES = {False: [10, 60, 1000, 5000], True: [10, 60, 300, 1000]}
QUICK = {False: [10, 60, 600], True: [10, 60]}


class Bench:
    """Grades copies of courses, and keeps to the time."""

    def __init__(self, scratch: Path, options: argparse.Namespace) -> None:
        self.scratch = scratch
        self.options = options
        self.deadline = time.monotonic() + options.minutes * 60
        self.missed = 0

    def ours(self, case: Case, count: int, workers: int = 1) -> Used:
        """Grade so many submissions for the first time."""
        root = case.handed_in(self.scratch / "run", case.ours, count)
        command = [PROGRAMS / "clientservice", "grade", case.assignment, "--json", "--workers", str(workers)]
        try:
            used = metered(command, root, self.deadline)
        finally:
            shutil.rmtree(root)
        report = msgspec.json.decode(used.output[used.output.index(b"{") :])
        graded = report["counts"]["scored"] + report["counts"]["needs_review"]  # an essay waits for a person
        if graded != count or report["code_refused"]:
            raise RuntimeError(f"{case.name}: {report['counts']}, {report['code_refused']}; {report['students'][:1]}")
        return used

    def stock(self, case: Case, count: int) -> Used:
        """The same with nbgrader as it comes; it has no workers."""
        root = case.handed_in(self.scratch / "run", case.stock, count)
        try:
            used = metered([PROGRAMS / "nbgrader", "autograde", case.assignment], root, self.deadline)
            done = len(list((root / "grading/autograded").glob("*/*/*.ipynb")))
        finally:
            shutil.rmtree(root)
        if done != count:
            raise RuntimeError(f"{case.name}, stock nbgrader: {done} of {count} graded")
        return used

    def own_cells(self, case: Case) -> float:
        """The cells in a fork of this process."""
        with tempfile.TemporaryDirectory(dir=self.scratch) as name:
            for file, raw in case.data.items():
                Path(name, file).write_bytes(raw)

            def work() -> None:
                os.chdir(name)
                bare(case.cells)

            return case.times * statistics.median(forked(work) for _ in range(5))

    def goal(self, words: str, *, met: bool) -> None:
        """A line of the verdict."""
        self.missed += not met
        print(f"    {'met' if met else 'MISSED':<8}{words}", flush=True)

    def compare(self, case: Case) -> tuple[float, float, float]:
        """CPU seconds of one more submission: ours, stock's, and of its own cells (0 without code)."""
        # What costs milliseconds needs more of them, or the start-up's own ups and downs would cover it.
        several = 60 if case.cells else 600
        many, found = self.options.stock, {kind: [] for kind in ("ours 1", "ours n", "stock 1", "stock n", "own")}
        self.stock(case, 1), self.ours(case, 1)  # not counted: byte code is made, files come into memory
        for _ in range(self.options.rounds):
            found["stock 1"].append(self.stock(case, 1))
            found["ours 1"].append(self.ours(case, 1))
            found["own"].append(self.own_cells(case) if case.cells else 0.0)
            found["stock n"].append(self.stock(case, many))
            found["ours n"].append(self.ours(case, several))
        one = {kind: statistics.median(used.cpu for used in found[f"{kind} 1"]) for kind in ("ours", "stock")}
        each = {}
        for kind, count in (("ours", several), ("stock", many)):
            used = found[f"{kind} n"]
            each[kind] = (statistics.median(one_run.cpu for one_run in used) - one[kind]) / (count - 1)
            wall = statistics.median(one_run.wall for one_run in used)
            memory = max(one_run.own_memory for one_run in used), max(one_run.others_memory for one_run in used)
            print(
                f"  {kind:<6}{each[kind]:9.4f} s for one more, {one[kind] - each[kind]:6.2f} s once; "
                f"{count} in {wall:.0f} s wall; memory {memory[0]:.0f} MiB, what it starts {memory[1]:.0f} MiB",
                flush=True,
            )
        return each["ours"], each["stock"], statistics.median(found["own"])

    def grow(self, case: Case) -> Iterator[tuple[int, int, float, Used]]:
        """Ever more submissions on all cores: from how many to how many, CPU of each one between, the larger run.

        Prints each step.
        """
        sizes = (QUICK if self.options.quick else SIZES)[bool(case.cells)]
        before: tuple[int, Used] | None = None
        for size in sizes:
            used = self.ours(case, size, CORES)
            if before is not None:
                first, less = before
                cost, own = ((more - fewer) / (size - first) for more, fewer in zip(used[:2], less[:2], strict=True))
                print(
                    f"    {first:>5} → {size:<5} {cost:.4f} s each, of it the coordinator {own:.4f}; {size} in "
                    f"{used.wall:.0f} s wall ({size / used.wall:.1f} a second), memory {used.own_memory:.0f} and "
                    f"{used.others_memory:.0f} MiB",
                    flush=True,
                )
                yield first, size, cost, used
            before = size, used

    def judge(self, case: Case) -> None:
        """One assignment."""
        print(f"\n{case.name} ({self.options.rounds} rounds, median, one worker)")
        ours, stock, own = self.compare(case)
        ratio = stock / ours
        if case.cells:
            print(f"  own cells {own:.4f} s{f', {case.times} times (hidden data)' if case.times > 1 else ''}")
            self.goal(f"stock / ours {ratio:.1f} (goal: at least 20)", met=ratio >= 20)
            self.goal(f"ours / own cells {ours / own:.2f} (goal: at most 1.5)", met=ours <= 1.5 * own)
        else:
            self.goal(f"stock / ours {ratio:.0f} (goal: at least 100, then 300)", met=ratio >= 100)
        if case.name.startswith("own"):
            return
        print(f"  growth, {CORES} workers:")
        steps = list(self.grow(case))
        each = [cost for first, _, cost, _ in steps if first >= 60]
        if len(each) > 1:
            spread = max(each) / min(each)
            self.goal(f"growth: the dearest step costs {spread:.2f} times the cheapest (goal: 1.10)", met=spread <= 1.1)
        if each:
            memory = steps[-1][3].own_memory / steps[0][3].own_memory
            words = f"coordinator's memory: {memory:.2f} times that with {steps[0][1]} submissions (goal: 1.10)"
            self.goal(words, met=memory <= 1.1)

    def start_up(self, case: Case) -> None:
        """Of a run with a host on each core, what is not the submissions'."""
        few, more = self.ours(case, CORES, CORES), self.ours(case, 5 * CORES, CORES)
        fixed = (few.cpu - (more.cpu - few.cpu) / 4) / CORES
        self.goal(f"start-up {fixed:.2f} s CPU for each of {CORES} cores (goal: at most 2)", met=fixed <= 2)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="small sizes, one round; about two minutes")
    parser.add_argument("--minutes", type=float, default=15, help="what is not measured by then is left out (15)")
    parser.add_argument("--stock", type=int, help="submissions for stock nbgrader, at 2 to 5 s each (9; quick: 3)")
    parser.add_argument("--rounds", type=int, help="how often ours and stock take turns (2; quick: 1)")
    parser.add_argument("--only", choices=["no-code", "pandas", "own"], help="one of the assignments")
    options = parser.parse_args()
    options.stock = options.stock or (3 if options.quick else 9)
    options.rounds = options.rounds or (1 if options.quick else 2)
    return options


def main() -> None:
    options = arguments()
    adopt_orphans()
    warm_up()
    gc.collect()
    gc.freeze()
    makers = {"no-code": _courses.no_code, "pandas": _courses.pandas_notebook, "own": _courses.own}
    chosen = [options.only] if options.only else ["no-code", "pandas"] if options.quick else list(makers)
    with tempfile.TemporaryDirectory(prefix="clientservice-bench-") as name:
        bench = Bench(Path(name), options)
        try:
            for kind in chosen:
                case = makers[kind](bench.scratch)
                if case is None:
                    print("\nown: no assignment of this course asks for computed answers yet")
                    continue
                bench.judge(case)
                if kind == "pandas":
                    bench.start_up(case)
        except TimeIsUpError:
            print(f"\nnot measured: the rest, since {options.minutes:g} minutes are up")
    print(f"\n{bench.missed} goals missed; load of the computer {os.getloadavg()[1]:.1f} on {CORES} cores")


if __name__ == "__main__":
    main()
