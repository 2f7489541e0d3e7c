# ruff: noqa: SLF001 - the browser's side of the widgets is simulated
"""begin, item, practice and receipt: where things lie, what is displayed, and that nothing ever raises."""

import json
import os
import zipfile
from io import BytesIO

import pytest

import clientservice as cs
from clientservice.responses import RESPONSE_MIME, decode
from clientservice.widgets import ExerciseUnavailableError, find_places
from clientservice.widgets._display import WIDGET_MIME
from clientservice.widgets._session import _Kernel


@pytest.fixture(autouse=True)
def fresh_kernel(monkeypatch):
    monkeypatch.setattr(_Kernel, "session", None)
    monkeypatch.setattr(_Kernel, "trouble", None)
    monkeypatch.setattr(_Kernel, "lang", "")
    monkeypatch.delenv("CLIENTSERVICE_RESPONSES", raising=False)


def texts(bundles):
    return [bundle["text/html"] for bundle in bundles]


def test_the_public_names():
    assert cs.__all__ == [
        "Slider",
        "__version__",
        "begin",
        "cases",
        "concept",
        "explore",
        "item",
        "overview",
        "practice",
        "receipt",
        "t",
    ]
    assert cs.__version__


# ── places ──


def test_an_assignment_answers_beside_its_notebook(graded_folder):
    places = find_places("a-cards", graded_folder)
    assert places.responses == graded_folder / "responses"
    assert places.home == graded_folder


def test_both_editions_of_a_lesson_share_their_progress(lesson_folder):
    (lesson_folder.parent / "en").mkdir()
    folders = {find_places("sorting", lesson_folder.parent / lang).responses for lang in ("en", "ru")}
    assert folders == {lesson_folder.parent / ".progress"}


@pytest.fixture
def clone(tmp_path, graded_folder, lesson_folder):
    """A clone of the course, with a student's work folder in it."""
    root = tmp_path / "clone"
    for folder in (
        "course/exercises",
        "course/ru",
        "solutions/exercises",
        "solutions/authored",
        "solutions/en/a-cards",
    ):
        (root / folder).mkdir(parents=True)
    (root / "course/course.yml").write_text("title: {}\n")
    (root / "course/exercises/sorting.yml").write_bytes(
        (lesson_folder.parent / ".course/exercises/sorting.yml").read_bytes()
    )
    items = (graded_folder / "items.json").read_text(encoding="utf-8")
    (root / "solutions/exercises/a-cards.yml").write_text(items, encoding="utf-8")  # JSON is YAML
    (root / "solutions/en/a-cards/items.json").write_text(items, encoding="utf-8")
    return root


@pytest.mark.parametrize(
    ("name", "notebook"),
    [("sorting", "course/ru"), ("a-cards", "solutions/authored"), ("a-cards", "solutions/en/a-cards")],
)
def test_an_author_in_a_clone_never_answers_into_the_course(clone, name, notebook):
    places = find_places(name, clone / notebook)
    assert places.responses == places.home == clone / "work" / ".author" / name


def test_answers_below_the_course_are_refused_even_on_demand(clone, monkeypatch):
    (clone / "link").symlink_to(clone / "solutions")
    for folder in ("course/answers", "solutions/en/a-cards/responses", "assignments/x", "link/x"):
        monkeypatch.setenv("CLIENTSERVICE_RESPONSES", str(clone / folder))
        with pytest.raises(ExerciseUnavailableError, match="never saved below") as caught:
            find_places("sorting", clone / "course/ru")
        assert caught.value.kind == "protected"


def test_the_environment_overrides_the_folder(graded_folder, tmp_path, monkeypatch):
    monkeypatch.setenv("CLIENTSERVICE_RESPONSES", str(tmp_path / "elsewhere"))
    places = find_places("a-cards", graded_folder)
    assert places.responses == places.home == tmp_path / "elsewhere"


# ── displays ──


