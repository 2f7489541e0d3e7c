"""Grade on a disk that is nearly full, with more and more room left; then with enough. Prints what was said, as JSON.

Run by test_keeping.py within its own mounts: ``full_disk.py COURSE SMALL_DISK COPY_OF_THE_GRADEBOOK``.
"""

import json
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from clientservice.errors import CourseError
from clientservice.gradebook import verify
from clientservice.judge import grade

NAME = "a4-clients"


def half(root: Path) -> list[str]:
    """Whatever is not whole: a grade without its cells or its entry."""
    with closing(sqlite3.connect(root / "grading/gradebook.db")) as connection:
        sound = connection.execute("pragma integrity_check").fetchall() == [("ok",)]
        tables = ("clientservice_graded", "clientservice_audit", "submitted_assignment", "grade")
        counts = [connection.execute(f"select count(*) from {name}").fetchone()[0] for name in tables]  # noqa: S608
    whole = sound and counts[0] == counts[1] == counts[2] == counts[3] / 2
    return [] if whole else [f"{sound} {counts}"]


def main(course: Path, small: Path, out: Path) -> None:
    root = small / "course"
    shutil.copytree(course, root)
    filler = small / "filler"
    said, halves = [], []
    for room in [*range(0, 120, 8), 200]:
        fill(filler, small, room << 10)
        try:
            grade(root, NAME)
        except CourseError as error:
            said.append(str(error))
        filler.unlink()
        halves += half(root)
    report = grade(root, NAME)
    halves += [failure.reason for failure in report.failed]
    halves += verify(root).problems
    shutil.copy(root / "grading/gradebook.db", out)
    print(json.dumps({"said": said, "halves": halves}))  # noqa: T201


def fill(filler: Path, disk: Path, room: int) -> None:
    free = shutil.disk_usage(disk).free
    with filler.open("wb") as stream:
        stream.write(b"x" * max(0, free - room))


main(*map(Path, sys.argv[1:]))
