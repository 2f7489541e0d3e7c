"""Collect: from both exchange courses and from archives into ``submitted/``, checked, nothing lost."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from clientservice.banks import GradedBank, load_items
from clientservice.errors import CourseError, ResponseError
from clientservice.gradebook import CANONICAL, Places, load_places, one_writer

from ._archive import archive_parcel
from ._arrivals import Arrival, Parcel, arrivals, choose, install, keep
from ._inbound import inbound_folders, inbound_parcel


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """A submission that was not taken, and why. It stays where it was; the incident is in ``received/``."""

    name: str
    reason: str


class Collected(msgspec.Struct, frozen=True, kw_only=True):
    """One student's work as it now lies in ``submitted/``. ``new``: it changed with this run."""

    student: str
    edition: str
    arrived_at: str
    versions: int
    new: bool
    notes: list[str] = []
    review: str = ""


class CollectReport(msgspec.Struct, kw_only=True):
    """What one `collect` found. ``warnings`` are about several students at once."""

    assignment: str
    collected: list[Collected] = []
    refused: list[Refusal] = []
    warnings: list[str] = []


def collect(
    root: Path,
    assignment: str,
    *,
    archives: Sequence[Path] = (),
    progress: Callable[[str], None] = lambda _: None,
) -> CollectReport:
    """Bring everything that was handed in for an assignment into ``grading/submitted/``.

    Args:
        root: the course.
        assignment: its name.
        archives: zip files, or folders of them, named ``<student>.zip`` or ``<student>+anything.zip``; a file that
            still has the assignment's name counts for the student in its receipt.
        progress: called with the name of each submission before it is read.

    Raises:
        CourseError: there is no such assignment, an archive's path is wrong, or a folder can't be written.
    """
    places = load_places(root)
    languages = places.editions(assignment)
    bank = load_items(places.source(CANONICAL, assignment) / "items.json")
    report = CollectReport(assignment=assignment)
    with one_writer(places):
        for name, read in _candidates(places, bank, languages, archives):
            progress(name)
            try:
                keep(places.received, assignment, read())
            except (ResponseError, OSError) as error:
                _refuse(places, assignment, report, name, str(error))
        for student in _students(places.received / assignment):
            report.collected.append(_install(places, assignment, student))
    report.warnings = _alike([found.student for found in report.collected])
    return report


Reader = Callable[[], Parcel]


def _candidates(
    places: Places, bank: GradedBank, languages: list[str], archives: Sequence[Path]
) -> Iterator[tuple[str, Reader]]:
    for lang in languages:
        for path, student in inbound_folders(places, lang, bank.id):
            yield (
                f"service-{lang}/{path.name}",
                lambda lang=lang, path=path, student=student: inbound_parcel(places, bank, lang, path, student),  # type: ignore[misc]
            )
    for given in archives:
        if not given.exists():
            raise CourseError(f"{given}: there is no such file or folder; check the path of the archives")
        for path in sorted(given.glob("*.zip")) if given.is_dir() else [given]:
            yield path.name, lambda path=path: archive_parcel(bank, path)  # type: ignore[misc]


def _students(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []


def _install(places: Places, assignment: str, student: str) -> Collected:
    known: list[Arrival] = arrivals(places.received, assignment, student)
    chosen = choose(known)
    lang = chosen.edition if chosen.edition in places.editions(assignment) else CANONICAL
    release = places.release(lang, assignment) / f"{assignment}.ipynb"
    if not release.is_file():
        raise CourseError(f"{release}: there is no such file; run clientservice release {assignment}")
    new = install(places.received, places.submitted, assignment, chosen, release.read_bytes())
    return Collected(
        student=student,
        edition=chosen.edition,
        arrived_at=chosen.arrived_at,
        versions=len(known),
        new=new,
        notes=chosen.notes,
        review=chosen.review,
    )


def _refuse(places: Places, assignment: str, report: CollectReport, name: str, reason: str) -> None:
    """Report a refusal, and write it down the first time it is seen."""
    # Whoever chose the name may have put commands for the terminal into it.
    name = "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in name)
    report.refused.append(Refusal(name=name, reason=reason))
    log = places.received / assignment / "refused.jsonl"
    log.parent.mkdir(parents=True, exist_ok=True)
    seen = log.read_text(encoding="utf-8") if log.is_file() else ""
    entry = json.dumps({"name": name, "reason": reason})[1:-1]
    if entry not in seen:
        moment = json.dumps(datetime.now(UTC).isoformat(timespec="seconds"))
        with log.open("a", encoding="utf-8") as stream:
            stream.write(f'{{"at": {moment}, {entry}}}\n')


def _alike(students: list[str]) -> list[str]:
    """Ids that differ only in upper and lower case: most likely one person."""
    groups: dict[str, list[str]] = {}
    for student in students:
        groups.setdefault(student.casefold(), []).append(student)
    return [
        f"{' and '.join(map(repr, group))} differ only in upper and lower case; check whether they are one person"
        for group in groups.values()
        if len(group) > 1
    ]