def run(folder, monkeypatch, name="a-cards", lang="ru"):
    monkeypatch.chdir(folder)
    cs.begin(name, lang=lang)


def test_begin_says_nothing_when_all_is_well(graded_folder, shown, monkeypatch, capsys):
    run(graded_folder, monkeypatch)
    assert shown == []
    assert capsys.readouterr() == ("", "")


def test_outputs_are_the_same_in_every_run(graded_folder, shown, monkeypatch):
    for _ in range(2):
        run(graded_folder, monkeypatch)
        cs.item("clients-sort")
        cs.receipt()
    (item, receipt), again = shown[:2], shown[2:]
    assert [b | {WIDGET_MIME: None} for b in (item, receipt)] == [b | {WIDGET_MIME: None} for b in again]
    assert "<li>Повар, который получает продукты со склада</li>" in item["text/html"]
    assert item["text/html"].index("Повар") < item["text/html"].index("Гости")  # the author's order
    assert item["text/plain"] == "Внутренний или внешний?"


def test_the_working_directory_may_change_later(graded_folder, shown, monkeypatch, tmp_path):
    run(graded_folder, monkeypatch)
    os.chdir(tmp_path)
    cs.item("clients-sort")
    assert WIDGET_MIME in shown[0]
    assert _Kernel.session._store("clients-sort").folder == graded_folder / "responses"


def widget_of(session, exercise):
    return session._twins[exercise][-1]


def send(widget, value, seq=1):
    widget.set_state({"sent": {"seq": seq, "do": "save", "value": value}})
    assert widget.ack["ok"], widget.ack


def test_a_copy_appears_only_with_an_answer_and_under_the_cell(graded_folder, shown, published, monkeypatch):
    run(graded_folder, monkeypatch, lang="en")
    cs.item("clients-sort")
    assert published.messages == []
    published.parent_header = {"msg_id": "a-comm-message"}
    widget = widget_of(_Kernel.session, "clients-sort")
    send(widget, {"placements": {"cook": "inside"}})
    send(widget, {"placements": {"cook": "outside"}}, seq=2)
    assert [message[:3] for message in published.messages] == [
        ("cell-1", "copy-clients-sort", False),
        ("cell-1", "copy-clients-sort", True),
    ]
    assert published.parent_header == {"msg_id": "a-comm-message"}
    data = published.messages[-1][3]
    on_disk = decode((graded_folder / "responses" / "clients-sort.json").read_bytes(), "clients-sort")
    assert decode(json.dumps(data[RESPONSE_MIME]).encode(), "clients-sort") == on_disk
    assert (
        "<li>A cook who receives produce from the storeroom → <strong>External client</strong></li>"
        in data["text/html"]
    )

    cs.item("clients-sort")  # run again: the copy is there at once
    assert published.messages[-1][2] is False
    assert len(shown) == 2


def test_a_lesson_leaves_no_copy(lesson_folder, shown, published, monkeypatch):
    run(lesson_folder, monkeypatch, name="sorting")
    cs.practice("sort-cards")
    send(widget_of(_Kernel.session, "sort-cards"), {"placements": {"cook": "inside"}})
    assert published.messages == []
    assert len(shown) == 1


def test_one_exercise_shown_twice_stays_one(graded_folder, shown, monkeypatch):
    run(graded_folder, monkeypatch)
    cs.item("clients-sort")
    cs.item("clients-sort")
    first, second = _Kernel.session._twins["clients-sort"]
    send(first, {"placements": {"cook": "inside"}})
    assert second.value == first.value
    send(second, {"placements": {}})
    assert first.value == {"placements": {}}
    assert len(shown) == 2


def test_no_address_in_a_repr(graded_folder, shown, monkeypatch):
    run(graded_folder, monkeypatch)
    cs.item("clients-sort")
    cs.receipt()
    session = _Kernel.session
    assert repr(widget_of(session, "clients-sort")) == "CategorizeWidget('clients-sort')"
    assert repr(session.receipts[0]) == "ReceiptWidget('a-cards')"
    assert len(shown) == 2


