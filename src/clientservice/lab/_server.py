"""What a student's Jupyter server does besides: it starts the first page's kernel before the browser asks for it.

Loaded by name, through the configuration that `clientservice start` writes; see ``_student.py``.
"""

from __future__ import annotations

import asyncio
from pathlib import PurePosixPath
from typing import Any

#: Where `clientservice start` says which notebook is opened first.
OPTION = "clientservice_first_page"


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(app: Any) -> None:
    path = app.config.get("ClientService", {}).get(OPTION)
    if path:
        asyncio.get_event_loop().call_soon(lambda: asyncio.ensure_future(_start(app, path)))


async def _start(app: Any, path: str) -> None:
    """Start the session that JupyterLab will find by its path. Without it, everything works a second later."""
    name = PurePosixPath(path).name
    try:
        await app.session_manager.create_session(path=path, name=name, type="notebook", kernel_name="python3")
    except Exception as error:  # noqa: BLE001 - only a head start is lost
        app.log.warning("clientservice: %s was not started ahead: %s", path, error)
