"""Files that others sent, given back so that they can do nothing on their way or where they arrive."""

from __future__ import annotations

from pathlib import Path

from flask import send_file
from werkzeug.wrappers import Response as Reply

from engine.builtin.questions.file_kinds import KINDS

CLOSED_OFF = "default-src 'none'; sandbox"
"""Whatever is in the file: it loads nothing, runs nothing, and is of no site of ours."""

PICTURES = ("png", "jpg")
"""The kinds that a page may show."""


def give(path: Path, kind: str, name: str, *, shown: bool = False) -> Reply:
    """A file as a download under a name; a picture may be shown in a page instead. Nobody keeps a copy on the way."""
    known = KINDS.get(kind)
    media_type = known.media_type if known else "application/octet-stream"
    as_attachment = not (shown and kind in PICTURES)
    reply = send_file(path, media_type, as_attachment=as_attachment, download_name=name, max_age=0, etag=False)
    reply.headers["Content-Security-Policy"] = CLOSED_OFF
    reply.headers["Cache-Control"] = "no-store"
    return reply
