"""What doctor says about the sandbox: which levels hold on this computer, and how to mend the one that should."""

from __future__ import annotations

from pathlib import Path

import msgspec

from ._errors import SandboxError
from ._job import Level
from ._pool import Sandbox, check_platform

_PROFILE = (
    "Ubuntu's AppArmor closes user namespaces to bubblewrap. As root, write /etc/apparmor.d/bwrap: "
    '"abi <abi/4.0>, include <tunables/global> profile bwrap /usr/bin/bwrap flags=(unconfined) { userns, }" '
    "and run: systemctl reload apparmor"
)


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a level holds here; if not, why, and the mend ("" where there is nothing more to say)."""

    level: Level
    holds: bool
    why: str = ""
    mend: str = ""


def diagnose() -> list[Finding]:
    """Try the levels, strongest first, with canaries; stops at the first that holds."""
    found: list[Finding] = []
    levels: tuple[Level, ...] = ("bubblewrap", "landlock")
    for level in levels:
        try:
            check_platform()
            with Sandbox(level, preload=()):
                pass
        except SandboxError as error:
            found.append(Finding(level=level, holds=False, why=str(error), mend=_mend(level)))
        else:
            found.append(Finding(level=level, holds=True))
            break
    return found


def _mend(level: Level) -> str:
    if level != "bubblewrap":
        return ""
    if _setting("kernel/apparmor_restrict_unprivileged_userns") == "1":
        return _PROFILE
    if _setting("user/max_user_namespaces") == "0" or _setting("kernel/unprivileged_userns_clone") == "0":
        return "user namespaces are switched off; as root: sysctl user.max_user_namespaces=10000"
    if Path("/.dockerenv").exists() or Path("/run/.containerenv").exists():
        return (
            "this is a container, which closes user namespaces to what runs in it; grade outside of it, "
            "or start it with --security-opt seccomp=unconfined --security-opt systempaths=unconfined"
        )
    return ""


def _setting(name: str) -> str:
    try:
        return Path("/proc/sys", name).read_text(encoding="ascii").strip()
    except OSError:
        return ""
