"""Pages made small on their way: gzip, with a length that tells nothing."""

from __future__ import annotations

import secrets
import struct
import zlib

from flask import Flask, Response, request

LEVEL = 5
SMALLEST = 1_000
"""Bytes below which packing gains nothing."""


def register(app: Flask) -> None:
    """Pack whole pages for browsers that unpack them."""
    app.after_request(_packed)


def _packed(reply: Response) -> Response:
    """The page, packed; an answer to 400 repeats what an unproved sender said, so its length stays as it is."""
    if reply.status_code in (303, 400) or reply.mimetype != "text/html" or reply.is_streamed:
        return reply
    page = reply.get_data()
    if len(page) < SMALLEST or not request.accept_encodings["gzip"]:
        return reply
    reply.set_data(packed(page, secrets.token_hex(secrets.randbelow(40)).encode()))
    reply.headers["Content-Encoding"] = "gzip"
    reply.vary.add("Accept-Encoding")
    return reply


def packed(page: bytes, name: bytes) -> bytes:
    """A gzip member that carries a name of any length.

    With a random one the length on the line does not tell which guess stands in the page beside a secret (BREACH).
    """
    made = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = made.compress(page) + made.flush()
    head = b"\x1f\x8b\x08\x08\0\0\0\0\0\xff" + name + b"\0"
    return head + body + struct.pack("<II", zlib.crc32(page), len(page) & 0xFFFFFFFF)
