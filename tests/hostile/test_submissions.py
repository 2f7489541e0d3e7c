"""Notebooks and response files that somebody made to break or to fool the judge; others are graded meanwhile."""

import json
import os
import time

import msgspec
import pytest
from people import PNG, edited, put
from rows import scores
from synthetic import ASSIGNMENT, HALF, RIGHT, copy_in_output, hand_in, release_notebook

from clientservice.judge import _score, feedback, grade

FINE = {"clients-sort": (4, None, False), "clients-needs": (3, None, False)}
REVIEW = (None, None, True)


def graded(course, *, reviewed=()):
    """Grade, together with an honest student who must not suffer; returns the reports by student."""
    hand_in(course, "honest", RIGHT)
    report = grade(course, ASSIGNMENT)
    assert report.failed == []
    assert scores(course, "honest") == FINE
    feedback(course, ASSIGNMENT)
    for one in report.graded:
        whole(course, one.student)
    found = {graded.student: graded for graded in report.graded}
    assert {student for student, one in found.items() if one.review} == set(reviewed)
    return found


def whole(course, student):
    """The graded cells of ``autograded/`` are the release's own; their one output is the points of the gradebook."""
    lang, name = ("ru" if student == "борис" else "en"), f"{ASSIGNMENT}.ipynb"
    made = json.loads((course / "grading/autograded" / student / ASSIGNMENT / name).read_text(encoding="utf-8"))
    cells = {cell["id"]: cell for cell in made["cells"] if cell["metadata"].get("nbgrader")}
    trusted = {cell["id"]: cell for cell in release_notebook(course, lang)["cells"] if cell["metadata"].get("nbgrader")}
    assert cells.keys() == trusted.keys()
    for cell, released in trusted.items():
        assert (cells[cell]["cell_type"], cells[cell]["metadata"]) == (released["cell_type"], released["metadata"])
        assert "".join(cells[cell]["source"]) == "".join(released["source"])
        (output,) = cells[cell]["outputs"]
        assert float(output["data"]["text/plain"]) == (scores(course, student)[cell][0] or 0)


def respond(course, student, raw, exercise="clients-sort"):
    folder = hand_in(course, student, RIGHT)
    (folder / "responses" / f"{exercise}.json").write_bytes(raw)


def response(**changes):
    base = {"schema": 1, "exercise": "clients-sort", "revision": 3, "writer": "w", "seed": 1, "saved_at": "x"}
    return json.dumps(base | {"value": {"placements": RIGHT["clients-sort"]}} | changes).encode()


# ── metadata, place and type of a graded cell never count ──


def test_forge_22_solution_flag(course):
    put(course, "x", edited(course, nbgrader={"solution": True}, source="pass"), RIGHT)
    put(course, "y", edited(course, nbgrader={"solution": True}, source="pass"), HALF)
    found = graded(course)
    assert scores(course, "x") == FINE
    assert scores(course, "y")["clients-sort"][0] == 2
    assert [(repair.cell, repair.fault) for repair in found["x"].repairs] == [("clients-sort", "edited")]


def test_forge_23_grade_flag(course):
    put(course, "x", edited(course, nbgrader={"grade": False, "points": 0, "locked": False}), RIGHT)
    graded(course)
    assert scores(course, "x") == FINE


@pytest.mark.parametrize("kind", ["markdown", "raw", "nonsense", None, 7, {}])
def test_forge_25_cell_type(course, kind):
    put(course, "x", edited(course, cell_type=kind), RIGHT)
    graded(course)
    assert scores(course, "x") == FINE


