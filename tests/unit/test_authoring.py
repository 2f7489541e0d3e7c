"""Sources, adopt, check, leak scan: an author is told where, what and what next, and nothing is erased."""

import base64
import json
import shutil
import zipfile

import nbformat
import pytest
from jupyter_server.services.contents.largefilemanager import LargeFileManager
from jupytext.sync_contentsmanager import build_sync_jupytext_contents_manager_class

from clientservice.authoring import adopt, build, check, read_source, scan_for_leaks
from clientservice.authoring._source import normal_form
from clientservice.errors import CourseError

LESSON = "course/lessons/07-external-clients.md"
#: Where a prose cell begins that the tests spoil.
RUSSIAN = '+++ {"lang": "ru", "tags": ["block"]}\n\n## Пока без правила'


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_cells_of_a_pair_share_an_id_and_exercises_have_their_own(repo):
    source = read_source(repo / LESSON)
    english, russian = source.in_language("en"), source.in_language("ru")
    assert [cell.id for cell in english] == [cell.id for cell in russian]
    assert english[0].id == "begin"
    assert "who-is-outside" in {cell.id for cell in english}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (RUSSIAN, RUSSIAN.replace(' {"lang": "ru", "tags": ["block"]}', ""), "a prose cell needs a language"),
        (RUSSIAN, RUSSIAN.replace('"ru"', '"en"'), "adjacent cells"),
        ('cs.begin("07-external-clients")', 'cs.begin("other")', "the first cell must be code"),
        ("id: 07-external-clients", "id: other", 'front matter says id "other"'),
        ("    ru: Внешние клиенты\n", "", 'title: no "ru" text'),
        ("  minutes: 45\n", "", "minutes"),
        ('cs.practice("who-is-outside")', 'cs.practice("first-impression")', "shown twice"),
    ],
)
def test_a_wrong_source_is_named_with_line_and_mend(course, old, new, words):
    edit(course / LESSON, old, new)
    with pytest.raises(CourseError, match=words) as caught:
        read_source(course / LESSON)
    assert f"{course / LESSON}:" in str(caught.value)


@pytest.mark.filterwarnings("ignore::DeprecationWarning:jupytext", "ignore::DeprecationWarning:jupyter_server")
def test_opening_and_saving_a_source_in_jupyterlab_makes_no_difference(course):
    """Through the contents manager that jupytext's extension puts into the server, with what JupyterLab adds."""
    manager = build_sync_jupytext_contents_manager_class(LargeFileManager)()
    manager.root_dir = str(course)
    sources = [*(course / "course/lessons").glob("*.md"), *(course / "solutions/authored").glob("*.md")]
    for path in sources:
        before = path.read_text(encoding="utf-8")
        name = str(path.relative_to(course))
        model = manager.get(name, type="notebook", content=True)
        model["content"]["metadata"]["language_info"] = {"name": "python", "version": "3.13.1"}
        for cell in model["content"]["cells"]:
            cell["metadata"] |= {"editable": True, "slideshow": {"slide_type": ""}, "trusted": True}
        manager.save(model, name)
        assert path.read_text(encoding="utf-8") == before == normal_form(path), path.name


def test_check_says_everything_at_once(course):
    edit(course / "course/exercises/00-start.yml", "key: thing", "key: nothing")
    edit(course / "course/exercises/07-external-clients.yml", "id: free-certificate", "id: sea-view")
    edit(course / LESSON, 'cs.practice("what-settles-it")', 'cs.practice("no-such-exercise")')
    edit(course / "course/lessons/00-start.md", "(07-external-clients.ipynb)", "(nowhere.ipynb)")
    problems = "\n".join(check(course))
    for words in (
        '"nothing" is no category',
        "no such exercise",
        '"what-settles-it" is shown nowhere',
        '"nowhere.ipynb" leads nowhere',
    ):
        assert words in problems


def test_check_finds_an_id_used_in_two_lessons(course):
    edit(course / "course/exercises/07-external-clients.yml", "id: free-certificate", "id: sea-view")
    assert any('the id "sea-view" stands in' in problem for problem in check(course))


