"""Outputs are those of nbclient: cell by cell, over one notebook with one of everything."""

import json
import re
from importlib.util import find_spec
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from rich_cells import CELLS, DIFFERENT, OTHERS, PLOT

from clientservice.sandbox import Cell, Job, Limits
from sandboxes import opened

ALL = CELLS | OTHERS | (PLOT if find_spec("matplotlib") else {})
DATA = b"a,b\n1,2\n3,4\n"

pytestmark = pytest.mark.slow


def normal(outputs):
    """Outputs as text, without addresses, temporary names and the order in which two streams were flushed."""
    merged = []
    for output in outputs:
        last = merged[-1] if merged else {"output_type": ""}
        if output["output_type"] == "stream" == last["output_type"] and last["name"] == output["name"]:
            last["text"] += output["text"]
        else:
            merged.append(dict(output))
    text = json.dumps(merged, sort_keys=True, ensure_ascii=False)
    text = re.sub(r"0x[0-9a-f]{6,}", "ADDRESS", text)
    text = re.sub(r"/[^ \"]*ipykernel_\d+/\d+\.py", "CELL", text).replace(str(Path.home()), "~")
    text = re.sub(r"[0-9a-f]{32}", "MODEL", text)
    return re.sub(r"\d+(\.\d+)? ?(ns|µs|us|ms|s)\b", "TIME", text)


@pytest.fixture(scope="module")
def stock(tmp_path_factory):
    """What nbclient stores, with a fresh kernel."""
    folder = tmp_path_factory.mktemp("stock")
    (folder / "data.csv").write_bytes(DATA)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in ALL.values()])
    NotebookClient(
        notebook, timeout=120, allow_errors=True, resources={"metadata": {"path": str(folder)}}, kernel_name="python3"
    ).execute()
    return dict(zip(ALL, notebook.cells, strict=True))


@pytest.fixture(scope="module")
def ours():
    with opened(preload=("numpy", "pandas", "matplotlib.pyplot")) as sandbox:
        cells = [Cell(id=name, source=source) for name, source in ALL.items()]
        record = sandbox.run(Job(cells=cells, files={"data.csv": DATA}, limits=Limits(submission=300)))
    assert record.complete, record.reason
    return {cell.id: cell for cell in record.cells}


@pytest.mark.parametrize("name", [name for name in ALL if name not in DIFFERENT])
def test_a_cell_shows_what_nbclient_stores(stock, ours, name):
    assert normal(ours[name].outputs) == normal(stock[name].outputs)
    # These two fail with a message on stderr, where a kernel's reply says so and its outputs don't.
    failed = any(output["output_type"] == "error" for output in stock[name].outputs)
    failed = failed or name in {"no such magic", "group error"}
    assert ours[name].status == ("error" if failed else "ok")


@pytest.mark.parametrize("name", DIFFERENT)
def test_what_differs_is_listed(stock, ours, name):
    assert normal(ours[name].outputs) != normal(stock[name].outputs), f"{name} is the same now: take it off the list"
