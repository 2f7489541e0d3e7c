"""The kernel's walls around a child, put up in the child itself before it reads its job. Linux only."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import struct
import sys
from pathlib import Path

from ._limits import Limits

NEWNS, NEWIPC, NEWPID = 0x00020000, 0x08000000, 0x20000000
_NOSUID, _NODEV, _NOEXEC, _BIND = 2, 4, 8, 4096
_SET_PDEATHSIG, _SET_DUMPABLE, _SET_SECCOMP, _CAPBSET_DROP, _SET_NO_NEW_PRIVS, _CAP_AMBIENT = 1, 4, 22, 24, 38, 47
_CAPABILITY_VERSION = 0x20080522
#: Threads beside the processes that the limits allow: libraries start a few.
_THREADS = 64
_MIB = 1 << 20
_TMP = "/tmp/"  # noqa: S108 - a place to mount on, not to write to

_libc = ctypes.CDLL(None, use_errno=True)


def _check(result: int, what: str) -> None:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def unshare(flags: int) -> None:
    """Leave namespaces (before Python 3.12, `os` has no call for it)."""
    _check(_libc.unshare(flags), "unshare")


def setns(descriptor: int, kind: int) -> None:
    """Enter a namespace."""
    _check(_libc.setns(descriptor, kind), "setns")


def mount(source: str, target: str, kind: str, flags: int, options: str = "") -> None:
    """Mount something."""
    arguments = [text.encode() if text else None for text in (source, target, kind)]
    _check(_libc.mount(*arguments, ctypes.c_ulong(flags), options.encode() or None), f"mount {target}")


def own_folders(box: str, limits: Limits) -> None:
    """Own mounts: an empty work folder in memory, a /proc that shows only this child and what it starts."""
    unshare(NEWNS | NEWIPC)
    size = f"size={limits.disk * _MIB},nr_inodes={limits.files},mode=700"
    mount("tmpfs", box, "tmpfs", _NOSUID | _NODEV, size)
    Path(box, ".tmp").mkdir()
    if not any(place.startswith(_TMP) for place in (sys.prefix, sys.base_prefix, __file__)):
        # The sandbox's own, empty /tmp; where Python itself lies below /tmp, that stays, and nothing can be written.
        mount(f"{box}/.tmp", _TMP.rstrip("/"), "", _BIND)
    mount("proc", "/proc", "proc", _NOSUID | _NODEV | _NOEXEC)


def address_space() -> int:
    """Bytes of address space that this process has now."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()


def set_limits(limits: Limits, base: int) -> None:
    """Limits of one process; ``base`` is the address space that it inherited."""
    disk, cpu = limits.disk * _MIB, int(limits.submission + limits.imports) + 2
    wanted = {
        resource.RLIMIT_AS: base + limits.memory * _MIB,
        resource.RLIMIT_CPU: cpu,
        resource.RLIMIT_FSIZE: disk,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 256,
        resource.RLIMIT_NPROC: _THREADS + limits.processes,
        resource.RLIMIT_MSGQUEUE: 0,
    }
    for name, value in wanted.items():
        _, most = resource.getrlimit(name)
        allowed = value if most == resource.RLIM_INFINITY else min(value, most)
        resource.setrlimit(name, (allowed, allowed))


def end_with_parent() -> None:
    """Gone when the host is; in a process namespace of its own, a child needs no such promise."""
    _check(_libc.prctl(_SET_PDEATHSIG, ctypes.c_ulong(signal.SIGKILL), 0, 0, 0), "prctl PR_SET_PDEATHSIG")


def drop_capabilities() -> None:
    """No capability is left, and none can come back."""
    number = 0
    while _libc.prctl(_CAPBSET_DROP, ctypes.c_ulong(number), 0, 0, 0) == 0:
        number += 1
    _check(_libc.prctl(_CAP_AMBIENT, ctypes.c_ulong(4), 0, 0, 0), "prctl PR_CAP_AMBIENT")
    header = ctypes.create_string_buffer(struct.pack("II", _CAPABILITY_VERSION, 0))
    _check(_libc.capset(header, ctypes.create_string_buffer(24)), "capset")


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def load_filter(program: bytes) -> None:
    """From here on only the system calls of the filter."""
    _check(_libc.prctl(_SET_NO_NEW_PRIVS, ctypes.c_ulong(1), 0, 0, 0), "prctl PR_SET_NO_NEW_PRIVS")
    loaded = _Program(len(program) // 8, program)
    _check(_libc.prctl(_SET_SECCOMP, ctypes.c_ulong(2), ctypes.byref(loaded), 0, 0), "prctl PR_SET_SECCOMP")


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("access", ctypes.c_uint64), ("parent", ctypes.c_int32))


#: Rights over files per version of Landlock's interface, over the network from 4, scopes from 6.
_FILE_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
_READ, _READ_FILE = 0b1101, 0b0101  # execute, read file, read folder


def landlock_version() -> int:
    """The version of the kernel's Landlock interface; 0 where there is none."""
    return max(0, int(_libc.syscall(444, None, ctypes.c_size_t(0), ctypes.c_uint32(1))))


def confine(box: str, readable: list[str]) -> None:
    """Landlock: read what Python needs, write in the work folder, reach nothing else."""
    version = landlock_version()
    rights = _FILE_RIGHTS[max(known for known in _FILE_RIGHTS if known <= version)]
    ruleset = _Ruleset(rights, 3 if version >= 4 else 0, 3 if version >= 6 else 0)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    made = _libc.syscall(444, ctypes.byref(ruleset), ctypes.c_size_t(size), ctypes.c_uint32(0))
    _check(made, "landlock_create_ruleset")
    for path, access in [(box, rights), *((name, _READ) for name in readable)]:
        if not Path(path).exists():
            continue
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
        allowed = access if Path(path).is_dir() else access & (_READ_FILE | 0b10)
        rule = _Beneath(allowed & rights, descriptor)
        _check(_libc.syscall(445, made, 1, ctypes.byref(rule), ctypes.c_uint32(0)), f"landlock_add_rule {path}")
        os.close(descriptor)
    _check(_libc.prctl(_SET_NO_NEW_PRIVS, ctypes.c_ulong(1), 0, 0, 0), "prctl PR_SET_NO_NEW_PRIVS")
    _check(_libc.syscall(446, made, ctypes.c_uint32(0)), "landlock_restrict_self")
    os.close(made)
