"""Tables that students compute with, and the hidden ones, on which typed figures and wrong columns earn nothing."""

import json
import runpy
import shutil
from itertools import pairwise
from pathlib import Path

import pytest
from synthetic import REPOSITORY

from clientservice.banks import load_course, load_keys, load_source
from clientservice.exercises import Table, Value, score, understand
from clientservice.judge._code import hidden_key
from clientservice.text import language_names

SOLUTIONS = REPOSITORY / "solutions"
SEEDS = range(1, 7)  # each is another student's hidden table
#: What somebody writes who has not read to the end: the pattern's own column or group, another comparison, all rows.
WRONG = {
    "gap-of-each-component": [
        'gap_by_component = ratings.groupby("branch")["gap"].mean()',
        'gap_by_component = ratings.groupby("component")["expected"].mean()',
        'gap_by_component = ratings.groupby("component")["received"].mean()',
        'gap_by_component = ratings["gap"].mean()',
        'gap_by_component = -ratings.groupby("component")["gap"].mean()',
    ],
    "how-many-below": [
        'broken_share = (ratings["gap"] < 0).mean()',
        'broken_share = (ratings[ratings["component"] == "promises"]["gap"] <= 0).mean()',
        'broken_share = (ratings[ratings["component"] == "promises"]["gap"] >= 6).mean()',
        'broken_share = ratings[ratings["component"] == "promises"]["gap"].mean()',
    ],
    "how-they-liked-it": [
        'liked_by_step = visits.groupby("day")["satisfaction"].mean()',
        'liked_by_step = visits.groupby("step")["wait_minutes"].mean()',
        'liked_by_step = visits.groupby("step")["left"].mean()',
    ],
    "lost-in-long-queues": [
        'lost_share = visits["left"].mean()',
        'lost_share = visits[visits["wait_minutes"] < 20]["left"].mean()',
        'lost_share = visits[visits["wait_minutes"] > 20]["satisfaction"].mean()',
        'lost_share = visits[visits["wait_minutes"] > 20]["left"].sum()',
    ],
}


def has_sample(name):
    bank = load_source(SOLUTIONS / "exercises" / f"{name}.yml")
    return load_keys(bank, SOLUTIONS / "keys").sample is not None


WITH_SAMPLES = [name for name in load_course(REPOSITORY / "course").assignments if has_sample(name)]


@pytest.fixture(params=WITH_SAMPLES)
def computing(request, tmp_path, monkeypatch):
    """An assignment's computed exercises, their keys, its code as (exercise or None, source), and the sample's names.

    The working folder has the released tables.
    """
    name = request.param
    bank = load_source(SOLUTIONS / "exercises" / f"{name}.yml")
    keyset = load_keys(bank, SOLUTIONS / "keys")
    exercises = {one: e for one, e in bank.exercises.items() if isinstance(e, Value | Table)}
    notebook = json.loads((SOLUTIONS / "en" / name / f"{name}.ipynb").read_text(encoding="utf-8"))
    code = []
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "code" and "cs." not in source:
            code.append((cell["id"].removesuffix("-cell") if cell["id"].endswith("-cell") else None, source))
    for table in (SOLUTIONS / "data" / name).iterdir():
        shutil.copy(table, tmp_path)
    monkeypatch.chdir(tmp_path)
    return exercises, keyset.keys, code, runpy.run_path(str(keyset.sample))


def answers(exercises, code, **instead):
    """What the cells compute from the tables in the working folder; ``instead`` replaces single cells."""
    names: dict = {}
    for exercise, source in code:
        exec(instead.get(exercise, source), names)  # noqa: S102 - our own authored solution
    return {one: understand(names.get(exercise.answer)) for one, exercise in exercises.items()}


def test_what_is_right_on_the_released_table_earns_nothing_on_a_hidden_one(computing):
    exercises, keys, code, sample = computing
    visible = answers(exercises, code)
    for seed in SEEDS:
        sample["given"]()
        sample["sample"](seed)
        found = answers(exercises, code)
        for name, exercise in exercises.items():
            assert found[name]["kind"] == visible[name]["kind"], (name, seed)
            assert None not in [cell for row in found[name].get("rows", []) for cell in row], (name, seed)
            hidden = hidden_key(keys[name], found[name])
            assert score(exercise, hidden, {"answer": found[name]}).share == 1, (name, seed)
            assert score(exercise, hidden, {"answer": visible[name]}).share == 0, (name, seed)


def test_a_students_hidden_table_is_the_same_at_every_regrade(computing):
    *_, sample = computing
    table = Path(sample["FILE"])
    made = []
    for seed in (SEEDS[0], SEEDS[0], SEEDS[1]):
        sample["given"]()
        sample["sample"](seed)
        made.append(table.read_bytes())
    assert made[0] == made[1]
    assert made[0] != made[2]


def test_a_plausible_wrong_line_earns_nothing_on_either(computing):
    exercises, keys, code, sample = computing
    tried = [(name, source) for name in exercises for source in WRONG.get(name, [])]
    for seed in (None, *SEEDS[:3]):
        sample["given"]()
        if seed is not None:
            sample["sample"](seed)
        right = answers(exercises, code)
        for name, source in tried:
            key = hidden_key(keys[name], right[name])
            found = answers(exercises, code, **{name: source})[name]
            assert score(exercises[name], key, {"answer": found}).share == 0, (source, seed)


@pytest.mark.parametrize("lang", list(language_names()))
@pytest.mark.parametrize("name", WITH_SAMPLES)
def test_a_pattern_stands_in_the_text_because_a_students_page_hides_code(name, lang):
    notebook = json.loads((SOLUTIONS / lang / name / f"{name}.ipynb").read_text(encoding="utf-8"))
    patterns = 0
    for before, cell in pairwise(notebook["cells"]):
        source = "".join(cell["source"])
        own = cell["metadata"].get("nbgrader", {}).get("solution")
        if cell["cell_type"] == "code" and not own and "cs." not in source and "read_csv" not in source:
            pattern, _, _shown = source.rpartition("\n")
            assert f"```python\n{pattern}\n```" in "".join(before["source"]), cell["id"]
            patterns += 1
    assert patterns
