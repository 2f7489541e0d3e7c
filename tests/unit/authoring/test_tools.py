"""What authors get: commented examples, a preview, warnings of weak items, a schema for their editor."""

import json

import jsonschema
import pytest
import yaml
from click.testing import CliRunner

from clientservice.authoring import add_exercise, make_preview, template, warnings
from clientservice.authoring._schema import schemas
from clientservice.authoring._templates import gallery_bank
from clientservice.authoring._weak import weaknesses
from clientservice.banks import COMMENTS_FILE, load_items, load_practice
from clientservice.cli import main
from clientservice.errors import BankError, CourseError
from clientservice.exercises import TYPES, model_value, score
from clientservice.exercises.blind import blind_shares


@pytest.fixture(scope="session")
def gallery(tmp_path_factory):
    path = tmp_path_factory.mktemp("gallery") / "gallery.yml"
    path.write_text(gallery_bank(), encoding="utf-8")
    return load_practice(path)


def test_there_is_a_good_example_of_every_type(gallery):
    assert [exercise.__struct_config__.tag for exercise in gallery.exercises.values()] == list(TYPES)
    for name, exercise in gallery.exercises.items():
        result = score(exercise, gallery.keys[name], model_value(exercise, gallery.keys[name]))
        assert result.share == 1 or result.status == "needs_review", name
    assert list(weaknesses("gallery", gallery.exercises, gallery.keys)) == []


@pytest.mark.parametrize("kind", TYPES)
def test_a_new_exercise_stands_in_its_bank_and_can_be_read_at_once(kind, tmp_path):
    bank = tmp_path / "exercises" / "99-new.yml"
    add_exercise(bank, kind, "brand-new")
    add_exercise(bank, kind, "second-one")
    assert list(load_practice(bank).exercises) == ["brand-new", "second-one"]
    with pytest.raises(CourseError, match="already"):
        add_exercise(bank, kind, "brand-new")
    assert "#" in template(kind, "brand-new"), "an example explains itself"


@pytest.mark.parametrize(("kind", "name"), [("quiz", "a"), ("order", "No Id"), ("order", "a/b")])
def test_a_type_or_id_that_is_none_is_refused_with_the_mend(kind, name):
    with pytest.raises(CourseError, match=r"choose one of|use lower-case"):
        template(kind, name)


def test_the_command_prints_an_example(monkeypatch, repo):
    monkeypatch.chdir(repo)
    result = CliRunner().invoke(main, ["new", "exercise", "--type", "order", "--id", "dealership-steps"])
    assert result.exit_code == 0, result.output
    assert yaml.safe_load(result.output)[0]["id"] == "dealership-steps"


def test_a_preview_shows_a_bank_practised_and_graded_in_every_language_and_holds_no_key(tmp_path, gallery):
    source = tmp_path / "course" / "exercises" / "gallery.yml"
    source.parent.mkdir(parents=True)
    source.write_text(gallery_bank(), encoding="utf-8")
    folder = make_preview(tmp_path, source)
    for lang in ("en", "ru"):
        lesson = json.loads((folder / "course" / lang / "00-start.ipynb").read_text(encoding="utf-8"))
        shown = "".join("".join(cell["source"]) for cell in lesson["cells"])
        assert all(f'cs.practice("{name}")' in shown for name in gallery.exercises)
        items = folder / "assignments" / lang / "as-graded" / "items.json"
        assert len(load_items(items).exercises) == len(TYPES) - 3
        assert b'"why"' not in items.read_bytes()
    with pytest.raises(CourseError, match="no such bank"):
        make_preview(tmp_path, tmp_path / "absent.yml")


@pytest.fixture(scope="session")
def validators():
    return {name: jsonschema.Draft202012Validator(json.loads(content)) for name, content in schemas().items()}


def test_the_schema_accepts_what_the_program_accepts(validators, repo, gallery):
    assert gallery
    banks = [yaml.safe_load(gallery_bank())]
    banks += [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(repo.glob("course/exercises/*.yml"))]
    for bank in banks:
        assert [error.message for error in validators["practice.schema.json"].iter_errors(bank)] == []
    for name, folder in (("graded", "exercises"), ("keys", "keys")):
        for path in sorted(repo.glob(f"solutions/{folder}/*.yml")):
            data = json.loads(json.dumps(yaml.safe_load(path.read_text(encoding="utf-8")), default=str))
            kind = "comments" if path.name == COMMENTS_FILE else name
            assert [error.message for error in validators[f"{kind}.schema.json"].iter_errors(data)] == []


@pytest.mark.parametrize("lost", ["why", "text", "ru"])
def test_the_schema_refuses_what_the_program_refuses(validators, lost, tmp_path):
    bank = yaml.safe_load("bank: x\nexercises:\n" + template("choice", "pick"))
    option = bank["exercises"][0]["options"][0]
    del (option["why"] if lost == "ru" else option)[lost]
    assert not validators["practice.schema.json"].is_valid(bank)
    (tmp_path / "x.yml").write_text(json.dumps(bank), encoding="utf-8")
    with pytest.raises(BankError):
        load_practice(tmp_path / "x.yml")


def test_blind_strategies_earn_little_from_good_items_and_much_from_weak_ones(gallery):
    for name, exercise in gallery.exercises.items():
        assert all(share <= 0.67 for share in blind_shares(exercise, gallery.keys[name], "en").values()), name


WEAK = """\
bank: weak
exercises:
  - id: only-two
    type: choice
    title: {en: T, ru: Т}
    prompt: {en: P, ru: П}
    options:
      - id: right-one
        text: {en: A very long and careful answer, ru: Очень длинный и осторожный ответ}
        right: true
        why: {en: so, ru: так}
      - {id: wrong-one, text: {en: Not so, ru: Не так}, why: {en: not so, ru: не так}}
  - id: one-bin
    type: categorize
    title: {en: T, ru: Т}
    prompt: {en: P, ru: П}
    categories: [{id: left, label: {en: L, ru: Л}}, {id: right, label: {en: R, ru: П}}]
    items:
      - {id: one, text: {en: One, ru: Один}, key: left, why: {en: so, ru: так}}
      - {id: two, text: {en: Two, ru: Два}, key: left, why: {en: so, ru: так}}
"""


@pytest.mark.parametrize("words", ["only one wrong option", "by far the longest", 'everything in "left" earns 100%'])
def test_weak_items_are_named(tmp_path, words):
    path = tmp_path / "weak.yml"
    path.write_text(WEAK, encoding="utf-8")
    bank = load_practice(path)
    assert any(words in found for found in weaknesses(path, bank.exercises, bank.keys))


def test_warnings_look_at_the_whole_course(repo):
    assert all(isinstance(found, str) for found in warnings(repo))
