"""Essays as the gradebook gives them, made for tests."""

from __future__ import annotations

from datetime import UTC, datetime

from clientservice.exercises import Essay
from clientservice.exercises.essay import Criterion, Level
from clientservice.gradebook import EssayRow, Judged
from clientservice.marking._desk import Desk, make_desk

NOON = datetime(2026, 5, 12, 12, tzinfo=UTC)


def text(words: str) -> dict[str, str]:
    return {"en": words, "ru": words}


def essay(name: str = "letter", words: dict[str, str] | None = None) -> Essay:
    words = words or text("x")
    levels = [Level(points=points, text=words) for points in (1.5, 0.5, 0)]
    return Essay(
        id=name,
        title=words,
        prompt=words,
        points=3,
        words=(2, 5),
        criteria=[Criterion(id=one, label=words, levels=levels) for one in ("first", "second")],
    )


def row(number: int, **fields) -> EssayRow:
    exercise, texts = fields.pop("exercise", "letter"), fields.pop("texts", ["two words"])
    judged = Judged(exercise=exercise, points=0, max_points=3, status="needs_review", texts=texts)
    known = {
        "id": f"{number:032x}",
        "student": f"student-{number}",
        "exercise": exercise,
        "judged": judged,
        "lang": "en",
        "max_points": 3.0,
        "auto": None,
        "manual": None,
        "extra": None,
        "open": True,
        "comment": "",
        "levels": {},
        "marked_at": None,
    }
    return EssayRow(**(known | fields))


def desk(*rows, released=None, names=None, essays=("letter",), words=None) -> Desk:
    return make_desk({name: essay(name, words) for name in essays}, rows, released=released or {}, names=names)
