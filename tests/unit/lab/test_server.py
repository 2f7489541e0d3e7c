"""The student's server."""

import struct
import tracemalloc
from types import SimpleNamespace

import pytest
from jupyter_server.services.kernels.connection.base import deserialize_binary_message, serialize_binary_message

from clientservice.lab._server import refuse_impossible_messages

MESSAGE = {"header": {"date": "2026-01-01"}, "parent_header": {}, "content": {"a": 1}, "buffers": [b"xy"]}


@pytest.fixture
def read():
    module = SimpleNamespace(deserialize_binary_message=deserialize_binary_message)
    refuse_impossible_messages(module)
    return module.deserialize_binary_message


def test_a_message_in_another_form_takes_no_memory(read):
    stray = struct.pack("<I", 6) + b"\0" * 100  # six parts, written the other way round
    tracemalloc.start()
    with pytest.raises(ValueError, match="100663296 parts"):
        read(stray)
    assert tracemalloc.get_traced_memory()[1] < 1_000_000
    tracemalloc.stop()


def test_real_messages_are_read_as_before(read):
    assert read(serialize_binary_message(dict(MESSAGE)))["content"] == {"a": 1}
