"""Both editions are one course: same cells, same code, same points; and everything built is fresh."""

import hashlib
import json
import re

import nbformat
import pytest

from clientservice import authoring
from clientservice.banks import load_course
from clientservice.text import language_names


def notebooks(repo, lang):
    course = load_course(repo / "course")
    lessons = [repo / "course" / lang / f"{name}.ipynb" for name in course.lessons]
    return lessons + [repo / "solutions" / lang / name / f"{name}.ipynb" for name in course.assignments]


def skeleton(path):
    """What must be equal in all editions: everything but prose, outputs and the language in cell 1."""
    cells = []
    for index, cell in enumerate(nbformat.read(path, as_version=4).cells):
        code = cell.source if cell.cell_type == "code" and index > 0 else None
        cells.append((cell.id, cell.cell_type, cell.metadata.get("tags"), cell.metadata.get("nbgrader"), code))
    return cells


def test_editions_have_the_same_cells_code_points_and_files(repo):
    first, *others = language_names()
    for lang in others:
        for ours, theirs in zip(notebooks(repo, first), notebooks(repo, lang), strict=True):
            assert skeleton(ours) == skeleton(theirs), ours.name
            if "solutions" in ours.parts:
                files = [sorted(p.name for p in path.parent.iterdir()) for path in (ours, theirs)]
                assert files[0] == files[1]
                assert (ours.parent / "items.json").read_bytes() == (theirs.parent / "items.json").read_bytes()


def test_cell_one_names_lesson_and_language(repo):
    for lang in language_names():
        for path in notebooks(repo, lang):
            notebook = nbformat.read(path, as_version=4)
            assert notebook.cells[0].source == f'import clientservice as cs\n\ncs.begin("{path.stem}", lang="{lang}")'
            assert notebook.cells[0].metadata == {"deletable": False}
            assert (notebook.metadata.clientservice.id, notebook.metadata.clientservice.lang) == (path.stem, lang)


def test_prose_is_in_the_editions_language(repo):
    """Cyrillic letters outweigh Latin ones in the Russian edition, and the other way round, in every prose cell."""
    for lang in language_names():
        for path in notebooks(repo, lang):
            for cell in nbformat.read(path, as_version=4).cells:
                if cell.cell_type == "markdown" and "essay" not in cell.metadata.get("tags", []):  # its stub is in both
                    # a list of references names works in their own language
                    own = re.sub(r"^- <a id=\"ref-.*$", "", cell.source, flags=re.MULTILINE)
                    cyrillic = sum("а" <= letter.lower() <= "я" for letter in own)
                    latin = sum("a" <= letter.lower() <= "z" for letter in own)
                    assert (cyrillic > latin) == (lang == "ru"), (path.name, cell.id)


def test_no_source_has_changed_since_the_build(repo):
    sources = {path.stem: path for path in (*repo.glob("course/lessons/*.md"), *repo.glob("solutions/authored/*.md"))}
    for lang in language_names():
        for path in notebooks(repo, lang):
            built_from = nbformat.read(path, as_version=4).metadata.clientservice.source
            assert built_from == hashlib.sha256(sources[path.stem].read_bytes()).hexdigest(), f"{path}: build it"


@pytest.mark.slow
def test_everything_built_is_fresh(repo):
    assert authoring.build(repo, check=True).written == []


def test_every_source_is_in_order(repo):
    assert authoring.check(repo) == []


@pytest.mark.parametrize("mime", ["application/vnd.jupyter.widget-view+json", "application/javascript"])
def test_stored_outputs_need_no_kernel(repo, mime):
    for lang in language_names():
        for path in notebooks(repo, lang):
            text = path.read_text(encoding="utf-8")
            assert mime not in text
            shown = [
                c
                for c in json.loads(text)["cells"]
                if "cs.item" in str(c["source"]) or "cs.practice" in str(c["source"])
            ]
            assert shown
            assert all("text/html" in cell["outputs"][0]["data"] for cell in shown)
