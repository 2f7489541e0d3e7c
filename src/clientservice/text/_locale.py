"""The reader's language, where nobody said which."""

from __future__ import annotations

import locale
import os
import sys

from ._interface import language_names


def default_language() -> str:
    """The computer's language if the course has it, else the course's first."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - exists on Windows only

        name = locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")
    else:
        name = next((value for key in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(key))), "")
    code = name.split("_")[0].lower()
    return code if code in language_names() else next(iter(language_names()))
