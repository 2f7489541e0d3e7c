"""Every word of the interface exists in every language, and the scripts ask for no other."""

import re

from clientservice.text import interface_texts, language_names
from clientservice.widgets._assets import _FOLDER, script, style

WORDS = interface_texts("widgets")
PLURALS = {"en": {"one", "other"}, "ru": {"one", "few", "many", "other"}}


def forms(text):
    return text.values() if isinstance(text, dict) else [text]


def test_every_language_and_the_same_blanks():
    for name, texts in WORDS.items():
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


def test_the_browser_gets_what_stands_in_the_files():
    for path in _FOLDER.glob("*.js"):
        assert "import " not in re.sub(r"//.*", "", path.read_text(encoding="utf-8")), path  # a blob can't import
    assert all(
        "--jp-" not in path.read_text(encoding="utf-8") for path in _FOLDER.glob("*.css") if path.stem != "tokens"
    )
    assert script("receipt").count("export default") == 1
    assert ".cs .cs-card" in style("categorize")
