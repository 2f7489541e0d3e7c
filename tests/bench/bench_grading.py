"""What one more no-code submission costs: ours against stock ``nbgrader autograde``, in one run, interleaved.

    make bench, or: .venv/bin/python tests/bench/bench_grading.py [submissions] [rounds]

CPU seconds, children included (a kernel is one); the machine's load disturbs them less than wall time. The cost of one
more is the difference between many and one, so that start-up stands apart.
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "grading"))

from synthetic import ASSIGNMENT, HALF, RIGHT, answer, hand_in, make_course  # noqa: E402 - its folder is on the path only now

from clientservice.judge import grade, release  # noqa: E402 - the same

GOAL = 100
OURS = ("c.Autograde.", "c.GenerateFeedback.", "c.ExchangeFactory.")


def prepare(scratch: Path, count: int) -> tuple[Path, Path]:
    """The same released course with the same submissions twice; the second with nbgrader's own preprocessors."""
    ours, stock = scratch / "ours", scratch / "stock"
    make_course(ours)
    release(ours, ASSIGNMENT)
    for number in range(count):
        hand_in(ours, f"student-{number:03}", RIGHT if number % 2 else HALF)
    shutil.copytree(ours, stock)
    config = stock / "nbgrader_config.py"
    lines = config.read_text(encoding="utf-8").splitlines(keepends=True)
    config.write_text("".join(line for line in lines if not line.startswith(OURS)), encoding="utf-8")
    return ours, stock


def cpu_of_grade(root: Path, students: list[str]) -> float:
    """CPU seconds of our grading in this process; nothing of it runs elsewhere."""
    before = time.process_time()
    report = grade(root, ASSIGNMENT, students=students, regrade=True)
    spent = time.process_time() - before
    assert len(report.graded) == len(students)
    return spent


def cpu_of_stock(root: Path, students: list[str]) -> float:
    """CPU seconds of ``nbgrader autograde`` with its kernels."""
    shutil.rmtree(root / "grading/autograded", ignore_errors=True)
    pattern = students[0] if len(students) == 1 else "*"
    program = Path(sys.executable).parent / "nbgrader"
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [program, "autograde", ASSIGNMENT, "--student", pattern],
        cwd=root,
        env=os.environ | {"PATH": f"{program.parent}:{os.environ['PATH']}"},
        capture_output=True,
        check=True,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert len(list((root / "grading/autograded").iterdir())) == len(students)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def cpu_of_start() -> float:
    """CPU seconds of starting Python with our judge; stock's runs contain theirs."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", "import clientservice.judge"], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure(count: int = 6, rounds: int = 3) -> float:
    """Print a table and return how many times cheaper one more submission is."""
    with tempfile.TemporaryDirectory(prefix="clientservice-bench-") as name:
        ours, stock = prepare(Path(name), count)
        students = sorted(path.name for path in (ours / "grading/submitted").iterdir())
        cpu_of_grade(ours, students)  # imports and the first connection
        found: dict[str, list[float]] = {"ours 1": [], "ours n": [], "stock 1": [], "stock n": []}
        for _ in range(rounds):
            found["stock 1"].append(cpu_of_stock(stock, students[:1]))
            found["ours 1"] += [cpu_of_grade(ours, students[:1]) for _ in range(10)]
            found["stock n"].append(cpu_of_stock(stock, students))
            found["ours n"] += [cpu_of_grade(ours, students) for _ in range(10)]
        answer(ours / "grading/submitted" / students[0] / ASSIGNMENT, RIGHT)  # the scores are still scores
    one = {kind: statistics.median(found[f"{kind} 1"]) for kind in ("ours", "stock")}
    many = {kind: statistics.median(found[f"{kind} n"]) for kind in ("ours", "stock")}
    each = {kind: (many[kind] - one[kind]) / (count - 1) for kind in one}
    fixed = {kind: one[kind] - each[kind] for kind in one}
    fixed["ours"] += cpu_of_start()
    ratio = each["stock"] / each["ours"]
    print(f"\n{count} no-code submissions of 2 exercises, {rounds} rounds, CPU seconds (median)")
    for kind in ("ours", "stock"):
        print(f"  {kind:<6} {each[kind]:8.4f} for each one more   {fixed[kind]:7.3f} once per run")
    print(f"  ratio  {ratio:8.0f} × (goal: at least {GOAL} ×)")
    return ratio


def test_one_more_submission_costs_a_hundredth() -> None:
    assert measure() >= GOAL


if __name__ == "__main__":
    measure(*map(int, sys.argv[1:]))