def test_forge_26_edited_source(course):
    put(course, "x", edited(course, source="print(4.0)", outputs=[{"output_type": "execute_result"}]), HALF)
    graded(course)
    assert scores(course, "x")["clients-sort"][0] == 2
    text = (course / "grading/autograded/x" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_text()
    assert "print(4.0)" in text  # kept for the teacher, as a cell of the student's own


def test_forge_27_order(course):
    notebook = release_notebook(course)
    put(course, "x", notebook | {"cells": notebook["cells"][::-1]}, RIGHT)
    graded(course)
    assert scores(course, "x") == FINE


def test_forge_28_claims_its_own_score(course):
    """Unknown keys: the form is not ours, so a person looks; the claim never counts."""
    respond(course, "inside", response(value={"placements": HALF["clients-sort"], "score": 4, "correct": True}))
    respond(course, "beside", response(score=1.0, correct=True))
    graded(course, reviewed=["inside", "beside"])
    assert scores(course, "inside")["clients-sort"] == REVIEW
    assert scores(course, "beside")["clients-sort"] == REVIEW


@pytest.mark.parametrize("name", ["__proto__", "constructor", "__class__"])
def test_forge_29_names_that_pollute(course, name):
    respond(course, "x", response(value={"placements": {name: "inside"}}))
    respond(course, "y", response(value={name: {}}))
    graded(course, reviewed=["x", "y"])
    assert scores(course, "x")["clients-sort"] == scores(course, "y")["clients-sort"] == REVIEW


def test_forge_30_state_set_from_code(course):
    """However an answer got into the file, it is worth what the same answer from the widget is worth."""
    respond(course, "x", response(writer="comm-forger", revision=2**40))
    graded(course)
    assert scores(course, "x") == FINE


@pytest.mark.parametrize("text", ["nan", "inf", "1e308", "5.0", "-1", "full marks", ["1", "2"], "np.float64(4.0)"])
@pytest.mark.parametrize("kind", ["execute_result", "stream"])
def test_forge_07_an_output_claims_a_score(course, text, kind):
    output = {"output_type": kind, "name": "stderr", "text": text, "data": {"text/plain": text}, "metadata": {}}
    put(course, "x", edited(course, outputs=[output]), HALF)
    graded(course)
    assert scores(course, "x")["clients-sort"] == (2, None, False)


def test_forge_09_a_planted_record(course):
    """Scores and answers in the metadata, as the judge itself writes them, are not read from a submission."""
    score = {"exercise": "clients-sort", "points": 1e308, "max_points": 4, "status": "scored"}
    data = {"text/plain": "4.0", "application/vnd.clientservice.score+json": score}
    notebook = edited(course, outputs=[{"output_type": "execute_result", "data": data, "metadata": {}}])
    answers = {"clients-sort": {"state": "found", "value": {"placements": RIGHT["clients-sort"]}}}
    notebook["metadata"]["clientservice"]["gathered"] = {"lang": "en", "answers": answers}
    put(course, "x", notebook, {"clients-needs": RIGHT["clients-needs"]})
    graded(course)
    assert scores(course, "x")["clients-sort"] == (0, None, False)


@pytest.mark.parametrize("points", [float("nan"), float("inf"), -1.0, 4.01, 1e308])
def test_forge_09_a_score_out_of_range(course, monkeypatch, points):
    """Whatever a scorer gives: what is no score is never written, and a person looks."""
    put(course, "x", release_notebook(course), HALF)
    real = _score.score

    def wrong(exercise, key, value):
        half = value["placements"] == HALF.get(exercise.id)
        return (
            msgspec.structs.replace(real(exercise, key, value), points=points) if half else real(exercise, key, value)
        )

    monkeypatch.setattr(_score, "score", wrong)
    graded(course, reviewed=["x"])
    assert scores(course, "x")["clients-sort"] == REVIEW
    made = (course / "grading/autograded/x" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_text()
    assert "NaN" not in made
    assert "is out of range" in made


def test_forge_28_the_answer_to_another_exercise(course):
    respond(course, "x", response(exercise="clients-needs"))
    graded(course, reviewed=["x"])
    assert scores(course, "x")["clients-sort"] == REVIEW


def test_honest_01_a_warning_on_stderr(course):
    stream = {"output_type": "stream", "name": "stderr", "text": "DeprecationWarning: …"}
    put(course, "x", edited(course, outputs=[stream]), RIGHT)
    graded(course)
    assert scores(course, "x") == FINE


# ── bytes that are no notebook, or too much of one ──


def nested(depth):
    return b"[" * depth + b"]" * depth


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b'{"cells": [NOT JSON', "no JSON"),
        (b"", "no JSON"),
        (b"\x00\xff\xfe", "no JSON"),
        (b"null", "no notebook"),
        (b'{"nbformat": 4}', "no notebook"),
        (b'{"nbformat": 4, "cells": {}}', "no notebook"),
    ],
)
def test_batch_03_no_notebook(course, raw, reason):
    folder = put(course, "with-files", raw, RIGHT)
    put(course, "without", raw)
    found = graded(course, reviewed=["without"])
    assert scores(course, "with-files") == FINE  # the answers are readable: nothing is lost
    assert reason in found["with-files"].notes[0]
    assert scores(course, "without") == {"clients-sort": REVIEW, "clients-needs": REVIEW}
    assert reason in found["without"].review[0]
    assert (folder / f"{ASSIGNMENT}.ipynb").read_bytes() == raw