# ── calm ──


def test_nothing_raises_and_every_panel_says_what_to_do(graded_folder, shown, monkeypatch, tmp_path):
    cs.item("clients-sort")
    assert "cs.begin" in texts(shown)[-1]
    run(tmp_path, monkeypatch, name="nowhere", lang="ru")
    for call in (lambda: cs.item("x"), lambda: cs.practice("x"), cs.receipt):
        call()
    assert len({bundle["text/plain"] for bundle in shown[1:]}) == 1
    assert "Рядом с этим блокнотом не найдены его задания" in shown[1]["text/plain"]
    run(graded_folder, monkeypatch, lang="en")
    cs.item("<b>no</b>")
    assert "not among the exercises" in texts(shown)[-1]
    assert "<b>no" not in texts(shown)[-1]
    cs.practice("clients-sort")
    assert "does not belong" in texts(shown)[-1]
    run(graded_folder, monkeypatch, lang="de")
    assert 'no language "de"' in texts(shown)[-1].replace("&quot;", '"')
    assert all("Traceback" not in text for text in texts(shown))


def test_a_broken_bank_is_told_calmly(graded_folder, shown, monkeypatch):
    (graded_folder / "items.json").write_text("{")
    run(graded_folder, monkeypatch, lang="en")
    cs.item("clients-sort")
    assert len(shown) == 2
    assert "can’t be read" in texts(shown)[0]


# ── receipt ──


def test_the_receipt_follows_every_save_and_makes_the_archive(graded_folder, shown, monkeypatch, read):
    (graded_folder / "renamed.ipynb").write_text("{}")
    run(graded_folder, monkeypatch)
    cs.item("rules-sort")
    cs.receipt()
    receipt = _Kernel.session.receipts[0]
    before = receipt.state["checksum"]
    send(widget_of(_Kernel.session, "rules-sort"), {"placements": {"phone": "never"}})
    assert receipt.state["lines"][1]["answered"] == 1
    assert receipt.state["checksum"] != before

    receipt.set_state({"student": "s-1\n"})
    assert receipt.student == "s-1"
    sent = []
    monkeypatch.setattr(receipt, "send", lambda content, buffers=None: sent.append((content, buffers)))
    receipt._handle_custom_msg({"do": "download", "seq": 3}, [])
    ((content, (archive,)),) = sent
    assert content == {"seq": 3, "ok": True, "file": "a-cards.zip"}
    with zipfile.ZipFile(BytesIO(archive)) as file:
        assert sorted(file.namelist()) == ["a-cards.ipynb", "receipt.json", "responses/rules-sort.json"]
        assert json.loads(file.read("receipt.json"))["student"] == "s-1"

    cs.receipt()  # the student id is remembered
    assert _Kernel.session.receipts[1].student == "s-1"
    assert read(graded_folder / "receipt.json")["checksum"] == receipt.state["checksum"]
    assert len(shown) == 3


def test_a_download_that_fails_is_told(graded_folder, shown, monkeypatch):
    run(graded_folder, monkeypatch)
    cs.receipt()
    receipt = _Kernel.session.receipts[0]
    sent = []
    monkeypatch.setattr(receipt, "send", lambda content, **_: sent.append(content))
    monkeypatch.setattr("clientservice.widgets._receipt.make_archive", lambda *_: 1 / 0)
    receipt._handle_custom_msg({"do": "download", "seq": 1}, [])
    assert (sent[0]["ok"], len(shown)) == (False, 1)


def test_a_language_chosen_in_the_page_holds_when_a_cell_runs_again(graded_folder, shown, monkeypatch):
    run(graded_folder, monkeypatch, lang="ru")
    cs.item("clients-sort")
    widget_of(_Kernel.session, "clients-sort").set_state({"lang": "en"})
    cs.item("rules-sort")
    assert shown[1]["text/plain"] == "May I bend this rule?"
