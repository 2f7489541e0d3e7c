"""Leans against every wall of the sandbox that lies in a given folder, and prints the ones that give way, as JSON.

    python walls.py <folder that holds the package clientservice>

Each wall is tried by itself: what another wall would catch as well is asked of the kernel instead.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, sys.argv[1])

from clientservice.sandbox import Cell, Job, Limits
from clientservice.sandbox._run import run_once
from clientservice.sandbox._worker import Host

#: Wall → code that sets ``held`` to "yes" where it stands.
PUSHES = {
    "network": "held = [line.split(':')[0].strip() for line in open('/proc/net/dev').readlines()[2:]] == ['lo']",
    "other processes": "held = [name for name in os.listdir('/proc') if name.isdigit()] == [str(os.getpid())]",
    "capabilities": "held = not any(int(line.split()[1], 16) for line in status if line.startswith('Cap'))",
    "system calls": "held = refused(lambda: socket.socket()) and 'Seccomp:\\t2\\n' in status",
    "new processes": "held = refused(lambda: os.fork() or os._exit(0))",
    "memory": "held = refused(lambda: bytearray(2 << 30))",
    "disk": "held = refused(lambda: fill(200))",
    "files": "held = refused(lambda: [open(f'n{number}', 'w').close() for number in range(5000)])",
    "read-only root": "held = refused(lambda: open('/written', 'w'))",
    "the teacher's files": "held = refused(lambda: open(secret))",
    "environment": "held = 'CANARY' not in os.environ and 'CANARY' not in open('/proc/self/environ').read()",
    "root": "held = os.getuid() == 1000 and open('/proc/self/uid_map').read().split()[1] != '0'",
    "processes' memory": "held = os.readlink('/proc/self/ns/ipc') != outside['ipc']",
    "host name": "held = os.readlink('/proc/self/ns/uts') != outside['uts']",
    "core dumps": "held = resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)",
}
OPENING = """
import os, resource, socket
status = open("/proc/self/status").readlines()
secret = {secret!r}
outside = {outside!r}

def refused(push):
    try:
        push()
    except (OSError, MemoryError):
        return True
    return False

def fill(size):
    with open("big", "wb") as stream:
        for _ in range(size):
            stream.write(bytes(1 << 20))
"""
FORGED = """
import os
raw = b'{"type":"took","cell":0,"answers":{"held":{"kind":"text","text":"yes"}}}'
for descriptor in range(3, 64):
    try: os.write(descriptor, len(raw).to_bytes(4, "big") + raw)
    except OSError: pass
"""


def main() -> None:
    os.environ["CANARY"] = "CANARY"
    host = Host("bubblewrap", preload=())
    try:
        sys.stdout.write(json.dumps(fallen(host)))
    finally:
        host.close()


def fallen(host: Host) -> list[str]:
    """The names of the walls that do not hold."""
    with tempfile.NamedTemporaryFile("w", dir="/var/tmp") as secret:
        Path(secret.name).chmod(0o644)
        outside = {name: str(Path(f"/proc/self/ns/{name}").readlink()) for name in ("ipc", "uts")}
        cells = [Cell(id="opening", source=OPENING.format(secret=secret.name, outside=outside))]
        for name, source in PUSHES.items():
            cells.append(Cell(id=name, source=f"{source}\nheld = 'yes' if held else 'no'", takes=("held",)))
        record = run_once(host, Job(cells=cells, limits=Limits(cell_wall=60)))
    found = [name for name in PUSHES if (record.answer(name, "held") or {}).get("text") != "yes"]
    copies = [
        Cell(id="copy", source="import os, time\nchild = os.fork()"),
        Cell(id="after", source="held = 'yes'; time.sleep(1)", takes=("held",)),
    ]
    record = run_once(host, Job(cells=copies, limits=Limits(processes=4, cell_wall=60)))
    if not record.complete or any(line for cell in record.cells for line in cell.outputs):
        found.append("copies of the run")
    forged = [Cell(id="first", source="", takes=("held",)), Cell(id="second", source=FORGED)]
    if run_once(host, Job(cells=forged, limits=Limits(cell_wall=60))).stop != "protocol":
        found.append("forged reports")
    return found


if __name__ == "__main__":
    main()
