"""Strings, numbers, citations and terms: the course's words, in the reader's language."""

import pytest

from clientservice.errors import BankError, CourseError
from clientservice.text import (
    Reference,
    cite,
    cited_keys,
    language_names,
    load_glossary,
    load_references,
    load_strings,
    missing_languages,
    number,
    open_shelf,
    plural,
    reference_line,
    sort_key,
    t,
    term_list,
    used_terms,
)

NBSP = "\u00a0"


@pytest.fixture
def shelf(tmp_path):
    """A course with a few strings, open in English; closed again afterwards."""

    def write(text, name="strings.yml"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")

    write('axis: {en: "Waiting, minutes", ru: "Ожидание, мин"}\n')
    write('share: {en: "{share:.1%} stay", ru: "Остаётся {share:.1%}"}\n', "strings/01-a.yml")
    write(
        "n-clients:\n  en: {one: '{n} client', other: '{n} clients'}\n"
        "  ru: {one: '{n} клиент', few: '{n} клиента', many: '{n} клиентов', other: '{n} клиента'}\n",
        "strings/05-a.yml",
    )
    open_shelf(tmp_path, "en")
    yield tmp_path, write
    open_shelf(None, "")


def test_a_string_comes_in_the_readers_language(shelf):
    assert t("axis") == "Waiting, minutes"
    open_shelf(shelf[0], "ru")
    assert t("axis") == "Ожидание, мин"
    assert t("share", share=0.2654) == f"Остаётся 26,5{NBSP}%"


@pytest.mark.parametrize(
    ("n", "words"), [(1, "1 клиент"), (3, "3 клиента"), (11, "11 клиентов"), (21, "21 клиент"), (2.5, "2,5 клиента")]
)
def test_the_count_chooses_the_form(shelf, n, words):
    open_shelf(shelf[0], "ru")
    assert t("n-clients", n=n) == words


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: t("nowhere"), 'no string "nowhere"'),
        (lambda: t("share", wrong=1), "could not be filled in"),
        (lambda: t("n-clients"), "plural forms"),
    ],
)
@pytest.mark.usefixtures("shelf")
def test_a_wrong_call_is_told_in_a_sentence(call, words):
    with pytest.raises(CourseError, match=words):
        call()


def test_without_a_course_the_id_comes_back_and_nothing_breaks():
    open_shelf(None, "ru")
    assert t("axis", n=3) == "⟨axis⟩"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("axis-x: {en: Only English}", "needs a text for each of en, ru"),
        ("Axis: {en: A, ru: Б}", "lower-case letters"),
        ("axis: {en: A, ru: Б}", "stands twice"),
        ("many: {en: {one: a, other: b}, ru: {one: а, other: б}}", "plural forms"),
        ("blank: {en: A, ru: ''}", 'no "ru" text'),
    ],
)
def test_a_wrong_string_is_named_with_file_and_line(shelf, text, words):
    folder, write = shelf
    write(text, "strings/06-b.yml")
    with pytest.raises(BankError, match=words) as caught:
        load_strings(folder)
    assert "06-b.yml:1:" in str(caught.value)


@pytest.mark.parametrize(
    ("value", "spec", "english", "russian"),
    [
        (1450, "", "1450", "1450"),
        (12345.5, "", "12,345.5", f"12{NBSP}345,5"),
        (-3, "", "−3", "−3"),
        (0.5, ".0%", "50%", f"50{NBSP}%"),
        (0.1 + 0.2, "", "0.3", "0,3"),
        (1.95, ".1f", "2.0", "2,0"),  # the computer holds a little less than 1.95
        (-0.125, ".0%", "−13%", f"−13{NBSP}%"),
        (12345.5, ",.0f", "12,346", f"12{NBSP}346"),
    ],
)
def test_numbers_are_written_as_the_language_writes_them(value, spec, english, russian):
    assert (number(value, "en", spec), number(value, "ru", spec)) == (english, russian)


def test_plural_categories():
    assert [plural(n, "en") for n in (0, 1, 2)] == ["other", "one", "other"]
    assert [plural(n, "ru") for n in (0, 1, 2, 5, 12, 22, 111)] == ["many", "one", "few", "many", "many", "few", "many"]


def test_one_wrong_string_silences_no_other(shelf):
    folder, write = shelf
    write("broken: {en: Only English}\nfine: {en: Fine, ru: Хорошо}\n", "strings/06-b.yml")
    write("no: [yaml", "strings/07-c.yml")
    assert t("axis") == "Waiting, minutes"
    assert t("fine") == "Fine"
    with pytest.raises(CourseError, match=r"06-b\.yml:1: .broken.: needs a text"):
        t("broken")
    with pytest.raises(BankError, match=r"07-c\.yml:2"):
        load_strings(folder)


