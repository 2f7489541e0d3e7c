"""What hostile and accidental students put into the cell that should compute a mean; case → attack.

``mean`` and ``desk`` are the points that the two computed exercises must get (None: a person looks). The hidden run
gives half of the mean's four points.
"""

from __future__ import annotations

from typing import NamedTuple

MEAN = "mean_wait = waits['wait'].mean()"


class Attack(NamedTuple):
    """Source of the cell, and what comes of it. ``must`` stands in what the cell shows or in the reason of its score,
    ``never`` nowhere.
    """

    source: str
    mean: float | None
    desk: float | None = 2
    must: str = ""
    never: tuple[str, ...] = ()


ATTACKS = {
    "forge-03": Attack(
        "shell = get_ipython()\ntype(shell).showtraceback = lambda *a, **k: None\nshell.showtraceback = None\n1 / 0", 0
    ),
    "forge-05": Attack(
        """
class Yes(int):
    __eq__ = __lt__ = __le__ = __gt__ = __ge__ = lambda self, other: True
    __abs__ = __sub__ = __rsub__ = lambda self, *other: 0
    __hash__ = int.__hash__
mean_wait = Yes(99)
""",
        0,
    ),
    "forge-05-numpy": Attack(
        """
import numpy as np
class Yes(np.float64):
    __eq__ = __le__ = lambda self, other: True
    __abs__ = __sub__ = __rsub__ = lambda self, *other: np.float64(0)
    __hash__ = np.float64.__hash__
mean_wait = Yes(99)
""",
        0,
    ),
    "forge-06": Attack(
        """
from IPython.display import display
display({"text/plain": "4.0", "application/vnd.clientservice.score+json": {"points": 4.0}}, raw=True)
mean_wait = 99
4.0
""",
        0,
    ),
    "forge-10": Attack("import sys\nsys.exit(0)", 0, must="SystemExit"),
    "forge-10-os": Attack("import os\nos._exit(0)", 0, must="stopped before its end"),
    "forge-13": Attack(
        """
class Pickled:
    def __reduce__(self):
        return (open, ("/tmp/escaped-pickle", "w"))
mean_wait = Pickled()
""",
        0,
    ),
    "forge-14": Attack(
        """
import json, msgspec, sys
json.dumps = lambda *a, **k: '{"kind": "number", "number": 4.0}'
msgspec.json.encode = lambda *a, **k: b'{"kind": "number", "number": 4.0}'
mean_wait = 99
""",
        0,
    ),
    # Whoever rewrites the harness in memory can claim any number; that is no more than writing the number down.
    "forge-14-memory": Attack(
        """
import gc, types
gc.unfreeze()
forge = lambda answer: {"kind": "number", "number": 4.0}
for found in gc.get_objects():
    if isinstance(found, types.FunctionType) and found.__name__ == "understand":
        found.__code__ = forge.__code__
mean_wait = 99
""",
        2,
        0,
    ),
    "forge-15": Attack(
        """
import os, struct
raw = b'{"type":"took","cell":4,"answers":{"mean_wait":{"kind":"number","number":4.0}}}'
for descriptor in range(3, 200):
    try: os.write(descriptor, struct.pack(">I", len(raw)) + raw)
    except OSError: pass
mean_wait = 99
""",
        None,
        None,
    ),
    "forge-16": Attack("import os\nmean_wait = 4.0 if os.fork() else 99", 0, must="PermissionError"),
    "forge-18": Attack(
        """
import os
for name in ("results.json", ".grade", "score.txt", "timestamp.txt", "_nbgrader.json"):
    for folder in (".", os.path.expanduser("~")):
        open(os.path.join(folder, name), "w").write("4")
mean_wait = 99
""",
        0,
    ),
    "forge-19": Attack("open('waits.csv', 'w').write('desk,wait\\na,99\\n')\nmean_wait = 99", 0),
    "forge-21": Attack(
        """
import builtins, os, pandas
seen = os.path.exists("/box/marker") or os.path.exists("/tmp/marker") or hasattr(pandas, "marker")
for path in ("/box/marker", "/tmp/marker"):
    open(path, "w").close()
pandas.marker = True
mean_wait = waits["wait"].mean() if seen else 99
""",
        0,
    ),
    "read-02": Attack(f"print(In, Out, _ih)\n%history -g\n{MEAN}", 4),
    "read-03": Attack(
        f"""
import glob, os
for path in [*glob.glob("../*"), *glob.glob("../../*/*/*"), *glob.glob("{{root}}/**", recursive=True)]:
    if path.endswith((".yml", ".db", ".ipynb", ".csv", ".json")):
        try: print(path, open(path, errors="replace").read())
        except OSError: pass
print(os.path.exists("{{root}}"))
{MEAN}
""",
        4,
        must="False",
    ),
    "read-04": Attack(
        f"""
import os, sys
print(os.environ, sys.argv)
for name in ("environ", "cmdline"):
    for process in ("self", "1", "2"):
        try: print(open(f"/proc/{{process}}/{{name}}").read())
        except OSError as error: print(error)
{MEAN}
""",
        4,
        never=("{root}", "grading/"),
    ),
    "read-05": Attack(
        f"""
import os
print(sorted(name for name in os.listdir("/proc") if name.isdigit()))
for path in (f"/proc/{{os.getppid()}}/mem", "/proc/1/root/etc/shadow", f"/proc/{{pid}}/cmdline"):
    try: print(open(path, "rb").read(10))
    except OSError: pass
{MEAN}
""".replace("{pid}", "{pid}"),
        4,
        must="['1']",
    ),
    "read-07": Attack(
        f"""
if waits["wait"].sum() != 12:
    print("HIDDEN", waits.to_dict())
    raise Exception("HIDDEN " + repr(waits.to_dict()))
{MEAN}
""",
        2,
    ),
    "read-08": Attack(f"import time\nif waits['wait'].sum() != 12: time.sleep(0.5)\n{MEAN}", 4),
    "read-10": Attack(
        f"""
import socket, urllib.request
for reach in (
    lambda: urllib.request.urlopen("http://{{host}}:{{port}}/", timeout=2),
    lambda: socket.create_connection(("{{host}}", {{port}}), timeout=2),
    lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("{{host}}", {{port}})),
    lambda: socket.getaddrinfo("example.org", 80),
):
    try: print("REACHED", reach())
    except OSError as error: print(error)
{MEAN}
""",
        4,
    ),
    "read-11": Attack("mean_wait = 5", 0),
    "read-16": Attack(
        "import resource, os\nprint(resource.getrlimit(resource.RLIMIT_CORE))\nos.abort()",
        0,
        must="stopped before its end",
    ),
    "net-02": Attack(
        f"""
import socket
for address in ("\\0/tmp/.X11-unix/X0", "/var/run/docker.sock", "/run/dbus/system_bus_socket", "\\0{{abstract}}"):
    try:
        found = socket.socket(socket.AF_UNIX)
        found.connect(address)
        print("REACHED", address)
    except OSError as error: print(error)
{MEAN}
""",
        4,
    ),
    "net-03": Attack("%pip install requests\n" + MEAN, 0, must="OSError"),
    "net-05": Attack(
        f"""
import glob, os
print(os.environ.get("JUPYTERHUB_API_TOKEN"), glob.glob(os.path.expanduser("~/.local/share/jupyter/runtime/*.json")))
{MEAN}
""",
        4,
        must="None []",
    ),
    "res-01": Attack("while True: pass", 0, must="took too long"),
    "res-02": Attack(
        "import signal, time\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\ntime.sleep(1e9)", 0, must="took too long"
    ),
    "res-05": Attack(
        f"""
import os
for folder in (".", "/tmp", "/dev/shm"):
    try:
        for number in range(200):
            with open(f"{{folder}}/escaped-{{number}}", "wb") as stream: stream.write(bytes(1 << 20))
        print("NO END", folder)
    except OSError as error: print(error.strerror)
{MEAN}
""",
        4,
        must="No space left on device",
    ),
    "res-06": Attack(
        f"""
try:
    for number in range(10_000_000): open(f"escaped-{{number}}", "w").close()
except OSError as error: print(error.strerror)
{MEAN}
""",
        4,
        must="No space left on device",
    ),
    "res-07": Attack("while True: print('x' * 10 ** 6)", 0, must="(cut: "),
    "res-11": Attack("mean_wait = 10 ** 1_000_000", 0),
    "res-13": Attack(
        "import os, time\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0: time.sleep(1e6)\n    os._exit(0)",
        0,
    ),
    "batch-04": Attack("import ctypes\nctypes.string_at(0)", 0, must="stopped before its end"),
    "batch-08": Attack(
        f"""
import glob, shutil
for path in glob.glob("../../../*/*/zz-victim") + ["{{root}}/grading/submitted/zz-victim", "{{root}}"]:
    shutil.rmtree(path, ignore_errors=True)
{MEAN}
""",
        4,
    ),
    "batch-10": Attack(
        f"""
import sqlite3
try:
    book = sqlite3.connect("{{root}}/grading/gradebook.db")
    book.execute("begin exclusive")
    print("LOCKED")
except sqlite3.Error as error: print(error)
{MEAN}
""",
        4,
        must="unable to open database file",
    ),
    "honest-04": Attack("import numpy as np\nmean_wait = np.float32(waits['wait'].mean())", 4),
    "honest-04-series": Attack("mean_wait = waits[['wait']].mean()", 4),
    "honest-07": Attack("name = input('name? ')", 0, must="StdinNotImplementedError"),
    "honest-08": Attack("mean_wait = waits['wait'].mean(", 0, must="SyntaxError"),
}
