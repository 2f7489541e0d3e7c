"""Adopt: an edit made in a built notebook goes back into the source."""

from __future__ import annotations

from pathlib import Path

import nbformat

from clientservice.errors import CourseError

from ._apparatus import load_apparatus, rendered, restored
from ._places import works
from ._source import ALL_LANGUAGES, read_source, replace_cells


def adopt(root: Path, path: Path) -> list[str]:
    """Write the cells that a person changed in a built notebook back into its source, by cell id.

    Returns:
        The ids of the cells that were taken over; build afterwards.

    Raises:
        CourseError: the notebook is not one of ours, the source changed meanwhile, or cells were added or removed
            (then a person decides what the other language gets). Nothing is written in these cases.
    """
    notebook = nbformat.read(path, as_version=4)
    meta = notebook.metadata.get("clientservice", {})
    work = next((work for work in works(root) if work.id == meta.get("id")), None)
    if work is None:
        raise CourseError(f"{path}: this is no notebook of the course")
    source = read_source(work.source)
    lang = meta["lang"]
    if meta.get("source") != source.digest:
        raise CourseError(
            f"{path}: {work.source.name} changed after this notebook was built; copy your edit into the source, "
            "or undo the source's change, adopt, and repeat it"
        )
    ours = {cell.id: cell for cell in source.in_language(lang)}
    theirs = {cell.get("id"): cell for cell in notebook.cells}
    if [cell.get("id") for cell in notebook.cells] != list(ours):
        added, gone = theirs.keys() - ours.keys(), ours.keys() - theirs.keys()
        raise CourseError(
            f"{path}: cells were added {sorted(map(str, added))}, removed {sorted(gone)} or moved; "
            f"do that in {work.source} itself, in every language, then run clientservice build"
        )
    apparatus = load_apparatus(root)
    changed = {
        (name, ALL_LANGUAGES if cell.kind == "code" else cell.lang): restored(
            source, cell, lang, apparatus, theirs[name].source
        )
        for name, cell in ours.items()
        if name != "begin" and theirs[name].source != rendered(source, cell, lang, apparatus)
    }
    if changed:
        replace_cells(work.source, changed)
    return [name for name, _ in changed]
