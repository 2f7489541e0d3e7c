"""Hidden data for a5-capstone: repairs of the same form for other clients, with other waits and other renewals."""

import csv
import random

FILE = "repairs.csv"
COLUMNS = ("request", "boiler", "model_asked", "visits", "part_hours", "cold_hours", "renewed")
REQUESTS = 480
KINDS = [(boiler, asked) for boiler in ("new", "old") for asked in ("no", "yes")]
FEWEST = 40  # requests of a kind; no group is small, let alone empty
HOURS_APART = 1.0  # by so much the hours differ from the released ones, and from those of the wrong rows
SHARES_APART = 0.03  # by so much every share of renewals does; the tolerance is a sixth of it
#: What the released table was made of, by boiler: how often the model is asked, how often the part is missing from the
#: van if it was asked and if it was not, the mean hours until a missing part is there, renewals if asked and if not.
GIVEN = {"new": (0.3, 0.15, 0.5, 30, 0.82, 0.72), "old": (0.7, 0.25, 0.65, 38, 0.64, 0.52)}


def repairs(draw, levels):
    """One row for each request."""
    rows = []
    for request in range(1, REQUESTS + 1):
        boiler = draw.choice(("new", "old"))
        often, missing, missing_unasked, hours, renewed, renewed_unasked = levels[boiler]
        asked = draw.random() < often
        part = 0.0
        if draw.random() < (missing if asked else missing_unasked):
            part = round(max(6.0, draw.gauss(hours, 8)), 1)
        cold = round(part + draw.triangular(3, 20, 6), 1)
        again = int(draw.random() < (renewed if asked else renewed_unasked))
        rows.append((request, boiler, "yes" if asked else "no", 1 + (part > 0), part, cold, again))
    return rows


def mean(numbers):
    found = list(numbers)
    return sum(found) / len(found)


def hours(rows):
    """Mean wait for a part: where the model was not asked, where it was, and everywhere; the last two are wrong."""
    groups = [("no",), ("yes",), ("no", "yes")]
    return [mean(row[4] for row in rows if row[2] in group) for group in groups]


def shares(rows):
    """The share of renewals of each kind; None where a kind is rare."""
    found = [[row[6] for row in rows if row[1:3] == kind] for kind in KINDS]
    return [mean(kind) for kind in found] if min(map(len, found)) >= FEWEST else None


def write(rows):
    with open(FILE, "w", newline="", encoding="utf-8") as stream:
        csv.writer(stream, lineterminator="\n").writerows([COLUMNS, *rows])


def given():
    """The released table."""
    write(repairs(random.Random(2189), GIVEN))


def differs(rows, released):
    """Whether neither a number learnt from the released table nor the wrong rows of this one would do."""
    right, *wrong = hours(rows)
    if shares(rows) is None or min(abs(right - other) for other in (*wrong, *hours(released))) < HOURS_APART:
        return False
    return all(abs(new - old) >= SHARES_APART for new, old in zip(shares(rows), shares(released), strict=True))


def sample(seed):
    with open(FILE, newline="", encoding="utf-8") as stream:
        table = list(csv.reader(stream))[1:]
    released = [(int(r), b, m, int(v), float(p), float(c), int(a)) for r, b, m, v, p, c, a in table]
    draw = random.Random(seed)
    while True:
        levels = {}
        for boiler in GIVEN:
            missing, renewed = draw.uniform(0.1, 0.4), draw.uniform(0.4, 0.9)
            slower, dearer = draw.uniform(0.1, 0.4), draw.uniform(-0.1, 0.2)
            asked, wait = draw.uniform(0.35, 0.65), draw.uniform(24, 44)
            levels[boiler] = (asked, missing, missing + slower, wait, renewed, renewed - dearer)
        rows = repairs(draw, levels)
        if differs(rows, released):
            return write(rows)
