"""A soak: somebody is killed at random moments of a grading run, and in the end it is as if nothing had happened.

    make bench, or: .venv/bin/python tests/bench/bench_kills.py [seconds] [seed]

Coordinator, worker host or child, up to three times, in a course with code and in one without; then the command is run
once more, and compared with an undisturbed run. Ends with an error at the first difference. The named points are in
`tests/grading/test_killed.py`; here, a few minutes look for the ones that nobody thought of.
"""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "grading"))

import computed  # noqa: E402 - its folder is on the path only now
import synthetic  # noqa: E402 - the same
from rows import same  # noqa: E402 - the same
from survivors import none_survives  # noqa: E402 - the same

from clientservice.judge import release  # noqa: E402 - the same

PROGRAM = HERE.parent / "grading" / "faults.py"


def start(root: Path) -> psutil.Popen:
    """An undisturbed run, as long as nobody disturbs it."""
    words = [sys.executable, PROGRAM, root, synthetic.ASSIGNMENT, "nowhere", "0", "2"]
    return psutil.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def victim(run: psutil.Popen, draw: random.Random) -> tuple[str, psutil.Process]:
    """The coordinator or, where there are some, a host or a child."""
    found = [("coordinator", psutil.Process(run.pid))]
    for process in run.children(recursive=True):
        parent = process.parent()
        if process.name() != "bwrap" and parent is not None:
            found.append(("host" if parent.name() == "bwrap" else "child", process))
    kind = draw.choice(sorted({name for name, _ in found}))
    return draw.choice([one for one in found if one[0] == kind])


def disturb(root: Path, whole: float, draw: random.Random, killed: Counter[str]) -> None:
    """One run in which somebody is killed at some moment."""
    run = start(root)
    try:
        run.wait(draw.uniform(0.2, 1.0) * whole)
    except psutil.TimeoutExpired:
        with suppress(psutil.NoSuchProcess):
            kind, process = victim(run, draw)
            process.kill()
            killed[kind] += 1
    run.wait()


def courses(base: Path) -> list[tuple[str, Path, Path, float]]:
    """Two courses with submissions: name, ungraded, graded, how long grading took."""
    found = []
    kinds: dict[str, tuple[Callable[[Path], Path], Callable[[Path, int], object]]] = {
        "data": (synthetic.make_course, lambda root, n: synthetic.hand_in(root, f"s{n:02}", synthetic.RIGHT)),
        "code": (computed.make_course, lambda root, n: computed.hand_in(root, f"s{n:02}", computed.RIGHT)),
    }
    for name, (make, hand_in) in kinds.items():
        root, golden = base / name, base / f"{name}-golden"
        make(root)
        release(root, synthetic.ASSIGNMENT)
        for number in range(30 if name == "data" else 6):
            hand_in(root, number)
        shutil.copytree(root, golden)
        begun = time.monotonic()
        assert start(golden).wait() == 0
        found.append((name, root, golden, time.monotonic() - begun))
    return found


def soak(seconds: float = 60.0, seed: float | None = None) -> None:
    """Until the time is up; prints what was killed how often."""
    seed = time.time_ns() % 1_000_000 if seed is None else int(seed)
    draw, killed, rounds = random.Random(seed), Counter[str](), 0  # noqa: S311 - no secret
    print(f"seed {seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="clientservice-soak-") as name:
        found = courses(Path(name))
        late = time.monotonic() + seconds
        while time.monotonic() < late:
            _, root, golden, whole = found[rounds % 2]
            fresh = Path(name) / "fresh"
            shutil.copytree(root, fresh)
            with none_survives():
                for _ in range(draw.randint(1, 3)):
                    disturb(fresh, whole, draw, killed)
                assert start(fresh).wait() == 0
            same(fresh, golden, history=False)
            shutil.rmtree(fresh)
            rounds += 1
    print(f"{rounds} rounds, killed: {', '.join(f'{kind} {count}' for kind, count in sorted(killed.items()))}")
    print("  each time the same grades, history intact, no process and no half file left")


if __name__ == "__main__":
    soak(*map(float, sys.argv[1:]))
