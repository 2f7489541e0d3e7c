"""Canaries: does a level hold here? Tried, not looked up."""

from __future__ import annotations

import os
import secrets
import socket
import tempfile
from collections.abc import Sequence
from pathlib import Path

from ._job import Cell, Job
from ._limits import Limits
from ._run import run_once
from ._worker import Host

#: The walls, each with the code that leans against it. Each sets ``held`` to a text: "yes", or what got through.
_PUSHES = {
    "files outside are closed": """
try:
    held = "read: " + open(secret).read()[:40]
except OSError:
    held = "yes"
""",
    "the keys and the submissions are closed": """
import os
held = "yes"
for folder in hidden:
    try:
        held = f"listed: {len(os.listdir(folder))} names"
    except OSError:
        pass
""",
    "nothing outside can be written": """
import os
written = []
for place in places:
    try:
        with open(os.path.join(place, name), "w"):
            written.append(place)
    except OSError:
        pass
held = "written: " + ", ".join(written) if written else "yes"
""",
    "there is no network": """
import socket
try:
    with socket.create_connection(("127.0.0.1", port), timeout=2):
        held = "connected"
except OSError:
    held = "yes"
""",
    "no process can be started": """
import os
try:
    child = os.fork()
    if child == 0:
        os._exit(0)
    held = "forked"
except OSError:
    held = "yes"
""",
    "no other process can be reached": """
import os
try:
    os.kill(coordinator, 0)
    held = "reached"
except OSError:
    held = "yes"
""",
    "no other process is seen": """
import os
try:
    seen = {name for name in os.listdir("/proc") if name.isdigit()} - {str(os.getpid())}
except OSError:
    seen = set()
held = f"seen: {len(seen)}" if seen else "yes"
""",
    "memory is limited": """
try:
    block = bytearray(3 << 30)
    held = "3 GiB"
except MemoryError:
    held = "yes"
""",
    "disk space is limited": """
try:
    with open("big", "wb") as stream:
        for _ in range(80):
            stream.write(bytes(1 << 20))
    held = "80 MiB"
except OSError:
    held = "yes"
try:
    os.remove("big")
except OSError:
    pass
""",
    "it is not root": """
import os
held = "yes" if os.getuid() else "root"
""",
    "no variable comes along": """
import os
held = "yes" if canary not in os.environ else "it did"
""",
}


#: What is tried.
WALLS = tuple(_PUSHES)


def open_walls(host: Host, hidden: Sequence[Path] = ()) -> list[str]:
    """The walls that do not hold at this host's level, in words; empty where all do.

    ``hidden``: folders with keys and submissions.

    Raises:
        SandboxError: no run could be started.
        HostGoneError: the host ended.
    """
    canary = f"CLIENTSERVICE_{secrets.token_hex(4)}".upper()
    with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as server:
        Path(folder).chmod(0o755)
        secret = Path(folder, "secret.txt")
        secret.write_text(canary, encoding="utf-8")
        secret.chmod(0o644)
        places = ["/", "/usr", "/dev", "/etc", folder, str(Path(__file__).parent), os.path.expanduser("~")]  # noqa: PTH111
        opening = (
            f"secret = {str(secret)!r}; port = {server.getsockname()[1]}; coordinator = {os.getpid()}; "
            f"canary = {canary!r}; name = {canary.lower()!r}; places = {places!r}; "
            f"hidden = {[str(folder) for folder in hidden]!r}"
        )
        cells = [Cell(id="opening", source=opening)]
        cells += [Cell(id=name, source=source, takes=("held",)) for name, source in _PUSHES.items()]
        limits = Limits(cell_wall=60, submission=300)
        record = run_once(host, Job(cells=cells, limits=limits))
        server.settimeout(0)
        found = [] if record.complete else [record.reason or "the trial run did not end"]
        for name in _PUSHES:
            answer = record.answer(name, "held") or {}
            said = str(answer.get("text", "no answer"))
            if said != "yes":
                found.append(f"{name}: not so ({said.replace(canary, 'the canary')})")
        try:
            server.accept()[0].close()
            found.append("a connection came through")
        except BlockingIOError:
            pass
    return found
