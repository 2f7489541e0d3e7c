"""From a source to the notebook of one edition: language, ids, nbgrader metadata, outputs."""

from __future__ import annotations

import hashlib
import html
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import nbformat
from nbclient import NotebookClient

from clientservice.banks import GradedBank
from clientservice.errors import CourseError
from clientservice.exercises import Essay, Graded
from clientservice.gradebook import TEXT_STUB

from ._apparatus import Apparatus, rendered
from ._source import ANSWER, EXERCISE_CALL, Source, SourceCell, begin_source

#: The tag of a cell that shows public data where they are.
REAL_DATA = "real-data"
#: The tag of a cell whose code is of no interest to a reader.
HIDE_CODE = "hide-code"
CELL_TIMEOUT = 120  # seconds; nbclient waits for ever by default
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
_PANEL = 'class="cs-panel"'  # what a student sees instead of a traceback; in a built lesson it is a mistake
_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def make_notebook(source: Source, lang: str, apparatus: Apparatus, bank: GradedBank | None = None) -> Any:
    """The notebook of one edition, without outputs.

    Args:
        source: what to build.
        lang: the edition.
        apparatus: the sources and terms that its citations and lists are made of.
        bank: for an assignment, the bank from which points and grade ids come.
    """
    notebook = nbformat.v4.new_notebook(metadata=_METADATA)
    notebook.cells = [node for cell in source.in_language(lang) for node in _nodes(source, cell, lang, apparatus, bank)]
    notebook.metadata["clientservice"] = {
        "id": source.meta.id,
        "lang": lang,
        "source": source.digest,
        "subtitle": source.meta.subtitle[lang],
        "minutes": source.meta.minutes,
    }
    notebook.metadata["clientservice"]["hash"] = content_hash(notebook)
    return notebook


def content_hash(notebook: Any) -> str:
    """SHA-256 over what a person can edit: ids, types, texts, tags and nbgrader metadata; not over outputs."""
    cells = [
        [cell.get("id"), cell.cell_type, cell.source, cell.metadata.get("tags"), cell.metadata.get("nbgrader")]
        for cell in notebook.cells
    ]
    return hashlib.sha256(msgspec.json.encode(cells, order="deterministic")).hexdigest()


def _nodes(source: Source, cell: SourceCell, lang: str, apparatus: Apparatus, bank: GradedBank | None) -> Iterator[Any]:
    """The cell of one edition; after a graded essay the cell in which nbgrader has it marked."""
    if cell.kind == "markdown":
        node = nbformat.v4.new_markdown_cell(rendered(source, cell, lang, apparatus), id=cell.id)
    else:
        text = begin_source(source.meta.id, lang) if cell.id == "begin" else cell.source
        node = nbformat.v4.new_code_cell(text, id=cell.id)
        node.metadata["deletable"] = False  # two pressed keys must not remove an exercise
    if HIDE_CODE in cell.tags:
        node.metadata["jupyter"] = {"source_hidden": True}  # JupyterLab's own; a click shows the code
    if cell.tags:
        node.metadata["tags"] = cell.tags
    exercise = _shown(cell, bank)
    if bank is not None and ANSWER in cell.tags:
        node.metadata["nbgrader"] = _nbgrader("code", cell.id, solution=True)
    if exercise is None:
        yield node
    elif isinstance(exercise, Essay):
        node.metadata["nbgrader"] = _nbgrader("code", f"{exercise.id}-widget", locked=True)
        yield node
        marked = nbformat.v4.new_markdown_cell(TEXT_STUB, id=f"{exercise.id}-text")
        marked.metadata |= {"deletable": False, "tags": ["essay"]}
        marked.metadata["nbgrader"] = _nbgrader("markdown", exercise.id, solution=True, points=exercise.points)
        yield marked
    else:
        node.metadata["nbgrader"] = _nbgrader("code", exercise.id, locked=True, points=exercise.points)
        yield node


def _shown(cell: SourceCell, bank: GradedBank | None) -> Graded | None:
    match = EXERCISE_CALL.match(cell.source) if cell.kind == "code" else None
    return bank.exercises[match["id"]] if bank is not None and match and match["verb"] == "item" else None


def _nbgrader(
    kind: str, name: str, *, locked: bool = False, solution: bool = False, points: float | None = None
) -> dict[str, object]:
    """What nbgrader wants to know of a cell; one with points is graded."""
    graded = {} if points is None else {"points": points}
    return graded | {
        "cell_type": kind,
        "grade": points is not None,
        "grade_id": name,
        "locked": locked,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }


def execute(notebook: Any, folder: Path, responses: Path | None = None, *, course: Path | None = None) -> None:
    """Run a notebook in place and keep deterministic outputs only.

    Args:
        notebook: gets its outputs.
        folder: the kernel's working folder.
        responses: where answers are looked for; the notebook's own place where it is None.
        course: the course folder, where the kernel's working folder does not lie in it.

    Raises:
        CourseError: a cell failed or wrote to the terminal; a lesson must be silent.
    """
    # An author's own PYTHONPATH or a planted module must not decide what a lesson imports.
    env = os.environ | {"PYTHONSAFEPATH": "1"}
    env.pop("CLIENTSERVICE_RESPONSES", None)
    # Public data are on some machines only; what is stored must not depend on that.
    env["CLIENTSERVICE_DATA"] = ""
    if course is not None:
        env["CLIENTSERVICE_COURSE"] = str(course)
    if responses is not None:
        env["CLIENTSERVICE_RESPONSES"] = str(responses)
    client = NotebookClient(
        notebook,
        timeout=CELL_TIMEOUT,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
        store_widget_state=False,  # random ids, and nothing that the static text doesn't say
        extra_arguments=["--log-level=ERROR"],  # the kernel's advice on TCP is not for authors
    )
    name = notebook.metadata["clientservice"]["id"]
    try:
        client.execute(env=env)
    except Exception as error:
        raise CourseError(f"{name}: a cell failed while the notebook was executed:\n{error}") from error
    notebook.metadata.update(_METADATA)  # the kernel adds its own version
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.metadata.pop("execution", None)
            _clean_outputs(name, cell)


def _clean_outputs(name: str, cell: Any) -> None:
    for output in cell.outputs:
        spoken = output.output_type == "stream" and output.name == "stdout"
        if spoken and REAL_DATA in cell.metadata.get("tags", []):
            continue  # the sentence that the data are not there
        if output.output_type not in {"display_data", "execute_result"}:
            raise CourseError(
                f"{name}, cell {cell.id}: wrote {output.output_type}: {str(output)[:200]}; make it silent"
            )
        if _PANEL in output.data.get("text/html", ""):
            raise CourseError(f"{name}, cell {cell.id}: {output.data.get('text/plain', '')} {_detail(output)}".rstrip())
        # A stored view without its model shows an error instead of falling back to text/html.
        output.data.pop(WIDGET_VIEW, None)


def _detail(output: Any) -> str:
    """The technical part of a calm panel."""
    found = re.search(r"<pre[^>]*>(.*?)</pre>", output.data["text/html"], re.DOTALL)
    return f"({html.unescape(found[1])})" if found else ""
