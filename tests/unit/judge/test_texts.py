"""Every string of the judge stands in every language, with the same placeholders."""

import re

import pytest

from clientservice.judge._show import number
from clientservice.text import interface_texts, language_names, plural, ui


@pytest.mark.parametrize("name", sorted(interface_texts("judge")))
def test_a_string_is_complete(name):
    texts = interface_texts("judge")[name]
    assert set(texts) == set(language_names())
    forms = [form for text in texts.values() for form in (text.values() if isinstance(text, dict) else [text])]
    assert len({frozenset(re.findall(r"{(\w+)}", form)) for form in forms}) == 1
    for lang, text in texts.items():
        assert isinstance(text, str) or set(text) == {plural(n, lang) for n in (0, 1, 2, 0.5)}


@pytest.mark.parametrize(("points", "words"), [(0.5, "0,5 балла"), (1, "1 балла"), (2, "2 баллов"), (21, "21 балла")])
def test_points_are_counted_in_russian(points, words):
    assert ui("judge", "out_of", "ru", n=points, max=number(points, "ru")) == f"из {words}"


def test_numbers():
    assert [number(value, "en") for value in (4, 2.5, 0, 3.333, 10)] == ["4", "2.5", "0", "3.33", "10"]
    assert number(2.5, "ru") == "2,5"
