"""The manifest: what the student mode may run by itself."""

import hashlib

import nbformat
import pytest

from clientservice.lab import manifest


def notebook(*cells, lang="en", name="01-first"):
    return nbformat.v4.new_notebook(cells=list(cells), metadata={"clientservice": {"id": name, "lang": lang}})


def code(source, **nbgrader):
    return nbformat.v4.new_code_cell(source, metadata={"nbgrader": nbgrader} if nbgrader else {})


def chain(built, lang="en", name="01-first", shelf="lessons"):
    return manifest([built])[shelf][name]["chain"][lang]


def test_each_hash_covers_the_cells_before_it():
    one = hashlib.sha256(b"\nfirst").hexdigest()
    two = hashlib.sha256(f"{one}\nsecond".encode()).hexdigest()
    assert chain(notebook(code("first"), nbformat.v4.new_markdown_cell("prose"), code("second"))) == [one, two]


@pytest.mark.parametrize(
    "changed",
    [
        notebook(code("first"), code("planted"), code("second")),
        notebook(code("first "), code("second")),
        notebook(code("second"), code("first")),
        notebook(code("first\n\nsecond")),
    ],
)
def test_every_change_of_code_changes_the_chain(changed):
    assert chain(changed)[-1] != chain(notebook(code("first"), code("second")))[-1]


def test_line_ends_and_stored_lists_of_lines_make_no_difference():
    windows = {"metadata": {"clientservice": {"id": "01-first", "lang": "en"}}, "cells": []}
    windows["cells"] = [{"cell_type": "code", "metadata": {}, "source": ["import x\r\n", "x.y()"]}]
    assert chain(windows) == chain(notebook(code("import x\nx.y()")))


def test_what_a_student_fills_in_is_not_signed():
    locked = {"grade": True, "solution": False, "locked": True, "grade_id": "a"}
    own = {"grade": False, "solution": True, "locked": False, "grade_id": "b"}
    with_own = notebook(code('cs.item("a")', **locked), code("answer = 1", **own), code("cs.receipt()"))
    without = notebook(code('cs.item("a")', **locked), code("cs.receipt()"))
    assert chain(with_own, shelf="assignments") == chain(without, shelf="assignments")


def test_a_lessons_marked_cell_is_the_students_and_an_assignments_is_not_for_its_tag_alone():
    marked, plain = code("answer = 1"), code("answer = 1")
    marked.metadata["tags"] = ["answer"]
    assert chain(notebook(code("first"), marked)) == chain(notebook(code("first")))
    assert chain(notebook(code("first"), plain)) != chain(notebook(code("first")))
    locked = {"grade": True, "solution": False, "locked": True, "grade_id": "a"}
    graded = code('cs.item("a")', **locked)
    assert chain(notebook(graded, marked), shelf="assignments") != chain(notebook(graded), shelf="assignments")


def test_titles_order_and_exercises_of_all_editions():
    prose = {"en": "# Clients #\n\n## More", "ru": "# Клиенты"}
    found = manifest(
        notebook(nbformat.v4.new_markdown_cell(prose[lang]), code('cs.practice("one")'), lang=lang, name=name)
        for name in ("00-start", "07-clients")
        for lang in ("en", "ru")
    )
    assert found["format"] == 1
    assert list(found["lessons"]) == ["00-start", "07-clients"]
    entry = found["lessons"]["07-clients"]
    assert entry["title"] == {"en": "Clients", "ru": "Клиенты"}
    assert entry["order"] == 1
    assert entry["exercises"] == ["one"]
    assert set(entry["chain"]) == {"en", "ru"}
