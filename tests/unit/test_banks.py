"""Banks are validated; an error names file, line, item, field and the mend."""

import re

import msgspec
import pytest

from clientservice.banks import (
    find_course,
    load_course,
    load_items,
    load_keys,
    load_practice,
    load_source,
    to_items_json,
)
from clientservice.errors import BankError, CourseError
from clientservice.exercises import model_value, score

PRACTICE = """\
bank: lesson
exercises:
  - id: first
    type: categorize
    title: {en: Title, ru: Заголовок}
    prompt: {en: Sort, ru: Разложите}
    categories:
      - {id: left, label: {en: L, ru: Л}}
      - {id: right, label: {en: R, ru: П}}
    items:
      - {id: one, text: {en: One, ru: Один}, key: left, why: {en: so, ru: так}}
      - id: two
        text: {en: Two, ru: Два}
        key: right
        why: {en: so, ru: так}
"""


def write(tmp_path, text, name="lesson.yml"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_bank_gives_exercises_and_keys_apart(tmp_path):
    bank = load_practice(write(tmp_path, PRACTICE))
    exercise, key = bank.exercises["first"], bank.keys["first"]
    assert score(exercise, key, model_value(exercise, key)).share == 1
    assert "left" not in repr(exercise.items)


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("ru: Два", "fr: Deux", 13, 'item "two", field "text": no "ru" text'),
        ("key: right", "key: middle", 14, '"middle" is no category'),
        ("key: right", "key: [right, left]", 14, "accepting every category"),
        ("id: two", "id: one", 12, "stands 2 times"),
        ("id: two", "id: Zwei!", 12, "is no id"),
        ("id: two", "id: two-right", 12, "must not give the key away"),
        ("        why: {en: so, ru: так}\n", f"        why: {{en: {'x' * 201}, ru: так}}\n", 15, "has room for 200"),
        ("        key: right\n", "", 12, "missing required field `key`"),
        ("key: right", "key: right\n        colour: red", 12, "unknown field `colour`"),
        ("bank: lesson", "bank: other", 1, 'its file "lesson"'),
        ("type: categorize", "type: dance", 4, "dance"),
        ("title: {en: Title, ru: Заголовок}", "title: Title", 5, 'exercise "first", field "title"'),
        ("    items:", "    items: ]", 10, ""),
    ],
)
def test_an_error_says_where_what_and_what_next(tmp_path, old, new, line, words):
    assert old in PRACTICE
    path = write(tmp_path, PRACTICE.replace(old, new, 1))
    with pytest.raises(BankError) as caught:
        load_practice(path)
    message = str(caught.value)
    assert f"{path}:{line}: " in message
    assert words in message
    assert "run clientservice check" in message


def test_every_problem_is_said_at_once(tmp_path):
    with pytest.raises(BankError) as caught:
        load_practice(write(tmp_path, PRACTICE.replace("ru: Два", "ru: ''").replace("ru: Заголовок", "ru: ''")))
    assert len(re.findall(r"lesson\.yml:\d+", str(caught.value))) == 2


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(BankError, match="no such file"):
        load_practice(tmp_path / "none.yml")


@pytest.fixture
def graded(repo):
    return load_source(repo / "solutions/exercises/a4-clients.yml")


def test_items_json_is_the_bank_without_a_key(graded, tmp_path):
    raw = to_items_json(graded)
    path = tmp_path / "items.json"
    path.write_bytes(raw)
    read = load_items(path)
    assert read.exercises.keys() == graded.exercises.keys()
    assert to_items_json(read) == to_items_json(graded) == raw
    assert b'"key"' not in raw
    assert b'"why"' not in raw


def test_limits_travel_with_the_assignment_and_only_where_there_are_some(graded, tmp_path):
    assert b"limits" not in to_items_json(graded)
    path = tmp_path / "items.json"
    path.write_bytes(to_items_json(msgspec.structs.replace(graded, limits={"cell_wall": 5.0})))
    assert load_items(path).limits == {"cell_wall": 5.0}


def test_items_json_does_not_give_the_author_s_order_away(graded, tmp_path):
    (tmp_path / "items.json").write_bytes(to_items_json(graded))
    for exercise in load_items(tmp_path / "items.json").exercises.values():
        for field in {"items", "options", "nodes", "sources", "targets"} & set(exercise.__struct_fields__):
            ids = [part.id for part in getattr(exercise, field)]
            assert ids == sorted(ids), (exercise.id, field)


@pytest.mark.parametrize("raw", [b"", b"[" * 10**6, b"{}", b"\xff", b"x" * (2 << 20)])
def test_a_broken_items_json_is_an_error_with_a_mend(tmp_path, raw):
    (tmp_path / "items.json").write_bytes(raw)
    with pytest.raises(BankError, match="fetch the assignment again"):
        load_items(tmp_path / "items.json")


def test_private_keys_override_exercise_by_exercise(graded, repo, tmp_path, monkeypatch):
    shipped = load_keys(graded, repo / "solutions/keys")
    name, exercise = next(iter(graded.exercises.items()))
    categories = [category.id for category in exercise.categories]
    items = "".join(
        f"      {item.id}: {{key: {categories[0]}, why: {{en: private, ru: private}}}}\n" for item in exercise.items
    )
    (tmp_path / f"{graded.id}.yml").write_text(
        f"bank: {graded.id}\nkeys:\n  {name}:\n    items:\n{items}", encoding="utf-8"
    )
    monkeypatch.setenv("CLIENTSERVICE_KEYS", str(tmp_path))
    mixed = load_keys(graded, repo / "solutions/keys")
    assert {key.accepted for key in mixed.keys[name].items.values()} == {(categories[0],)}
    assert {k: v for k, v in mixed.keys.items() if k != name} == {k: v for k, v in shipped.keys.items() if k != name}


def test_an_exercise_without_a_key_is_an_error(graded, repo, tmp_path):
    text = (repo / "solutions/keys" / f"{graded.id}.yml").read_text(encoding="utf-8")
    name = list(graded.exercises)[-1]
    cut = text[: text.index(f"  {name}:")]
    (tmp_path / f"{graded.id}.yml").write_text(cut, encoding="utf-8")
    with pytest.raises(BankError, match=f'no key for exercise "{name}"'):
        load_keys(graded, tmp_path)


def test_reveal_after_needs_an_offset(graded, repo, tmp_path):
    text = (repo / "solutions/keys" / f"{graded.id}.yml").read_text(encoding="utf-8")
    (tmp_path / f"{graded.id}.yml").write_text(text + "\nreveal_after: 2026-12-20T18:00:00\n", encoding="utf-8")
    with pytest.raises(BankError, match="needs its offset"):
        load_keys(graded, tmp_path)


def test_the_course_is_found_from_a_clone_and_from_a_students_folder(repo, tmp_path):
    assert find_course(repo / "course" / "en") == repo / "course"
    assert find_course(repo / "solutions" / "en") == repo / "course"
    home = tmp_path / "work" / ".course"
    home.mkdir(parents=True)
    (home / "course.yml").write_bytes((repo / "course/course.yml").read_bytes())
    assert find_course(tmp_path / "work" / "a4-clients") == home
    assert load_course(home).assignments
    with pytest.raises(CourseError, match="no course here or above"):
        find_course(tmp_path)
