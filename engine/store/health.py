"""Whether a database is whole and at this version, looked at without changing it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from engine.problems import MachineError
from engine.store.backup import version_in
from engine.store.migrations import MIGRATIONS


@dataclass(frozen=True)
class Health:
    """What a look at a database found; `faults` are those that SQLite itself names."""

    faults: tuple[str, ...]
    steps_missing: int  # below 0 for a database of a newer version
    log_bytes: int
    last_act: datetime | None  # of the audit trail


def health_of(path: Path) -> Health:
    """Look at the whole database; MachineError if it is none."""
    missing = len(MIGRATIONS) - version_in(path)
    try:
        connection = sqlite3.connect(path, timeout=30)
        try:
            faults = [str(row[0]) for row in connection.execute("PRAGMA integrity_check(5)") if row[0] != "ok"]
            faults += [f"a row of {row[0]} refers to nothing" for row in connection.execute("PRAGMA foreign_key_check")]
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            last = connection.execute("SELECT max(at) FROM audit").fetchone()[0] if "audit" in tables else None
        finally:
            connection.close()
    except sqlite3.DatabaseError as failed:
        raise MachineError(f"The database {path} cannot be read: {failed}.") from failed
    log = path.with_name(f"{path.name}-wal")
    size = log.stat().st_size if log.is_file() else 0
    return Health(tuple(faults[:5]), missing, size, datetime.fromisoformat(last) if last else None)
