"""A small course in a temporary folder, of the same shape as the real one, and people who hand things in."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec

from clientservice.banks import GradedBank, load_source, to_items_json
from clientservice.judge import release
from clientservice.responses import Receipt, Response, encode, make_archive, make_receipt

REPOSITORY = Path(__file__).resolve().parents[2]
ASSIGNMENT = "a4-clients"

COURSE = """\
title: {en: Service for the client, ru: Обслуживание клиента}
tagline: {en: A test, ru: Проверка}
lessons: [01-start]
assignments: [a4-clients]
time_zone: Europe/Moscow
"""

BANK = """\
bank: a4-clients
title: {en: "Assignment 4: Clients", ru: "Задание 4: Клиенты"}
exercises:
  - type: categorize
    id: clients-sort
    title: {en: Inside or outside?, ru: Внутренний или внешний?}
    prompt: {en: Sort the receivers., ru: Рассортируйте получателей.}
    points: 4
    outcome: {en: Who is the client?, ru: Кто клиент?}
    categories:
      - {id: inside, label: {en: Internal client, ru: Внутренний клиент}}
      - {id: outside, label: {en: External client, ru: Внешний клиент}}
    items:
      - {id: cook, text: {en: A cook who gets food from the store, ru: Повар}}
      - {id: guest, text: {en: A guest in the dining room, ru: Гость}}
      - {id: director, text: {en: A director, ru: Директор}}
      - {id: insurer, text: {en: An insurer, ru: Страховая}}
  - type: categorize
    id: clients-needs
    title: {en: Needs, ru: Потребности}
    prompt: {en: Sort the needs., ru: Рассортируйте потребности.}
    points: 3
    categories:
      - {id: speed, label: {en: Speed, ru: Скорость}}
      - {id: care, label: {en: Care, ru: Забота}}
      - {id: price, label: {en: Price, ru: Цена}}
    items:
      - {id: queue, text: {en: A queue, ru: Очередь}}
      - {id: smile, text: {en: A smile, ru: Улыбка}}
      - {id: bill, text: {en: A bill, ru: Счёт}}
"""

KEYS = """\
bank: a4-clients
keys:
  clients-sort:
    items:
      cook: {key: inside, why: {en: WHY-COOK same house, ru: ПОЧЕМУ-ПОВАР один дом}}
      guest: {key: outside, why: {en: WHY-GUEST pays, ru: ПОЧЕМУ-ГОСТЬ платит}}
      director: {key: inside, why: {en: WHY-DIRECTOR, ru: ПОЧЕМУ-ДИРЕКТОР}}
      insurer: {key: outside, why: {en: WHY-INSURER, ru: ПОЧЕМУ-СТРАХОВАЯ}}
  clients-needs:
    items:
      queue: {key: speed, why: {en: WHY-QUEUE, ru: ПОЧЕМУ-ОЧЕРЕДЬ}}
      smile: {key: [care, price], why: {en: WHY-SMILE, ru: ПОЧЕМУ-УЛЫБКА}}
      bill: {key: price, why: {en: WHY-BILL, ru: ПОЧЕМУ-СЧЁТ}}
