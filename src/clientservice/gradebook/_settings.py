"""Where everything lies, as ``nbgrader_config.py`` says: one answer for nbgrader, the formgrader and ourselves."""

from __future__ import annotations

import math
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from filelock import FileLock, Timeout
from traitlets.config.loader import Config, PyFileConfigLoader

from clientservice.errors import CourseError
from clientservice.text import language_names

#: In the grading folder while a backup is put back.
RESTORING = ".restoring"
CONFIG_FILE = "nbgrader_config.py"
#: The edition that fills the gradebook; the others are released without touching it.
CANONICAL = "en"
_EDITION = "CLIENTSERVICE_EDITION"
#: What stands in a student's cells at first; the same in every edition, so that nbgrader recognises an untouched one.
CODE_STUB = "# your code here · ваш код здесь"
TEXT_STUB = "*Your answer here · Ваш ответ здесь*"


class Places(msgspec.Struct, frozen=True, kw_only=True):
    """The folders and the gradebook of one course."""

    root: Path
    submitted: Path
    autograded: Path
    feedback: Path
    received: Path
    exchange: Path
    db_url: str
    check_owner: bool

    def source(self, lang: str, assignment: str) -> Path:
        """The nbgrader source version of an edition."""
        return self.root / "solutions" / lang / assignment

    def release(self, lang: str, assignment: str) -> Path:
        """The nbgrader release version of an edition."""
        return self.root / "assignments" / lang / assignment

    def editions(self, assignment: str) -> list[str]:
        """The languages that an assignment is built in, the canonical one first.

        Raises:
            CourseError: there is no such assignment, or its canonical edition is absent.
        """
        if not assignment or assignment in {".", ".."} or set(assignment) & set("/\\+*?[]\0"):
            raise CourseError(f"{assignment!r} is no assignment's name; use one from course/course.yml")
        found = [lang for lang in language_names() if (self.source(lang, assignment) / f"{assignment}.ipynb").is_file()]
        if CANONICAL not in found:
            where = self.source(CANONICAL, assignment) / f"{assignment}.ipynb"
            raise CourseError(f"{where}: there is no such file; check the name, then run clientservice build")
        return sorted(found, key=lambda lang: lang != CANONICAL)


def load_settings(root: Path, edition: str = CANONICAL) -> Config:
    """What ``nbgrader_config.py`` in ``root`` says for one edition; a teacher's additions to it count too.

    Raises:
        CourseError: the file is absent or fails.
    """
    path = root.absolute() / CONFIG_FILE
    if not path.is_file():
        raise CourseError(f"{path}: there is no such file; run the command in the course's folder")
    before = os.environ.get(_EDITION)
    os.environ[_EDITION] = edition
    try:
        settings: Config = PyFileConfigLoader(CONFIG_FILE, path=str(path.parent)).load_config()
    except Exception as error:
        raise CourseError(f"{path}: {type(error).__name__}: {error}; mend the file") from error
    finally:
        if before is None:
            del os.environ[_EDITION]
        else:
            os.environ[_EDITION] = before
    return settings


def load_places(root: Path) -> Places:
    """The folders of the course in ``root``; raises CourseError when it has no readable ``nbgrader_config.py``."""
    settings = load_settings(root)
    course, exchange = settings.CourseDirectory, settings.Exchange
    base = Path(course.root)
    submitted = base / course.submitted_directory
    return Places(
        root=base,
        submitted=submitted,
        autograded=base / course.autograded_directory,
        feedback=base / course.feedback_directory,
        received=submitted.parent / "received",
        exchange=Path(exchange.root),
        db_url=course.db_url,
        check_owner=bool(settings.ExchangeCollect.get("check_owner", True)),
    )


def prepare_path() -> None:
    """Put the running Python's folder first on PATH: nbgrader calls ``alembic`` by name."""
    here = str(Path(sys.executable).parent)
    parts = os.environ.get("PATH", os.defpath).split(os.pathsep)
    if parts[0] != here:
        os.environ["PATH"] = os.pathsep.join([here, *parts])


@contextmanager
def one_writer(
    places: Places,
    *,
    patience: float | None = 60.0,
    waiting: Callable[[], None] = lambda: None,
    stop: Callable[[], bool] = lambda: False,
    restoring: bool = False,
) -> Iterator[bool]:
    """Hold the lock that keeps two of our commands from writing the grading folders at once.

    It falls with the process that holds it, however that ends, so waiting for it can't last longer than its work.

    Args:
        places: the course.
        patience: seconds to wait for another command; None for as long as it takes.
        waiting: called once when it comes to waiting.
        stop: asked several times a second; once it says yes, the wait ends.
        restoring: this is the command that finishes a restore.

    Yields:
        Whether the lock is held: always, but where ``stop`` ended the wait.

    Raises:
        CourseError: another command holds it for more than ``patience``, or a restore was interrupted.
    """
    places.submitted.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(places.submitted.parent / ".writer.lock")
    _wait_for(lock, patience, waiting, stop)
    try:
        if not restoring and (left := places.submitted.parent / RESTORING).exists():
            raise CourseError(
                f"{left.parent}: putting a backup back was interrupted here, so this is a mixture; finish it first: "
                "clientservice restore FILE"
            )
        yield lock.is_locked
    finally:
        lock.release()


def _wait_for(lock: FileLock, patience: float | None, waiting: Callable[[], None], stop: Callable[[], bool]) -> None:
    """Take the lock, unless ``stop`` says so first; the arguments are those of `one_writer`."""
    late = time.monotonic() + patience if patience is not None else math.inf
    told = False
    while not stop():
        try:
            lock.acquire(timeout=0.2)
        except Timeout:
            if time.monotonic() > late:
                raise CourseError(
                    f"{lock.lock_file}: another clientservice command is collecting or grading; "
                    "wait until it ends, then repeat"
                ) from None
            if not told:
                waiting()
            told = True
        except OSError as error:
            raise CourseError(
                f"{lock.lock_file}: can't be written ({error.strerror or error}); check that the folder is not on a "
                "full or read-only disk and belongs to you"
            ) from error
        else:
            return
