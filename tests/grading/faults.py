"""A grading run in a process of its own in which somebody is killed at a named point.

    python faults.py COURSE ASSIGNMENT POINT NUMBER WORKERS

The product has no hooks for this: its functions are wrapped here. ``NUMBER`` says at which submission, or at which run
of a host, the point is reached.
"""

from __future__ import annotations

import itertools
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import psutil
import sqlalchemy as sa

from clientservice.gradebook import Gradebook
from clientservice.judge import _assess, _files, _grade, grade
from clientservice.sandbox import _frames, _pool, _run

#: The coordinator is killed: the run ends.
COORDINATOR = ("before reading", "after judging", "while writing", "before commit", "after commit")
#: A host or a child is killed: the run goes on.
BELOW = ("host idle", "host running", "host reports", "child running")


def die() -> None:
    """As `kill -9` or the memory's end would do it."""
    os.kill(os.getpid(), signal.SIGKILL)


def nth(number: int, act: Callable[[], None]) -> Callable[[], None]:
    """Act the ``number``-th time."""
    count = itertools.count(1)

    def step() -> None:
        if next(count) == number:
            act()

    return step


def before(place: Any, name: str, step: Callable[[], None]) -> None:
    """Have something done before a function is called."""
    real = getattr(place, name)

    def wrapped(*args: Any, **options: Any) -> Any:
        step()
        return real(*args, **options)

    setattr(place, name, wrapped)


def after(place: Any, name: str, step: Callable[[], None]) -> None:
    """Have something done after a function has been called."""
    real = getattr(place, name)

    def wrapped(*args: Any, **options: Any) -> Any:
        found = real(*args, **options)
        step()
        return found

    setattr(place, name, wrapped)


def half(stream: Any) -> Any:
    """A stream that writes half of what it is given, and then the process is gone."""
    write = stream.write

    class Half:
        def __enter__(self) -> Self:
            return self

        def write(self, raw: bytes) -> None:
            write(raw[: len(raw) // 2])
            stream.flush()
            die()

        def __exit__(self, *_: object) -> None:
            stream.close()

    return Half()


def while_writing(number: int) -> None:
    """Within the ``number``-th autograded notebook."""
    real_open, real_write = os.fdopen, _files.write_atomically
    count = itertools.count(1)

    def write(path: Path, raw: bytes, **options: Any) -> None:
        if path.suffix == ".ipynb" and next(count) == number:
            _files.os.fdopen = lambda descriptor, mode: half(real_open(descriptor, mode))
        real_write(path, raw, **options)

    _grade.write_atomically = write


@contextmanager
def in_save(step: Callable[[], None]) -> Iterator[None]:
    """Before the commit that ends the transaction of a submission."""
    saving: list[bool] = []
    real = Gradebook.save

    def save(*args: Any, **options: Any) -> Any:
        saving.append(True)
        try:
            return real(*args, **options)
        finally:
            saving.clear()

    Gradebook.save = save

    def committing(_: sa.Connection) -> None:
        if saving:
            step()

    sa.event.listen(sa.Engine, "commit", committing)
    yield
    sa.event.remove(sa.Engine, "commit", committing)


def kill_below(*, child: bool) -> None:
    """Kill a worker host, or the child that it has forked."""
    processes = [process for process in psutil.Process().children(recursive=True) if process.name() != "bwrap"]
    # All are looked at before one is killed: its child would become bwrap's own at once.
    pairs = [(process, process.parent()) for process in processes]
    found = [process for process, parent in pairs if parent is not None and (parent.name() != "bwrap") == child]
    for process in found:
        process.kill()
        print("killed", process.pid, flush=True)  # noqa: T201 - for the test


def at_frame(kind: type, step: Callable[[], None]) -> None:
    """When the coordinator hears of something in a run."""
    watch = _run._Watch  # noqa: SLF001 - the product has no hook
    real = watch._take  # noqa: SLF001 - the same

    def take(self: Any, frame: Any) -> None:
        if isinstance(frame, kind):
            step()
        real(self, frame)

    watch._take = take  # noqa: SLF001 - the same


def main(root: str, assignment: str, point: str, number: str, workers: str) -> None:
    """Arm the point, then grade."""
    which = int(number)
    dying = nth(which, die)
    match point:
        case "before reading":
            before(_assess, "read_submission", dying)
        case "after judging":
            after(_assess, "judge_submission", dying)
        case "while writing":
            while_writing(which)
        case "before commit":
            in_save(dying).__enter__()
        case "after commit":
            after(Gradebook, "save", dying)
        case "host idle":
            before(_pool, "run_once", nth(which, lambda: kill_below(child=False)))
        case "host running":
            at_frame(_frames.Started, nth(which, lambda: kill_below(child=False)))
        case "host reports":
            at_frame(_frames.Finished, nth(which, lambda: kill_below(child=False)))
        case "child running":
            at_frame(_frames.Started, nth(which, lambda: kill_below(child=True)))
    report = grade(Path(root), assignment, workers=int(workers))
    assert report.failed == []


if __name__ == "__main__":
    main(*sys.argv[1:])
