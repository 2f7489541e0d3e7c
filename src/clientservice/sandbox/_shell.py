"""A kernel's shell without a kernel: ipykernel's own shell writes into a list, nbclient's own code makes outputs of it.

So what a cell shows is what nbclient would have stored, without sockets, threads and a second process. Built and warmed
in the worker host; used in the forked child.
"""

from __future__ import annotations

import asyncio
import builtins
import fcntl
import getpass
import io
import os
import signal
import sys
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

import comm
import nbformat
from comm.base_comm import BaseComm, CommManager
from ipykernel.compiler import XCachingCompiler
from ipykernel.jsonutil import json_clean
from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.core.error import StdinNotImplementedError
from jupyter_client.session import Session
from nbclient import NotebookClient
from nbformat.v4 import nbbase
from traitlets import Bool, Int, List
from traitlets.config import Config

_CUT = "\n… (cut: the outputs of all cells together may have {} MiB)\n"
_NO_INPUT = "{} was called, but this frontend does not support input requests."


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


class _Stream(io.TextIOBase):
    """sys.stdout or sys.stderr of a cell; what is written to the descriptor itself comes along in order."""

    encoding = "utf-8"
    errors = "strict"

    def __init__(self, shell: Shell, name: str, descriptor: int) -> None:
        self._shell, self._name, self._descriptor = shell, name, descriptor

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._shell.drain()
        self._shell.messages.text(self._name, text)
        return len(text)

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return False

    def fileno(self) -> int:
        return self._descriptor

    def flush(self) -> None:
        self._shell.drain()

    def set_parent(self, parent: Any) -> None:
        """What ipykernel's streams have."""


