"""The few things that nbgrader does for us, in this process: its start-up costs 4 s of CPU, so once per command."""

from __future__ import annotations

import io
import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from traitlets.config import Config

from clientservice.errors import CourseError
from clientservice.gradebook import CANONICAL, Places, load_settings


def generate(places: Places, lang: str, assignment: str) -> None:
    """Source version → release version; only the canonical edition fills the gradebook."""
    from nbgrader.converters import GenerateAssignment  # noqa: PLC0415 - 4 s

    settings = _settings(places, lang, assignment)
    if lang != CANONICAL:
        settings.GenerateAssignment.no_database = True
        settings.SaveCells.enabled = False
    with _reported(f"generating the {lang} release of {assignment}"):
        converter = GenerateAssignment(coursedir=_coursedir(settings), config=settings)
        converter.force = True
        converter.start()


def release_to_exchange(places: Places, lang: str, assignment: str) -> None:
    """Release version → the edition's exchange course."""
    from nbgrader.exchange.default import ExchangeReleaseAssignment  # noqa: PLC0415

    settings = _settings(places, lang, assignment)
    settings.ExchangeReleaseAssignment.force = True
    _exchange(ExchangeReleaseAssignment, settings, f"releasing {assignment} to the exchange course service-{lang}")


def release_feedback_to_exchange(places: Places, lang: str, assignment: str) -> None:
    """``feedback/`` → the edition's exchange course."""
    from nbgrader.exchange.default import ExchangeReleaseFeedback  # noqa: PLC0415

    settings = _settings(places, lang, assignment)
    _exchange(ExchangeReleaseFeedback, settings, f"releasing feedback on {assignment} to service-{lang}")


def _exchange(kind: Any, settings: Config, what: str) -> None:
    from nbgrader.auth import Authenticator  # noqa: PLC0415

    with _reported(what):
        kind(coursedir=_coursedir(settings), authenticator=Authenticator(config=settings), config=settings).start()


def _settings(places: Places, lang: str, assignment: str) -> Config:
    settings = load_settings(places.root, lang)
    settings.CourseDirectory.assignment_id = assignment
    return settings


def _coursedir(settings: Config) -> Any:
    from nbgrader.coursedir import CourseDirectory  # noqa: PLC0415

    return CourseDirectory(config=settings)


@contextmanager
def _reported(what: str) -> Iterator[None]:
    """Turn nbgrader's exceptions into one sentence, with what it logged as errors."""
    log, stream = logging.getLogger("traitlets"), io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setLevel(logging.ERROR)
    log.addHandler(handler)
    try:
        with warnings.catch_warnings():
            # nbgrader's release_feedback leaves a file open for each student; it is closed at once by CPython.
            warnings.simplefilter("ignore", ResourceWarning)
            yield
    except Exception as error:
        said = " ".join(line for line in stream.getvalue().splitlines() if line and not line.startswith((" ", "Trace")))
        raise CourseError(f"{what}: nbgrader says: {said[-1500:] or error!r}; mend that and repeat") from error
    finally:
        log.removeHandler(handler)
