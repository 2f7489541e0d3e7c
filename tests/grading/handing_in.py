"""People who hand in: through the exchange, or as archives."""

from __future__ import annotations

import json
import os
import pwd
import zipfile

from synthetic import ASSIGNMENT, answer, release_notebook

#: The user who runs the tests owns what they put into the exchange.
ME = pwd.getpwuid(os.getuid()).pw_name


def inbound(course, student, answers, lang="en", when="2026-05-12 11:40:00.000000 UTC", tail="abc"):
    """What ``nbgrader submit`` leaves; its own command is used in test_end_to_end."""
    folder = course / f"grading/exchange/service-{lang}/inbound" / f"{student}+{ASSIGNMENT}+{when}+{tail}"
    folder.mkdir(parents=True)
    (folder / f"{ASSIGNMENT}.ipynb").write_text(json.dumps(release_notebook(course, lang)))
    (folder / "timestamp.txt").write_text(when)
    (folder / "submission_secret.txt").write_text("0123456789abcdef" * 8)
    answer(folder, answers)
    return folder


def submitted(course, student):
    return course / "grading/submitted" / student / ASSIGNMENT


def make_zip(path, files):
    with zipfile.ZipFile(path, "w") as made:
        for name, raw in files.items():
            made.writestr(name, raw)
    return path
