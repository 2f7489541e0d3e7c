"""Hidden data for a3-journey: visits of the same form by other clients, with other waits and other moods."""

import csv
import random

FILE = "visits.csv"
COLUMNS = ("client", "day", "step", "wait_minutes", "left", "satisfaction")
CLIENTS = 160
LONG = 20  # minutes; no wait is exactly so long, so that "more than" and "from" give the same
APART = 0.05  # by so much every answer differs from the released one; the tolerance is a tenth of it
#: What the released table was made of: mean wait in minutes and mean displeasure, in points of satisfaction, by step.
GIVEN = {"reception": (4, 0.2), "eyetest": (13, 0.1), "frames": (9, 0.4), "order": (3, 1.9)}


def visits(draw, levels):
    """One row for each step that a client came to; whoever leaves a queue comes to no further one."""
    rows = []
    for client in range(1, CLIENTS + 1):
        day, patience = draw.randint(1, 6), draw.gauss(24, 7)
        for step, (wait, displeasure) in levels.items():
            waited = round(draw.gammavariate(2, wait / 2), 1)
            waited += 0.1 * (waited == LONG)
            left = int(waited > patience)
            liked = 5 - displeasure - waited / 12 - 1.2 * left + draw.gauss(0, 0.6)
            rows.append((client, day, step, waited, left, min(5, max(1, round(liked)))))
            if left:
                break
    return rows


def answers(rows):
    """Mean satisfaction of each step, and the share lost of those who waited long; none where too few did."""
    liked = [[row[5] for row in rows if row[2] == step] for step in GIVEN]
    lost = [row[4] for row in rows if row[3] > LONG]
    return [sum(found) / len(found) for found in (*liked, lost)] if min(map(len, (*liked, lost))) >= 15 else None


def write(rows):
    with open(FILE, "w", newline="", encoding="utf-8") as stream:
        csv.writer(stream, lineterminator="\n").writerows([COLUMNS, *rows])


def given():
    """The released table."""
    write(visits(random.Random(2026), GIVEN))


def sample(seed):
    with open(FILE, newline="", encoding="utf-8") as stream:
        released = [(*row[:3], float(row[3]), int(row[4]), int(row[5])) for row in list(csv.reader(stream))[1:]]
    old, draw = answers(released), random.Random(seed)
    while True:
        rows = visits(draw, {step: (draw.uniform(3, 14), draw.uniform(0, 2)) for step in GIVEN})
        new = answers(rows)
        if new is not None and all(abs(one - other) >= APART for one, other in zip(new, old, strict=True)):
            return write(rows)
