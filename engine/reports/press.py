"""What prints: everything beside the figures that changes a byte of a PDF, as one hash."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import entry_points, version
from pathlib import Path

import engine
from engine.hookspecs import PROJECT
from engine.reports.fonts import font_files
from engine.resources import folder

LIBRARIES = ("weasyprint", "pydyf", "jinja2", "numpy")


@cache
def press() -> str:
    """The hash of the engine's code, templates, translations and type, and of the versions of plugins and libraries.

    Worked out once a process from installed files; nothing of it is imported.
    """
    return fingerprint(files())


def files() -> tuple[Path, ...]:
    """The files that make a PDF what it is, beside the figures."""
    code, templates = Path(engine.__file__).parent, folder("templates")
    return (
        *sorted(code.rglob("*.py")),
        *sorted((templates / "reports").iterdir()),
        *sorted((templates / "locale").glob("*.po")),
        *font_files().values(),
    )


def fingerprint(given: Iterable[Path]) -> str:
    """The hash of files by name and content, and of the versions of libraries and plugins."""
    found = hashlib.sha256()
    for path in given:
        found.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    for library in LIBRARIES:
        found.update(f"{library} {version(library)}\0".encode())
    for point in sorted(entry_points(group=PROJECT), key=lambda each: each.name):
        found.update(f"{point.name} {point.dist.version if point.dist else ''}\0".encode())
    return found.hexdigest()
