"""What Moodle and Canvas do with a file, by the rules of their own importers (named in the modules under test)."""

from __future__ import annotations

import csv
import io
import re


def canvas_reads(raw: str) -> tuple[str, str, dict[str, str]]:
    """Canvas: the assignment's heading, its points possible, and the grade by login."""
    head, *lines = csv.reader(io.StringIO(raw, newline=""), delimiter=_canvas_delimiter(raw))
    assert "Student" in head[0]
    assert "ID" in head[1]
    assert (head[2], head[3], head[4]) == ("SIS User ID", "SIS Login ID", "Section")
    assert len(head) == 6
    possible, grades = "", {}
    for line in lines:
        fields = [_canvas_number(field) for field in line]
        if re.fullmatch(r"[;, ]+", ",".join(line)):
            continue
        if "Points Possible" in fields[0]:
            possible = fields[5]
            continue
        assert fields[1] == fields[2] == ""
        assert fields[3] not in grades
        grades[fields[3]] = fields[5]
    return head[5], possible, grades


def _canvas_delimiter(raw: str) -> str:
    counts = {}
    for separator in ";,":
        try:
            sizes = {len(next(csv.reader([line], delimiter=separator, strict=True))) for line in raw.splitlines()[:3]}
        except csv.Error:
            sizes = set()
        counts[separator] = sizes.pop() if len(sizes) == 1 else 0
    return ";" if counts[";"] > counts[","] else ","


def _canvas_number(field: str) -> str:
    if not re.fullmatch(r"-?[0-9.,]+%?", field):
        return field
    *parts, last = re.split("[,.]", field)
    return f"{''.join(parts)}.{last}" if parts else last


def moodle_finds(path: str) -> tuple[int, str, str] | None:
    """Moodle: participant, plugin and file of a path in a zip of feedback files; None where it is passed over."""
    if path.rpartition("/")[2].startswith((".", "~")):
        return None
    parts = path.split("/")
    while parts:
        info = parts.pop(0).split("_", 4)
        if len(info) < 4 or not re.fullmatch(r"\d+", info[1]):
            continue
        rest = info[4] if len(info) == 5 else ""
        return int(info[1]), f"{info[2]}_{info[3]}", "/".join([rest, *parts])
    return None
