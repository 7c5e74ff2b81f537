"""The catalog as the surveys folders stand now: a file dropped in, changed or taken away counts without a restart."""

from __future__ import annotations

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
        self._stamp = _stamp(self._folders)  # before reading: what changes meanwhile is read again
        self._catalog = self._built()

    @property
    def last(self) -> Catalog:
        """The catalog as it was last built; looks at no file."""
        return self._catalog

    def now(self) -> Catalog:
        """The catalog as the files stand now."""
        with self._lock:
            stamp = _stamp(self._folders)
            if stamp != self._stamp:
                self._catalog, self._stamp = self._built(), stamp
            return self._catalog

    def _built(self) -> Catalog:
        return build_catalog(make_plugin_manager(self._folders, blocked_names()))


def _stamp(folders: tuple[Path, ...]) -> Stamp:
    found = []
    for path in (path for given in folders for path in sorted(given.glob("*.y*ml"))):
        try:
            seen = path.stat()
        except OSError:  # taken away since it was listed, or a link to nowhere
            continue
        found.append((str(path), seen.st_mtime_ns, seen.st_size))
    return tuple(found)