# ── sources ──


def work(**fields):
    base = {"kind": "article", "title": "A title", "verified": True, "checked": {"en": "record", "ru": "запись"}}
    return Reference(**(base | fields))


ARTICLE = work(
    authors=["Keaveney, S. M."], year=1995, container="Journal of Marketing", volume=59, issue="2", pages="71–82"
)
TRIO = work(authors=["Dixon, M.", "Freeman, K.", "Toman, N."], year=2010, container="HBR", volume=88, issue="7–8")
RUSSIAN = work(kind="standard", title="ГОСТ Р 1", language="ru", year=2012, label={"en": "GOST R 1", "ru": "ГОСТ Р 1"})
WORKS = {"k-1995": ARTICLE, "d-2010": TRIO, "gost": RUSSIAN}


@pytest.mark.parametrize(
    ("source", "english", "russian"),
    [
        ("[@k-1995]", "([Keaveney, 1995](#ref-k-1995))", "[[Keaveney, 1995](#ref-k-1995)]"),
        ("[-@k-1995]", "([1995](#ref-k-1995))", "[[1995](#ref-k-1995)]"),
        ("[@d-2010, 118]", "([Dixon et al., 2010, 118](#ref-d-2010))", "[[Dixon et al., 2010, 118](#ref-d-2010)]"),
        (
            "[@k-1995; @gost, 3.1]",
            "([Keaveney, 1995](#ref-k-1995); [GOST R 1, 3.1](#ref-gost))",
            "[[Keaveney, 1995](#ref-k-1995); [ГОСТ Р 1, 3.1](#ref-gost)]",
        ),
    ],
)
def test_a_citation_is_author_and_year_in_the_editions_language(source, english, russian):
    assert cite(f"See {source}.", WORKS, "en") == [(source, english)]
    assert cite(f"See {source}.", WORKS, "ru") == [(source, russian)]


def test_what_looks_like_a_citation_but_is_none():
    text = "Write to a@b.org, `[@k-1995]`, [a link](x) or [text @k-1995]."
    assert cited_keys(text) == []
    assert cited_keys("[@unknown-1]") == ["unknown-1"]
    assert cite("[@unknown-1]", WORKS, "en") == []


def test_lines_of_the_list():
    assert reference_line(ARTICLE, "en") == ("Keaveney, S. M. (1995). A title. *Journal of Marketing*, *59*(2), 71–82.")
    assert reference_line(ARTICLE, "ru") == (
        f"Keaveney{NBSP}S. M. A title // Journal of Marketing. 1995. Vol.{NBSP}59, No.{NBSP}2. P.{NBSP}71–82."
    )
    book = work(kind="book", authors=["Juran, J. M."], year=1988, edition=4, place="New York", publisher="McGraw-Hill")
    assert reference_line(book, "en") == "Juran, J. M. (1988). *A title* (4th ed.). McGraw-Hill."
    assert reference_line(book, "ru") == f"Juran{NBSP}J. M. A title. 4th ed. New York : McGraw-Hill, 1988."


def test_an_unverified_work_is_marked_for_the_reader():
    doubtful = work(authors=["Shostack, G. L."], year=1984, verified=False)
    assert reference_line(doubtful, "en").endswith("*[not checked by us]*")
    assert reference_line(doubtful, "ru").endswith("*[нами не проверено]*")
    assert "checked" not in reference_line(ARTICLE, "en")


def test_russian_works_come_first_in_the_russian_list():
    order = sorted(WORKS, key=lambda key: sort_key(WORKS[key], "ru"))
    assert order == ["gost", "d-2010", "k-1995"]


def test_the_courses_own_references_and_terms_are_whole(repo):
    references, glossary = load_references(repo / "course"), load_glossary(repo / "course")
    assert len(references) > 40
    for key, reference in references.items():
        assert not missing_languages(reference.checked, language_names()), key
        for lang in language_names():
            assert "None" not in reference_line(reference, lang), key
            assert ".." not in reference_line(reference, lang), key
    for name, term in glossary.items():
        assert not missing_languages(term.word, language_names()), name
        assert not missing_languages(term.means, language_names()), name


def test_terms_are_listed_by_the_alphabet_of_the_language(repo):
    glossary = load_glossary(repo / "course")
    names = used_terms("[a](#term-service) [b](#term-churn) [a](#term-service)")
    assert [row[1] for row in term_list(names, glossary, "en")] == ["churn", "service"]
    assert [row[1] for row in term_list(names, glossary, "ru")] == ["отток клиентов", "сервис"]