"""

RIGHT = {
    "clients-sort": {"cook": "inside", "guest": "outside", "director": "inside", "insurer": "outside"},
    "clients-needs": {"queue": "speed", "smile": "care", "bill": "price"},
}
HALF = {
    "clients-sort": {"cook": "inside", "guest": "outside", "director": "outside", "insurer": "inside"},
    "clients-needs": {"queue": "care", "smile": "price", "bill": "price"},
}
PROSE = {"en": "Sort the cards, then hand in.", "ru": "Разложите карточки и сдайте работу."}


def make_course(root: Path) -> Path:
    """Write the course into ``root`` as ``clientservice build`` would."""
    for name, text in {
        "course/course.yml": COURSE,
        f"solutions/exercises/{ASSIGNMENT}.yml": BANK,
        f"solutions/keys/{ASSIGNMENT}.yml": KEYS,
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    bank = load_source(root / f"solutions/exercises/{ASSIGNMENT}.yml")
    for lang in ("en", "ru"):
        folder = root / "solutions" / lang / ASSIGNMENT
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{ASSIGNMENT}.ipynb").write_bytes(msgspec.json.format(msgspec.json.encode(notebook(bank, lang))))
        (folder / "items.json").write_bytes(to_items_json(bank))
    shutil.copy(REPOSITORY / "nbgrader_config.py", root)
    return root


def notebook(bank: GradedBank, lang: str) -> dict:
    """The source version of one edition."""
    cells = [
        code("begin", f'import clientservice as cs\ncs.begin("{bank.id}", lang="{lang}")'),
        {"cell_type": "markdown", "id": "intro", "metadata": {}, "source": PROSE[lang]},
    ]
    for exercise in bank.exercises.values():
        cell = code(exercise.id, f'cs.item("{exercise.id}")')
        cell["metadata"]["nbgrader"] = {
            "cell_type": "code",
            "grade": True,
            "grade_id": exercise.id,
            "locked": True,
            "points": exercise.points,
            "schema_version": 3,
            "solution": False,
            "task": False,
        }
        cells.append(cell)
    cells.append(code("receipt", "cs.receipt()"))
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    metadata = {
        "kernelspec": kernel,
        "language_info": {"name": "python"},
        "clientservice": {"id": bank.id, "lang": lang},
    }
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def code(name: str, source: str) -> dict:
    return {
        "cell_type": "code",
        "id": name,
        "metadata": {"deletable": False},
        "source": source,
        "outputs": [],
        "execution_count": None,
    }


def response(exercise: str, placements: object, revision: int = 3) -> Response:
    return Response(
        exercise=exercise,
        revision=revision,
        writer="test",
        seed=7,
        saved_at="2026-05-12T14:32:00+03:00",
        value={"placements": placements},
    )


def answer(folder: Path, answers: dict[str, dict[str, str]], revision: int = 3) -> None:
    """Write response files as the widgets do."""
    (folder / "responses").mkdir(parents=True, exist_ok=True)
    for exercise, placements in answers.items():
        (folder / "responses" / f"{exercise}.json").write_bytes(encode(response(exercise, placements, revision)))


def release_notebook(root: Path, lang: str = "en") -> dict:
    return msgspec.json.decode((root / "assignments" / lang / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_bytes())


def hand_in(root: Path, student: str, answers: dict[str, dict[str, str]] | None, lang: str = "en") -> Path:
    """Put a submission straight into ``submitted/``, as a teacher could by hand; answers None: no response files."""
    folder = root / "grading" / "submitted" / student / ASSIGNMENT
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(root / "assignments" / lang / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", folder)
    (folder / "timestamp.txt").write_text("2026-05-12 11:40:00.000000 UTC")
    if answers is not None:
        answer(folder, answers)
    return folder


def archive(root: Path, path: Path, answers: dict[str, dict[str, str]], student: str = "", lang: str = "en") -> Path:
    """What "Download my answers" gives, at ``path``."""
    work = path.parent / f"work-{path.stem}"
    answer(work, answers)
    bank = load_source(root / f"solutions/exercises/{ASSIGNMENT}.yml")

    receipt: Receipt = make_receipt(ASSIGNMENT, bank.exercises, work / "responses", student)
    source = root / "assignments" / lang / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    path.write_bytes(make_archive(receipt, source, work / "responses"))
    return path


def copy_in_output(notebook: dict, exercise: str, placements: dict[str, str], revision: int = 3) -> None:
    """Add the readable copy that a widget leaves in its cell's output."""
    cell = next(cell for cell in notebook["cells"] if cell["id"] == exercise)
    data = {
        "application/vnd.clientservice.response+json": msgspec.to_builtins(response(exercise, placements, revision)),
        "text/html": "<p>copy</p>",
    }
    cell["outputs"] = [{"output_type": "display_data", "data": data, "metadata": {}}]


_released: list[Path] = []


def released_course(make_folder: Callable[[str], Path]) -> Path:
    """A course after ``clientservice release``, made once for all tests of a session; don't change it."""
    if not _released:
        root = make_course(make_folder("released"))
        release(root, ASSIGNMENT)
        _released.append(root)
    return _released[0]
