"""Words: texts in several languages, the course's strings, terms and sources. Knows nothing of Jupyter."""

from ._citations import cite, cited_keys, reference_line, sort_key
from ._glossary import Term, load_glossary, term_list, used_terms
from ._interface import interface_texts, language_names, ui
from ._locale import default_language
from ._localized import LocalizedText, missing_languages, pick
from ._numbers import number
from ._plural import plural
from ._references import Author, Reference, load_references
from ._shelf import (
    TRAVELS,
    Entry,
    course_folder,
    course_string,
    in_language,
    load_strings,
    open_shelf,
    read_strings,
    shelf_language,
    t,
)
from ._yaml import YamlDocument, load_yaml

__all__ = [
    "TRAVELS",
    "Author",
    "Entry",
    "LocalizedText",
    "Reference",
    "Term",
    "YamlDocument",
    "cite",
    "cited_keys",
    "course_folder",
    "course_string",
    "default_language",
    "in_language",
    "interface_texts",
    "language_names",
    "load_glossary",
    "load_references",
    "load_strings",
    "load_yaml",
    "missing_languages",
    "number",
    "open_shelf",
    "pick",
    "plural",
    "read_strings",
    "reference_line",
    "shelf_language",
    "sort_key",
    "t",
    "term_list",
    "ui",
    "used_terms",
]
