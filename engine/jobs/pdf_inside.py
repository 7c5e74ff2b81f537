"""What is inside a PDF that does more than be read; a process of its own, since files are made that break readers.

`python -m engine.jobs.pdf_inside FILE` prints one line of JSON: `pages`, and `found`, the words of Found.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

MOST_MEMORY = 1 << 30
MOST_SECONDS = 20
_DEEPEST = 60
"""Things within things that are looked into; what lies deeper counts as broken."""


class Found(StrEnum):
    """What keeps a PDF from being taken."""

    BROKEN = "broken"
    PASSWORD = "password"  # noqa: S105
    SCRIPT = "script"
    LAUNCH = "launch"
    ATTACHED = "attached"


_KEYS = {"/JS": Found.SCRIPT, "/XFA": Found.SCRIPT, "/EF": Found.ATTACHED}
_VALUES = {
    ("/S", "/JavaScript"): Found.SCRIPT,
    ("/S", "/Launch"): Found.LAUNCH,
    ("/S", "/Rendition"): Found.SCRIPT,
    ("/Type", "/EmbeddedFile"): Found.ATTACHED,
    ("/Subtype", "/RichMedia"): Found.ATTACHED,
}


def look(path: str) -> tuple[int, set[Found]]:
    """How many pages a PDF has, and what was found in it."""
    import pikepdf

    try:
        with pikepdf.open(path) as pdf:
            found = {each for thing in pdf.objects for each in _within(thing, pikepdf)}
            pages = len(pdf.pages)
    except pikepdf.PasswordError:
        return 0, {Found.PASSWORD}
    except (pikepdf.PdfError, RecursionError, MemoryError, ValueError, RuntimeError):
        return 0, {Found.BROKEN}
    return pages, found if pages else found | {Found.BROKEN}


def _within(thing: Any, pikepdf: Any, depth: int = 0) -> Iterator[Found]:
    """What one thing and those written inside of it are; others that it only names are looked at by themselves."""
    if depth > _DEEPEST:
        yield Found.BROKEN
        return
    if isinstance(thing, pikepdf.Stream):
        thing = thing.stream_dict
    if isinstance(thing, pikepdf.Dictionary):
        for key, value in thing.items():
            if key in _KEYS:
                yield _KEYS[key]
            if isinstance(value, pikepdf.Name) and (meant := _VALUES.get((key, str(value)))):
                yield meant
            elif not getattr(value, "is_indirect", False):
                yield from _within(value, pikepdf, depth + 1)
    elif isinstance(thing, pikepdf.Array):
        for value in thing:
            if not getattr(value, "is_indirect", False):
                yield from _within(value, pikepdf, depth + 1)


def main() -> None:
    """Look, within limits, and say what there is."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    pages, found = look(sys.argv[1])
    sys.stdout.write(json.dumps({"pages": pages, "found": sorted(found)}))


if __name__ == "__main__":
    main()
