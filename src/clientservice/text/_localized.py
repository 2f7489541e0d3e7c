"""A text in every language of the course."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

#: Language code → text, for example ``{"en": "client", "ru": "клиент"}``.
LocalizedText: TypeAlias = dict[str, str]


def pick(text: Mapping[str, str], lang: str) -> str:
    """The text in one language.

    A missing language is an error rather than a fallback: a learner's screen never mixes languages.
    """
    return text[lang]


def missing_languages(text: Mapping[str, str], languages: Iterable[str]) -> list[str]:
    """The languages in which a text is absent or blank."""
    return [lang for lang in languages if not text.get(lang, "").strip()]
