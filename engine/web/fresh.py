"""The catalog as the surveys folders stand now: a file dropped in, changed or taken away counts without a restart."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from threading import Lock
from typing import TypeAlias

from engine.catalog import Catalog, build_catalog
from engine.plugins import blocked_names, make_plugin_manager, surveys_folders

Stamp: TypeAlias = tuple[tuple[str, int, int], ...]  # path, time of the last change, size


class FreshCatalog:
    """Builds the catalog again when a framework file has changed; else looking costs a `stat` of each file."""

    def __init__(self, data: Path) -> None:
        """Read every framework once. Raises ThuocDoError when two plugins offer one name."""
        self._folders = surveys_folders(data)
        self._lock = Lock()
        self._read()

    @property
    def last(self) -> Catalog:
        """The catalog as it was last built; looks at no file."""
        return self._catalog

    def now(self) -> Catalog:
        """The catalog as the files stand now."""
        with self._lock:
            if stamp_of((*self._files(), *self._bases)) != self._seen:
                self._read()
            return self._catalog

    def _files(self) -> list[Path]:
        return [path for given in self._folders for path in sorted(given.glob("*.y*ml"))]

    def _read(self) -> None:
        seen = stamp_of(self._files())  # before reading: what changes meanwhile is read again
        self._catalog = build_catalog(make_plugin_manager(self._folders, blocked_names()))
        self._bases = _bases(self._catalog)
        self._seen = seen + stamp_of(self._bases)


def _bases(catalog: Catalog) -> tuple[Path, ...]:
    """The files that those in the folders extend, wherever they lie, and those that have problems."""
    extended = {base for offered in catalog.offered.values() for base in offered.file.bases}
    return tuple(sorted(extended | {Path(problem.location.file) for problem in catalog.problems}))


def stamp_of(files: Iterable[Path]) -> Stamp:
    """When each file was changed, and its size; what is gone is left out."""
    found = []
    for path in files:
        try:
            seen = path.stat()
        except OSError:  # taken away since it was listed, or a link to nowhere
            continue
        found.append((str(path), seen.st_mtime_ns, seen.st_size))
    return tuple(found)
