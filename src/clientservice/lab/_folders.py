"""A student's working folder: copies of the lessons, assignments, answers."""

from __future__ import annotations

import hashlib
import json
import shutil
from datetime import datetime
from pathlib import Path

from clientservice.banks import load_course
from clientservice.errors import CourseError
from clientservice.text import TRAVELS, language_names, ui

from ._restore import remember_source

_COURSE = ".course"
_COPIED = "copied.json"
_MANIFEST = "manifest.json"
_EARLIER = ".earlier"


def prepare_work(root: Path, work: Path, lang: str) -> None:
    """Make or refresh ``work``. Answers are never touched, and a notebook that the student changed is never lost.

    A lesson is copied again only when the course's version changed; a copy that the student changed meanwhile moves
    to ``work/.earlier/``. An assignment is copied once and then belongs to the student.

    Raises:
        CourseError: the course is not built, or the folder can't be written; a sentence in the student's language.
    """
    if lang not in language_names():
        first = next(iter(language_names()))
        raise CourseError(ui("start", "unknown-language", first, code=lang, languages=", ".join(language_names())))
    if not (root / "course" / lang).is_dir():
        raise CourseError(ui("start", "no-course", lang, root=root, code=lang))
    try:
        _refresh(root, work, lang)
    except OSError as error:
        raise CourseError(ui("start", "not-writable", lang, work=work, reason=error.strerror or error)) from error


def _refresh(root: Path, work: Path, chosen: str) -> None:
    course = load_course(root / "course")
    home = work / _COURSE
    (home / "exercises").mkdir(parents=True, exist_ok=True)
    shutil.copy2(root / "course/course.yml", home / "course.yml")
    if (root / "course" / _MANIFEST).is_file():
        shutil.copy2(root / "course" / _MANIFEST, home / _MANIFEST)
    else:
        (home / _MANIFEST).unlink(missing_ok=True)
    for path in (root / "course/exercises").glob("*.yml"):
        shutil.copy2(path, home / "exercises" / path.name)
    for name in TRAVELS:
        _mirror(root / "course" / name, home / name)
    remember_source(work, root, chosen)
    _connect_exchange(root / "grading", work)
    record = home / _COPIED
    copied: dict[str, str] = json.loads(record.read_text(encoding="utf-8")) if record.is_file() else {}
    for lang in language_names():
        for path in sorted((root / "course" / lang).glob("*.ipynb")):
            _copy_lesson(path, work / lang / path.name, work / _EARLIER / lang, copied)
    for name in course.assignments:
        release = root / "assignments" / chosen / name
        if release.is_dir() and not (work / name).exists():
            shutil.copytree(release, work / name)
    record.write_text(json.dumps(copied, indent=1, sort_keys=True), encoding="utf-8")


def _mirror(source: Path, target: Path) -> None:
    """Make ``target`` what ``source`` is: a file, a folder or nothing."""
    if source.is_file():
        shutil.copy2(source, target)
        return
    if target.is_dir():
        shutil.rmtree(target)
    target.unlink(missing_ok=True)
    if source.is_dir():
        shutil.copytree(source, target)


def _connect_exchange(grading: Path, work: Path) -> None:
    """In a clone whose teacher uses nbgrader's exchange, a student on the same computer hands in through it."""
    path = work / ".jupyter/config/nbgrader_config.json"
    if not (grading / "exchange").is_dir():
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    exchange = {"root": str(grading / "exchange"), "cache": str(work / ".jupyter/exchange-cache")}
    path.write_text(json.dumps({"Exchange": exchange}, indent=1), encoding="utf-8")


def _copy_lesson(source: Path, target: Path, earlier: Path, copied: dict[str, str]) -> None:
    name = f"{target.parent.name}/{target.name}"
    digest = _digest(source)
    if target.is_file() and copied.get(name) == digest:
        return
    if target.is_file() and _digest(target) not in {copied.get(name), digest}:
        earlier.mkdir(parents=True, exist_ok=True)
        stamp = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
        target.replace(earlier / f"{target.stem}-{stamp}{target.suffix}")
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(source, target)
    copied[name] = digest


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
