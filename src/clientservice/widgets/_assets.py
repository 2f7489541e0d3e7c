"""Scripts and styles, put together in Python.

JupyterLab loads a widget's script as a blob, in which relative imports fail; so the shared parts are concatenated with
the part of each widget. There is no bundler: what the browser gets is what stands in ``static/``, in this order.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from clientservice.text import interface_texts, language_names

_FOLDER = Path(__file__).parent / "static"
_SHARED_SCRIPTS = ("words", "dom", "saving", "frame")
_SHARED_STYLES = ("tokens", "base", "primitives")


@cache
def script(*parts: str, words_of: str | None = None) -> str:
    """The shared scripts and then ``parts``, with the interface's words of all languages as constants.

    ``words_of`` names a further group of interface strings, beside those that all widgets share.
    """
    own = interface_texts(words_of) if words_of else {}
    words = {"languages": language_names(), "texts": interface_texts("widgets") | own}
    constant = f"const CS_WORDS = {json.dumps(words, ensure_ascii=False)};\n"
    return constant + "\n".join(_read(f"{part}.js") for part in (*_SHARED_SCRIPTS, *parts))


@cache
def style(*parts: str) -> str:
    """The shared styles and then ``parts``."""
    return "\n".join(_read(f"{part}.css") for part in (*_SHARED_STYLES, *parts, "adapt"))


def _read(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")
