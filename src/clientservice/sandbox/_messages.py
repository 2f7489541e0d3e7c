"""What a cell shows, kept in a list and counted, instead of sent to a front end."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from jupyter_client.session import Session
from traitlets import Bool, Int, List

_CUT = "\n… (cut: the outputs of all cells together may have {} MiB)\n"


class OutputLimitError(BaseException):
    """The outputs of a submission are at their limit; not an Exception, so that a bare loop doesn't swallow it."""


class Messages(Session):
    """A session whose messages stay in a list."""

    sent: Any = List()
    size = Int(0)
    limit = Int(1 << 22)
    flood = Int(0)
    cut = Bool(default_value=False)

    def msg(
        self,
        msg_type: str,
        content: Any = None,
        parent: Any = None,  # noqa: ARG002 - Session's signature
        header: Any = None,
        metadata: Any = None,
    ) -> Any:
        """A message as nbclient wants to see it."""
        header = {"msg_type": msg_type}
        return {
            "header": header,
            "msg_type": msg_type,
            "content": content or {},
            "parent_header": {"msg_id": "0"},
            "metadata": metadata or {},
        }

    def send(  # type: ignore[override]
        self,
        stream: Any,  # noqa: ARG002 - Session's signature
        msg_or_type: Any,
        content: Any = None,
        parent: Any = None,  # noqa: ARG002
        **rest: Any,
    ) -> Any:
        """Keep a message, while there is room."""
        message = msg_or_type
        if isinstance(message, str):
            message = self.msg(message, content, metadata=rest.get("metadata"))
        size = len(repr(message["content"]))
        if size <= self.take(size):
            self.sent.append(message)
        return message

    def take(self, size: int) -> int:
        """Count what a cell shows, and say how much of it there is room for; a cell that alone is too much is stopped.

        What earlier cells have used up costs a later cell its outputs, never its run.
        """
        room = max(0, self.limit - self.size)
        self.size += min(size, room)
        self.flood += size
        if size > room and not self.cut:
            self.cut = True
            self.sent.append(self.msg("stream", {"name": "stderr", "parts": [_CUT.format(self.limit >> 20)]}))
        if self.flood > self.limit:
            raise OutputLimitError
        return room

    def text(self, name: str, text: str) -> None:
        """Text on stdout or stderr; neighbours of the same stream are one output."""
        kept = text[: max(0, self.limit - self.size)]
        last = self.sent[-1] if self.sent else None
        if kept and last and last["msg_type"] == "stream" and last["content"]["name"] == name:
            last["content"]["parts"].append(kept)
        elif kept:
            self.sent.append(self.msg("stream", {"name": name, "parts": [kept]}))
        self.take(len(text))


class Stream(io.TextIOBase):
    """sys.stdout or sys.stderr of a cell; what is written to the descriptor itself comes along in order."""

    encoding = "utf-8"
    errors = "strict"

    def __init__(self, messages: Messages, drain: Callable[[], None], name: str, descriptor: int) -> None:
        self._messages, self._drain, self._name, self._descriptor = messages, drain, name, descriptor

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._drain()
        self._messages.text(self._name, text)
        return len(text)

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return False

    def fileno(self) -> int:
        return self._descriptor

    def flush(self) -> None:
        self._drain()

    def set_parent(self, parent: Any) -> None:
        """What ipykernel's streams have."""
