"""What an assignment's YAML says under ``limits:`` reaches the sandbox, and a mistake in it is named."""

import shutil

import computed
import msgspec
import pytest
from computed import ASSIGNMENT

from clientservice.banks import load_source, to_items_json
from clientservice.errors import CourseError
from clientservice.gradebook import load_places
from clientservice.judge import release
from clientservice.judge._trusted import load_trusted
from clientservice.sandbox import Limits

OTHERS = {
    "cell_cpu": 2.5,
    "cell_wall": 7,
    "submission": 90,
    "imports": 12,
    "memory": 512,
    "processes": 2,
    "output": 1,
    "disk": 16,
    "files": 100,
}


def limited(root, limits):
    """A course as after build and release, whose assignment has these limits."""
    computed.make_course(root)
    path = root / f"solutions/exercises/{ASSIGNMENT}.yml"
    path.write_text(path.read_text(encoding="utf-8") + f"limits: {limits}\n", encoding="utf-8")
    bank = load_source(path)
    for lang in ("en", "ru"):
        (root / "solutions" / lang / ASSIGNMENT / "items.json").write_bytes(to_items_json(bank))
    shutil.copytree(root / "solutions/en", root / "assignments/en")
    shutil.copytree(root / "solutions/ru", root / "assignments/ru")
    return load_trusted(load_places(root), ASSIGNMENT)


def test_every_limit_can_be_set_in_the_assignment(tmp_path):
    assert set(OTHERS) == set(Limits.__struct_fields__)
    trusted = limited(tmp_path, OTHERS)
    assert msgspec.structs.asdict(trusted.kit.limits) == OTHERS
    other = limited(tmp_path / "other", {"cell_wall": 7})
    assert other.kit.limits == Limits(cell_wall=7)
    assert other.release_hash != trusted.release_hash  # other limits: graded again


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ({"cell_walls": 5}, r"cell_walls.*the names are cell_cpu, cell_wall"),
        ({"memory": 1}, r'"memory" is 1; it must lie between 64 and'),
        ({"memory": 100.5}, r"memory"),
    ],
)
def test_a_wrong_limit_is_named_with_its_file(tmp_path, limits, words):
    match = rf"exercises/{ASSIGNMENT}\.yml: limits: .*{words}"
    with pytest.raises(CourseError, match=match):
        limited(tmp_path, limits)
    with pytest.raises(CourseError, match=match):
        release(tmp_path, ASSIGNMENT)