class Shell:
    """Runs cells and gives their outputs."""

    def __init__(self) -> None:
        config = Config()
        config.HistoryManager.enabled = False  # its thread must not be there when the host forks
        self.messages = Messages()
        self.shell: Any = ZMQInteractiveShell.instance(config=config, compiler_class=XCachingCompiler)
        self._wire()
        self._captured: dict[int, tuple[str, int, list[int]]] = {}
        self._loop: Any = None
        self.changed: set[int] = set()  # earlier cells whose outputs the last one changed
        self._notebook: Any = None
        self._client: Any = None

    def _wire(self) -> None:
        """Put our list where ipykernel would have sockets."""
        shell, messages = self.shell, self.messages
        for publisher in (shell.display_pub, shell.displayhook):
            publisher.session, publisher.pub_socket = messages, None
        shell.displayhook.topic = b"execute_result"
        shell.displayhook.get_execution_count = lambda: shell.execution_count - 1
        shell.kernel = SimpleNamespace(
            eventloop=None, io_loop=None, shell=shell, msg=None, get_parent=lambda *_: {}, _parent_ident={}
        )
        shell.enable_gui = lambda gui=None: None  # noqa: ARG005 - its signature

        class Wire(BaseComm):
            def publish_msg(
                self,
                msg_type: str,
                data: Any = None,
                metadata: Any = None,
                buffers: Any = None,  # noqa: ARG002 - outputs hold none
                **keys: Any,
            ) -> None:
                content = json_clean({"data": data or {}, "comm_id": self.comm_id, **keys})
                messages.send(None, msg_type, content, metadata=metadata or {})

        # Each output would be checked against nbformat's schema, for a seventh of the time of a run; the coordinator
        # cleans whatever comes back anyway.
        nbbase.validate = lambda *_, **__: None

        manager = CommManager()
        comm.create_comm = Wire
        comm.get_comm_manager = lambda: manager

        def raw_input(prompt: object = "") -> str:  # noqa: ARG001 - input's signature
            raise StdinNotImplementedError(_NO_INPUT.format("raw_input"))

        def no_getpass(prompt: str = "", stream: Any = None) -> str:  # noqa: ARG001 - getpass's signature
            raise StdinNotImplementedError(_NO_INPUT.format("getpass"))

        builtins.input = raw_input
        getpass.getpass = no_getpass

    def warm(self, sources: list[str]) -> None:
        """Run some cells, so that their first time is over before the fork; then forget them."""
        streams = sys.stdout, sys.stderr
        saved = [os.dup(1), os.dup(2)]
        self.capture()
        self.open(len(sources))
        for number, source in enumerate(sources):
            self.run(number, source)
        self.shell.reset(new_session=True)
        sys.stdout, sys.stderr = streams
        for descriptor, kept in zip((1, 2), saved, strict=True):
            os.close(self._captured.pop(descriptor)[1])
            os.dup2(kept, descriptor)
            os.close(kept)
        self._loop.close()
        asyncio.set_event_loop(None)

    def capture(self) -> None:
        """From here on this process's output is caught, also what is written past Python."""
        for descriptor, name in ((1, "stdout"), (2, "stderr")):
            memory = os.memfd_create(name)
            os.dup2(memory, descriptor)
            fcntl.fcntl(descriptor, fcntl.F_SETFL, os.O_APPEND)
            self._captured[descriptor] = (name, memory, [0])
        sys.stdout, sys.stderr = _Stream(self, "stdout", 1), _Stream(self, "stderr", 2)
        self._loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self._loop)

    def open(self, count: int, limit: int = 1 << 22) -> None:
        """A new notebook of so many cells, whose outputs may have ``limit`` characters together."""
        self._notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell() for _ in range(count)])
        self._client = NotebookClient(self._notebook)
        self._client.clear_before_next_output = False
        self.messages.size, self.messages.limit, self.messages.cut = 0, limit, False

    def drain(self) -> None:
        """Take what was written to descriptors 1 and 2 past Python's streams."""
        for name, memory, place in list(self._captured.values()):
            end = os.lseek(memory, 0, os.SEEK_END)
            if end > place[0]:
                raw = os.pread(memory, min(end - place[0], self.messages.limit), place[0])
                place[0] = end
                self.messages.text(name, raw.decode("utf-8", "replace"))

    def run(self, number: int, source: str) -> bool:
        """Run one cell; its outputs are in `outputs`. Whether it ended without an error."""
        self.messages.sent, self.messages.flood, self.changed = [], 0, set()
        ok = False
        try:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            ok = self._loop.run_until_complete(self._execute(source))
        except OutputLimitError:
            pass
        except KeyboardInterrupt:
            self._interrupted()
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
        self._finish(number)
        return ok and not any(output["output_type"] == "error" for output in self.outputs(number))

    async def _execute(self, source: str) -> bool:
        """As ipykernel's ``do_execute``: a cell that awaits runs in the loop, any other within a running loop."""
        shell, failed = self.shell, None
        try:
            transformed = shell.transform_cell(source)
        except Exception:  # noqa: BLE001 - whatever a transformer raises, the cell shows it
            transformed, failed = source, sys.exc_info()
        if shell.should_run_async(source, transformed_cell=transformed, preprocessing_exc_tuple=failed):
            result = await shell.run_cell_async(
                source, store_history=True, transformed_cell=transformed, preprocessing_exc_tuple=failed
            )
            shell.events.trigger("post_execute")
            shell.events.trigger("post_run_cell", result)
        else:
            result = shell.run_cell(source, store_history=True)
        return bool(result.success)

    def _interrupted(self) -> None:
        with suppress(BaseException):  # the student may have replaced it; then the cell just ends
            self.shell.showtraceback(running_compiled_code=True)

    def _finish(self, number: int) -> None:
        """Messages to outputs, with nbclient's own code."""
        with suppress(OutputLimitError):
            self.drain()
        self.shell.payload_manager.clear_payload()
        cell = self._notebook.cells[number]
        for message in self.messages.sent:
            if message["msg_type"] == "stream":
                content = message["content"]
                message["content"] = {"name": content["name"], "text": "".join(content["parts"])}
            self._client.process_message(message, cell, number)
            if message["msg_type"] == "update_display_data":
                self.changed |= self._showing(message["content"])
        self.changed.discard(number)

    def _showing(self, content: Any) -> set[int]:
        """The cells that show what a message changes."""
        shown = (content.get("transient") or {}).get("display_id")
        return set(self._client._display_id_map.get(shown, {}))  # noqa: SLF001 - nbclient tells it nowhere else

    def outputs(self, number: int) -> list[dict[str, Any]]:
        """The outputs of a cell as they are now."""
        found: list[dict[str, Any]] = self._notebook.cells[number].outputs
        return found

    @property
    def names(self) -> dict[str, Any]:
        """The student's variables."""
        found: dict[str, Any] = self.shell.user_ns
        return found
