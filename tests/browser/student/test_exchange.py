"""The page of assignments and nbgrader's exchange: fetch, work, submit, be graded, read the feedback."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from course_server import CourseServer
from playwright.sync_api import expect
from small_course import ASSIGNMENT as SMALL
from sorting_page import SortingPage
from test_look import violations

REPO = Path(__file__).parents[3]
ASSIGNMENT = "a4-clients"
PATH = f"{ASSIGNMENT}/{ASSIGNMENT}.ipynb"
BIN = Path(sys.executable).parent
#: The exchange knows people by the owner of what they hand in; a test runs as one user, so the check is off here.
NO_OWNERS = "\nc.ExchangeCollect.check_owner = False\n"

WORDS = {
    "en": {
        "released": "Not fetched yet",
        "fetch": "Fetch",
        "not-fetched": "could not be fetched",
        "fetched": "The assignment is here",
        "here": "Ready to work on",
        "open": "Open",
        "submit": "Submit",
        "handed-in": "Your work was handed in",
        "submitted": "not marked yet",
        "feedback": "feedback is ready",
        "fetch-feedback": "Fetch the feedback",
        "read": "Read the feedback",
        "earlier": "Feedback on earlier work",
        "refused": "The work was not handed in",
        "silent": "can’t be looked up right now",
    },
    "ru": {
        "released": "Ещё не получено",
        "fetch": "Получить",
        "not-fetched": "Получить задание не удалось",
        "fetched": "Задание получено",
        "here": "Можно выполнять",
        "open": "Открыть",
        "submit": "Сдать",
        "handed-in": "Работа сдана",
        "submitted": "ещё не проверено",
        "feedback": "разбор готов",
        "fetch-feedback": "Получить разбор",
        "read": "Читать разбор",
        "earlier": "Разбор прежней работы",
        "refused": "Сдать работу не удалось",
        "silent": "Сейчас нельзя узнать",
    },
}


def teacher(root, *command):
    env = os.environ | {"PYTHONWARNINGS": "ignore"}
    done = subprocess.run(
        [BIN / "clientservice", *command], cwd=root, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]


@pytest.fixture
def clone(tmp_path):
    """A teacher's clone of the real course, with the assignment released to the exchange."""
    root = tmp_path / "clone"
    for name in ("course", "solutions"):
        shutil.copytree(REPO / name, root / name)
    config = (REPO / "nbgrader_config.py").read_text(encoding="utf-8")
    (root / "nbgrader_config.py").write_text(config + NO_OWNERS, encoding="utf-8")
    teacher(root, "release", ASSIGNMENT)
    return root


@pytest.fixture
def student(clone, tmp_path, request):
    """A student's course on the same computer: no assignment lies in it, but the exchange is there."""
    root = tmp_path / "student"
    shutil.copytree(clone / "course", root / "course")
    (root / "grading").mkdir()
    (root / "grading/exchange").symlink_to(clone / "grading/exchange")
    server = CourseServer(root, tmp_path / "home" / "work", request.getfixturevalue("lang"))
    yield server
    server.close()


def row(page, state):
    return page.locator(f'[data-task="{ASSIGNMENT}"][data-state="{state}"]')


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["en", "ru"])
def test_from_fetch_to_feedback(clone, student, page, lang):
    """Nothing mocked: nbgrader, its exchange, the judge; and what is said when the exchange refuses or goes away."""
    words, exchange = WORDS[lang], clone / "grading/exchange" / f"service-{lang}"
    student.open(page, f"{lang}/00-start.ipynb")
    fetch(page, words, exchange)
    page.reload()  # it is still known after a reload, without starting the course again
    student.wait(page)
    open_task(student, page, words, "here")
    sorting = SortingPage(page, "clients-sort")
    sorting.places.first.focus()
    page.keyboard.press("1")
    sorting.saved()
    submit(page, words)
    back(page)
    expect(row(page, "submitted")).to_contain_text(words["submitted"], timeout=60_000)

    for command in (["collect"], ["grade"], ["feedback", "--no-reveal"]):
        teacher(clone, *command, ASSIGNMENT)
    page.reload()
    read_feedback(page, words, lang)

    open_task(student, page, words, "feedback")
    submit(page, words)
    (exchange / "inbound").rename(exchange / "away")
    submit(page, words, "trouble", "refused")
    assert page.locator("text=Traceback").locator("visible=true").count() == 0
    back(page)
    expect(row(page, "submitted")).to_contain_text(words["earlier"], timeout=60_000)
    exchange.parent.rename(clone / "grading/away")
    page.reload()
    expect(page.locator('.cs-tasks-said[data-kind="trouble"]')).to_contain_text(words["silent"], timeout=60_000)


def fetch(page, words, exchange):
    """Refused at first: the teacher withdrew it this very moment."""
    expect(row(page, "released")).to_contain_text(words["released"])
    button = page.get_by_role("button", name=f"{words['fetch']}: ")
    (exchange / "outbound").rename(exchange / "away")
    button.click()
    expect(page.locator('.cs-tasks-said[data-kind="trouble"]')).to_contain_text(words["not-fetched"])
    (exchange / "away").rename(exchange / "outbound")
    page.reload()
    button.click()
    expect(row(page, "here")).to_contain_text(words["here"])
    expect(page.locator('.cs-tasks-said[data-kind="note"]')).to_contain_text(words["fetched"])


