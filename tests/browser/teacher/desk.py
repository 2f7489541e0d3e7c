"""The marking page as tests touch it."""

from __future__ import annotations

from essays import ASSIGNMENT, ESSAY
from rows import query

MARKING = "clientservice/marking"
HOSTILE = """<script>window.canary = 1</script>
</textarea><img src=x onerror="canary = 2"> &amp;

\tindented  twice \x1b[31m"""


def enter(server, page, path: str = "", lang: str = "en") -> None:
    """Go to a page of the marker's, signed in."""
    page.goto(f"{server.url}/{MARKING}{path}?token={server.token}&lang={lang}")


def essay_id(root, student: str) -> str:
    """The id in the address of a student's text."""
    sql = """select g.id from grade g join submitted_notebook n on n.id = g.notebook_id
        join submitted_assignment a on a.id = n.assignment_id join base_cell b on b.id = g.cell_id
        where a.student_id = ? and b.name = ?"""
    return query(root, sql, student, ESSAY)[0][0]


def open_text(server, page, root, student: str, lang: str = "en") -> None:
    """Go to one text."""
    enter(server, page, f"/{ASSIGNMENT}/{essay_id(root, student)}", lang)
    page.locator("#marks").wait_for()


def level(page, criterion: str, index: int):
    """One level of the rubric, as a mouse finds it."""
    return page.locator(f'[data-criterion="{criterion}"] .cs-option').nth(index)


def saved(page) -> None:
    page.locator('[role=status][data-save="saved"]').wait_for()


def standing(root, student: str) -> tuple:
    """(mark, waits, comment) of a student's text in the gradebook."""
    sql = """select g.manual_score, g.needs_manual_grade, c.manual_comment from grade g
        join submitted_notebook n on n.id = g.notebook_id join submitted_assignment a on a.id = n.assignment_id
        join base_cell b on b.id = g.cell_id join base_cell w on w.name = b.name
        join comment c on c.cell_id = w.id and c.notebook_id = n.id where a.student_id = ? and b.name = ?"""
    return query(root, sql, student, ESSAY)[0]
