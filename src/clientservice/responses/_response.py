"""One response, and its JSON. Everything a student hands in is hostile until it came through `decode`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from clientservice.errors import ResponseError

#: The version of the file's form. A reader migrates older ones; newer ones it refuses.
SCHEMA = 1
#: The largest response file that is read, in bytes. A real one has under 4 kB.
MAX_BYTES = 64 * 1024


class Response(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a learner did in one exercise: ids only, no language, no score.

    ``revision`` counts saves from 1; ``writer`` names the kernel session that saved last; ``seed`` decides the order
    in which items were shown; ``variant`` is reserved for exercises that come in versions; ``saved_at`` is ISO 8601
    with offset, the writer's clock (a claim, never used for lateness).
    """

    schema: int = SCHEMA
    exercise: str
    revision: int
    writer: str
    seed: int
    saved_at: str
    value: Any
    variant: str | None = None


#: Form → what makes the next form out of it. Whoever raises `SCHEMA` adds one; old answers keep their scores.
MIGRATIONS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}


class _Form(msgspec.Struct):
    schema: int = 1


def _migrated(raw: bytes, form: int) -> dict[str, Any]:
    """A response of an older form in today's, as plain data; raises ValueError where nothing leads there."""
    data = msgspec.json.decode(raw, type=dict[str, Any])
    for number in range(form, SCHEMA):
        if number not in MIGRATIONS:
            raise ValueError(f"form {form} is unknown")
        try:
            data = MIGRATIONS[number](data) | {"schema": number + 1}
        except Exception as error:
            raise ValueError(f"it is no answer of form {number}") from error
    return data


def encode(response: Response) -> bytes:
    """The file's bytes: readable JSON, UTF-8, a newline at the end."""
    return msgspec.json.format(msgspec.json.encode(response), indent=1) + b"\n"


def decode(raw: bytes, exercise: str) -> Response:
    """Read a response's bytes.

    Args:
        raw: any bytes.
        exercise: the id that the response must be for.

    Raises:
        ResponseError: too large, not JSON of this form, or for another exercise. Never anything else.
    """
    if len(raw) > MAX_BYTES:
        raise ResponseError(f"the saved answer is larger than {MAX_BYTES} bytes")
    try:
        form = msgspec.json.decode(raw, type=_Form).schema
        if form < SCHEMA:
            response = msgspec.convert(_migrated(raw, form), Response)
        else:
            response = msgspec.json.decode(raw, type=Response)
    except (msgspec.MsgspecError, UnicodeError, RecursionError, ValueError) as error:
        raise ResponseError(f"the saved answer is not readable ({str(error)[:200]})") from error
    if response.schema != SCHEMA:
        raise ResponseError(f"the saved answer has form {response.schema}, this course reads form {SCHEMA}")
    if response.exercise != exercise:
        raise ResponseError(f"the saved answer is for another exercise: {response.exercise[:64]!r}")
    if response.revision < 1:
        raise ResponseError(f"the saved answer has revision {response.revision}")
    return response
