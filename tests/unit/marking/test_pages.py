"""The marking pages as HTML: one language each, and nothing of a student's text becomes markup."""

import re
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from slips import NOON, desk, essay, row

from clientservice.banks import CommentBank, CommentGroup, GradedBank
from clientservice.exercises import EssayKey
from clientservice.gradebook import ChosenLevel
from clientservice.marking._office import Shelf
from clientservice.marking._pages import Frame, error_page, essay_page, home_page, script, shelf_page, styles
from clientservice.text import interface_texts, language_names

SCRIPT = "<script>window.canary=1</script></textarea><img src=x onerror=alert(1)>\"'&lt;"
BOTH = {"en": "English words", "ru": "русские слова"}
CYRILLIC, LATIN = re.compile(r"[А-Яа-яЁё]+"), re.compile(r"[A-Za-z]+")
#: What stands in both languages as it is: names, a command, keys of the keyboard, codes of languages.
PROPER = {"formgrader", "clientservice", "doctor", "Ctrl", "Enter", "Alt", "N", "P", "S", "EN", "RU", "JupyterLab"}


class Read(HTMLParser):
    """The elements of a page, and its words without those that are marked as another language's."""

    def __init__(self, html, lang):
        super().__init__()
        self.lang, self.elements, self.words, self.foreign = lang, [], [], 0
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        known = dict(attributes)
        self.elements.append((tag, known))
        void = tag in {"meta", "link", "input", "br"}
        if not void and (self.foreign or known.get("lang", self.lang) != self.lang):
            self.foreign += 1
        if not self.foreign:
            self.words += [known[name] for name in ("aria-label", "title") if name in known]

    def handle_endtag(self, _):
        self.foreign = max(0, self.foreign - 1)

    def handle_data(self, data):
        if not self.foreign:
            self.words.append(data)


def shelf(*rows, **options):
    bank = GradedBank(id="a9", title=BOTH, exercises={"letter": essay(words=BOTH)})
    return Shelf(assignment="a9", bank=bank, desk=desk(*rows, **options, words=BOTH))


def one_essay(page_lang, **fields):
    """A text in the other language than the page's."""
    written = (
        {"lang": "ru", "texts": ["русский текст"]} if page_lang == "en" else {"lang": "en", "texts": ["English text"]}
    )
    own = shelf(row(1, **(written | fields)), row(2, student="secret-name"))
    key = EssayKey(notes=BOTH, example=BOTH)
    comments = CommentBank(general=[CommentGroup(label=BOTH, comments=[BOTH])])
    now = datetime(2026, 5, 12, 14, tzinfo=UTC)
    slip = next(slip for slip in own.desk.slips if slip.row.student == "student-1")
    return essay_page(Frame("/x", page_lang), own, slip, key, comments, now=now, xsrf="token")


def pages(lang):
    frame = Frame("/x", lang)
    chosen = {name: ChosenLevel(level=1, points=0.5) for name in ("first", "second")}
    full = {"manual": 1.0, "open": False, "levels": chosen, "marked_at": NOON}
    yield home_page(frame, [shelf(row(1), row(2, **full)), shelf()])
    yield home_page(frame, [])
    yield shelf_page(frame, shelf(row(1), row(2, **full), row(3, manual=1.0), row(4, texts=[], open=False)))
    yield shelf_page(frame, shelf(row(2, **full), released={"student-2": NOON}))
    yield one_essay(lang)
    yield one_essay(lang, **full, extra=0.5)
    yield one_essay(lang, manual=2.5, open=False)
    yield one_essay(lang, manual=2.5)
    yield one_essay(lang, texts=[])
    yield one_essay(lang, texts=["один", "два"] if lang == "en" else ["one", "two"])
    yield error_page(frame, "not-found", "details")
    yield error_page(frame, "trouble", "")


@pytest.mark.parametrize("lang", list(language_names()))
def test_a_page_speaks_one_language(lang):
    for html in pages(lang):
        words = Read(html, lang).words
        foreign = CYRILLIC if lang == "en" else LATIN
        found = {word for text in words for word in foreign.findall(text)} - PROPER
        assert found == set()


@pytest.mark.parametrize("lang", list(language_names()))
def test_a_students_text_is_text(lang):
    html = one_essay(lang, texts=[SCRIPT, SCRIPT], comment=SCRIPT)
    read = Read(html, "none")
    assert [tag for tag, _ in read.elements].count("script") == 2
    assert not [tag for tag, _ in read.elements if tag in {"img", "style", "iframe"}]
    assert not [name for _, known in read.elements for name in known if name.startswith("on") or name == "style"]


def test_no_page_names_anybody():
    for html in pages("en"):
        assert "student-" not in html
        assert "secret-name" not in html


def test_every_word_has_both_languages_and_every_word_is_used():
    used = "".join(path.read_text(encoding="utf-8") for path in _sources())
    for name, text in interface_texts("marking").items():
        assert set(text) == set(language_names()), name
        assert f'"{name}"' in used or f"'{name}'" in used or name in {"not-found-next", "trouble-next", "again"}, name


def _sources():
    from clientservice.marking import _pages  # noqa: PLC0415 - the folder is its own

    folder = _pages._HERE  # noqa: SLF001
    return [*folder.glob("*.py"), *folder.glob("templates/*.html"), *folder.glob("static/*.js")]


def test_files_are_whole():
    assert b"--cs-accent" in styles()
    assert b"matchMedia" in script("early")
    assert b"XSRF" in script("marking")
