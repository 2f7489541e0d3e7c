"""The marker's comment bank: what is a comment, and that no student can get one."""

import pytest

from clientservice.authoring import scan_for_leaks
from clientservice.banks import KEYS_ENVIRONMENT, load_comments, load_course, load_source
from clientservice.errors import BankError
from clientservice.exercises import Essay
from clientservice.text import language_names

FINE = """\
general:
  - label: {en: Form, ru: Форма}
    comments:
      - {en: "Name a date.", ru: "Назовите срок."}
essays:
  letter-on-the-card:
    figures:
      - {en: "Count it.", ru: "Посчитайте."}
"""


@pytest.fixture
def graded(repo):
    names = load_course(repo / "course").assignments
    banks = [load_source(repo / f"solutions/exercises/{name}.yml") for name in names]
    return {name: exercise for bank in banks for name, exercise in bank.exercises.items()}


def test_the_shipped_bank_is_sound_and_has_something_for_every_criterion(repo, graded):
    bank = load_comments(repo / "solutions/keys", graded)
    assert sum(len(group.comments) for group in bank.general) >= 20
    essays = [exercise for exercise in graded.values() if isinstance(exercise, Essay)]
    assert len(essays) >= 1
    for essay in essays:
        own = bank.groups(essay)[: len(essay.criteria)]
        assert [group.label for group in own] == [criterion.label for criterion in essay.criteria], essay.id
        assert all(len(group.comments) >= 2 for group in own), essay.id


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('ru: "Назовите срок."', 'ru: " "', 'no "ru" text'),
        ('en: "Name a date."', 'en: "Name a date!"', "no exclamation mark"),
        ('en: "Name a date."', 'de: "Datum", en: "Name a date."', '"de" is no language'),
        ('en: "Count it."', 'en: "Name a date."', "stands twice"),
        ('en: "Count it."', f'en: "{"x" * 301}"', "at most 300"),
        ("ru: Форма", "ru: ''", 'no "ru" text'),
        ("letter-on-the-card", "letter-on-the-moon", "no assignment has an essay"),
        ("figures:", "figure:", 'no criterion "figure"'),
        ("comments:", "sentences:", "sentences"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path, graded, old, new, message):
    (tmp_path / "comments.yml").write_text(FINE, encoding="utf-8")
    assert load_comments(tmp_path, graded).general
    assert FINE.count(old) == 1
    (tmp_path / "comments.yml").write_text(FINE.replace(old, new), encoding="utf-8")
    with pytest.raises(BankError, match=message) as caught:
        load_comments(tmp_path, graded)
    assert "comments.yml:" in str(caught.value)


def test_a_private_folder_adds_its_own(tmp_path, monkeypatch):
    assert load_comments(tmp_path).general == [], "without a file the bank is empty"
    (tmp_path / "comments.yml").write_text(FINE, encoding="utf-8")
    private = tmp_path / "private"
    private.mkdir()
    own = FINE.replace("Name a date.", "Name a place.").replace("Count it.", "Count again.")
    (private / "comments.yml").write_text(own, encoding="utf-8")
    monkeypatch.setenv(KEYS_ENVIRONMENT, str(private))
    bank = load_comments(tmp_path)
    assert [group.comments[0]["en"] for group in bank.general] == ["Name a date.", "Name a place."]
    assert [text["en"] for text in bank.essays["letter-on-the-card"]["figures"]] == ["Count it.", "Count again."]


@pytest.mark.parametrize("lang", list(language_names()))
def test_a_comment_in_a_release_is_a_leak(repo, tmp_path, lang):
    comment = load_comments(repo / "solutions/keys").essays["letter-on-the-card"]["explanation"][1][lang]
    (tmp_path / "notes.md").write_text(f"Our advice: {comment}", encoding="utf-8")
    assert "the marker's comments" in str(scan_for_leaks(repo, [tmp_path])[0])
    (tmp_path / "notes.md").write_text("Our advice: none", encoding="utf-8")
    assert scan_for_leaks(repo, [tmp_path]) == []
