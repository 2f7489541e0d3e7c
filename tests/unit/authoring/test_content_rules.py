"""Each rule about a lesson's content: green on the small lesson, red on one fault, with the place and the mend."""

import pytest

from clientservice.authoring import _scope, check, coverage, read_source
from clientservice.authoring._scope import blocks, coverage_problems
from clientservice.banks import load_practice


def problems(root):
    return "\n".join(check(root))


def test_the_small_lesson_is_in_order(small):
    assert check(small) == []


LISTS = "<!-- terms -->\n\n<!-- references -->"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        # sources
        ("[@keaveney-1995, p. 71;", "[@nobody-1900;", "[@nobody-1900]: course/references.yml has no such key"),
        ("; @hochschild-1983].\n\n<!-- terms", "].\n\n<!-- terms", "works cited in en and ru differ: hochschild-1983"),
        (LISTS, "<!-- terms -->", "en: the line <!-- references --> is missing"),
        # terms
        ("(#term-churn)", "(#term-nothing)", "course/glossary.yml has no such term"),
        ("[churn](#term-churn)", "churn", "terms linked in en and ru differ: churn"),
        ("- read a picture.", "- read [it](#term-churn).", 'en: "#term-churn" is linked 2 times'),
        (LISTS, "<!-- references -->", "en: the line <!-- terms --> is missing"),
        ("- read a picture.", "- serve an internal customer.", 'the course says "internal client"'),
        # links and pictures in the text
        ("- read a picture.", "- read [it](#somewhere).", "the link (#somewhere) leads nowhere"),
        ("- read a picture.", "- read [it](nowhere.ipynb).", 'the link "nowhere.ipynb" leads nowhere'),
        ("- read a picture.", "- read ![](https://example.org/a.png).", "a picture has no alternative text"),
        ("- read a picture.", '- read <img src="https://example.org/a.png">', "a picture has no alternative text"),
        # words in code
        ('x_label=cs.t("axis-wait")', 'x_label="Waiting"', 'plots.bars: "Waiting" is written in the code'),
        ('x_label=cs.t("axis-wait")', 'x_label=f"{1} min"', 'plots.bars: " min" is written in the code'),
        ('{cs.t("n-percent", n=share): list', '{"share": list', 'plots.lines: "share" is written in the code'),
        ('cs.t(f"step-{step}"): float', '"step": float', 'plots.bars: "step" is written in the code'),
        ('    alt=cs.t("fixture-alt"),\n', "", "plots.bars: no alternative text"),
        ('cs.t("axis-years")', 'cs.t("axis-nothing")', 'there is no string "axis-nothing"'),
        ('label="fixture-share"', 'label="nothing"', 'there is no string "nothing"'),
        ('title="fixture-title"', 'title="nothing"', 'there is no string "nothing"'),
        ("flow = cs", "import matplotlib.pyplot as plt\nflow = cs", "pictures come from cs.cases.plots"),
        ("flow = cs", "flow = = cs", "invalid syntax"),
        # tags and outcomes
        ('"tags": ["outcomes", "D5"]', '"tags": ["outcomes", "D17"]', '"D17" is no tag of ours'),
        ('"tags": ["outcomes", "D5"]', '"tags": ["outcomes"]', "its languages have different tags"),
        (":tags: [practises-2, assesses-2]", ":tags: [practises-2]", 'outcome 2: no cell has the tag "assesses-2"'),
        ("- read a picture.", "- read a picture;\n- and more.", "different numbers of outcomes"),
        # exercises
        ('cs.practice("small-sort")', 'cs.t("axis-wait")', 'exercise "small-sort" is shown nowhere'),
    ],
)
def test_one_fault_is_found_and_placed(small, spoil, old, new, words):
    spoil(old, new)
    found = problems(small)
    assert words in found
    assert "09-fixture" in found


def test_words_of_others_are_theirs(small, spoil):
    spoil("- read a picture.", "- read “the internal customer” and *internal customer*.")
    assert check(small) == []


def test_columns_and_formats_are_no_words_for_a_reader(small, spoil):
    spoil('float(flow[f"wait_{step}"].mean())', 'float(flow.loc[flow["lost_at"] == "", f"wait_{step}"].mean())')
    assert check(small) == []


def test_a_block_that_is_too_long_or_too_short_is_named(small, spoil):
    spoil('"tags": ["outcomes", "D5"]', '"tags": ["outcomes", "D5", "block"]', count=2)
    assert check(small) == []
    spoil("- read a picture.", f"- read a picture.\n\n{' '.join(['word'] * 3000)}")
    assert 'en: the block "A small lesson" takes about 23 minutes' in problems(small)
    spoil('+++ {"lang": "en"}', '+++ {"lang": "en", "tags": ["block"]}')
    spoil('+++ {"lang": "ru"}', '+++ {"lang": "ru", "tags": ["block"]}')
    assert 'ru: the block "Литература и термины" takes about 0 minutes' in problems(small)


def test_minutes_grow_with_words_and_cards(small, spoil):
    def minutes():
        source = read_source(small / "course/lessons/09-fixture.md")
        return blocks(source, load_practice(small / "course/exercises/09-fixture.yml"), "en")[0].minutes

    before = minutes()
    spoil("- read a picture.", f"- read a picture.\n\n{' '.join(['word'] * 180)}")
    assert minutes() == pytest.approx(before + 1, abs=0.02)


def test_the_finished_course_must_cover_everything(small, monkeypatch):
    monkeypatch.setattr("clientservice.authoring._check.LESSONS", 1)
    found = problems(small)
    assert "nothing covers D1 of the lecture" in found
    assert "nothing covers D5 " not in found
    assert '"shostack-1984" is cited nowhere' in found
    assert '"keaveney-1995" is cited nowhere' not in found


def test_the_finished_course_must_name_outcomes(small, spoil, monkeypatch):
    monkeypatch.setattr("clientservice.authoring._check.LESSONS", 1)
    spoil('"tags": ["outcomes", "D5"]', '"tags": ["D5"]', count=2)
    assert 'no cell has the tag "outcomes"' in problems(small)


def test_the_report_says_what_is_covered_where(small):
    lines = coverage(small)
    assert "  D5   09-fixture, text-01" in lines
    assert "  D6   –" in lines
    assert any(line.startswith("09-fixture: 20 minutes announced, 2 outcomes") for line in lines)


def test_all_sixteen_ideas_are_looked_for():
    assert len(list(coverage_problems([]))) == len(_scope.IDEAS) == 16
