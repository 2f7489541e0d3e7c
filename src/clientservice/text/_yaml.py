"""YAML that remembers its lines, so that an error can point at the place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from clientservice.errors import BankError

# The C parser is ten times faster; wheels without it exist for rare platforms.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class YamlDocument:
    """A parsed YAML file: its plain ``data``, and the line of every value in it."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self._text = text
        try:
            self.data: Any = yaml.load(text, Loader=_Loader)  # noqa: S506 - both are safe loaders
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            where = f"{path}:{mark.line + 1}" if mark else str(path)
            what = getattr(error, "problem", None) or "this is no YAML"
            raise BankError(f"{where}: {what}; mend the line and run clientservice check") from error

    def line(self, keys: Sequence[str | int]) -> int:
        """The 1-based line of the value at ``keys``, or of its nearest ancestor that exists."""
        node = yaml.compose(self._text, Loader=_Loader)
        line = 1
        for key in keys:
            step = _step(node, key)
            if step is None:
                break
            line, node = step
        return line


def _step(node: Any, key: str | int) -> tuple[int, Any] | None:
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            if name.value == str(key):
                return name.start_mark.line + 1, value
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        child = node.value[key]
        return child.start_mark.line + 1, child
    return None


def load_yaml(path: Path) -> YamlDocument:
    """Read a YAML file in UTF-8.

    Raises:
        BankError: the file is absent, not UTF-8 or not YAML; the message names file and line.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise BankError(f"{path}: there is no such file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise BankError(f"{path}: can't be read ({error})") from error
    return YamlDocument(path, text)
