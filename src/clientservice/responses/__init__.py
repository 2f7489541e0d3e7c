"""Responses: what a learner did, as data on disk, in a notebook's output, and in a hand-in archive."""

from ._copies import RESPONSE_MIME, copies_in_notebook
from ._progress import Standing, read_progress, set_progress_aside
from ._receipt import Receipt, ReceiptLine, checksum, make_archive, make_receipt
from ._response import MAX_BYTES, SCHEMA, Response, decode, encode
from ._store import OpenElsewhereError, Reading, Store, read_response

__all__ = [
    "MAX_BYTES",
    "RESPONSE_MIME",
    "SCHEMA",
    "OpenElsewhereError",
    "Reading",
    "Receipt",
    "ReceiptLine",
    "Response",
    "Standing",
    "Store",
    "checksum",
    "copies_in_notebook",
    "decode",
    "encode",
    "make_archive",
    "make_receipt",
    "read_progress",
    "read_response",
    "set_progress_aside",
]
