"""What one student costs in each step of the grading cycle: CPU and bytes; docs/scale.md plans with these figures.

    .venv/bin/python tests/bench/bench_cycle.py [students]

An assignment with two exercises without code, as everybody downloads and sends it. CPU seconds of each command with
everything that it starts; its own start is measured with one student and taken off.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "grading"))

from _meter import adopt_orphans, metered
from synthetic import ASSIGNMENT, RIGHT, archive, make_course

from clientservice.judge import release

PROGRAM = Path(sys.executable).parent / "clientservice"
STEPS = {
    "collect": ["collect", ASSIGNMENT, "inbox"],
    "collect again": ["collect", ASSIGNMENT, "inbox"],
    "grade": ["grade", ASSIGNMENT, "--json"],
    "grade again": ["grade", ASSIGNMENT, "--json"],
    "regrade": ["grade", ASSIGNMENT, "--json", "--regrade"],
    "feedback": ["feedback", ASSIGNMENT, "--reveal"],
    "export": ["export", ASSIGNMENT, "--out", "grades.csv"],
    "backup": ["backup"],
}
KEPT = ("received", "submitted", "autograded", "feedback", "gradebook.db", "backups")
MINUTES = 20


def cycle(root: Path, count: int) -> tuple[dict[str, float], dict[str, float]]:
    """CPU seconds of each step, and kB of each folder, for a course of so many students."""
    make_course(root)
    release(root, ASSIGNMENT)
    (root / "inbox").mkdir()
    for number in range(count):
        student = f"student-{number:05}"
        archive(root, root / "inbox" / f"{student}.zip", RIGHT, student)
    deadline = time.monotonic() + MINUTES * 60
    spent = {}
    for step, words in STEPS.items():
        inbox = sorted((root / "inbox").glob("*.zip"))
        command = [word for given in words for word in (inbox if given == "inbox" else [given])]
        spent[step] = metered([PROGRAM, *command], root, deadline).cpu
    return spent, {name: size(root / "grading" / name) for name in KEPT}


def size(path: Path) -> float:
    """kB on disk."""
    found = path.rglob("*") if path.is_dir() else [path] if path.exists() else []
    return sum(one.stat().st_blocks for one in found) * 512 / 1000


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    adopt_orphans()
    with tempfile.TemporaryDirectory(prefix="clientservice-bench-") as name:
        cycle(Path(name, "first"), 1)  # not counted: byte code is made, files come into memory
        one, one_kept = cycle(Path(name, "one"), 1)
        all_of_them, kept = cycle(Path(name, "all"), count)
    print(f"\n{count} students, an assignment without code; CPU of one more, and once for each command")
    for step, spent in all_of_them.items():
        each = (spent - one[step]) / (count - 1)
        print(f"  {step:<14}{each * 1000:8.2f} ms {one[step] - each:8.2f} s")
    for place, size_of_all in kept.items():
        print(f"  {place:<14}{(size_of_all - one_kept[place]) / (count - 1):8.1f} kB")


if __name__ == "__main__":
    main()
