"""Writers take turns: a file lock around each write transaction, because SQLite's own waiting is unfair."""

from __future__ import annotations

import fcntl
import os
import threading
import time
from pathlib import Path
from typing import Self, TextIO

from engine.problems import MachineError

LOCKED = "The database is locked by another program; nothing was saved. Try again in a moment."

_PAUSE, _LONGEST_PAUSE = 0.00005, 0.0003  # SQLite itself sleeps up to 100 ms, and the slowest writer starves


class Turns:
    """The lock file at `path`; each thread of each process keeps it open and locks it for its turn.

    A lock ends with its process, however that ends. `patience` is how many seconds a writer waits.
    """

    def __init__(self, path: Path, patience: float) -> None:
        self._path = path
        self._patience = patience
        self._local = threading.local()

    def taken(self) -> Self:
        """To be held in a `with`; MachineError when the wait is too long."""
        return self

    def __enter__(self) -> None:
        self._wait(self._handle())

    def __exit__(self, *_: object) -> None:
        fcntl.flock(self._handle(), fcntl.LOCK_UN)

    def _handle(self) -> TextIO:
        held: tuple[int, TextIO] | None = getattr(self._local, "held", None)
        if held is None or held[0] != os.getpid():  # a lock is shared with whom the open file is shared
            held = self._local.held = (os.getpid(), open(self._path, "w", opener=_private))  # noqa: SIM115
        return held[1]

    def _wait(self, handle: TextIO) -> None:
        until, pause = time.monotonic() + self._patience, _PAUSE
        while True:
            try:
                return fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > until:
                    raise MachineError(LOCKED) from None
                time.sleep(pause)
                pause = min(pause * 1.5, _LONGEST_PAUSE)

    def close(self) -> None:
        """Close this thread's file; it is opened again when it is needed."""
        held: tuple[int, TextIO] | None = self._local.__dict__.pop("held", None)
        if held is not None:
            held[1].close()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_CLOEXEC, 0o600)
