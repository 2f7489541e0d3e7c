"""The page that is made of several essays: what it holds, what it says is missing, and that it runs nothing."""

import json

import pytest

import clientservice as cs
from clientservice.widgets import ExerciseUnavailableError
from clientservice.widgets._session import _Kernel

BANK = """\
bank: own
exercises:
{essays}
  - id: pick
    type: choice
    title: {{en: Pick, ru: Выбор}}
    prompt: {{en: Pick one., ru: Выберите.}}
    options:
      - {{id: a, text: {{en: A, ru: А}}, right: true, why: {{en: Right, ru: Верно}}}}
      - {{id: b, text: {{en: B, ru: Б}}, why: {{en: Wrong, ru: Неверно}}}}
"""
ESSAY = """\
  - id: {id}
    type: essay
    title: {{en: "{en}", ru: "{ru}"}}
    prompt: {{en: Write., ru: Напишите.}}
    words: [1, 50]
    criteria:
      - id: clear
        label: {{en: Clear, ru: Ясно}}
        levels: [{{points: 1, text: {{en: Clear, ru: Ясно}}}}, {{points: 0, text: {{en: Dark, ru: Темно}}}}]
    notes: {{en: n, ru: з}}
    example: {{en: e, ru: п}}
"""
ESSAYS = [("whom", "Whom we serve", "Кого обслуживаем"), ("what", "A & B <i>", "А & Б <i>"), ("never", "Never", "Нет")]


@pytest.fixture
def lesson(tmp_path, monkeypatch):
    """A course with one lesson of three essays, and its notebook's folder."""
    monkeypatch.setattr(_Kernel, "session", None)
    monkeypatch.setattr(_Kernel, "trouble", None)
    monkeypatch.delenv("CLIENTSERVICE_RESPONSES", raising=False)
    shelf = tmp_path / "work" / ".course"
    (shelf / "exercises").mkdir(parents=True)
    essays = "".join(ESSAY.format(id=name, en=en, ru=ru) for name, en, ru in ESSAYS)
    (shelf / "exercises" / "own.yml").write_text(BANK.format(essays=essays), encoding="utf-8")
    (shelf / "course.yml").write_text(
        'title: {en: "The course", ru: "Курс"}\ntagline: {en: x, ru: x}\n'
        "lessons: [own]\nassignments: []\ntime_zone: UTC\n",
        encoding="utf-8",
    )
    (shelf / "strings.yml").write_text("page-title: {en: Our concept, ru: Наша концепция}\n", encoding="utf-8")
    titles = {"en": "The finish", "ru": "Финал"}
    (shelf / "manifest.json").write_text(json.dumps({"lessons": {"own": {"title": titles}}}), encoding="utf-8")
    folder = tmp_path / "work" / "en"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def page(lesson, shown):  # noqa: ARG001 - in the lesson's folder, with nothing displayed
    """Begin, show the three essays and their page; gives the page's widget and a way to answer an essay."""

    def make(lang="en"):
        cs.begin("own", lang=lang)
        cs.concept("whom", "what", "never", title="page-title")
        (widget,) = _Kernel.session.concepts

        def write(name, text):
            store = _Kernel.session._store(name)  # noqa: SLF001 - what an exercise does when it saves
            store.save({"text": text})
            widget.refresh()

        return widget, write

    return make


def test_it_says_where_each_part_stands(page):
    widget, write = page()
    assert [line["standing"] for line in widget.state["lines"]] == ["empty"] * 3
    write("whom", "Two words")
    assert widget.state["lines"][0] == {"standing": "written", "words": 2}


@pytest.mark.usefixtures("lesson", "shown")
def test_it_follows_an_essay_that_is_saved():
    cs.begin("own", lang="en")
    cs.practice("whom")
    cs.concept("whom", "what", title="page-title")
    (essay,) = _Kernel.session._twins["whom"]  # noqa: SLF001 - the browser's side is simulated
    essay.sent = {"seq": 1, "do": "save", "value": {"text": "one two three"}}
    (widget,) = _Kernel.session.concepts
    assert widget.state["lines"][0] == {"standing": "written", "words": 3}


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "en",
            ["Our concept", "The course", "Whom we serve", "Not written yet: lesson “The finish”, exercise “Never”."],
        ),
        ("ru", ["Наша концепция", "Курс", "Кого обслуживаем", "Пока не написано: урок «Финал», задание «Нет»."]),
    ],
)
def test_the_page_speaks_the_edition_and_says_what_is_missing(page, lang, words):
    widget, write = page(lang)
    write("whom", "Мы и they")
    made = widget.make_page()
    assert f'<html lang="{lang}">' in made
    for word in [*words, "Мы и they"]:
        assert word in made
    assert made.count('class="missing"') == 2


def test_whatever_is_written_stands_as_text(page):
    widget, write = page()
    evil = '</p><script>alert(1)</script> & "quoted"\n\n  second <b>line</b>'
    write("what", evil)
    made = widget.make_page()
    assert "<script" not in made
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;quoted&quot;\n\n  second &lt;b&gt;" in made
    assert "<h2>A &amp; B &lt;i&gt;</h2>" in made
    assert "default-src 'none'" in made
    assert "http-equiv" in made
    assert "src=" not in made
    assert "url(" not in made


def test_a_text_that_cannot_be_read_is_named_not_lost(page, lesson):
    widget, write = page()
    write("never", "kept")
    path = lesson.parent / ".progress" / "never.json"
    path.write_text("{", encoding="utf-8")
    widget.refresh()
    assert widget.state["lines"][2]["standing"] == "unreadable"
    assert "can’t be read: lesson “The finish”, exercise “Never”" in widget.make_page()
    assert path.read_text(encoding="utf-8") == "{"


@pytest.mark.parametrize("do", ["print", "download"])
def test_a_request_is_answered_with_the_page(page, do, monkeypatch):
    widget, write = page()
    write("whom", "Later than the widget")
    sent = []
    monkeypatch.setattr(widget, "send", lambda content, buffers=None: sent.append((content, buffers)))
    widget._on_message(widget, {"do": do, "seq": 7}, [])  # noqa: SLF001 - the browser's side is simulated
    widget._on_message(widget, {"do": "else", "seq": 8}, [])  # noqa: SLF001
    widget._on_message(widget, "nonsense", [])  # noqa: SLF001
    ((content, (raw,)),) = sent
    assert content == {"seq": 7, "do": do, "ok": True, "file": "service-concept.html"}
    assert "Later than the widget" in raw.decode()


def test_without_a_kernel_the_parts_are_listed(page, shown):
    page()
    html = shown[-1]["text/html"]
    assert "Our concept" in html
    assert "<li>A &amp; B &lt;i&gt;</li>" in html


@pytest.mark.usefixtures("lesson")
@pytest.mark.parametrize("names", [("whom", "pick"), ("whom", "nowhere"), ()])
def test_only_essays_of_this_lesson(shown, names):
    cs.begin("own", lang="en")
    with pytest.raises(ExerciseUnavailableError):
        _Kernel.session.concept(names, title="page-title")
    cs.concept(*names, title="page-title")  # and a learner sees a calm panel
    assert "Traceback" not in shown[-1]["text/html"]
