"""What a file in an archive may be called and be: nothing that could land, or point, outside its folder."""

from __future__ import annotations

import stat
import zipfile
from pathlib import PureWindowsPath


def unsafe_member(entry: zipfile.ZipInfo) -> str:
    """Why a member of a zip archive is refused, "" for one that is harmless."""
    # zipfile cuts a name at a NUL and turns the system's separator into "/"; the name as it is written counts.
    name, kind = entry.orig_filename, stat.S_IFMT(entry.external_attr >> 16)
    if unsafe_name(name.removesuffix("/")):
        return f"an unsafe name: {name!r}"
    if kind == stat.S_IFLNK:
        return f"links are not allowed: {name!r}"
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        return f"not a regular file: {name!r}"
    return f"encrypted: {name!r}" if entry.flag_bits & 0x1 else ""


def unsafe_name(name: str) -> bool:
    """Whether a path with ``/`` could mean something outside its folder, on this or on another system."""
    if "\\" in name or "\0" in name or PureWindowsPath(name).drive or name.startswith("/"):
        return True
    return any(part in {"", ".", ".."} for part in name.split("/"))
