"""One database file: connections, transactions, and what SQLite cannot do said in a sentence."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from weakref import WeakSet

from engine.problems import MachineError
from engine.store.durable import Log
from engine.store.locking import LOCKED, Turns
from engine.store.migrations import migrate

_SENTENCES = {
    "SQLITE_BUSY": LOCKED,
    "SQLITE_LOCKED": LOCKED,
    "SQLITE_FULL": "The disk is full; nothing new was saved, all saved before is kept. Free some space.",
    "SQLITE_READONLY": "The database {path} may only be read; give this user the right to write to it.",
    "SQLITE_CANTOPEN": "The database {path} cannot be opened; check that its folder may be written to.",
    "SQLITE_CORRUPT": "The database {path} is damaged; stop the server and restore a backup.",
    "SQLITE_NOTADB": "The file {path} is no database or is damaged; stop the server and restore a backup.",
}


class _Connection(sqlite3.Connection):
    """A connection that can be held weakly: it goes when its thread goes."""


class _Held(NamedTuple):
    """What one thread of one process has open."""

    process: int
    connection: _Connection
    log: Log


class PlainWords:
    """Says of what is raised inside of it what cannot be done to the database; our own mistakes pass as they are."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, wrong: BaseException | None, _where: object) -> None:
        match wrong:
            case sqlite3.IntegrityError() | sqlite3.ProgrammingError():
                return
            case sqlite3.DatabaseError():
                raise MachineError(self._sentence(wrong)) from wrong
            case OSError():
                reason = wrong.strerror or wrong
                raise MachineError(f"The folder {self._path.parent} cannot be used: {reason}.") from wrong

    def _sentence(self, wrong: sqlite3.DatabaseError) -> str:
        name = getattr(wrong, "sqlite_errorname", "") or ""
        for start, sentence in _SENTENCES.items():
            if name.startswith(start):
                return sentence.format(path=self._path)
        return f"The database {self._path} cannot be used: {wrong}."


class Database:
    """The file `thuocdo.db` in a data folder; safe to use from several threads and after a fork."""

    def __init__(self, data: Path, patience: float = 10.0) -> None:
        self.path = data / "thuocdo.db"
        self._turns = Turns(data / "thuocdo.lock", patience)
        self._patience = patience
        self._local = threading.local()
        self._open: WeakSet[_Connection] = WeakSet()
        self._inherited: list[_Connection] = []
        self._plain_words = PlainWords(self.path)
        with self.plain_words():
            data.mkdir(parents=True, exist_ok=True, mode=0o700)
            with self._turns.taken():
                migrate(self.connection)

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection in this process."""
        held: _Held | None = getattr(self._local, "held", None)
        if held is not None and held.process == os.getpid():
            return held.connection
        if held is not None:
            self._inherited.append(held.connection)  # closing the parent's would drop the parent's locks
        connection = sqlite3.connect(
            self.path,
            timeout=self._patience,
            isolation_level=None,
            check_same_thread=False,
            factory=_Connection,
        )
        for setting in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {setting}")
        self._open.add(connection)
        self._local.held = _Held(os.getpid(), connection, Log(self.path))
        return connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One write transaction, durable when it ends; else MachineError and nothing confirmed.

        Inside of another one of this thread it is a part of that: what fails in it takes all of it back.
        """
        outer: sqlite3.Connection | None = getattr(self._local, "writing", None)
        if outer is not None:
            yield outer
            return
        with self.plain_words():
            with self._turns.taken(), self._transaction("BEGIN IMMEDIATE") as connection:
                self._local.writing = connection
                try:
                    yield connection
                finally:
                    self._local.writing = None
            self._local.held.log.sync()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Several reads of one state of the database."""
        with self.plain_words(), self._transaction("BEGIN") as connection:
            yield connection

    @contextmanager
    def alone(self) -> Iterator[sqlite3.Connection]:
        """A connection outside of transactions, for what is none; no other process writes meanwhile."""
        with self.plain_words(), self._turns.taken():
            yield self.connection

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        connection = self.connection
        connection.execute(begin)
        try:
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:  # SQLite may have rolled back by itself
                connection.execute("ROLLBACK")
            raise

    def plain_words(self) -> PlainWords:
        """To be used in a `with`: what SQLite or the file system cannot do becomes a MachineError."""
        return self._plain_words

    def close(self) -> None:
        """Close this process's connections."""
        for connection in tuple(self._open):
            if connection not in self._inherited:
                connection.close()
        self._local = threading.local()
        self._turns.close()
