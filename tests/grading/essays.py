"""A course with an essay and one exercise that the program scores, and people who write."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
from nbgrader.api import Gradebook
from rows import query
from synthetic import REPOSITORY

from clientservice.authoring import build
from clientservice.judge import release
from clientservice.responses import Response, encode

ASSIGNMENT = "a9-words"
ESSAY = "why-wait"
CARDS = "who-waits"
#: Each text with the language of the notebook it is handed in with.
TEXTS = {
    "anna": ("en", "Guests wait since nobody says how long it takes. Say it at the door, and measure it for a week."),
    "boris": ("ru", "Гости ждут, потому что никто не говорит сколько. Скажем у входа и неделю будем измерять."),
    "clara": ("en", "Short."),
}
_HEAD = """\
---
clientservice:
  id: a9-words
  minutes: 10
  title: {en: Words, ru: Слова}
  subtitle: {en: One text, ru: Один текст}
kernelspec: {display_name: Python 3 (ipykernel), language: python, name: python3}
---

```{code-cell} ipython3
import clientservice as cs

cs.begin("a9-words")
```

```{code-cell} ipython3
cs.item("who-waits")
```

```{code-cell} ipython3
cs.item("why-wait")
```

```{code-cell} ipython3
cs.receipt()
```
"""
BANK = """\
bank: a9-words
title: {en: Waiting, ru: Ожидание}
exercises:
  - type: categorize
    id: who-waits
    title: {en: Who waits?, ru: Кто ждёт?}
    prompt: {en: Sort them., ru: Рассортируйте.}
    points: 2
    categories:
      - {id: waits, label: {en: Waits, ru: Ждёт}}
      - {id: serves, label: {en: Serves, ru: Обслуживает}}
    items:
      - {id: guest, text: {en: A guest, ru: Гость}}
      - {id: waiter, text: {en: A waiter, ru: Официант}}
  - type: essay
    id: why-wait
    title: {en: Why do guests wait?, ru: Почему гости ждут?}
    prompt: {en: Write why., ru: Напишите почему.}
    points: 3.5
    words: [10, 40]
    criteria:
      - id: reason
        label: {en: A reason, ru: Причина}
        levels:
          - {points: 2, text: {en: names one that can be seen, ru: названа причина и её видно}}
          - {points: 1, text: {en: names one, ru: названа причина}}
          - {points: 0, text: {en: names none, ru: причина не названа}}
      - id: step
        label: {en: A step, ru: Шаг}
        levels:
          - {points: 1.5, text: {en: proposes a step and a measure, ru: предложены шаг и показатель}}
          - {points: 0.5, text: {en: proposes a step, ru: предложен шаг}}
          - {points: 0, text: {en: proposes nothing, ru: не предложено ничего}}
"""
KEYS = """\
bank: a9-words
reveal_after: 2020-01-01T00:00:00+00:00
keys:
  who-waits:
    items:
      guest: {key: waits, why: {en: A guest comes for a meal., ru: Гость пришёл поесть.}}
      waiter: {key: serves, why: {en: A waiter brings it., ru: Официант приносит.}}
  why-wait:
    notes: {en: MARKERS-NOTES any reason will do, ru: ДЛЯ-ПРОВЕРЯЮЩЕГО годится любая причина}
    example: {en: MARKERS-EXAMPLE of a full text, ru: ПРИМЕР-ПРОВЕРЯЮЩЕГО полного текста}
"""
COMMENTS = """\
general:
  - label: {en: Form, ru: Форма}
    comments:
      - {en: "Name a date.", ru: "Назовите срок."}
essays:
  why-wait:
    step:
      - {en: "Your step has a measure.", ru: "У вашего шага есть показатель."}
"""


def make_course(root: Path) -> Path:
    """Build and release it, by the course's own commands."""
    title = {"en": "Service", "ru": "Сервис"}
    course = {
        "title": title,
        "tagline": title,
        "lessons": [],
        "assignments": [ASSIGNMENT],
        "time_zone": "Europe/Moscow",
    }
    for name, text in {
        "course/course.yml": json.dumps(course, ensure_ascii=False),
        f"solutions/exercises/{ASSIGNMENT}.yml": BANK,
        f"solutions/keys/{ASSIGNMENT}.yml": KEYS,
        "solutions/keys/comments.yml": COMMENTS,
        f"solutions/authored/{ASSIGNMENT}.md": _HEAD,
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    for name in ("strings.yml", "references.yml", "glossary.yml"):
        shutil.copy(REPOSITORY / "course" / name, root / "course")
    shutil.copy(REPOSITORY / "nbgrader_config.py", root)
    build(root, only=ASSIGNMENT)
    release(root, ASSIGNMENT)
    return root


_made: list[Path] = []


def course_with_essays(make_folder: Callable[[str], Path]) -> Path:
    """A released course without submissions, made once for all tests of a session; don't change it."""
    if not _made:
        _made.append(make_course(make_folder("essays")))
    return _made[0]


def write(root: Path, student: str, text: str, lang: str = "en", *, revision: int = 1) -> Path:
    """Hand in a text and the right cards, as a teacher could put it there by hand."""
    folder = root / "grading/submitted" / student / ASSIGNMENT
    (folder / "responses").mkdir(parents=True, exist_ok=True)
    shutil.copy(root / "assignments" / lang / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", folder)
    (folder / "timestamp.txt").write_text("2026-05-12 11:40:00.000000 UTC")
    values = {
        ESSAY: {"text": text},
        CARDS: {"placements": {"guest": "waits", "waiter": "serves"}},
    }
    for name, value in values.items():
        response = Response(
            exercise=name, revision=revision, writer="test", seed=7, saved_at="2026-05-12T14:32:00+03:00", value=value
        )
        (folder / "responses" / f"{name}.json").write_bytes(encode(response))
    return folder


def formgrader(root: Path, student: str, points: float | None, comment: str | None = None) -> None:
    """What nbgrader's formgrader does when a teacher types a mark and a comment: the statements of its handlers."""
    with Gradebook(f"sqlite:///{root}/grading/gradebook.db") as book:
        grade = book.find_grade(ESSAY, ASSIGNMENT, ASSIGNMENT, student)
        grade.manual_score = points
        grade.extra_credit = None
        grade.needs_manual_grade = grade.manual_score is None and grade.auto_score is None
        book.db.commit()
        if comment is not None:
            book.find_comment(ESSAY, ASSIGNMENT, ASSIGNMENT, student).manual_comment = comment
            book.db.commit()


def record(root: Path, student: str) -> dict:
    """What the last grading wrote about a student's essay."""
    sql = "select record from clientservice_graded where student = ?"
    return msgspec.json.decode(query(root, sql, student)[0][0])["items"][ESSAY]