@pytest.mark.parametrize("kernel", [{"name": "../../evil"}, {"name": "ruby"}, "python", None, 5])
def test_batch_05_kernelspec(course, kernel):
    notebook = release_notebook(course)
    notebook["metadata"]["kernelspec"] = kernel
    put(course, "x", notebook, RIGHT)
    found = graded(course)
    made = json.loads((course / "grading/autograded/x" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_text())
    assert made["metadata"]["kernelspec"]["name"] == "python3"
    assert bool(found["x"].repairs) == (kernel is not None)


def test_batch_06_no_notebook_at_all(course):
    for student in ("empty", "letter"):
        (course / "grading/submitted" / student / ASSIGNMENT).mkdir(parents=True)
    (course / "grading/submitted/letter" / ASSIGNMENT / "letter.pdf").write_bytes(b"%PDF")
    found = graded(course, reviewed=["empty", "letter"])
    for student in ("empty", "letter"):
        assert scores(course, student)["clients-sort"] == REVIEW
        assert "neither the notebook nor any saved answer" in found[student].review[0]


def test_batch_11_encodings(course):
    notebook = release_notebook(course)
    copy_in_output(notebook, "clients-sort", RIGHT["clients-sort"])
    text = json.dumps(notebook)
    put(course, "bom", b"\xef\xbb\xbf" + text.encode(), {"clients-needs": RIGHT["clients-needs"]})
    put(course, "crlf", json.dumps(notebook, indent=1).replace("\n", "\r\n").encode(), RIGHT)
    notebook["cells"][1]["source"] = "NUL \0 and more"
    put(course, "nul", json.dumps(notebook).encode(), RIGHT)
    put(course, "surrogate", text.replace("Sort the cards", "\\ud800").encode(), RIGHT)
    put(course, "utf-16", text.encode("utf-16"), RIGHT)
    put(course, "latin", text.replace("Sort", "\xe9").encode("latin-1"), RIGHT)
    graded(course)
    for student in ("bom", "crlf", "nul", "surrogate", "utf-16", "latin"):
        assert scores(course, student) == FINE


@pytest.mark.parametrize("number", [3, 5, "4", None, -1, [4]])
def test_batch_12_nbformat(course, number):
    folder = put(course, "x", release_notebook(course) | {"nbformat": number}, RIGHT)
    found = graded(course)
    assert scores(course, "x") == FINE
    assert "this course reads form 4" in found["x"].notes[0]
    assert json.loads((folder / f"{ASSIGNMENT}.ipynb").read_bytes())["nbformat"] == number


def test_res_10_deep_nesting(course):
    put(course, "notebook", b'{"nbformat": 4, "cells": ' + nested(100_000) + b"}", RIGHT)
    put(course, "less", b'{"nbformat": 4, "cells": ' + nested(900) + b"}", RIGHT)
    for depth in (900, 30_000):
        respond(course, f"value-{depth}", response(value="@").replace(b'"@"', nested(depth)))
    deep = release_notebook(course)
    copy_in_output(deep, "clients-sort", {})
    put(course, "copy", json.dumps(deep).replace('{"placements": {}}', nested(900).decode()).encode())
    found = graded(course, reviewed=["value-900", "value-30000", "copy"])
    assert scores(course, "notebook") == scores(course, "less") == FINE
    assert "too deeply" in found["value-900"].review[0]


@pytest.mark.slow
def test_res_16_a_million_cells(course):
    cells = b",".join([b'{"cell_type": "raw", "metadata": {}, "source": ""}'] * 1_000_000)
    put(course, "million", b'{"nbformat": 4, "cells": [' + cells + b"]}", RIGHT)
    put(course, "tiny", b'{"nbformat": 4, "cells": [' + b",".join([b"{}"] * 3_000_000) + b"]}", RIGHT)
    many = release_notebook(course)
    many["cells"] += [{"cell_type": "raw", "metadata": {}, "source": str(n)} for n in range(5000)]
    put(course, "many", many, RIGHT)
    started = time.process_time()
    found = graded(course)
    assert time.process_time() - started < 10
    assert "larger than 10 MB" in found["million"].notes[0]
    assert "parts" in found["tiny"].notes[0]
    assert "only the first 2000 are shown" in str(found["many"].repairs[0])
    for student in ("million", "tiny", "many"):
        assert scores(course, student) == FINE


def test_res_08_output_bomb(course):
    notebook = release_notebook(course)
    own = {"cell_type": "code", "id": "own", "metadata": {}, "source": "", "execution_count": 1, "outputs": []}
    own["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x" * 100_000}] * 20
    own["outputs"] += [{"output_type": "display_data", "data": {"image/png": PNG * 10_000}, "metadata": {}}] * 7
    notebook["cells"].append(own)
    put(course, "x", notebook, RIGHT)
    graded(course)
    made = course / "grading/autograded/x" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    assert made.stat().st_size < 5 << 20
    assert "characters more" in made.read_text()
    assert "the outputs were too large" in made.read_text()
    page = course / "grading/feedback/x" / ASSIGNMENT / f"{ASSIGNMENT}.html"
    assert page.stat().st_size < 5 << 20