def test_check_fix_brings_a_source_into_jupytexts_form(course):
    edit(course / LESSON, '+++ {"lang": "en"}', '+++   {"lang":"en"}')
    assert any("jupytext's own form" in problem for problem in check(course))
    assert check(course, fix=True) == []


@pytest.fixture
def edited(course):
    """A built notebook in which a person changed a sentence."""
    path = course / "course/ru/07-external-clients.ipynb"
    notebook = nbformat.read(path, as_version=4)
    cell = next(cell for cell in notebook.cells if cell.id == "text-02")
    cell.source += "\n\nНовое предложение."
    nbformat.write(notebook, path)
    return path


def test_build_never_erases_an_edit(course, edited):
    with pytest.raises(CourseError, match=r"clientservice adopt course/ru/07-external-clients\.ipynb"):
        build(course, only="07-external-clients")
    assert "Новое предложение." in edited.read_text(encoding="utf-8")


def test_adopt_takes_the_edit_into_the_source_and_changes_nothing_else(course, edited):
    before = (course / LESSON).read_text(encoding="utf-8")
    assert adopt(course, edited) == ["text-02"]
    after = (course / LESSON).read_text(encoding="utf-8")
    assert [line for line in after.split("\n") if line not in before.split("\n")] == ["Новое предложение."]
    assert len(after.split("\n")) == len(before.split("\n")) + 2


def test_adopt_refuses_what_needs_a_persons_decision(course, edited):
    edit(course / LESSON, "# External clients", "# Clients outside")
    with pytest.raises(CourseError, match="changed after this notebook was built"):
        adopt(course, edited)


def test_adopt_refuses_added_and_removed_cells(course, edited):
    notebook = nbformat.read(edited, as_version=4)
    del notebook.cells[3]
    notebook.cells.append(nbformat.v4.new_markdown_cell("more"))
    nbformat.write(notebook, edited)
    with pytest.raises(CourseError, match="cells were added"):
        adopt(course, edited)


WHY = "Both shifts belong to one contact centre."


def wheel(path, text):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("package/data.txt", text)


@pytest.mark.parametrize(
    ("name", "plant"),
    [
        ("a.ipynb", lambda path: path.write_text(json.dumps({"x": WHY}))),
        (
            "russian.json",
            lambda path: path.write_text(json.dumps({"x": "Обе смены — один контакт-центр. Виделись они или нет"})),
        ),
        ("keys.yml", lambda path: path.write_text("night-requests:\n        key: internal\n")),
        ("pair.json", lambda path: path.write_text('{"night-requests": "internal"}')),
        ("list.py", lambda path: path.write_text("KEY = {'night-requests': ['internal']}")),
        ("hidden.txt", lambda path: path.write_bytes(base64.b64encode(b'{"night-requests": "internal"}'))),
        ("package.whl", lambda path: wheel(path, WHY)),
    ],
)
def test_a_planted_key_turns_the_scan_red(repo, tmp_path, name, plant):
    (tmp_path / "release").mkdir()
    plant(tmp_path / "release" / name)
    leaks = scan_for_leaks(repo, [tmp_path / "release"])
    assert leaks
    assert name in str(leaks[0])


def test_a_file_from_the_solutions_turns_the_scan_red(repo, tmp_path):
    (tmp_path / "bundle/solutions").mkdir(parents=True)
    (tmp_path / "bundle/solutions/empty.txt").write_text("")
    assert scan_for_leaks(repo, [tmp_path / "bundle"])


def test_what_students_get_holds_no_key(repo):
    places = [repo / "assignments", repo / "src", repo / "course/en", repo / "course/ru"]
    assert scan_for_leaks(repo, places) == []


def test_items_json_of_the_solutions_holds_no_key(repo, tmp_path):
    shutil.copy(repo / "solutions/en/a4-clients/items.json", tmp_path)
    assert scan_for_leaks(repo, [tmp_path]) == []
