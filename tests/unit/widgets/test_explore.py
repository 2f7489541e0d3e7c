"""The explorer: what Python does with what a browser asks."""

import pytest

from clientservice.errors import CourseError
from clientservice.text import open_shelf, t
from clientservice.widgets import ExploreWidget, Slider, _session

STRINGS = """\
title: {en: Try, ru: Пробуйте}
staff: {en: Staff, ru: Сотрудники}
people:
  en: {one: "{n} person", other: "{n} people"}
  ru: {one: "{n} человек", few: "{n} человека", many: "{n} человек", other: "{n} человека"}
"""


@pytest.fixture(autouse=True)
def shelf(tmp_path):
    (tmp_path / "strings.yml").write_text(STRINGS, encoding="utf-8")
    open_shelf(tmp_path, "en")
    yield
    open_shelf(None, "")


class Picture:
    def __init__(self, words):
        self.words = words

    def _repr_mimebundle_(self, **_):
        return {"text/html": f"<figure>{self.words}</figure>", "text/plain": self.words}


def explorer(function=lambda staff: f"<{staff}>", **slider):
    sliders = {"staff": Slider(**{"label": "staff", "low": 1, "high": 6, "value": 3, "unit": "people"} | slider)}
    return ExploreWidget(function, sliders, title="title", name="try", lang="en")


def ask(widget, values, seq=1):
    widget.set_state({"asked": {"seq": seq, "values": values}})
    return widget.shown


def test_the_first_picture_is_there_before_anybody_asks():
    assert explorer().shown == {"seq": 0, "html": "<p>&lt;3&gt;</p>", "say": "<3>"}


def test_a_move_is_answered_with_its_number():
    assert ask(explorer(), {"staff": 5}, seq=7) == {"seq": 7, "html": "<p>&lt;5&gt;</p>", "say": "<5>"}


@pytest.mark.parametrize(
    ("asked", "got"),
    [(99, 6), (-1, 1), (2.4, 2), ("4", 3), (None, 3), (True, 3), (float("nan"), 3), (float("inf"), 6), ([1], 3)],
)
def test_whatever_a_browser_asks_the_function_gets_a_value_of_the_slider(asked, got):
    assert Slider(label="staff", low=1, high=6, value=3).clean(asked) == got


def test_a_step_below_one_keeps_its_decimals():
    assert Slider(label="staff", low=0, high=1, value=0.5, step=0.1).clean(0.31) == 0.3


@pytest.mark.parametrize("values", [None, 3, {"other": 1}, {}])
def test_a_strange_request_changes_nothing(values):
    assert ask(explorer(), values)["html"] == "<p>&lt;3&gt;</p>"


def test_a_failing_function_becomes_a_calm_panel():
    def fail(staff):
        raise ZeroDivisionError(staff)

    shown = explorer(fail).shown
    assert "cs-panel" in shown["html"]
    assert "Traceback" not in shown["html"]


def test_several_results_stand_one_below_the_other():
    shown = explorer(lambda staff: (Picture("a picture"), None, [f"{staff} & more"])).shown
    assert shown["html"] == "<figure>a picture</figure>\n<p>3 &amp; more</p>"
    assert shown["say"] == "a picture 3 & more"


@pytest.mark.parametrize("wrong", [{"low": 6}, {"step": 0}, {"value": 9}, {"label": "nothing"}, {"unit": "nothing"}])
def test_a_wrong_slider_is_told_to_the_author(wrong):
    with pytest.raises(CourseError):
        explorer(**wrong)


def test_no_sliders_is_told_to_the_author():
    with pytest.raises(CourseError, match="at least one slider"):
        ExploreWidget(lambda: "x", {}, title="title", name="try", lang="en")


def test_without_a_kernel_the_values_and_the_picture_can_be_read():
    bundle = explorer(lambda **_: Picture("a picture")).bundle()
    assert "Staff: <strong>3 people</strong>" in bundle["text/html"]
    assert "<figure>a picture</figure>" in bundle["text/html"]
    assert bundle["text/plain"] == "Try"
    assert repr(explorer()) == "ExploreWidget('try')"


def test_another_language_reaches_the_picture(lesson_folder, shown, monkeypatch):
    (lesson_folder.parent / ".course/course.yml").write_text("title: {}\n")
    (lesson_folder.parent / ".course/strings.yml").write_text(STRINGS, encoding="utf-8")
    monkeypatch.chdir(lesson_folder)
    monkeypatch.delenv("CLIENTSERVICE_RESPONSES", raising=False)
    made = []
    monkeypatch.setattr(_session, "widget_bundle", lambda _id, bundle: bundle)
    original = _session.ExploreWidget
    monkeypatch.setattr(_session, "ExploreWidget", lambda *a, **k: made.append(original(*a, **k)) or made[-1])
    _session.begin("sorting", "en")
    slider = {"staff": Slider(label="staff", low=1, high=6, value=3)}
    _session.call(
        lambda session: session.explore(lambda staff: t("people", n=staff), slider, title="title", name="try")
    )
    assert made, shown
    assert made[0].shown["say"] == "3 people"
    made[0].set_state({"lang": "ru"})
    assert made[0].shown["say"] == "3 человека"
    assert t("title") == "Пробуйте"
