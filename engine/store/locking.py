"""Writers take turns: a file lock around each write transaction, because SQLite's own waiting is unfair."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.problems import MachineError

PATIENCE = 10.0
"""Seconds that a writer waits for its turn before it says that it cannot write."""

LOCKED = "The database is locked by another program; nothing was saved. Try again in a moment."

_PAUSE, _LONGEST_PAUSE = 0.00005, 0.002  # SQLite itself sleeps up to 100 ms, and the slowest writer starves


@contextmanager
def turn(path: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the lock file at `path`; a dead process frees it. MachineError when the wait is too long."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _take(handle, patience)
        yield
    finally:
        os.close(handle)


def _take(handle: int, patience: float) -> None:
    until, pause = time.monotonic() + patience, _PAUSE
    while True:
        try:
            return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise MachineError(LOCKED) from None
            time.sleep(pause)
            pause = min(pause * 1.5, _LONGEST_PAUSE)
