"""What a student's Jupyter server does besides: a head start for the first page, and the way back from a changed one.

Loaded by name, through the configuration that `clientservice start` writes; see ``_student.py``.
"""

from __future__ import annotations

import asyncio
from pathlib import Path, PurePosixPath
from typing import Any

from jupyter_server.base.handlers import APIHandler
from jupyter_server.services.kernels.connection import channels
from jupyter_server.utils import url_path_join
from tornado import web

from clientservice.errors import CourseError

from ._restore import restore

#: Where `clientservice start` says which notebook is opened first.
OPTION = "clientservice_first_page"


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(app: Any) -> None:
    refuse_impossible_messages(channels)
    app.web_app.add_handlers(".*$", [(url_path_join(app.base_url, "clientservice", "restore"), RestoreHandler)])
    path = app.config.get("ClientService", {}).get(OPTION)
    if path:
        asyncio.get_event_loop().call_soon(lambda: asyncio.ensure_future(_start(app, path)))


class RestoreHandler(APIHandler):
    """POST ``{"path": …}``: the course's own notebook takes the place of a changed one; answers ``{"kept": path}``."""

    @web.authenticated
    def post(self) -> None:
        """Restore; a notebook that the course has not got is a 404 with the reason."""
        asked = self.get_json_body()
        path = asked.get("path") if isinstance(asked, dict) else None
        try:
            kept = restore(Path(self.settings["server_root_dir"]).expanduser(), str(path))
        except CourseError as error:
            self.set_status(404)
            self.finish({"message": str(error)})
            return
        self.finish({"kept": kept})


def refuse_impossible_messages(module: Any) -> None:
    """Keep a stray message from taking gigabytes.

    When a kernel dies, jupyter-server (2.21) may read a message of the page's closing connection in an older form, in
    which its first bytes say "a hundred million parts", and it makes room for them: 3.3 GB, never given back. The
    message is lost either way; here it is refused before.
    """
    read = module.deserialize_binary_message

    def bounded(message: bytes) -> Any:
        parts = int.from_bytes(message[:4], "big")
        if 4 * (parts + 1) > len(message):
            raise ValueError(f"a kernel message of {len(message)} bytes can't have {parts} parts")
        return read(message)

    module.deserialize_binary_message = bounded


async def _start(app: Any, path: str) -> None:
    """Start the session that JupyterLab will find by its path. Without it, everything works a second later."""
    name = PurePosixPath(path).name
    try:
        await app.session_manager.create_session(path=path, name=name, type="notebook", kernel_name="python3")
    except Exception as error:  # noqa: BLE001 - only a head start is lost
        app.log.warning("clientservice: %s was not started ahead: %s", path, error)
