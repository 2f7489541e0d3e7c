"""The command line that starts a worker host inside bubblewrap."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from ._errors import SandboxError

#: The work folder inside.
BOX = "/box"
#: Who runs hosts when the coordinator is root.
NOBODY = 65534

#: One flag per wall; tests take each away in turn, and some case must notice.
FLAGS = (
    "--unshare-user",  # a user of its own, without rights outside
    "--unshare-ipc",  # no shared memory or queues of others
    "--unshare-pid",  # no process of others, and none that survives
    "--unshare-net",  # no network, not even this computer's own
    "--unshare-uts",
    "--unshare-cgroup-try",
    "--die-with-parent",  # gone when the coordinator is
    "--new-session",  # no terminal to type into
    "--clearenv",  # no variable of the teacher's
    "--cap-add",  # within its own user namespace: the host makes a work folder per child; the child drops them all
    "ALL",
    "--uid",
    "1000",
    "--gid",
    "1000",
)
ENVIRONMENT = {
    "HOME": BOX,
    "TMPDIR": f"{BOX}/.tmp",
    "IPYTHONDIR": f"{BOX}/.ipython",
    "MPLCONFIGDIR": f"{BOX}/.tmp",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "LANG": "C.UTF-8",
    "TZ": "UTC",
    "PATH": "/usr/bin:/bin",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    # Libraries that would start threads, which must not be there when the host forks.
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
}
_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts")
#: Not imported while a host starts: jsonschema, which nbformat imports, takes them for formats of text that are never
#: checked here; one of them compiles a grammar of web addresses.
SLOW = ("rfc3987_syntax", "isoduration", "rfc3986_validator", "fqdn", "uri_template", "webcolors", "jsonpointer")
DEVICES = ("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom")
DROP = (
    "import os,sys; u={0}; os.setgroups([]); os.setresgid(u,u,u); os.setresuid(u,u,u); "
    "os.execv(sys.argv[1],sys.argv[1:])"
)


def host_command(package: Path) -> list[str]:
    """Start the worker host of this package, however it is installed."""
    code = (
        f"import gc, sys; gc.disable(); sys.modules.update(dict.fromkeys({SLOW!r})); "
        f"sys.path.insert(0, {str(package.parent)!r}); "
        "from clientservice.sandbox._host import main; main()"
    )
    # Not -I, which would also pass over the variables that are set here, among them the seed of hashes.
    return [sys.executable, "-s", "-P", "-X", "utf8", "-c", code]


def readable(package: Path) -> list[Path]:
    """What Python needs to read: the system's libraries, the environment, this package. Nothing of the course."""
    folders = [Path(name) for name in _SYSTEM]
    folders += [Path(sys.prefix), Path(sys.base_prefix).resolve(), package]
    executable = Path(os.path.realpath(sys.executable)).parent.parent
    folders += [] if executable in folders else [executable]
    return [path for path in folders if path.exists()]


def check_hidden(hidden: Sequence[Path], seen: Sequence[Path]) -> None:
    """Refuse to run where a folder that must stay hidden lies in one that is shown."""
    for secret in hidden:
        for folder in seen:
            if secret.resolve().is_relative_to(folder.resolve()):
                raise SandboxError(
                    f"{secret} lies inside {folder}, which the students' code can read; move the course elsewhere"
                )


def program() -> str:
    """Where bubblewrap is."""
    found = shutil.which("bwrap")
    if found is None:
        raise SandboxError(
            "bubblewrap is missing; install it "
            "(Debian, Ubuntu: sudo apt-get install bubblewrap; Fedora: sudo dnf install bubblewrap)"
        )
    return found


def command(package: Path) -> list[str]:
    """The whole command line, as root or as an ordinary user.

    As root, an outer bubblewrap shows the same folders (root's own may be closed to others), then the user is changed,
    and only then the sandbox proper starts: the same one that an ordinary user gets.
    """
    shown = show(readable(package))
    inner = [program(), *FLAGS, *shown, "--proc", "/proc", *_devices(), "--tmpfs", BOX, "--dir", "/tmp"]  # noqa: S108
    for name, value in ENVIRONMENT.items():
        inner += ["--setenv", name, value]
    inner += ["--remount-ro", "/", "--chdir", "/", "--", *host_command(package)]
    if os.geteuid() != 0:
        return inner
    outer = [program(), "--die-with-parent", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", *shown, *_devices()]
    outer += ["--bind", "/proc", "/proc", "--dir", "/tmp", "--"]  # noqa: S108 - where bubblewrap builds its root
    return [*outer, sys.executable, "-I", "-S", "-c", DROP.format(NOBODY), *inner]


def show(paths: Sequence[Path]) -> list[str]:
    """Flags that show folders read-only, with the folders above them open to pass through."""
    flags: list[str] = []
    made: set[Path] = set()
    for path in paths:
        for above in reversed(path.parents[:-1]):
            if above not in made and not any(above.is_relative_to(other) for other in paths):
                made.add(above)
                flags += ["--dir", str(above)]
        if path.is_symlink() and path.parent == Path("/"):
            flags += ["--symlink", str(path.readlink()), str(path)]
        elif not any(path != other and path.is_relative_to(other) for other in paths):
            flags += ["--ro-bind", str(path), str(path)]
    return flags


def _devices() -> list[str]:
    flags = ["--dir", "/dev"]
    for name in DEVICES:
        flags += ["--dev-bind", name, name]
    return [*flags, "--symlink", "/proc/self/fd", "/dev/fd"]
