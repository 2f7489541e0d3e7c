"""What passes between coordinator, worker host and child: JSON with its length in front, typed and capped.

The child's frames are written by a process that runs a student's code. They can say anything that the types allow, so
nothing in them decides more than what the student's own code could have printed.
"""

from __future__ import annotations

import os
import socket
import struct
from typing import Any, TypeAlias

import msgspec

from ._limits import Limits

MAX_FRAME = 80 << 20
#: Commands and reports; seqpacket sockets take them whole.
MAX_MESSAGE = 1 << 17
_LENGTH = struct.Struct(">I")


class FrameError(Exception):
    """What came is no frame."""


class Started(msgspec.Struct, tag="started"):
    """A cell begins."""

    cell: int


class Importing(msgspec.Struct, tag="importing"):
    """A module that was not loaded is being imported, or no longer."""

    on: bool


class Ended(msgspec.Struct, tag="ended"):
    """A cell has ended."""

    cell: int
    ok: bool
    outputs: list[dict[str, Any]]


class Changed(msgspec.Struct, tag="changed"):
    """A later cell changed what an earlier one showed."""

    cell: int
    outputs: list[dict[str, Any]]


class Took(msgspec.Struct, tag="took"):
    """Names read after a cell."""

    cell: int
    answers: dict[str, dict[str, Any]]


class Returned(msgspec.Struct, tag="returned"):
    """The files that the job asked back."""

    files: dict[str, bytes]


class Finished(msgspec.Struct, tag="finished"):
    """Every cell has had its turn."""


class Broke(msgspec.Struct, tag="broke"):
    """The child itself failed, in words."""

    reason: str


Frame: TypeAlias = Broke | Started | Importing | Ended | Changed | Took | Returned | Finished


class Setup(msgspec.Struct, tag="setup"):
    """To the host, once: its level, its filters, its work folder, what may be read at level landlock."""

    level: str
    filters: dict[str, bytes]
    box: str
    readable: list[str]
    preload: list[str]


class Ready(msgspec.Struct, tag="ready"):
    """The host is warm. ``uncompiled``: sources that it had to compile, since no byte code lies beside them."""

    cpu: float
    threads: int
    uncompiled: list[str] = []


class Run(msgspec.Struct, tag="run"):
    """To the host: fork a child; its job and the pipe for its frames come along as descriptors."""

    limits: Limits


class Signal(msgspec.Struct, tag="signal"):
    """To the host: interrupt or kill the child."""

    kill: bool


class Ask(msgspec.Struct, tag="ask"):
    """To the host: what has the child used so far?"""


class Usage(msgspec.Struct, tag="usage"):
    """CPU seconds of the child so far."""

    cpu: float


class Exited(msgspec.Struct, tag="exited"):
    """The child and all that it started are gone. ``signal`` 0: by itself. ``stop``: why the host killed it."""

    code: int
    signal: int
    cpu: float
    memory: float
    stop: str = ""


class Failed(msgspec.Struct, tag="failed"):
    """The host could not start a child."""

    reason: str


ToHost: TypeAlias = Setup | Run | Signal | Ask
FromHost: TypeAlias = Ready | Usage | Exited | Failed

encode = msgspec.json.Encoder().encode


def pack(frame: object) -> bytes:
    """A frame as bytes."""
    raw = encode(frame)
    return _LENGTH.pack(len(raw)) + raw


def write_all(descriptor: int, raw: bytes) -> None:
    """Write to a pipe until everything is in it."""
    view = memoryview(raw)
    while view:
        view = view[os.write(descriptor, view) :]


def send(sock: socket.socket, message: ToHost | FromHost, descriptors: tuple[int, ...] = ()) -> None:
    """One message over a seqpacket socket."""
    raw = encode(message)
    if len(raw) > MAX_MESSAGE:
        raise FrameError("the message is too long")
    socket.send_fds(sock, [raw], descriptors)


def receive(sock: socket.socket, kind: Any) -> tuple[Any, list[int]]:
    """The next message and its descriptors; (None, []) where the other end is gone."""
    try:
        raw, descriptors, _, _ = socket.recv_fds(sock, MAX_MESSAGE, 2)
    except ConnectionResetError:
        return None, []
    return (msgspec.json.decode(raw, type=kind), descriptors) if raw else (None, [])


class Reader:
    """Frames out of a stream of bytes that someone may have forged.

    Raises:
        FrameError: a frame is too long or makes no sense, or all of them together are longer than allowed.
    """

    def __init__(self, most: int) -> None:
        self._buffer = bytearray()
        self._left = most
        self._decode = msgspec.json.Decoder(Frame).decode

    def feed(self, raw: bytes) -> list[Frame]:
        """The frames that are complete now."""
        self._left -= len(raw)
        if self._left < 0:
            raise FrameError("too much came back")
        self._buffer += raw
        frames: list[Frame] = []
        while len(self._buffer) >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(self._buffer)
            if length > MAX_FRAME:
                raise FrameError("a frame is too long")
            end = _LENGTH.size + length
            if len(self._buffer) < end:
                break
            try:
                frames.append(self._decode(bytes(self._buffer[_LENGTH.size : end])))
            except (msgspec.MsgspecError, RecursionError, ValueError) as error:
                raise FrameError("a frame makes no sense") from error
            del self._buffer[:end]
        return frames
