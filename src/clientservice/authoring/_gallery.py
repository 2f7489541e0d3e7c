"""The gallery: one example of every type of exercise, as notebooks in every language; documentation and demo in one."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat

from clientservice.banks import load_practice
from clientservice.text import ui

from ._notebook import execute
from ._places import editions
from ._preview import preview_notebook
from ._templates import GALLERY, gallery_bank

FOLDER = Path("docs/gallery")
_CELLS = {
    "value-example": "left_share = 0.735",
    "table-example": (
        "import pandas as pd\n\nleft_by_contract = pd.DataFrame(\n"
        '    {"left": [0.43, 0.11, 0.03]}, index=["month", "year", "two years"]\n)'
    ),
}


def gallery_products(root: Path) -> Iterator[tuple[Path, Callable[[], bytes]]]:
    """Path and maker of every file of the gallery."""
    bank = root / FOLDER / "exercises" / f"{GALLERY}.yml"
    yield bank, lambda: gallery_bank().encode()
    for lang in editions():
        yield root / FOLDER / lang / f"{GALLERY}.ipynb", lambda lang=lang: _notebook(root, lang)  # type: ignore[misc]


def _notebook(root: Path, lang: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="clientservice-gallery-") as scratch:
        path = Path(scratch) / "exercises" / f"{GALLERY}.yml"
        path.parent.mkdir()
        path.write_text(gallery_bank(), encoding="utf-8")
        exercises = load_practice(path).exercises.values()
        title = ui("authors", "gallery", lang)
        notebook = preview_notebook(GALLERY, exercises, lang, title=title, verb="practice", cells=_CELLS)
        execute(notebook, Path(scratch), responses=Path(scratch) / "answers", course=root / "course")
    return (nbformat.writes(notebook, indent=1) + "\n").encode()
