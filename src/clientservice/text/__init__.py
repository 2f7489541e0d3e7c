"""Words: texts in several languages and the interface's own strings. Knows nothing of Jupyter."""

from ._interface import interface_texts, language_names, ui
from ._locale import default_language
from ._localized import LocalizedText, missing_languages, pick
from ._yaml import YamlDocument, load_yaml

__all__ = [
    "LocalizedText",
    "YamlDocument",
    "default_language",
    "interface_texts",
    "language_names",
    "load_yaml",
    "missing_languages",
    "pick",
    "ui",
]
