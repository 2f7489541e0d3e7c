"""The course as a whole: ``course.yml``, and where it is found."""

from __future__ import annotations

from pathlib import Path

import msgspec

from clientservice.errors import CourseError
from clientservice.text import LocalizedText, load_yaml

from ._problems import convert

FILE = "course.yml"


class Course(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the course consists of, in order.

    ``lessons`` and ``assignments`` are ids; ``time_zone`` is an IANA name, for deadlines and for times on pages.
    """

    title: LocalizedText
    tagline: LocalizedText
    lessons: list[str]
    assignments: list[str]
    time_zone: str


def load_course(folder: Path) -> Course:
    """Read ``course.yml`` in ``folder``; raises BankError."""
    return convert(load_yaml(folder / FILE), Course)


def find_course(start: Path) -> Path:
    """The course folder (the one with ``course.yml``) that a notebook in ``start`` belongs to.

    Looks upwards for the folder itself (a clone's ``course/…``), a ``course/`` beside (a clone, the bundle) or a
    hidden ``.course/`` (a student's ``work/``).

    Raises:
        CourseError: there is none.
    """
    start = start.absolute()
    for folder in (start, *start.parents):
        for candidate in (folder, folder / ".course", folder / "course"):
            if (candidate / FILE).is_file():
                return candidate
    raise CourseError(
        f"{start}: no course here or above; open a folder made by `clientservice start`, or a clone of the course"
    )
