"""Every string of the judge stands in every language, with the same placeholders."""

import re

import pytest

from clientservice.judge._show import number
from clientservice.text import interface_texts, language_names


@pytest.mark.parametrize("name", sorted(interface_texts("judge")))
def test_a_string_is_complete(name):
    texts = interface_texts("judge")[name]
    assert set(texts) == set(language_names())
    assert len({frozenset(re.findall(r"{(\w+)}", text)) for text in texts.values()}) == 1


def test_numbers():
    assert [number(value, "en") for value in (4, 2.5, 0, 3.333, 10)] == ["4", "2.5", "0", "3.33", "10"]
    assert number(2.5, "ru") == "2,5"
