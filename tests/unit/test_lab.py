"""`clientservice start`: copies, refreshes, never touches answers; says in one sentence what is wrong."""

import json
import socket
import sys
from pathlib import Path

import pytest

from clientservice.errors import CourseError
from clientservice.lab import own_path, prepare_work, student_launch, teacher_launch
from clientservice.text import default_language


@pytest.fixture
def built(tmp_path, repo):
    """A course with one tiny built lesson in both editions and a released assignment."""
    root = tmp_path / "bundle"
    (root / "course/exercises").mkdir(parents=True)
    (root / "course/course.yml").write_bytes((repo / "course/course.yml").read_bytes())
    (root / "course/exercises/07.yml").write_text("bank: x")
    for lang in ("en", "ru"):
        (root / "course" / lang).mkdir()
        (root / "course" / lang / "07.ipynb").write_text(f"version 1 {lang}")
        (root / "assignments" / lang / "a4-clients").mkdir(parents=True)
        (root / "assignments" / lang / "a4-clients/a4-clients.ipynb").write_text(f"release {lang}")
    return root


def test_lessons_of_every_edition_and_the_assignment_are_copied(built, tmp_path):
    work = tmp_path / "work"
    prepare_work(built, work, "ru")
    assert (work / "ru/07.ipynb").read_text() == "version 1 ru"
    assert (work / "en/07.ipynb").exists()
    assert (work / "a4-clients/a4-clients.ipynb").read_text() == "release ru"
    assert (work / ".course/exercises/07.yml").exists()


def test_a_second_start_touches_nothing_of_the_students(built, tmp_path):
    work = tmp_path / "work"
    prepare_work(built, work, "en")
    (work / "en/07.ipynb").write_text("with my notes")
    (work / ".progress").mkdir()
    (work / ".progress/x.json").write_text("answer")
    (work / "a4-clients/responses").mkdir()
    (work / "a4-clients/responses/x.json").write_text("answer")
    prepare_work(built, work, "en")
    assert (work / "en/07.ipynb").read_text() == "with my notes"
    assert (work / ".progress/x.json").read_text() == (work / "a4-clients/responses/x.json").read_text() == "answer"


def test_a_new_version_comes_and_the_students_copy_is_kept(built, tmp_path):
    work = tmp_path / "work"
    prepare_work(built, work, "en")
    (work / "en/07.ipynb").write_text("with my notes")
    (built / "course/en/07.ipynb").write_text("version 2 en")
    (built / "course/ru/07.ipynb").write_text("version 2 ru")
    prepare_work(built, work, "en")
    assert (work / "en/07.ipynb").read_text() == "version 2 en"
    assert (work / "ru/07.ipynb").read_text() == "version 2 ru"
    assert [path.read_text() for path in (work / ".earlier").rglob("*.ipynb")] == ["with my notes"]


def test_a_folder_that_cannot_be_written_is_one_sentence_in_the_students_language(built, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CourseError, match="нельзя записывать"):
        prepare_work(built, tmp_path / "file" / "work", "ru")
    with pytest.raises(CourseError, match="can't be written to"):
        prepare_work(built, tmp_path / "file", "en")


def test_an_unbuilt_course_and_an_unknown_language_are_said(built, tmp_path):
    with pytest.raises(CourseError, match="Editions: en, ru"):
        prepare_work(built, tmp_path / "work", "fr")
    (built / "course/ru/07.ipynb").unlink()
    (built / "course/ru").rmdir()
    with pytest.raises(CourseError, match="нет собранного курса"):
        prepare_work(built, tmp_path / "work", "ru")


def test_a_port_in_use_is_said_before_jupyterlab_starts(tmp_path):
    with socket.socket() as used:
        used.bind(("127.0.0.1", 0))
        used.listen()
        with pytest.raises(CourseError, match=str(used.getsockname()[1])):
            student_launch(tmp_path, "en", port=used.getsockname()[1])


def test_the_student_gets_the_start_page_and_settings_of_his_own(tmp_path):
    launch = student_launch(tmp_path, "ru", browser=False)
    assert "--LabApp.default_url=/doc/tree/ru/00-start.ipynb" in launch.command
    assert "--no-browser" in launch.command
    plugin = tmp_path / ".jupyter/settings/@jupyterlab/translation-extension/plugin.jupyterlab-settings"
    assert json.loads(plugin.read_text())["locale"] == "ru_RU"
    kernel = Path(launch.env["JUPYTER_PATH"].split(":")[0]) / "kernels/python3/kernel.json"
    assert json.loads(kernel.read_text())["env"]["PYTHONSAFEPATH"] == "1"


def test_the_teachers_jupyterlab_keeps_its_settings(tmp_path):
    launch = teacher_launch(tmp_path, "en")
    assert "JUPYTERLAB_SETTINGS_DIR" not in launch.env
    assert launch.folder == tmp_path


def test_this_environments_programs_come_first():
    assert own_path().split(":")[0] == str(Path(sys.executable).parent)


@pytest.mark.parametrize(
    ("name", "lang"), [("ru_RU.UTF-8", "ru"), ("en_GB", "en"), ("fr_FR", "en"), ("", "en"), ("C", "en")]
)
def test_the_computers_language_decides(monkeypatch, name, lang):
    for key in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(key, raising=False)
    monkeypatch.setenv("LANG", name)
    assert default_language() == lang
