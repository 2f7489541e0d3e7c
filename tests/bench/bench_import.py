"""`import clientservice` beside `import ipywidgets`, interleaved, each in a new process. Goal: at most 1.2 times.

Run: python tests/bench/bench_import.py
"""

import statistics
import subprocess
import sys
import time

ROUNDS = 15
NOTHING, WIDGETS, OURS = "pass", "import ipywidgets", "import clientservice"
BEGIN = "import clientservice.widgets"


def once(code):
    """Seconds of one new Python process."""
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - started


def main():
    times = {code: [] for code in (NOTHING, WIDGETS, OURS, BEGIN)}
    for _ in range(ROUNDS):
        for code, seconds in times.items():
            seconds.append(once(code))
    start = statistics.median(times[NOTHING])
    medians = {code: statistics.median(seconds) - start for code, seconds in times.items()}
    for code, seconds in medians.items():
        print(f"{seconds * 1000:7.0f} ms  {code}")
    print(f"import clientservice / import ipywidgets = {medians[OURS] / medians[WIDGETS]:.2f}")
    print(f"with everything that an exercise needs   = {medians[BEGIN] / medians[WIDGETS]:.2f}")


if __name__ == "__main__":
    main()
