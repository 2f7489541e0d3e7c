"""The bundle: what a class receives. Lessons, releases, the package and start files; no solution, key or test."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from clientservice.banks import load_course
from clientservice.errors import CourseError
from clientservice.text import TRAVELS

from ._leaks import scan_for_leaks
from ._places import editions

_START = Path(__file__).parent / "bundle"


def make_bundle(root: Path, out: Path) -> Path:
    """Make the folder ``out`` and beside it ``<out>.zip``.

    Returns:
        The archive.

    Raises:
        CourseError: an assignment has not been released, the package can't be built, or the leak scan found a key.
    """
    if out.exists():
        shutil.rmtree(out)
    course = load_course(root / "course")
    for name in ("course.yml", "manifest.json", "exercises", *editions()):
        _copy(root / "course" / name, out / "course" / name)
    for name in TRAVELS:
        if (root / "course" / name).exists():
            _copy(root / "course" / name, out / "course" / name)
    for assignment in course.assignments:
        for lang in editions():
            _copy(root / "assignments" / lang / assignment, out / "assignments" / lang / assignment)
    for path in (root / "constraints.txt", root / "LICENSE", *sorted(_START.iterdir())):
        _copy(path, out / path.name)
    _build_wheel(root, out / "package")
    archive = Path(shutil.make_archive(str(out), "zip", out.parent, out.name))
    if leaks := scan_for_leaks(root, [out, archive]):
        shutil.rmtree(out)
        archive.unlink()
        raise CourseError("\n".join(["the bundle was not made:", *map(str, leaks)]))
    return archive


def _copy(source: Path, target: Path) -> None:
    if not source.exists():
        raise CourseError(
            f"{source}: missing; run clientservice build, then clientservice release for every assignment"
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns(".*", "responses", "__pycache__"))
    else:
        shutil.copy2(source, target)


def _build_wheel(root: Path, target: Path) -> None:
    if uv := shutil.which("uv"):
        command = [uv, "build", "--quiet", "--wheel", "--out-dir", str(target), str(root)]
    else:
        command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(target), str(root)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own command line
    if done.returncode:
        raise CourseError(f"the package could not be built:\n{done.stderr[-2000:]}")
    (target / ".gitignore").unlink(missing_ok=True)  # uv writes one
