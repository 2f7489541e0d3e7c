"""The exercises that the authors' guide shows can be copied into a bank as they stand."""

import re

import pytest

from clientservice.banks import load_practice

GUIDE = re.compile(r"```yaml\n(  - (?:id|type):.*?)```", re.DOTALL)


def test_every_example_of_the_guide_is_a_sound_exercise(repo, tmp_path):
    examples = GUIDE.findall((repo / "docs" / "authors.md").read_text(encoding="utf-8"))
    assert len(examples) >= 3
    for example in examples:
        bank = tmp_path / "guide.yml"
        bank.write_text(f"bank: guide\nexercises:\n{example}", encoding="utf-8")
        try:
            load_practice(bank)
        except Exception as error:  # noqa: BLE001 - whatever it is, the guide is wrong
            pytest.fail(f"{example[:60]} … {error}")
