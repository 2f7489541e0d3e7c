"""The overview of lessons: what is next, what is done, and how everything begins anew."""

import json

import pytest

from clientservice.responses import Store
from clientservice.widgets._overview import OverviewWidget

LESSONS = {"01-one": ["first", "second"], "02-two": ["third"], "03-three": ["fourth"]}


@pytest.fixture
def course(tmp_path):
    """A built course of a start page and four lessons, one of them not built yet."""
    folder = tmp_path / "course"
    folder.mkdir()
    names = ["00-start", *LESSONS, "04-unbuilt"]
    both = '{en: "A course", ru: "Курс"}'
    (folder / "course.yml").write_text(
        f"title: {both}\ntagline: {both}\nlessons: [{', '.join(names)}]\nassignments: []\ntime_zone: UTC\n",
        encoding="utf-8",
    )
    entries = {
        name: {
            "order": n,
            "title": {"en": f"Lesson {name}", "ru": f"Урок {name}"},
            "exercises": exercises,
            "minutes": 20,
        }
        for n, (name, exercises) in enumerate({"00-start": ["try-it"], **LESSONS}.items())
    }
    entries["01-one"]["subtitle"] = {"en": "About one", "ru": "Об одном"}
    (folder / "manifest.json").write_text(json.dumps({"format": 1, "lessons": entries}), encoding="utf-8")
    return tmp_path


@pytest.fixture
def progress(tmp_path):
    return tmp_path / "work" / ".progress"


@pytest.fixture
def overview(course, progress):
    return lambda: OverviewWidget("00-start", course / "course" / "en", progress, lang="en")


def answer(progress, name, *, done=False):
    Store(progress, name).save({"chosen": []})
    if done:
        Store(progress, f"{name}.checked").save({"done": True})


def ask(widget, do, seq=1):
    widget.set_state({"asked": {"seq": seq, "do": do}})
    return widget.state


def test_it_lists_every_built_lesson_but_its_own(overview):
    widget = overview()
    assert [lesson["id"] for lesson in widget.payload["lessons"]] == list(LESSONS)
    assert widget.payload["lessons"][0]["subtitle"]["ru"] == "Об одном"
    assert widget.payload["lessons"][1]["subtitle"] == {"en": "", "ru": ""}
    assert "exercises" not in widget.payload["lessons"][0]


def test_nothing_done_leads_to_the_first_lesson(overview):
    state = overview().state
    assert state["next"] == "01-one"
    assert state["lessons"]["01-one"] == {"done": 0, "begun": 0, "total": 2}


def test_what_was_begun_comes_before_what_is_open(overview, progress):
    answer(progress, "third")
    state = overview().state
    assert state["lessons"]["02-two"] == {"done": 0, "begun": 1, "total": 1}
    assert state["next"] == "02-two"


def test_a_look_sees_what_another_page_saved(overview, progress):
    widget = overview()
    for name in ("first", "second", "third"):
        answer(progress, name, done=True)
    state = ask(widget, "look", 7)
    assert state["seq"] == 7
    assert state["next"] == "03-three"
    assert state["lessons"]["01-one"] == {"done": 2, "begun": 2, "total": 2}
    answer(progress, "fourth", done=True)
    assert ask(widget, "look", 8)["next"] == ""


def test_begin_anew_keeps_a_copy_and_touches_nothing_else(overview, progress):
    for name in ("first", "try-it", "somebody-elses"):
        answer(progress, name, done=True)
    state = ask(overview(), "reset")
    assert (state["next"], state["failed"], state["lessons"]["01-one"]["done"]) == ("01-one", "", 0)
    assert sorted(path.name for path in progress.glob("before-*/*")) == ["first.checked.json", "first.json"]
    assert (progress / "somebody-elses.json").is_file()


def test_where_the_answers_cannot_be_moved_it_says_so(overview, progress, monkeypatch):
    answer(progress, "first", done=True)

    def refuse(*_):
        raise PermissionError(13, "not allowed")

    monkeypatch.setattr("clientservice.widgets._overview.set_progress_aside", refuse)
    state = ask(overview(), "reset")
    assert "not allowed" in state["failed"]
    assert state["lessons"]["01-one"]["done"] == 1


@pytest.mark.parametrize("asked", [{}, {"seq": 1}, {"seq": "x", "do": "delete"}])
def test_a_question_that_nobody_asks_is_a_look(overview, progress, asked):
    answer(progress, "first", done=True)
    widget = overview()
    widget.set_state({"asked": asked})
    assert widget.state["lessons"]["01-one"]["done"] == 1


def test_without_a_kernel_it_names_no_lesson(overview):
    assert not [name for name in LESSONS if name in overview().bundle()["text/html"]]
