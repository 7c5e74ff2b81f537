"""Whether a file that was sent as evidence is what it says it is, and harmless to who opens it."""

from __future__ import annotations

import json
import subprocess
import sys
import warnings
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from engine.builtin.questions.file_kinds import kind_of
from engine.jobs.pdf_inside import MOST_SECONDS, Found

MOST_POINTS = 120_000_000
"""Points of a picture: browsers take four bytes of memory for each."""


@dataclass(frozen=True)
class Inspected:
    """What a file is: its kind ("" for one that is not taken), the pages of a PDF, and what is wrong with it."""

    kind: str
    pages: int = 0
    wrong: frozenset[str] = frozenset()  # words of Found, or "points"


def inspect(path: Path) -> Inspected:
    """What lies at a path, told from its content alone."""
    with path.open("rb") as file:
        kind = kind_of(file)
    if kind == "pdf":
        pages, found = _pdf(path)
        return Inspected(kind, pages, frozenset(found))
    if kind in ("png", "jpg"):
        return Inspected(kind, 0, _picture(path))
    return Inspected(kind)


def _pdf(path: Path) -> tuple[int, list[str]]:
    try:
        done = subprocess.run(  # noqa: S603 (our own words and a path of our own)
            [sys.executable, "-m", "engine.jobs.pdf_inside", str(path)],
            capture_output=True,
            timeout=2 * MOST_SECONDS,
            check=True,
        )
        told = json.loads(done.stdout)
        return int(told["pages"]), [str(each) for each in told["found"]]
    except (subprocess.SubprocessError, ValueError, KeyError):
        return 0, [Found.BROKEN]  # it broke its reader, or took longer or more room than any document does


def _picture(path: Path) -> frozenset[str]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(path, formats=("PNG", "JPEG")) as picture:  # reads no more than its head
                width, height = picture.size
    except Image.DecompressionBombError:
        return frozenset({"points"})
    except (OSError, ValueError, SyntaxError):
        return frozenset({Found.BROKEN})
    return frozenset({"points"} if width * height > MOST_POINTS else ())
