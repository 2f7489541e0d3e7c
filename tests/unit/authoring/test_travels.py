"""What a lesson needs besides its exercises reaches a student's folder, and goes when the course drops it."""

import shutil

import pytest

from clientservice.lab import prepare_work
from clientservice.text import TRAVELS, load_strings


@pytest.fixture
def clone(repo, tmp_path):
    for name in ("course.yml", "manifest.json", "strings.yml"):
        target = tmp_path / "clone/course" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(repo / "course" / name, target)
    for name in ("exercises", "en", "ru", "data"):
        shutil.copytree(repo / "course" / name, tmp_path / "clone/course" / name)
    (tmp_path / "clone/course/strings").mkdir()
    (tmp_path / "clone/course/strings/a.yml").write_text("new: {en: New, ru: Новое}", encoding="utf-8")
    (tmp_path / "clone/course/pictures").mkdir()
    (tmp_path / "clone/course/pictures/a.svg").write_text("<svg/>", encoding="utf-8")
    return tmp_path / "clone"


def test_strings_tables_and_pictures_travel(clone, tmp_path):
    work = tmp_path / "work"
    prepare_work(clone, work, "en")
    shelf = work / ".course"
    assert all((shelf / name).exists() for name in TRAVELS)
    assert load_strings(shelf)["new"]["ru"] == "Новое"
    assert (shelf / "data/dealership.csv").read_bytes() == (clone / "course/data/dealership.csv").read_bytes()
    assert not (shelf / "references.yml").exists()  # built into the lessons already

    shutil.rmtree(clone / "course/strings")
    (clone / "course/pictures/a.svg").rename(clone / "course/pictures/b.svg")
    prepare_work(clone, work, "en")
    assert "new" not in load_strings(shelf)
    assert [path.name for path in (shelf / "pictures").iterdir()] == ["b.svg"]
