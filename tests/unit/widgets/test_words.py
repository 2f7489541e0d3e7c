"""Every word of the interface exists in every language, and the scripts ask for no other."""

import re

import pytest

from clientservice.text import interface_texts, language_names
from clientservice.widgets._assets import _FOLDER, script, style
from clientservice.widgets._types import SCRIPTS
from clientservice.widgets._types import WORDS as GROUPS

WORDS = interface_texts("widgets")
PLURALS = {"en": {"one", "other"}, "ru": {"one", "few", "many", "other"}}


def forms(text):
    return text.values() if isinstance(text, dict) else [text]


@pytest.mark.parametrize("group", sorted({"widgets", *GROUPS.values()}))
def test_every_language_and_the_same_blanks(group):
    for name, texts in interface_texts(group).items():
        assert set(texts) == set(language_names()), name
        blanks = {frozenset(re.findall(r"\{\w+\}", form)) for text in texts.values() for form in forms(text)}
        assert len(blanks) == 1, name
        for lang, text in texts.items():
            assert not isinstance(text, dict) or set(text) == PLURALS[lang], name


def test_the_scripts_ask_for_words_that_exist():
    source = script("drag", "sorting", "desk", "categorize") + script("receipt")
    asked = set(re.findall(r'frame\.t\(\s*"([\w-]+)"', source)) | set(
        re.findall(r'(?:tell|csText)\((?:lang, )?"([\w-]+)"', source)
    )
    assert len(asked) > 30
    assert asked <= set(WORDS)


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_script_of_a_type_asks_for_words_that_exist(name):
    group = GROUPS.get(name)
    known = WORDS | (interface_texts(group) if group else {})
    asked = set()
    for first in re.findall(r"frame\.t\(([^{}]*?)[,)]", script(*SCRIPTS[name])):
        asked |= set(re.findall(r'(?:^|[?:])\s*"([\w-]+)"', first))
    assert asked <= set(known)


def test_the_browser_gets_what_stands_in_the_files():
    for path in _FOLDER.glob("*.js"):
        assert "import " not in re.sub(r"//.*", "", path.read_text(encoding="utf-8")), path  # a blob can't import
    assert all(
        "--jp-" not in path.read_text(encoding="utf-8") for path in _FOLDER.glob("*.css") if path.stem != "tokens"
    )
    assert script("receipt").count("export default") == 1
    assert ".cs .cs-card" in style("categorize")
