"""Put a changed notebook of the course back as it was; what the student made of it is kept under a clear name."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from clientservice.errors import CourseError
from clientservice.text import language_names, ui

#: Below the working folder: where the course lies, and in which language it was started.
SOURCE = Path(".course/source.json")
_PATH = re.compile(r"([\w-]+)/([\w-]+)\.ipynb")


def remember_source(work: Path, root: Path, lang: str) -> None:
    """Note where the course lies, so that a notebook can be put back while JupyterLab runs."""
    (work / SOURCE).write_text(json.dumps({"root": str(root.resolve()), "lang": lang}), encoding="utf-8")


def restore(work: Path, path: str) -> str:
    """Put the course's own notebook at ``path`` (``<language>/<lesson>.ipynb`` or ``<assignment>/<assignment>.ipynb``).

    The changed one is renamed first. A lesson's copy stays beside it; an assignment's lies beside its folder, which is
    handed in whole, and the cells that the student wrote are taken over.

    Returns:
        The path of the kept copy, relative to ``work``.

    Raises:
        CourseError: the course has no such notebook, or the folder can't be written; nothing is changed then.
    """
    target, original, lang = _find(work, path)
    folder = target.parent if target.parent.name in language_names() else work
    try:
        content = original.read_bytes()
        changed = target.read_bytes()
        if folder == work:
            content = _with_own_cells(content, changed)
        kept = _free_name(folder, target.stem, lang)
        kept.write_bytes(changed)
        fresh = target.with_name(f".{target.name}.new")
        fresh.write_bytes(content)
        fresh.replace(target)
    except OSError as error:
        raise CourseError(f"{target}: {error.strerror or error}; look at the folder's permissions") from error
    return kept.relative_to(work).as_posix()


def _find(work: Path, path: str) -> tuple[Path, Path, str]:
    """The student's file, the course's, and the language of the words."""
    match = _PATH.fullmatch(path)
    if match is None or not (work / SOURCE).is_file():
        raise CourseError(f"{path}: not a notebook of the course")
    source = json.loads((work / SOURCE).read_text(encoding="utf-8"))
    folder, name = match.groups()
    if folder in language_names():
        original, lang = Path(source["root"]) / "course" / folder / f"{name}.ipynb", folder
    else:
        lang = source["lang"]
        original = Path(source["root"]) / "assignments" / lang / folder / f"{name}.ipynb"
    if not original.is_file() or not (work / path).is_file():
        raise CourseError(f"{path}: {original} is not there; get the notebook again from your teacher")
    return work / path, original, lang


def _free_name(folder: Path, stem: str, lang: str) -> Path:
    stamp = datetime.now().astimezone().strftime("%Y-%m-%d %H-%M-%S")
    name = f"{stem} – {ui('lab', 'changed-copy', lang)} {stamp}"
    names = (f"{name}.ipynb", *(f"{name} ({n}).ipynb" for n in range(2, 100)))
    return next(path for path in (folder / one for one in names) if not path.exists())


def _with_own_cells(original: bytes, changed: bytes) -> bytes:
    """The course's notebook with what the student wrote into their own cells; without it where that can't be read."""
    notebook = json.loads(original)
    try:
        own = {_id(cell): cell["source"] for cell in json.loads(changed)["cells"] if _id(cell)}
    except (ValueError, KeyError, TypeError, AttributeError):
        return original
    for cell in notebook["cells"]:
        name = _id(cell)
        if name in own and _is_source(own[name]):
            cell["source"] = own[name]
    return json.dumps(notebook, ensure_ascii=False, indent=1).encode() + b"\n"


def _id(cell: Mapping[str, Any]) -> str | None:
    nbgrader = cell.get("metadata", {}).get("nbgrader", {})
    return nbgrader.get("grade_id") if nbgrader.get("solution") is True else None


def _is_source(value: object) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(line, str) for line in value))
