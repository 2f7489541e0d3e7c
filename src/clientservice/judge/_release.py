"""Release: both editions' source versions → ``assignments/`` → two exchange courses, by nbgrader itself."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from clientservice.banks import GradedBank, load_deadlines, load_items
from clientservice.errors import CourseError
from clientservice.gradebook import CANONICAL, Gradebook, Places, load_places, one_writer, prepare_path

from ._cells import grade_id, source_of
from ._late import due_date
from ._notebook import read_notebook
from ._run_nbgrader import generate, release_to_exchange
from ._trusted import limits_of


class Released(msgspec.Struct, frozen=True, kw_only=True):
    """One edition: where its release lies, and the exchange course that students fetch it from."""

    lang: str
    course: str
    folder: str


class ReleaseReport(msgspec.Struct, kw_only=True):
    """What one `release` made."""

    assignment: str
    editions: list[Released] = []


def release(
    root: Path, assignment: str, *, force: bool = False, progress: Callable[[str], None] = lambda _: None
) -> ReleaseReport:
    """Make the release versions of every edition and put them where students fetch them.

    Args:
        root: the course.
        assignment: its name.
        force: replace what was released before.
        progress: told about each step.

    Raises:
        CourseError: an edition is not built or differs from the other, the assignment is released already (and no
            ``force``), or nbgrader refuses; then the former release versions are put back.
    """
    prepare_path()
    places = load_places(root)
    languages = places.editions(assignment)
    bank = load_items(places.source(CANONICAL, assignment) / "items.json")
    limits_of(places, bank)  # a mistake in them is found now, not when everybody has handed in
    due = due_date(load_deadlines(places.root), assignment)
    for lang in languages:
        _check_source(places, bank, lang)
    existing = [lang for lang in languages if (_outbound(places, lang) / assignment).exists()]
    if existing and not force:
        where = _outbound(places, existing[0]) / assignment
        raise CourseError(f"{where}: released before; repeat with --force to replace what students fetch")
    report = ReleaseReport(assignment=assignment)
    places.exchange.mkdir(parents=True, exist_ok=True)
    with one_writer(places), _restored_on_failure(places, languages, assignment):
        for lang in languages:
            progress(f"generate {lang}")
            generate(places, lang, assignment)
        _check_parity(places, languages, assignment)
        with Gradebook(places.db_url) as book:
            book.set_due(assignment, due)
        for lang in languages:
            progress(f"release {lang}")
            release_to_exchange(places, lang, assignment)
            folder = str(places.release(lang, assignment).relative_to(places.root))
            report.editions.append(Released(lang=lang, course=f"service-{lang}", folder=folder))
    return report


def _outbound(places: Places, lang: str) -> Path:
    return places.exchange / f"service-{lang}" / "outbound"


def _check_source(places: Places, bank: GradedBank, lang: str) -> None:
    """Refuse what would travel to students with the notebook, or overwrite their answers at grading."""
    folder = places.source(lang, bank.id)
    if (folder / "items.json").read_bytes() != (places.source(CANONICAL, bank.id) / "items.json").read_bytes():
        raise CourseError(f"{folder / 'items.json'}: differs from the {CANONICAL} edition; run clientservice build")
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.is_symlink() or name.parts[0] == "responses" or path.suffix in {".yml", ".yaml"}:
            raise CourseError(
                f"{path}: would be released to students, and files of the source overwrite theirs at grading; "
                "remove it, then run clientservice release again"
            )
    notebook = read_notebook(folder / f"{bank.id}.ipynb")
    if notebook.notebook is None:
        raise CourseError(f"{folder / bank.id}.ipynb: {notebook.reason}; run clientservice build")
    points = {}
    for cell in notebook.notebook["cells"]:
        if (name_ := grade_id(cell)) is not None:
            points[name_] = cell["metadata"]["nbgrader"].get("points")
    for exercise in bank.exercises.values():
        if points.get(exercise.id) != exercise.points:
            raise CourseError(
                f'{folder / bank.id}.ipynb: the graded cell "{exercise.id}" is absent or is not worth '
                f"{exercise.points} points; run clientservice build"
            )


def _check_parity(places: Places, languages: list[str], assignment: str) -> None:
    """One gradebook for several editions works only while their nbgrader cells are equal."""
    shapes = {}
    for lang in languages:
        path = places.release(lang, assignment) / f"{assignment}.ipynb"
        notebook = read_notebook(path).notebook
        if notebook is None:
            raise CourseError(f"{path}: nbgrader made no readable release; run clientservice build, then repeat")
        shapes[lang] = [
            (cell["metadata"]["nbgrader"], cell["cell_type"], source_of(cell))
            for cell in notebook["cells"]
            if grade_id(cell) is not None
        ]
    for lang in languages:
        if shapes[lang] != shapes[CANONICAL]:
            raise CourseError(
                f"{places.release(lang, assignment)}: its graded cells differ from the {CANONICAL} edition's; "
                "run clientservice build, then repeat"
            )


@contextmanager
def _restored_on_failure(places: Places, languages: list[str], assignment: str) -> Iterator[None]:
    """Nbgrader deletes a release version that it then fails to make; put the former ones back."""
    with tempfile.TemporaryDirectory(prefix="clientservice-release-") as scratch:
        folders = {lang: places.release(lang, assignment) for lang in languages}
        for lang, folder in folders.items():
            if folder.is_dir():
                shutil.copytree(folder, Path(scratch) / lang)
        try:
            yield
        except BaseException:
            for lang, folder in folders.items():
                shutil.rmtree(folder, ignore_errors=True)
                if (Path(scratch) / lang).is_dir():
                    shutil.copytree(Path(scratch) / lang, folder)
            raise
