"""What doctor says about the sandbox: which levels hold on this computer, and how to mend the one that should."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import msgspec

from ._errors import SandboxError
from ._job import Level
from ._pool import Sandbox, check_platform
from ._probe import WALLS

_KEEP = "to keep it, put that setting into a file in /etc/sysctl.d/"
_PROFILE = """\
AppArmor closes user namespaces to bubblewrap (Ubuntu 23.10 and later). Open them to it, as root:
cat > /etc/apparmor.d/bwrap <<END
abi <abi/4.0>,
include <tunables/global>
profile bwrap /usr/bin/bwrap flags=(unconfined) {
  userns,
}
END
apparmor_parser -r /etc/apparmor.d/bwrap"""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a level holds here, and the walls that were tried; if not, why, and the mend ("" for nothing to add)."""

    level: Level
    holds: bool
    walls: tuple[str, ...] = ()
    why: str = ""
    mend: str = ""


def diagnose(hidden: Sequence[Path] = ()) -> list[Finding]:
    """Try the levels, strongest first, with canaries; stops at the first that holds. ``hidden`` is as for `Sandbox`."""
    try:
        check_platform()
    except SandboxError as error:
        return [Finding(level="bubblewrap", holds=False, why=str(error))]
    found: list[Finding] = []
    levels: tuple[Level, ...] = ("bubblewrap", "landlock")
    for level in levels:
        try:
            with Sandbox(level, preload=(), hidden=hidden):
                pass
        except SandboxError as error:
            found.append(Finding(level=level, holds=False, why=str(error), mend=_mend(level)))
        else:
            found.append(Finding(level=level, holds=True, walls=WALLS))
            break
    return found


def _mend(level: Level) -> str:
    if level != "bubblewrap" or shutil.which("bwrap") is None:
        return ""  # what is missing says itself how to get it
    if _setting("kernel/apparmor_restrict_unprivileged_userns") == "1":
        return _PROFILE
    if _setting("user/max_user_namespaces") == "0":
        return f"User namespaces are switched off. As root: sysctl -w user.max_user_namespaces=10000; {_KEEP}"
    if _setting("kernel/unprivileged_userns_clone") == "0":
        return f"User namespaces are for root only. As root: sysctl -w kernel.unprivileged_userns_clone=1; {_KEEP}"
    if Path("/.dockerenv").exists() or Path("/run/.containerenv").exists():
        return (
            "This is a container, which closes user namespaces to what runs in it: grade outside of it, "
            "or start it with --security-opt seccomp=unconfined --security-opt systempaths=unconfined"
        )
    return ""


def _setting(name: str) -> str:
    try:
        return Path("/proc/sys", name).read_text(encoding="ascii").strip()
    except OSError:
        return ""
