"""The sanitised notebook: trusted cells from the release, a student's own cells inert."""

import copy
import json

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from people import PNG

from clientservice.judge._cells import fenced, grade_id
from clientservice.judge._outputs import MAX_TOTAL, Budget, clean_bundle, clean_html, clean_output, text_of
from clientservice.judge._sanitise import sanitise

QUICK = settings(max_examples=80, deadline=None)


@pytest.fixture
def release(trusted):
    return trusted.releases["en"]


def graded(notebook):
    return [grade_id(cell) for cell in notebook["cells"] if grade_id(cell)]


def test_a_clean_notebook_stays_as_it_is(release):
    made = sanitise(copy.deepcopy(release), release)
    assert made.repairs == []
    assert made.notebook["cells"] == release["cells"]
    assert made.notebook["metadata"]["kernelspec"] == release["metadata"]["kernelspec"]


def test_no_notebook_becomes_the_release(release):
    assert sanitise(None, release).notebook["cells"] == release["cells"]


@QUICK
@given(data=st.data())
def test_graded_cells_are_whole_whatever_was_done_to_them(trusted, data):
    release = trusted.releases["en"]
    cells = data.draw(st.lists(st.sampled_from(release["cells"]), max_size=8))
    made = sanitise({"cells": copy.deepcopy(cells)}, release).notebook
    assert sorted(graded(made)) == sorted(graded(release))
    ids = [cell["id"] for cell in made["cells"]]
    assert len(set(ids)) == len(ids)
    nbformat.validate(nbformat.from_dict(copy.deepcopy(made)))
    for cell in made["cells"]:
        if grade_id(cell):
            assert cell in release["cells"]


@QUICK
@given(text=st.text(alphabet=st.sampled_from("`~ab\n <>$[](){}*_"), max_size=80))
def test_a_fence_holds(text):
    """No line inside can close it."""
    first, *lines, last = fenced(text).split("\n")
    ticks = first.removesuffix("text")
    assert set(ticks) == {"`"}
    assert last == ticks
    assert not any(line.strip().startswith(ticks) for line in lines)


def test_a_students_own_cells_stay_as_text(release):
    notebook = copy.deepcopy(release)
    notebook["cells"].insert(1, {"cell_type": "markdown", "id": "mine", "metadata": {}, "source": ["**my", " note**"]})
    notebook["cells"].insert(2, {"cell_type": "code", "source": "1+1", "outputs": [], "id": "bad id!"})
    made = sanitise(notebook, release).notebook["cells"]
    assert made[1]["source"] == "```text\n**my note**\n```"
    assert (made[2]["source"], made[2]["id"]) == ("1+1", "own")


def test_edited_prose_is_shown_beside_the_released_one(release):
    notebook = copy.deepcopy(release)
    notebook["cells"][1]["source"] = "I changed this"
    made = sanitise(notebook, release).notebook["cells"]
    assert made[1] == release["cells"][1]
    assert made[2]["source"] == "```text\nI changed this\n```"


def test_missing_cells_come_back_in_their_place(release):
    for gone in graded(release):
        notebook = copy.deepcopy(release)
        notebook["cells"] = [cell for cell in notebook["cells"] if grade_id(cell) != gone]
        made = sanitise(notebook, release)
        assert made.notebook["cells"] == release["cells"]
        assert list(map(str, made.repairs)) == [f'cell "{gone}" was missing: it has been put back']


def test_a_solution_cell_keeps_the_students_source():
    """Value and Table items, later: the cell's metadata is ours, its source the student's."""
    meta = {"grade": False, "solution": True, "locked": False, "grade_id": "compute", "schema_version": 3}
    cell = {"cell_type": "code", "id": "compute", "metadata": {"nbgrader": meta}, "source": "# yours", "outputs": []}
    release = {"cells": [cell | {"execution_count": None}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    notebook = copy.deepcopy(release)
    notebook["cells"][0]["source"] = "answer = 1"
    notebook["cells"][0]["metadata"]["nbgrader"]["locked"] = True
    (made,) = sanitise(notebook, release).notebook["cells"]
    assert made["source"] == "answer = 1"
    assert made["metadata"]["nbgrader"] == meta


@QUICK
@given(html=st.text(alphabet=st.sampled_from("<>/=\"' abionsrcscriptjavasvgmathxlink:&#;!-"), max_size=120))
def test_cleaned_html_is_stable(html):
    cleaned = clean_html(html)
    assert clean_html(cleaned) == cleaned
    for bad in ("<script", "<svg", "<math", "<style", "<iframe", "javascript:"):
        assert f"{bad}" not in cleaned.lower().replace("&lt;", "") or bad == "javascript:"


@pytest.mark.parametrize(
    ("output", "kept"),
    [
        (None, None),
        ({}, None),
        ({"output_type": "display_data", "data": {"image/svg+xml": "<svg/>"}}, None),
        ({"output_type": "display_data", "data": "text"}, None),
        (
            {"output_type": "stream", "name": "../x", "text": ["a", 1, "b"]},
            {"output_type": "stream", "name": "stdout", "text": "ab"},
        ),
        (
            {"output_type": "execute_result", "data": {"text/plain": "1"}, "execution_count": "x"},
            {"output_type": "display_data", "data": {"text/plain": "1"}, "metadata": {}},
        ),
        (
            {"output_type": "error", "ename": 5, "evalue": "x", "traceback": "no list"},
            {"output_type": "error", "ename": "", "evalue": "x", "traceback": []},
        ),
    ],
)
def test_outputs(output, kept):
    assert clean_output(output) == kept


def test_images_are_what_they_say():
    assert clean_bundle({"image/png": PNG}) == {"image/png": PNG}
    assert clean_bundle({"image/png": [PNG[:4], PNG[4:]]}) == {"image/png": PNG}
    assert clean_bundle({"image/jpeg": PNG}) == {}
    assert clean_bundle({"image/png": PNG + "!"}) == {}
    assert clean_bundle({"image/png": "A" * (2 << 20)}) == {}
    assert clean_html(f'<img src="data:image/png;base64,{PNG}">') == f'<img src="data:image/png;base64,{PNG}">'


def test_outputs_stay_within_a_budget():
    budget = Budget()
    outputs = [{"output_type": "stream", "name": "stdout", "text": "x" * 20_000}] * 150
    made = budget.outputs(outputs) + budget.outputs(outputs)
    assert sum(len(output["text"]) for output in made) < MAX_TOTAL + 100
    assert made[-1]["text"] == "… (the outputs were too large)"


def test_texts():
    assert text_of(["a", None, "b"]) == "ab"
    assert text_of({"a": 1}) == ""
    assert text_of("a\0b") == "a\N{REPLACEMENT CHARACTER}b"
    assert text_of("x" * 30, 10) == "x" * 10 + "\n… (20 characters more)"
    assert json.dumps(text_of("ok")) == '"ok"'
