"""Pages of PDFs as pictures: nothing of a stranger's file reaches the browser of who reads it but points."""

from __future__ import annotations

import logging
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.jobs.pulse import is_alive

BATCH = 8
"""So many pages are made at a time, and stand on one page of the viewer."""

PATIENCE = 600.0
"""Seconds after which pages that were asked for and never came are asked for again."""

KEPT = 30 * 86_400.0
"""Seconds that pictures are kept; they are made again when somebody asks."""

_LONGEST_SIDE = 1600
_SECONDS = 60
_KILOBYTES = 1_500_000
_LIMITED = f'ulimit -t {_SECONDS} && ulimit -v {_KILOBYTES} && exec "$0" "$@"'

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Pictured:
    """The pages of one batch by number: those that are there; or that it is under way, or could not be made."""

    ready: tuple[int, ...] = ()
    is_under_way: bool = False
    is_stalled: bool = False
    has_failed: bool = False


def first_of(page: int) -> int:
    """The first page of the batch that a page lies in; pages are counted from 1."""
    return (page - 1) // BATCH * BATCH + 1


def can_picture() -> bool:
    """Whether this machine has the program that makes the pictures."""
    return shutil.which("pdftoppm") is not None


class PagePictures:
    """The folder `pictures` of a data folder, and the queue; only the worker makes any."""

    def __init__(self, data: Path, queue: Callable[[], Any] | None = None) -> None:
        self._folder = data / "pictures"
        self._data = data
        self._queue = queue
        self._task: Callable[..., Any] | None = None

    def request(self, sha256: str, page: int) -> Pictured:
        """How far the batch of a page is; it is queued by who asks first."""
        first = first_of(page)
        if self._done(sha256, first).exists():
            ready = tuple(each for each in range(first, first + BATCH) if self.picture(sha256, each))
            return Pictured(ready, has_failed=not ready)
        if self._claim(sha256, first):
            if self._task is None:
                assert self._queue is not None, "the worker asks for nothing"
                self._task = picture_task(self._queue(), self, None)
            self._task(sha256, first)
        return Pictured(is_under_way=True, is_stalled=not is_alive(self._data, time.time()))

    def picture(self, sha256: str, page: int) -> Path | None:
        """Where the picture of a page lies, if it is made."""
        if not re.fullmatch(r"[0-9a-f]{64}", sha256):
            return None
        path = self._page(sha256, page)
        return path if path.is_file() else None

    def make(self, sha256: str, first: int, file: Path) -> None:
        """Make the pictures of a batch, as far as that can be done; the worker's work."""
        if self._done(sha256, first).exists():
            return
        own = self._folder / sha256
        own.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryDirectory(prefix=".making-", dir=own) as room:
            command = [
                "/bin/sh", "-c", _LIMITED, "pdftoppm", "-jpeg", "-jpegopt", "quality=80", "-scale-to",
                str(_LONGEST_SIDE), "-f", str(first), "-l", str(first + BATCH - 1), str(file), f"{room}/page",
            ]  # fmt: skip
            try:
                subprocess.run(command, capture_output=True, timeout=2 * _SECONDS, check=True)  # noqa: S603
            except (OSError, subprocess.SubprocessError) as failed:
                log.warning("Pages of a document could not be made into pictures: %s", type(failed).__name__)
            for path in Path(room).glob("page-*.jpg"):  # what was made before it failed is good
                path.chmod(0o600)
                path.replace(self._page(sha256, int(path.stem.rpartition("-")[2])))
        self._done(sha256, first).touch(mode=0o600)
        self._asked(sha256, first).unlink(missing_ok=True)

    def forget(self, sha256: str) -> None:
        """Remove all pictures of a file."""
        if re.fullmatch(r"[0-9a-f]{64}", sha256):
            shutil.rmtree(self._folder / sha256, ignore_errors=True)

    def tidy(self, is_there: Callable[[str], bool], now: float | None = None) -> int:
        """Remove the pictures of files that are gone, and old ones; says of how many files."""
        before = (time.time() if now is None else now) - KEPT
        gone = [
            path.name
            for path in self._folder.glob("*")
            if path.is_dir() and (not is_there(path.name) or path.stat().st_mtime < before)
        ]
        for name in gone:
            self.forget(name)
        return len(gone)

    def _claim(self, sha256: str, first: int) -> bool:
        """Whether this caller is the first to ask for a batch, or the first after it was waited for in vain."""
        asked = self._asked(sha256, first)
        asked.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if asked.exists() and time.time() - asked.stat().st_mtime > PATIENCE:
            asked.unlink(missing_ok=True)
        try:
            os.close(os.open(asked, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        except FileExistsError:
            return False
        return True

    def _page(self, sha256: str, page: int) -> Path:
        return self._folder / sha256 / f"{page}.jpg"

    def _asked(self, sha256: str, first: int) -> Path:
        return self._folder / sha256 / f"{first}.asked"

    def _done(self, sha256: str, first: int) -> Path:
        return self._folder / sha256 / f"{first}.done"


def picture_task(queue: Any, pictures: PagePictures, file: Callable[[str], Path | None] | None) -> Callable[..., Any]:
    """The task of the queue, known by name to those who ask (without a room of files) and to the worker."""

    def picture_pages(sha256: str, first: int) -> None:
        if file is None:
            raise RuntimeError("this process only asks for pictures")
        found = file(sha256)
        if found is None:  # erased meanwhile
            pictures.forget(sha256)
            return
        pictures.make(sha256, first, found)

    task: Callable[..., Any] = queue.task(name="picture_pages")(picture_pages)
    return task
