"""Build: sources and banks → executed notebooks in every language, and ``items.json``."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import nbformat

from clientservice import cases
from clientservice.banks import GradedBank, computed_name, load_keys, load_practice, load_source, to_items_json
from clientservice.errors import CourseError
from clientservice.exercises import Key, Table, TableKey, Value, ValueKey, model_value
from clientservice.lab import manifest
from clientservice.responses import Response, encode, read_response

from ._apparatus import load_apparatus
from ._check import shown_problems
from ._gallery import gallery_products
from ._notebook import content_hash, execute, make_notebook
from ._places import Work, editions, keys_folder, works
from ._schema import schemas
from ._source import Source, read_source
from ._templates import GALLERY

ITEMS = "items.json"
MANIFEST = "course/manifest.json"
#: Model responses are written with a fixed clock and writer, so that stored outputs are the same on every machine.
_MODEL_TIME = "2026-01-01T12:00:00+00:00"

Progress = Callable[[str], None]


class BuildReport(msgspec.Struct, kw_only=True):
    """Paths relative to the root: ``written`` (or, with check, out of date) and ``fresh``."""

    written: list[str] = []
    fresh: list[str] = []


def build(
    root: Path, *, check: bool = False, only: str | None = None, progress: Progress = lambda _: None
) -> BuildReport:
    """Build every notebook of the course, or one of them.

    Args:
        root: the clone.
        check: write nothing, only report what is not fresh.
        only: the id of one lesson or assignment.
        progress: is told the path of each file before it is made.

    Raises:
        CourseError: a source, bank or key is wrong; a cell failed; or a built notebook was edited by hand.
    """
    report = BuildReport()
    chosen = [work for work in works(root) if only in {None, work.id}]
    if not chosen and only != GALLERY:
        raise CourseError(f'{root / "course/course.yml"}: there is no lesson or assignment "{only}"')
    if not check:
        _refuse_edited(root, chosen)
    for name in cases.TABLES if only is None else ():
        _put(root, root / "course/data" / f"{name}.csv", cases.table_bytes(name), report, check=check)
    for work in chosen:
        for path, make in _products(root, work):
            progress(str(path.relative_to(root)))
            _put(root, path, make(), report, check=check)
    if only in {None, GALLERY} and (root / "docs").is_dir():  # a student's bundle has no docs
        for path, make in (*gallery_products(root), *_schema_products(root)):
            progress(str(path.relative_to(root)))
            _put(root, path, make(), report, check=check)
    if all(path.is_file() for path in _all_notebooks(root)):
        _put(root, root / MANIFEST, _manifest_bytes(root), report, check=check)
    return report


def _schema_products(root: Path) -> Iterator[tuple[Path, Callable[[], bytes]]]:
    for name, content in schemas().items():
        yield root / "docs" / "schema" / name, lambda content=content: content  # type: ignore[misc]


def _put(root: Path, path: Path, content: bytes, report: BuildReport, *, check: bool) -> None:
    name = str(path.relative_to(root))
    if path.is_file() and path.read_bytes() == content:
        report.fresh.append(name)
        return
    report.written.append(name)
    if not check:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _all_notebooks(root: Path) -> list[Path]:
    return [work.target(root, lang) for work in works(root) for lang in editions()]


def _manifest_bytes(root: Path) -> bytes:
    """Which code the student mode may run by itself; see `clientservice.lab.manifest`."""
    notebooks = [json.loads(path.read_text(encoding="utf-8")) for path in _all_notebooks(root)]
    return (json.dumps(manifest(notebooks), ensure_ascii=False, indent=1) + "\n").encode()


def model_responses(root: Path, assignment: str, folder: Path) -> None:
    """Write the response files of a perfect hand-in into ``folder``."""
    bank = load_source(root / "solutions/exercises" / f"{assignment}.yml")
    keys = load_keys(bank, keys_folder(root)).keys
    folder.mkdir(parents=True, exist_ok=True)
    for name, exercise in bank.exercises.items():
        if not _is_complete(keys[name]):
            continue  # build is about to compute it
        value = model_value(exercise, keys[name])
        response = Response(exercise=name, revision=1, writer="model", seed=0, saved_at=_MODEL_TIME, value=value)
        (folder / f"{name}.json").write_bytes(encode(response))


def _products(root: Path, work: Work) -> Iterator[tuple[Path, Callable[[], bytes]]]:
    source = read_source(work.source)
    bank = load_source(work.bank) if work.kind == "assignment" else None
    if problems := list(shown_problems(work, source, bank or load_practice(work.bank))):
        raise CourseError("\n".join(problems))
    if bank is not None and _computed(bank):
        yield keys_folder(root) / computed_name(bank.id), lambda: _computed_answers(root, source, bank)
    for lang in editions():
        path = work.target(root, lang)
        yield path, lambda lang=lang: _notebook_bytes(root, work, source, lang, bank)  # type: ignore[misc]
        if bank is not None:
            yield path.parent / ITEMS, lambda: to_items_json(bank)
            for data in data_files(root, bank.id):
                yield path.parent / data.name, data.read_bytes


def _computed(bank: GradedBank) -> list[str]:
    """The exercises whose answers the authored solution computes."""
    return [name for name, exercise in bank.exercises.items() if isinstance(exercise, Value | Table)]


def _is_complete(key: Key) -> bool:
    return not (isinstance(key, ValueKey) and key.number is None) and not (
        isinstance(key, TableKey) and key.rows is None
    )


def _computed_answers(root: Path, source: Source, bank: GradedBank) -> bytes:
    """Run the authored solution, and take what its marked cells computed."""
    notebook = make_notebook(source, editions()[0], load_apparatus(root), bank)
    answers: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="clientservice-build-") as scratch:
        _lay_out(root, bank, Path(scratch))
        execute(notebook, Path(scratch), course=root / "course")
        for name in _computed(bank):
            reading = read_response(Path(scratch) / "responses", name)
            if reading.response is None:
                raise CourseError(f'{source.path}: the cell before cs.item("{name}") computes nothing; let it')
            answers[name] = reading.response.value["answer"]
    return msgspec.json.format(msgspec.json.encode(answers, order="sorted"), indent=1) + b"\n"


def _lay_out(root: Path, bank: GradedBank, folder: Path) -> None:
    """What lies beside an assignment's notebook: the bank, and its data files."""
    (folder / ITEMS).write_bytes(to_items_json(bank))
    for path in data_files(root, bank.id):
        shutil.copyfile(path, folder / path.name)


