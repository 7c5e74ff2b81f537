"""What kind of file some bytes are, told from what is in them and never from a name."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Sequence
from typing import IO, NamedTuple

HEAD = 8
_END = b"PK\x05\x06"
_END_ROOM = 22 + 65_535  # the end record of a ZIP, with the longest comment
_MOST_OF_DIRECTORY = 500_000
"""A ZIP whose list of contents is longer is no document that a person made."""
_MOST_OF_PART = 200_000
_MOST_PARTS = 20_000
_MOST_UNPACKED = 600_000_000
_ROOMY = 50_000_000
_TIGHTEST = 40
"""Unpacked, a document is at most so many times as large as the file, if it is large at all; a bomb is thousands."""

_OFFICE = b"application/vnd.openxmlformats-officedocument."


class FileKind(NamedTuple):
    """A kind that is accepted: what people call it, the media type it is given back as."""

    words: str
    media_type: str


KINDS: dict[str, FileKind] = {
    "pdf": FileKind("PDF", "application/pdf"),
    "png": FileKind("PNG", "image/png"),
    "jpg": FileKind("JPEG", "image/jpeg"),
    "docx": FileKind("DOCX", (_OFFICE + b"wordprocessingml.document").decode()),
    "xlsx": FileKind("XLSX", (_OFFICE + b"spreadsheetml.sheet").decode()),
    "odt": FileKind("ODT", "application/vnd.oasis.opendocument.text"),
    "ods": FileKind("ODS", "application/vnd.oasis.opendocument.spreadsheet"),
}
"""By the ending that its name is given."""


def kind_of(file: IO[bytes]) -> str:
    """The kind of a seekable file, one of KINDS; "" for anything else.

    Documents with macros, such as a password locks, and those that unpack to very much more are among it.
    """
    file.seek(0)
    head = file.read(HEAD)
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head == b"\x89PNG\r\n\x1a\n":
        return "png"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if head.startswith(b"PK\x03\x04") and _is_small_zip(file):
        return _document(file)
    return ""


def _is_small_zip(file: IO[bytes]) -> bool:
    """Whether a ZIP's list of contents can be read without harm: it is whole, short and not of the 64 bit kind."""
    size = file.seek(0, 2)
    start = max(0, size - _END_ROOM)
    file.seek(start)
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < 22 or b"PK\x06\x07" in tail[max(0, at - 20) : at]:
        return False
    length, offset = struct.unpack("<LL", tail[at + 12 : at + 20])
    return int(length) <= _MOST_OF_DIRECTORY and int(offset) + int(length) <= size


def _document(file: IO[bytes]) -> str:
    try:
        with zipfile.ZipFile(file) as packed:
            names = packed.namelist()
            if not _is_harmless(packed.infolist(), file.seek(0, 2)):
                return ""
            if any("vbaProject" in name or name.startswith(("Basic/", "Scripts/")) for name in names):
                return ""
            if names[:1] == ["mimetype"]:
                told = _part(packed, "mimetype").strip().decode("ascii", "replace")
                return next((name for name in ("odt", "ods") if KINDS[name].media_type == told), "")
            told_office = _part(packed, "[Content_Types].xml")
            for name in ("docx", "xlsx"):
                if KINDS[name].media_type.encode() + b".main+xml" in told_office:
                    return name
    except Exception:  # noqa: BLE001  what only looks like a ZIP makes its reader raise all sorts of errors
        return ""
    return ""


def _is_harmless(parts: Sequence[zipfile.ZipInfo], size: int) -> bool:
    """Whether a ZIP can be unpacked: not of thousands of parts, parts that overlap, or far more than it holds."""
    unpacked = sum(part.file_size for part in parts)
    return (
        len(parts) <= _MOST_PARTS
        and not any(part.flag_bits & 1 for part in parts)  # locked by a password
        and sum(part.compress_size for part in parts) <= size
        and unpacked <= (_MOST_UNPACKED if unpacked <= _TIGHTEST * size else _ROOMY)
    )


def _part(packed: zipfile.ZipFile, name: str) -> bytes:
    with packed.open(name) as part:
        return part.read(_MOST_OF_PART)
