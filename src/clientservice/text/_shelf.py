"""The course's own words in code: ``strings.yml`` and ``strings/*.yml`` of a course folder, and the reader's language.

A notebook's `begin` opens the shelf once; from then on `t` needs no more than an id. Nothing here knows of notebooks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

from clientservice.errors import BankError, CourseError

from ._interface import language_names
from ._numbers import fill
from ._plural import plural
from ._yaml import load_yaml

#: language → text, or language → plural category → text
Entry: TypeAlias = Mapping[str, str | Mapping[str, str]]
FILE = "strings.yml"
FOLDER = "strings"
#: What of the course folder a lesson needs besides its exercises; it travels to a student's copy and into the bundle.
TRAVELS = (FILE, FOLDER, "data", "pictures")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PLURALS: Mapping[str, set[str]] = {"en": {"one", "other"}, "ru": {"one", "few", "many", "other"}}


class _Open:
    """What the last `open_shelf` said."""

    folder: Path | None = None
    lang: str = ""


def open_shelf(folder: Path | None, lang: str) -> None:
    """From now on `t` speaks ``lang`` and reads the strings of the course in ``folder`` (None: there is no course)."""
    _Open.folder, _Open.lang = folder, lang


def shelf_language() -> str:
    """The language that `t` speaks."""
    return _Open.lang or next(iter(language_names()))


def course_folder() -> Path | None:
    """The course that the open notebook belongs to, for what lies beside its strings (tables)."""
    return _Open.folder


def t(name: str, /, **values: object) -> str:
    """One of the course's strings in the reader's language, with ``{placeholders}`` filled in.

    Numbers among ``values`` are written as the language writes them. Where the string has plural forms, ``n`` chooses.
    Without a course (a notebook opened outside of it; `begin` has said so) the id itself comes back, in ⟨⟩.

    Raises:
        CourseError: the course has no such string, or a placeholder got no value. The build of a lesson meets this
            first, so that no student does.
    """
    if _Open.folder is None:
        return f"⟨{name}⟩"
    return in_language(name, course_string(name), shelf_language(), values)


def course_string(name: str) -> Entry:
    """One string in every language, for what can be switched while it is shown. Raises like `t`."""
    if _Open.folder is None:
        return dict.fromkeys(language_names(), f"⟨{name}⟩")
    found, faults = read_strings(_Open.folder)
    entry = found.get(name)
    if entry is None:
        told = next((fault for fault in faults if f'"{name}"' in fault), None)
        raise CourseError(told or f'{_Open.folder / FILE}: there is no string "{name}"; add it in every language')
    return entry


def in_language(name: str, entry: Entry, lang: str, values: Mapping[str, object]) -> str:
    """One entry in one language."""
    text = entry[lang]
    if not isinstance(text, str):
        count = values.get("n")
        if not isinstance(count, int | float):
            raise CourseError(f't("{name}"): the string has plural forms, so it needs n=…')
        text = text[plural(count, lang)]
    try:
        return fill(text, values, lang)
    except (KeyError, IndexError, ValueError) as error:
        raise CourseError(f't("{name}"): "{text}" could not be filled in ({error}); give every placeholder') from error


def load_strings(folder: Path) -> Mapping[str, Entry]:
    """All strings of a course, id → language → text.

    Raises:
        BankError: a file can't be read, an id is no slug or stands twice, or a language is missing.
    """
    found, faults = read_strings(folder)
    if faults:
        raise BankError("\n".join(faults))
    return found


def read_strings(folder: Path) -> tuple[Mapping[str, Entry], list[str]]:
    """The strings that are right, and a sentence for each mistake: one lesson's slip must not silence the others."""
    paths = [path for path in (folder / FILE, *sorted((folder / FOLDER).glob("*.yml"))) if path.is_file()]
    return _read(tuple((path, path.stat().st_mtime_ns) for path in paths))


@lru_cache(maxsize=4)
def _read(files: tuple[tuple[Path, int], ...]) -> tuple[Mapping[str, Entry], list[str]]:
    found: dict[str, Entry] = {}
    faults: list[str] = []
    for path, _changed in files:
        try:
            document = load_yaml(path)
        except BankError as error:
            faults.append(str(error))
            continue
        for name, entry in (document.data or {}).items():
            what = _fault(name, entry) or ("the id stands twice" if name in found else "")
            if what:
                faults.append(f'{path}:{document.line([name])}: "{name}": {what}; mend it and run clientservice check')
            else:
                found[name] = entry
    return found, faults


def _fault(name: object, entry: object) -> str:
    if not isinstance(name, str) or not _ID.fullmatch(name):
        return "an id is lower-case letters, digits and hyphens"
    if not isinstance(entry, dict) or set(entry) != set(language_names()):
        return f"needs a text for each of {', '.join(language_names())}, and no other field"
    for lang, text in entry.items():
        if isinstance(text, dict):
            if set(text) != _PLURALS.get(lang, {"one", "other"}) or not all(isinstance(v, str) for v in text.values()):
                return f'"{lang}" needs the plural forms {", ".join(sorted(_PLURALS.get(lang, {"one", "other"})))}'
        elif not isinstance(text, str) or not text.strip():
            return f'no "{lang}" text'
    return ""