@pytest.mark.slow
def test_res_08_a_hundred_thousand_displays(course):
    notebook = release_notebook(course)
    own = {"cell_type": "code", "id": "own", "metadata": {}, "source": "", "execution_count": 1}
    own["outputs"] = [{"output_type": "display_data", "data": {"text/html": "<b>x</b>"}, "metadata": {}}] * 100_000
    put(course, "many", notebook | {"cells": [*notebook["cells"], own]}, RIGHT)
    own = own | {"outputs": own["outputs"][:50_000]}
    put(course, "fewer", notebook | {"cells": [*notebook["cells"], own]}, RIGHT)
    found = graded(course)
    assert scores(course, "many") == scores(course, "fewer") == FINE
    assert "parts" in found["many"].notes[0]
    made = course / "grading/autograded/fewer" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    assert made.stat().st_size < 1 << 20


@pytest.mark.slow
def test_res_18_a_million_items(course):
    respond(course, "large", response(value={"placements": {f"i{n}": "inside" for n in range(1_000_000)}}))
    respond(course, "small", response(value={"placements": {f"i{n}": "inside" for n in range(2_000)}}))
    started = time.process_time()
    found = graded(course, reviewed=["large", "small"])
    assert time.process_time() - started < 5
    assert "larger than" in found["large"].review[0]
    assert "a card that this exercise has not" in found["small"].review[0]
    assert scores(course, "large")["clients-sort"] == scores(course, "small")["clients-sort"] == REVIEW


def test_read_14_pipes_in_the_place_of_files(course):
    """Put there by hand, past the collector: the judge neither waits nor follows."""
    folder = hand_in(course, "pipe", RIGHT)
    for name in (f"{ASSIGNMENT}.ipynb", "responses/clients-sort.json"):
        (folder / name).unlink()
        os.mkfifo(folder / name)
    linked = hand_in(course, "link", RIGHT)
    (linked / "responses/clients-sort.json").unlink()
    (linked / "responses/clients-sort.json").symlink_to(hand_in(course, "other", RIGHT) / "responses/clients-sort.json")
    found = graded(course, reviewed=["pipe", "link"])
    assert "not a regular file" in found["pipe"].review[0]
    assert scores(course, "link")["clients-sort"] == REVIEW
