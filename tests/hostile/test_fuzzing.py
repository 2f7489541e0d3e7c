"""Notebooks and answers changed at random in their structure: no exception, no false score, no secret."""

import json
import shutil
import tempfile
import time
from functools import cache
from pathlib import Path

import fuzzing
import msgspec
import nbformat
import pytest
import synthetic
from hypothesis import given, settings
from hypothesis import strategies as st
from rows import scores

from clientservice.authoring._templates import gallery_bank
from clientservice.banks import GradedBank, KeySet, load_practice
from clientservice.exercises import Essay, model_value, score
from clientservice.judge import feedback, grade
from clientservice.judge._assess import judge_submission
from clientservice.judge._gather import Submission
from clientservice.judge._notebook import read_notebook
from clientservice.judge._trusted import Trusted
from clientservice.responses import Response

CANARY = "CANARY-key-5b1f"
TYPES = ("categorize", "choice", "order", "match", "chain", "essay")
CHANGES = st.lists(fuzzing.CELLS | fuzzing.ANSWERS, min_size=1, max_size=5)


@cache
def types():
    """An assignment with every type that needs no code, and a canary in every text of its keys."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "gallery.yml"
        path.write_text(gallery_bank(), encoding="utf-8")
        gallery = load_practice(path)
    names = [f"{kind}-example" for kind in TYPES]
    exercises = {name: msgspec.structs.replace(gallery.exercises[name], points=2.0) for name in names}
    keys = {name: planted(gallery.keys[name]) for name in names}
    assert CANARY in repr(keys)
    bank = GradedBank(id=synthetic.ASSIGNMENT, title={"en": "x", "ru": "x"}, exercises=exercises)
    keyset = KeySet(keys=keys)
    releases = {lang: released(bank, lang) for lang in ("en", "ru")}
    return Trusted(assignment=bank.id, bank=bank, keyset=keyset, releases=releases, release_hash="r", key_hash="k")


def planted(key):
    """The key with a canary in its explanations; ids and numbers stay."""

    def walk(data, name=""):
        if isinstance(data, dict):
            return {field: walk(value, field) for field, value in data.items()}
        if isinstance(data, list):
            return [walk(value, name) for value in data]
        return f"{data} {CANARY}" if isinstance(data, str) and name in {"en", "ru"} else data

    return msgspec.convert(walk(msgspec.to_builtins(key)), type(key))


def released(bank, lang):
    notebook = synthetic.notebook(bank, lang)
    for cell in notebook["cells"]:
        if isinstance(bank.exercises.get(cell["id"]), Essay):
            marks = cell["metadata"].pop("nbgrader") | {"solution": True, "locked": False, "cell_type": "markdown"}
            text = {"cell_type": "markdown", "id": f"{cell['id']}-text", "metadata": {"nbgrader": marks}}
            notebook["cells"].append(text | {"source": "*Your answer here · Ваш ответ здесь*"})
    return notebook


def model(trusted):
    """The model answers as response files hold them."""
    return {
        name: msgspec.to_builtins(
            Response(
                exercise=name,
                revision=3,
                writer="w",
                seed=1,
                saved_at="2026-05-12T14:32:00+03:00",
                value=json.loads(
                    json.dumps(model_value(exercise, trusted.keyset.keys[name])).replace(f" {CANARY}", "")
                ),
            )
        )
        for name, exercise in trusted.bank.exercises.items()
    }


def judged(trusted, raw, files):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "responses").mkdir()
        (folder / "x.ipynb").write_bytes(raw)
        for exercise, content in files.items():
            (folder / "responses" / f"{exercise}.json").write_bytes(content)
        reading = read_notebook(folder / "x.ipynb")
        return judge_submission(trusted, Submission(student="x", folder=folder, arrival=None, notebook=reading))


def check(trusted, changes):
    """Everything that must hold, whatever was changed."""
    raw, files, touched = fuzzing.apply(changes, trusted.releases["en"], model(trusted))
    record, content = judged(trusted, raw, files)
    written = msgspec.json.encode(content) + msgspec.json.encode(record)
    assert CANARY.encode() not in written
    assert sorted(record.items) == sorted(trusted.bank.exercises)
    for name, item in record.items.items():
        assert 0 <= item.points <= item.max_points == 2
        if name not in touched:
            essay = isinstance(trusted.bank.exercises[name], Essay)
            assert (item.status, item.points) == (("needs_review", 0) if essay else ("scored", 2)), name
    made = msgspec.json.decode(msgspec.json.encode(content))
    graded = [cell for cell in made["cells"] if cell["metadata"].get("nbgrader", {}).get("grade")]
    ids = [cell["id"] for cell in made["cells"]]
    assert sorted(cell["metadata"]["nbgrader"]["grade_id"] for cell in graded) == sorted(record.items)
    assert len(ids) == len(set(ids))
    for cell in graded:
        if cell["cell_type"] == "code":
            assert float(cell["outputs"][0]["data"]["text/plain"]) == record.items[cell["id"]].points
    return made


@settings(max_examples=60, deadline=None)
@given(changes=CHANGES)
def test_any_change_of_structure_is_judged(changes):
    check(types(), changes)


@pytest.mark.slow
@settings(max_examples=500, deadline=None)
@given(changes=CHANGES)
def test_any_change_of_structure_is_judged_thoroughly(changes):
    nbformat.validate(nbformat.from_dict(check(types(), changes)))


@pytest.mark.slow
@settings(max_examples=4, deadline=None)
@given(many=st.lists(CHANGES, min_size=25, max_size=25))
def test_a_whole_class_of_changed_work_goes_through(released, tmp_path_factory, many):
    """Through files, gradebook and feedback, with somebody honest behind all of them."""
    root = tmp_path_factory.mktemp("class") / "course"
    shutil.copytree(released, root)
    responses = {
        name: msgspec.to_builtins(synthetic.response(name, placements)) for name, placements in synthetic.RIGHT.items()
    }
    touched = {}
    for number, changes in enumerate(many):
        student = f"s{number}"
        raw, files, touched[student] = fuzzing.apply(changes, synthetic.release_notebook(root), responses)
        folder = synthetic.hand_in(root, student, {})
        (folder / f"{synthetic.ASSIGNMENT}.ipynb").unlink()
        (folder / f"{synthetic.ASSIGNMENT}.ipynb").write_bytes(raw)
        for name, content in files.items():
            (folder / "responses" / f"{name}.json").write_bytes(content)
    synthetic.hand_in(root, "zz-honest", synthetic.RIGHT)
    report = grade(root, synthetic.ASSIGNMENT)
    assert report.failed == []
    assert len(report.graded) == len(many) + 1
    feedback(root, synthetic.ASSIGNMENT)
    for student, met in touched.items():
        for name, (points, _, waits) in scores(root, student).items():
            most = {"clients-sort": 4, "clients-needs": 3}[name]
            assert waits if points is None else 0 <= points <= most
            if name not in met:
                assert points == most
    assert scores(root, "zz-honest") == {"clients-sort": (4, None, False), "clients-needs": (3, None, False)}
    pages = "".join(path.read_text("utf-8") for path in (root / "grading/feedback").rglob("*.html"))
    assert "WHY-" not in pages


@pytest.mark.parametrize(
    "text",
    [
        "a" * 50_000 + "!",
        "`" * 50_000,
        "<" * 50_000,
        " " * 50_000 + "x",
        "&#" * 25_000,
        "1" * 50_000 + "e",
        "+-" * 25_000,
    ],
)
def test_res_17_texts_that_patterns_choke_on(text):
    """In every place of an answer, and in prose, code and outputs: time grows with length, no faster."""
    trusted = types()

    def long(data):
        if isinstance(data, dict):
            return {name: long(value) for name, value in data.items()} | {text: text}
        return [long(value) for value in data] if isinstance(data, list) else text

    started = time.process_time()
    for name, exercise in trusted.bank.exercises.items():
        value = model_value(exercise, trusted.keyset.keys[name])
        for spoilt in (long(value), text, [text] * 3, {next(iter(value)): text}):
            assert score(exercise, trusted.keyset.keys[name], spoilt).points == 0
    notebook = json.loads(json.dumps(trusted.releases["en"]))
    bundle = {"text/html": text, "text/plain": text, "image/png": text}
    for kind in ("code", "markdown", "raw"):
        outputs = [{"output_type": "display_data", "data": bundle}, {"output_type": "error", "traceback": [text]}]
        notebook["cells"].append({"cell_type": kind, "id": text, "metadata": {}, "source": text, "outputs": outputs})
    record, _ = judged(trusted, json.dumps(notebook).encode(), {})
    assert sum(item.points for item in record.items.values()) == 0
    assert time.process_time() - started < 3
