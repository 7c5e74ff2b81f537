"""The room for evidence: files by the hash of their bytes, each whole and durable once it is confirmed."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from engine.problems import MachineError
from engine.store.locking import Turns

GRACE = 86_400.0
"""So many seconds an unused file is kept: a page that is being sent may name it before its answer is saved."""

_BLOCK = 256 * 1024


@dataclass(frozen=True)
class Draft:
    """A file that has arrived and counts nowhere yet; `size` stands for "more" where it is above the limit."""

    path: Path
    sha256: str
    size: int


class EvidenceRoom:
    """The folder `evidence` of a data folder: `ab/abcdef…` by SHA-256, without names and without rights to run."""

    def __init__(self, data: Path) -> None:
        self._folder = data / "evidence"
        self._turns = Turns(self._folder / "turn", 30.0)

    def take_in(self, stream: IO[bytes], most: int) -> Draft:
        """Copy a file in, up to one byte more than `most`; MachineError if the disk does not take it."""
        digest, size = hashlib.sha256(), 0
        path = self._folder / "incoming" / secrets.token_hex(16)
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                while size <= most and (block := stream.read(min(_BLOCK, most + 1 - size))):
                    digest.update(block)
                    size += len(block)
                    out.write(block)
        except OSError as failed:
            with suppress(OSError):
                path.unlink()  # half of a file would take the room that is short
            raise _not_kept(failed) from failed
        return Draft(path, digest.hexdigest(), size)

    def confirm(self, draft: Draft) -> None:
        """Keep a file for good, before the answer that names it is saved; MachineError if the disk does not take it."""
        place = self._place(draft.sha256)
        try:
            place.parent.mkdir(exist_ok=True, mode=0o700)
            os.utime(draft.path, (midnight := _next_midnight(), midnight))
            _flush(draft.path)
            with self._turns.taken():
                draft.path.replace(place)
            for folder in (place.parent, self._folder):
                _flush(folder)
        except OSError as failed:
            raise _not_kept(failed) from failed

    def discard(self, draft: Draft) -> None:
        """Let a file go that was not confirmed; one that was is left alone."""
        draft.path.unlink(missing_ok=True)

    def path(self, sha256: str) -> Path | None:
        """Where a file lies; None for a hash under which none does, and for what is no hash."""
        place = self._place(sha256) if re.fullmatch(r"[0-9a-f]{64}", sha256) else None
        return place if place is not None and place.is_file() else None

    def erase(self, sha256: str, used: Callable[[Collection[str]], Collection[str]]) -> bool:
        """Remove a file at once that must not be kept, unless something names it still; whether it is gone."""
        with self._turns.taken():
            path = self.path(sha256)
            if path is not None and not used({sha256}):
                path.unlink()
                return True
        return path is None

    def tidy(self, used: Callable[[Collection[str]], Collection[str]], now: float | None = None) -> int:
        """Remove what arrived a day ago or earlier and nothing names; says how many files went.

        `used` tells which of some hashes stand in answers or documents.
        """
        before = (time.time() if now is None else now) - GRACE
        old = [path for path in self._files() if path.stat().st_mtime < before]
        named = set(used({path.name for path in old}))
        return sum(self._removed(path, before) for path in old if path.name not in named)

    def _removed(self, path: Path, before: float) -> bool:
        with self._turns.taken():  # who confirms the same bytes meanwhile makes the file new
            if path.stat().st_mtime >= before:
                return False
            path.unlink()
            return True

    def _files(self) -> Iterator[Path]:
        return (path for path in self._folder.glob("*/*") if path.is_file())

    def _place(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256


def _next_midnight() -> float:
    """The end of this day (UTC) in seconds: the time of a file tells no more of when its response was given.

    The end, not the beginning: what came late in the evening is not taken for a day old soon after.
    """
    return (time.time() // GRACE + 1) * GRACE


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _not_kept(failed: OSError) -> MachineError:
    return MachineError(f"The file cannot be kept: {failed.strerror or failed}.")
