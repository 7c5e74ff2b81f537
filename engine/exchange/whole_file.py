"""A file that is written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


@contextmanager
def in_place_of(path: Path) -> Iterator[Path]:
    """Where to write, beside the path, what takes its place at the end. OSError if it cannot.

    What is no file, such as /dev/stdout or a pipe, has no place to take and is written to as it is; a link stays one.
    """
    if path.exists() and not path.is_file():
        yield path
        return
    target = path.resolve()
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    os.close(handle)
    part = Path(name)
    try:
        yield part
        part.chmod(0o644)
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


@contextmanager
def written_whole(path: Path) -> Iterator[TextIO]:
    """A text to write to, which takes the path's place at the end. OSError if it cannot be written."""
    with in_place_of(path) as part, part.open("w", encoding="utf-8", newline="") as out:
        yield out


def put_whole(path: Path, content: bytes) -> None:
    """Put a file there. OSError if it cannot be written."""
    with in_place_of(path) as part:
        part.write_bytes(content)
