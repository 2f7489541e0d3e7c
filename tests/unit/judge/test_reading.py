"""Any bytes as notebook or response: an answer comes back, never an exception, never points from nowhere."""

import json
import math

import msgspec
import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from synthetic import ASSIGNMENT, HALF, RIGHT, answer, copy_in_output

from clientservice.judge._assess import judge_submission
from clientservice.judge._gather import Submission, gather, is_shallow
from clientservice.judge._notebook import parse_notebook, read_notebook

PATIENT = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4)
)
#: Values that look like something: the names that the judge looks for, with anything behind them.
NAMES = """cell_type id metadata source outputs nbgrader grade_id grade solution points output_type data text name
text/html text/plain image/png ename evalue traceback application/vnd.clientservice.response+json placements exercise
revision cells nbformat clientservice lang"""
WORDS = """code markdown raw clients-sort clients-needs en ru display_data execute_result stream error inside cook"""
names, words = st.sampled_from(NAMES.split()), st.sampled_from(WORDS.split())
cells = st.recursive(
    scalars | words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=6),
    max_leaves=30,
)


def submission(tmp_path, raw=None, responses=None):
    """A submission whose files hold these bytes."""
    folder = tmp_path / "submission"
    (folder / "responses").mkdir(parents=True, exist_ok=True)
    for name in RIGHT:
        (folder / "responses" / f"{name}.json").unlink(missing_ok=True)
    for name, content in (responses or {}).items():
        (folder / "responses" / f"{name}.json").write_bytes(content)
    path = folder / f"{ASSIGNMENT}.ipynb"
    path.write_bytes(raw) if raw is not None else path.unlink(missing_ok=True)
    return Submission(student="x", folder=folder, arrival=None, notebook=read_notebook(path))


def check(record, notebook):
    """What must hold for everybody."""
    for item in record.items.values():
        assert math.isfinite(item.points)
        assert 0 <= item.points <= item.max_points
        assert item.status in {"scored", "not_attempted", "needs_review"}
        assert item.status == "scored" or item.points == 0
        assert (item.status == "needs_review") <= bool(item.reason)
    node = nbformat.reads(msgspec.json.encode(notebook).decode(), as_version=4)
    nbformat.validate(node)
    graded = [cell for cell in node.cells if "nbgrader" in cell.metadata]
    assert sorted(cell.metadata.nbgrader.grade_id for cell in graded) == sorted(record.items)
    for cell in graded:
        (output,) = cell.outputs
        item = record.items[cell.metadata.nbgrader.grade_id]
        assert float(output.data["text/plain"]) == (item.points if item.status == "scored" else 0)


@PATIENT
@given(raw=st.binary(max_size=300))
def test_any_bytes_as_a_notebook(trusted, tmp_path, raw):
    check(*judge_submission(trusted, submission(tmp_path, raw)))


@PATIENT
@given(raw=st.binary(max_size=300))
def test_any_bytes_as_a_response(trusted, tmp_path, raw):
    record, notebook = judge_submission(trusted, submission(tmp_path, b"{}", {"clients-sort": raw}))
    check(record, notebook)
    assert record.items["clients-sort"].status == "needs_review"


@PATIENT
@given(value=anything | st.dictionaries(st.just("placements"), anything))
def test_any_value_in_a_sound_response(trusted, tmp_path, value):
    raw = json.dumps(
        {
            "schema": 1,
            "exercise": "clients-sort",
            "revision": 1,
            "writer": "w",
            "seed": 0,
            "saved_at": "",
            "value": value,
        }
    )
    record, notebook = judge_submission(trusted, submission(tmp_path, None, {"clients-sort": raw.encode()}))
    check(record, notebook)
    assert record.items["clients-sort"].points == 0


@PATIENT
@given(notebook=anything | st.fixed_dictionaries({"nbformat": st.just(4), "cells": st.lists(cells, max_size=6)}))
def test_any_json_as_a_notebook(trusted, tmp_path, notebook):
    raw = json.dumps(notebook).encode()
    responses = {}
    answer(tmp_path / "answers", HALF)
    for name in HALF:
        responses[name] = (tmp_path / "answers/responses" / f"{name}.json").read_bytes()
    record, made = judge_submission(trusted, submission(tmp_path, raw, responses))
    check(record, made)
    assert record.points == 4  # whatever the notebook is, the saved answers count


@pytest.mark.parametrize("lang", ["en", "ru", "xx", None, 5, ["en"]])
def test_the_language_is_a_claim(trusted, tmp_path, lang):
    notebook = trusted.releases["en"] | {"metadata": {"clientservice": {"lang": lang}}}
    found = gather(trusted, submission(tmp_path, json.dumps(notebook).encode()))
    assert found.lang == ("ru" if lang == "ru" else "en")


def test_where_an_answer_came_from_is_recorded(trusted, tmp_path):
    notebook = json.loads(json.dumps(trusted.releases["en"]))
    copy_in_output(notebook, "clients-needs", RIGHT["clients-needs"])
    answer(tmp_path, {"clients-sort": HALF["clients-sort"]})
    responses = {"clients-sort": (tmp_path / "responses/clients-sort.json").read_bytes(), "clients-needs": b"torn"}
    found = gather(trusted, submission(tmp_path, json.dumps(notebook).encode(), responses))
    assert {name: (a.source, a.revision) for name, a in found.answers.items()} == {
        "clients-sort": ("file", 3),
        "clients-needs": ("copy", 3),
    }
    assert "was not readable" in found.answers["clients-needs"].note


def test_no_answer_means_not_attempted_only_if_nothing_else_can_hold_it(trusted, tmp_path):
    sound = json.dumps(trusted.releases["en"]).encode()
    answer(tmp_path, {"clients-sort": HALF["clients-sort"]})
    one = {"clients-sort": (tmp_path / "responses/clients-sort.json").read_bytes()}
    states = {
        "sound": gather(trusted, submission(tmp_path, sound)).answers["clients-needs"].state,
        "torn": gather(trusted, submission(tmp_path, b"{", one)).answers["clients-needs"].state,
        "absent, others there": gather(trusted, submission(tmp_path, None, one)).answers["clients-needs"].state,
        "absent, nothing": gather(trusted, submission(tmp_path)).answers["clients-needs"].state,
    }
    assert states == {
        "sound": "absent",
        "torn": "unreadable",
        "absent, others there": "absent",
        "absent, nothing": "unreadable",
    }


def test_depth_is_counted_without_recursion():
    deep = value = []
    for _ in range(100_000):
        value.append(value := [])
    assert not is_shallow(deep)
    assert is_shallow({"placements": {"a": "b"}})


def test_a_notebook_is_read_up_to_a_size(tmp_path):
    path = tmp_path / "x.ipynb"
    path.write_bytes(b" " * (11 << 20))
    assert read_notebook(path).reason == "the notebook is larger than 10 MB"
    assert parse_notebook(b"[" * 300_000).reason == "the notebook has more than 200000 parts"
