"""The files that pages load: compressed beforehand, addressed by their content, kept by browsers for good."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import Flask, abort, request, url_for
from werkzeug.wrappers import Response as Reply

from engine.resources import folder

FOR_GOOD = "public, max-age=31536000, immutable"
"""For an address that names the content: another content has another address."""
FOR_A_DAY = "public, max-age=86400"

_TYPES = {".woff2": "font/woff2", ".js": "text/javascript", ".svg": "image/svg+xml"}
_PACKED_ALREADY = frozenset({".woff2", ".png"})


@dataclass(frozen=True)
class Asset:
    """One file: `packed` is its gzip, empty where that would not make it smaller."""

    content: bytes
    packed: bytes
    media_type: str
    mark: str


def register(app: Flask) -> None:
    """Serve the files under /static; `asset(name)` in templates is the address of one with its mark."""
    app.add_url_rule("/static/<path:filename>", "static", _serve)
    app.jinja_env.globals["asset"] = _address


@cache
def assets() -> Mapping[str, Asset]:
    """Every file under `templates/static` by its name; style sheets name their fonts with the fonts' marks."""
    root = folder("templates") / "static"
    paths = {path.relative_to(root).as_posix(): path for path in sorted(root.rglob("*")) if path.is_file()}
    plain = {name: _asset(path.suffix, path.read_bytes()) for name, path in paths.items() if path.suffix != ".css"}
    styles = {name: _asset(".css", _marked(path, plain)) for name, path in paths.items() if path.suffix == ".css"}
    return {**plain, **styles}


def _marked(path: Path, others: Mapping[str, Asset]) -> bytes:
    text = path.read_text("utf-8")
    for name, asset in others.items():
        text = text.replace(f'url("{name}")', f'url("{name}?v={asset.mark}")')
    return text.encode()


def _asset(suffix: str, content: bytes) -> Asset:
    packed = b"" if suffix in _PACKED_ALREADY else gzip.compress(content, 9, mtime=0)
    media_type = _TYPES.get(suffix) or mimetypes.types_map.get(suffix, "application/octet-stream")
    mark = hashlib.blake2b(content, digest_size=6).hexdigest()
    return Asset(content, packed if len(packed) < len(content) else b"", media_type, mark)


def _address(name: str) -> str:
    return url_for("static", filename=name, v=assets()[name].mark)


def _serve(filename: str) -> Reply:
    asset = assets().get(filename)
    if asset is None:
        abort(404)
    is_packed = bool(asset.packed) and request.accept_encodings["gzip"] > 0
    reply = Reply(asset.packed if is_packed else asset.content, content_type=asset.media_type)
    if is_packed:
        reply.headers["Content-Encoding"] = "gzip"
    reply.headers["Vary"] = "Accept-Encoding"
    reply.headers["Cache-Control"] = FOR_GOOD if request.args.get("v") == asset.mark else FOR_A_DAY
    reply.set_etag(f"{asset.mark}{'-gzip' if is_packed else ''}")
    return reply.make_conditional(request)