def open_task(student, page, words, state):
    row(page, state).get_by_role("link", name=words["open"]).click()
    page.wait_for_url(f"**/{PATH}")
    student.wait(page)


def submit(page, words, kind="note", said="handed-in"):
    page.locator(".cs-bar-tools").get_by_role("button", name=words["submit"]).click()
    expect(page.locator(f'.cs-strip[data-kind="{kind}"]')).to_contain_text(words[said], timeout=60_000)


def back(page):
    page.locator(".cs-bar a").first.click()


def read_feedback(page, words, lang):
    expect(row(page, "feedback")).to_contain_text(words["feedback"], timeout=60_000)
    row(page, "feedback").get_by_role("button", name=words["fetch-feedback"]).click()
    with page.expect_popup() as opened:
        row(page, "feedback").get_by_role("link", name=words["read"]).click()
    expect(opened.value.locator("html")).to_have_attribute("lang", lang)
    expect(opened.value.locator(".cs-total")).to_contain_text("20")
    opened.value.close()


def listed(assignment, lang="ru", **more):
    """One entry as nbgrader's server extension gives it."""
    return {"course_id": f"service-{lang}", "assignment_id": assignment, "status": "released", "notebooks": [], **more}


def handed_in(assignment, *, hour, here=False, there=False, updated=False):
    timestamp = f"2026-04-28 {hour}:04:00.000000 UTC"
    return {
        "course_id": "service-ru",
        "assignment_id": assignment,
        "timestamp": timestamp,
        "notebooks": [{"notebook_id": assignment}],
        "has_local_feedback": here,
        "has_exchange_feedback": there,
        "feedback_updated": updated,
        "local_feedback_path": f"{assignment}/feedback/{timestamp}" if here else None,
    }


#: assignment → what the exchange says about it, the state it is in, the buttons of its row
STATES = {
    SMALL: ([], "here", ["Открыть"]),
    "a2-offered": ([listed("a2-offered")], "released", ["Получить"]),
    "a3-other-edition": ([listed("a3-other-edition", "en")], "released", ["Получить"]),
    "a4-fetched": ([listed("a4-fetched", status="fetched")], "here", ["Открыть"]),
    "a5-submitted": ([handed_in("a5-submitted", hour=10)], "submitted", ["Открыть"]),
    "a6-marked": ([handed_in("a6-marked", hour=10, there=True)], "feedback", ["Получить разбор", "Открыть"]),
    "a7-read": ([handed_in("a7-read", hour=10, here=True, there=True)], "feedback", ["Читать разбор", "Открыть"]),
    "a8-again": (
        [handed_in("a8-again", hour=11), handed_in("a8-again", hour=10, here=True)],
        "submitted",
        ["Открыть", "Разбор прежней работы"],
    ),
    "a9-marked-anew": (
        [handed_in("a9-marked-anew", hour=10, here=True, there=True, updated=True)],
        "feedback",
        ["Получить разбор", "Открыть"],
    ),
    "a10-unknown": ([], None, []),
}


@pytest.fixture
def all_states(fresh, page):
    """A course with an assignment in every state, and an exchange that says so."""
    data = json.loads((fresh.work / ".jupyter/labextensions/clientservice-course/course.json").read_text("utf-8"))
    known = data["manifest"]["assignments"]
    data["manifest"]["assignments"] = dict.fromkeys(STATES, known[SMALL])
    data["exchange"] = {"courses": {"en": "service-en", "ru": "service-ru"}}
    entries = [entry for found, _, _ in STATES.values() for entry in found]
    entries = [
        one if "status" in one else listed(one["assignment_id"], status="", submissions=[one]) for one in entries
    ]
    page.route("**/course.json", lambda route: route.fulfill(json=data))

    def answer(route):
        value = [one for one in entries if one["course_id"] in route.request.url]
        route.fulfill(json={"success": True, "value": value})

    page.route("**/assignments?course_id=*", answer)
    return fresh


def test_the_page_of_assignments_in_every_state(all_states, page, axe_script):
    all_states.open(page, "ru/00-start.ipynb")
    page.locator('[data-task="a2-offered"]').wait_for()
    for name, (_, state, buttons) in STATES.items():
        task = page.locator(f'[data-task="{name}"]')
        assert task.count() == (state is not None), name
        if state:
            assert (name, task.get_attribute("data-state")) == (name, state)
            assert task.locator(".cs-btn").all_inner_texts() == buttons, name
    assert violations(page, axe_script) == []
    times = page.evaluate("new Date(Date.UTC(2026, 3, 28, 10, 4)).toTimeString().slice(0, 5)")
    assert f"28 апреля в {times}" in page.locator('[data-task="a5-submitted"]').inner_text()
    address = page.locator('[data-task="a7-read"] a').first.get_attribute("href")
    assert address.endswith("/files/a7-read/feedback/2026-04-28%2010%3A04%3A00.000000%20UTC/a7-read.html")
