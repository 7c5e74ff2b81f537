"""What was committed reaches the disk before it is confirmed, and nobody waits for it who need not."""

from __future__ import annotations

import os
from pathlib import Path


class Log:
    """The write-ahead log of a database, kept open by one thread of one process beside its connection.

    With `synchronous=FULL` SQLite itself syncs the log at each commit, while the next writer waits for its turn: on
    two processes a third of the time. With `NORMAL` it writes the same frames in the same order and syncs only around
    a checkpoint; the one `fdatasync` that is missing follows here, after the turn is over and before anybody is told.
    Frames are appended, so it takes along all that was committed before; what is no longer in the log, a checkpoint
    has synced into the database.
    """

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(f"{database.name}-wal")
        self._open: int | None = None

    def sync(self) -> None:
        """Return when everything committed so far is on the disk; OSError if it cannot get there."""
        if self._open is None:  # from now on the connection beside it keeps the file where it is
            self._open = os.open(self._path, os.O_RDWR | os.O_CLOEXEC)
            _sync_folder(self._path.parent)
        os.fdatasync(self._open)

    def __del__(self) -> None:
        self.close()

    def close(self) -> None:
        """Let the file go; SQLite's locks lie on others, so none of them is lost by it."""
        if self._open is not None:
            os.close(self._open)
            self._open = None


def make_private(path: Path) -> None:
    """Make an empty file for its owner alone, and the folders above it, unless it is there; OSError if that fails."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))


def _sync_folder(folder: Path) -> None:
    """The name of a new file survives a loss of power only when its folder was synced too."""
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
