"""Hidden data for a2-quality: ratings of the same form by other clients, with other gaps."""

import csv
import random

FILE = "ratings.csv"
COLUMNS = ("client", "branch", "component", "expected", "received")
CLIENTS = 90  # every client rates every component, so no group is empty
APART = 0.05  # by so much every answer differs from the released one; the tolerance is a tenth of it
#: What the released table was made of: mean expectation and mean gap of each component, on the scale from 1 to 7.
GIVEN = {
    "promises": (6.2, -1.3),
    "simplicity": (5.4, -0.8),
    "transparency": (5.6, -0.3),
    "courtesy": (5.2, 0.4),
    "accuracy": (6.0, -0.5),
    "tangibles": (3.9, 0.3),
}


def ratings(draw, levels):
    """One row for each client and component."""
    rows = []
    for client in range(1, CLIENTS + 1):
        branch = draw.choice("ABC")
        mood = draw.gauss(0, 0.4)
        for component, (expected, gap) in levels.items():
            hoped = draw.gauss(expected, 0.8)
            got = hoped + gap + mood + draw.gauss(0, 1.0)
            rows.append((client, branch, component, *(min(7, max(1, round(rating))) for rating in (hoped, got))))
    return rows


def answers(rows):
    """The mean gap of each component, and the share of clients below their expectation of promises."""
    gaps = {component: [got - hoped for _, _, name, hoped, got in rows if name == component] for component in GIVEN}
    broken = [gap < 0 for gap in gaps["promises"]]
    return [sum(found) / len(found) for found in (*gaps.values(), broken)]


def write(rows):
    with open(FILE, "w", newline="", encoding="utf-8") as stream:
        csv.writer(stream, lineterminator="\n").writerows([COLUMNS, *rows])


def given():
    """The released table."""
    write(ratings(random.Random(2026), GIVEN))


def sample(seed):
    with open(FILE, newline="", encoding="utf-8") as stream:
        released = [(*row[:3], int(row[3]), int(row[4])) for row in list(csv.reader(stream))[1:]]
    draw = random.Random(seed)
    while True:
        rows = ratings(draw, {component: (draw.uniform(4.2, 6.2), draw.uniform(-1.6, 0.6)) for component in GIVEN})
        if all(abs(new - old) >= APART for new, old in zip(answers(rows), answers(released), strict=True)):
            return write(rows)