def data_files(root: Path, assignment: str) -> list[Path]:
    """The tables that go to students with an assignment: ``solutions/data/<assignment>/*``."""
    folder = root / "solutions" / "data" / assignment
    return sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []


def _notebook_bytes(root: Path, work: Work, source: Source, lang: str, bank: GradedBank | None) -> bytes:
    notebook = make_notebook(source, lang, load_apparatus(root), bank)
    with tempfile.TemporaryDirectory(prefix="clientservice-build-") as scratch:
        if bank is None:
            execute(notebook, root / "course", responses=Path(scratch))
        else:
            _lay_out(root, bank, Path(scratch))
            model_responses(root, work.id, Path(scratch) / "responses")
            execute(notebook, Path(scratch), course=root / "course")
    return (nbformat.writes(notebook, indent=1) + "\n").encode()


def _refuse_edited(root: Path, chosen: list[Work]) -> None:
    edited = [
        path
        for work in chosen
        for path in (work.target(root, lang) for lang in editions())
        if path.is_file() and is_edited(path)
    ]
    if edited:
        lines = "\n".join(f"  clientservice adopt {path.relative_to(root)}" for path in edited)
        raise CourseError(
            f"edited by hand since the last build, nothing was written. Take the edits over first:\n{lines}"
        )


def is_edited(path: Path) -> bool:
    """Whether a person changed a built notebook's cells."""
    notebook = nbformat.read(path, as_version=4)
    return bool(notebook.metadata.get("clientservice", {}).get("hash") != content_hash(notebook))
