"""How often somebody may try to guess: counted in memory alone, under hashes that are gone when the server is."""

from __future__ import annotations

import hashlib
import math
import os
import secrets
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

_MEMORY = Path("/dev/shm")  # noqa: S108  a folder of its own is made in it, for its owner alone
_FOLDER, _SALT = "THUOCDO_TRIES", "THUOCDO_TRIES_SALT"
_LONGEST = 60
"""Minutes after which a failed try is forgotten; no limit may look back further."""


@dataclass(frozen=True)
class Limit:
    """So many failed tries are allowed in so many minutes, at most 60."""

    most: int
    minutes: int


Guessers = Sequence[tuple[Limit, Sequence[str]]]
"""Under which limits one try falls, each with what is counted together: a kind, an address, a name."""


@contextmanager
def counted_together() -> Iterator[None]:
    """The processes that are started meanwhile count failed tries together, in a file that lies in memory.

    Its hashes are salted with what only these processes know. Where files cannot lie in memory, each counts alone.
    """
    in_memory = tempfile.TemporaryDirectory(prefix="thuocdo-", dir=_MEMORY) if _MEMORY.is_dir() else nullcontext("")
    with in_memory as folder:
        if folder:
            os.environ |= {_FOLDER: folder, _SALT: secrets.token_hex(16)}
        try:
            yield
        finally:
            for name in (_FOLDER, _SALT):
                os.environ.pop(name, None)


class FailedTries:
    """Failed tries of all processes of a server, or of this one, under salted hashes; what succeeds is not counted.

    So people behind one address do not lock each other out by being many.
    """

    def __init__(self) -> None:
        folder, salt = os.environ.get(_FOLDER), os.environ.get(_SALT)
        shared = folder is not None and salt is not None
        self._salt = bytes.fromhex(salt) if salt and shared else secrets.token_bytes(16)
        place = f"{folder}/tries.db" if shared else ":memory:"
        self._table = sqlite3.connect(place, isolation_level=None, check_same_thread=False)
        self._table.execute("PRAGMA synchronous=OFF")
        self._table.execute("PRAGMA journal_mode=MEMORY")
        self._table.execute("CREATE TABLE IF NOT EXISTS tries (of TEXT, at REAL)")
        self._table.execute("CREATE INDEX IF NOT EXISTS tries_of ON tries (of, at)")

    def wait(self, guessers: Guessers) -> int:
        """How many minutes to wait before the next try; 0: none."""
        now = time.time()
        return max((self._wait(limit, self._hash(of), now) for limit, of in guessers), default=0)

    def count(self, guessers: Guessers) -> None:
        """One try more that failed."""
        now = time.time()
        self._table.execute("DELETE FROM tries WHERE at NOT BETWEEN ? AND ?", (now - 60 * _LONGEST, now))
        hashes = [(self._hash(of), now) for _, of in guessers]
        self._table.executemany("INSERT INTO tries (of, at) VALUES (?, ?)", hashes)

    def _wait(self, limit: Limit, of: str, now: float) -> int:
        """Minutes until the oldest of the last `most` tries is so long ago that one more is allowed."""
        last = "SELECT at FROM tries WHERE of = ? AND at BETWEEN ? AND ? ORDER BY at DESC LIMIT 1 OFFSET ?"
        found = self._table.execute(last, (of, now - 60 * limit.minutes, now, limit.most - 1)).fetchone()
        return max(1, math.ceil((found[0] - now) / 60 + limit.minutes)) if found else 0

    def _hash(self, of: Sequence[str]) -> str:
        return hashlib.blake2b("\0".join(of).encode(), key=self._salt, digest_size=16).hexdigest()


_BY_BOTH = Limit(10, 10)  # of one name from one address: ten in ten minutes
_BY_ADDRESS = Limit(60, 10)  # an office shares one
_BY_NAME = Limit(100, 60)  # from wherever


def of_sign_in(address: str, name: str) -> Guessers:
    """Under which limits a failed sign-in falls: of the name at the address, of the address, of the name."""
    return ((_BY_BOTH, ("both", address, name)), (_BY_ADDRESS, ("address", address)), (_BY_NAME, ("name", name)))
