"""A course whose assignment asks for a number, a table and a sorting, and people who compute them."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import msgspec
import synthetic
from synthetic import ASSIGNMENT, code

from clientservice.banks import load_source, to_items_json
from clientservice.judge import release

BANK = f"""\
bank: {ASSIGNMENT}
title: {{en: "Waiting", ru: "Ожидание"}}
exercises:
  - type: value
    id: wait-mean
    title: {{en: Mean waiting time, ru: Среднее ожидание}}
    prompt: {{en: Compute the mean., ru: Вычислите среднее.}}
    points: 4
    answer: mean_wait
  - type: table
    id: wait-by-desk
    title: {{en: By desk, ru: По стойкам}}
    prompt: {{en: Group., ru: Сгруппируйте.}}
    points: 2
    answer: by_desk
""" + synthetic.BANK.partition("exercises:\n")[2].partition("  - type: categorize\n    id: clients-needs")[0]
KEYS = """\
bank: a4-clients
sample: a4-sample.py
keys:
  wait-mean: {hidden: 0.5, number: 4.0, relative: 0.001, why: {en: WHY-MEAN, ru: ПОЧЕМУ-СРЕДНЕЕ}}
  wait-by-desk:
    columns: [wait]
    rows: [[3.0], [6.0]]
    index: [a, b]
    why: {en: WHY-DESK, ru: ПОЧЕМУ-СТОЙКА}
  clients-sort:
    items:
      cook: {key: inside, why: {en: WHY-COOK, ru: ПОЧЕМУ-ПОВАР}}
      guest: {key: outside, why: {en: WHY-GUEST, ru: ПОЧЕМУ-ГОСТЬ}}
      director: {key: inside, why: {en: WHY-DIRECTOR, ru: ПОЧЕМУ-ДИРЕКТОР}}
      insurer: {key: outside, why: {en: WHY-INSURER, ru: ПОЧЕМУ-СТРАХОВАЯ}}
"""
SAMPLE = """\
import random

def sample(seed):
    draw = random.Random(seed)
    with open("waits.csv", "w") as stream:
        print("desk,wait", file=stream)
        for desk in "aabb":
            print(desk, draw.randint(1, 99), sep=",", file=stream)
"""
DATA = "desk,wait\na,2\na,4\nb,6\n"
READ = "import pandas as pd\nwaits = pd.read_csv('waits.csv')"
MEAN = "mean_wait = waits['wait'].mean()"
DESK = "by_desk = waits.groupby('desk')[['wait']].mean()"
STUB = "# your code here · ваш код здесь"
RIGHT = {"mean": MEAN, "desk": DESK}
SORTED = {"clients-sort": synthetic.RIGHT["clients-sort"]}


def make_course(root: Path) -> Path:
    """Write the course into ``root`` as ``clientservice build`` would."""
    synthetic.make_course(root)
    for name, text in {
        f"solutions/exercises/{ASSIGNMENT}.yml": BANK,
        f"solutions/keys/{ASSIGNMENT}.yml": KEYS,
        "solutions/keys/a4-sample.py": SAMPLE,
    }.items():
        (root / name).write_text(text, encoding="utf-8")
    bank = load_source(root / f"solutions/exercises/{ASSIGNMENT}.yml")
    for lang in ("en", "ru"):
        folder = root / "solutions" / lang / ASSIGNMENT
        notebook = synthetic.notebook(bank, lang)
        notebook["cells"][2:2] = [code("read", READ)]
        for place, (name, source) in zip((3, 5), RIGHT.items(), strict=True):
            cell = code(name, f"### BEGIN SOLUTION\n{source}\n### END SOLUTION")
            cell["metadata"]["tags"] = ["answer"]
            cell["metadata"]["nbgrader"] = {
                "cell_type": "code",
                "grade": False,
                "grade_id": name,
                "locked": False,
                "schema_version": 3,
                "solution": True,
                "task": False,
            }
            notebook["cells"][place:place] = [cell]
        (folder / f"{ASSIGNMENT}.ipynb").write_bytes(msgspec.json.format(msgspec.json.encode(notebook)))
        (folder / "items.json").write_bytes(to_items_json(bank))
        (folder / "waits.csv").write_text(DATA, encoding="utf-8")
    return root


def hand_in(root: Path, student: str, sources: dict[str, str], own: tuple[str, ...] = (), **options: Any) -> Path:
    """A submission with these sources in its solution cells, and cells of the student's own before them."""
    folder = synthetic.hand_in(root, student, options.pop("answers", SORTED), **options)
    path = folder / f"{ASSIGNMENT}.ipynb"
    notebook = copy.deepcopy(msgspec.json.decode(path.read_bytes()))
    for cell in notebook["cells"]:
        cell["source"] = sources.get(cell["id"], cell["source"])
    place = next(number for number, cell in enumerate(notebook["cells"]) if cell["id"] == "mean")
    notebook["cells"][place:place] = [code(f"own{number}", source) for number, source in enumerate(own)]
    path.write_bytes(msgspec.json.encode(notebook))
    return folder


_released: list[Path] = []


def released_course(make_folder: Any) -> Path:
    """A course after ``clientservice release``, made once for all tests of a session; don't change it."""
    if not _released:
        root = make_course(make_folder("computed"))
        release(root, ASSIGNMENT)
        _released.append(root)
    return _released[0]
