"""A kernel's shell without a kernel: ipykernel's own shell writes into a list, nbclient's own code makes outputs of it.

So what a cell shows is what nbclient would have stored, without sockets, threads and a second process. Built and warmed
in the worker host; used in the forked child.
"""

from __future__ import annotations

import asyncio
import builtins
import fcntl
import getpass
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
from IPython.core.async_helpers import _pseudo_sync_runner
from IPython.core.error import StdinNotImplementedError
from nbclient import NotebookClient
from nbformat.v4 import nbbase
from traitlets.config import Config

from ._messages import Messages, OutputLimitError, Stream

_NO_INPUT = "{} was called, but this frontend does not support input requests."


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
        self._client: Any = NotebookClient(nbformat.v4.new_notebook())
        self._client.clear_before_next_output = False

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
        sys.stdout, sys.stderr = (Stream(self.messages, self.drain, *place) for place in (("stdout", 1), ("stderr", 2)))
        self._loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self._loop)

    def open(self, count: int, limit: int = 1 << 22) -> None:
        """A new notebook of so many cells, whose outputs may have ``limit`` characters together."""
        self._notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell() for _ in range(count)])
        self._client.nb = self._notebook
        self._client.reset_execution_trackers()
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
        awaits = shell.should_run_async(source, transformed_cell=transformed, preprocessing_exc_tuple=failed)
        # Not `run_cell`: it would transform and look for "await" once more.
        running = shell.run_cell_async(
            source, store_history=True, transformed_cell=transformed, preprocessing_exc_tuple=failed
        )
        result = None
        try:
            result = await running if awaits else _pseudo_sync_runner(running)
        except (KeyboardInterrupt, OutputLimitError):
            raise
        except BaseException:  # noqa: BLE001 - as `run_cell`: the shell itself failed, since the cell has changed it
            self._interrupted()
        finally:
            shell.events.trigger("post_execute")
            shell.events.trigger("post_run_cell", result)
        return result is not None and bool(result.success)

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
