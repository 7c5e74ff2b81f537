"""The databases of a data folder copied while the server goes on, without what was deleted from them."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path

from engine.problems import MachineError, ThuocDoError
from engine.store.database import Database
from engine.store.migrations import MIGRATIONS

INVITATIONS = "invitations.db"
DATABASES = ("thuocdo.db", INVITATIONS)


def copy_database(data: Path, name: str, to: Path) -> None:
    """One state of a database as a new file, free pages left behind; writers of the log go on. MachineError if not.

    The copy is made by VACUUM INTO: what was deleted or overwritten is not in it, nor any order of writing.
    """
    source = data / name
    try:
        connection = sqlite3.connect(source, isolation_level=None, timeout=30)
        try:
            connection.execute("VACUUM INTO ?", (str(to),))
        finally:
            connection.close()
        to.chmod(0o600)
    except (sqlite3.DatabaseError, OSError) as failed:
        to.unlink(missing_ok=True)
        raise MachineError(f"The database {source} cannot be copied: {failed}.") from failed


def codes_used(data: Path) -> Mapping[str, Mapping[str, int]]:
    """How many codes of each round were used, by stratum; {} where nobody was invited. MachineError if not readable."""
    path = data / INVITATIONS
    if not path.is_file():
        return {}
    try:
        connection = sqlite3.connect(path, timeout=30)
        try:
            found = connection.execute(
                "SELECT round_id, stratum, sum(is_used) FROM invitations GROUP BY round_id, stratum"
            ).fetchall()
        finally:
            connection.close()
    except sqlite3.DatabaseError as failed:
        raise MachineError(f"The invitations in {path} cannot be read: {failed}.") from failed
    used: dict[str, dict[str, int]] = {}
    for round_id, stratum, count in found:
        used.setdefault(round_id, {})[stratum] = int(count)
    return used


def version_in(path: Path) -> int:
    """How many steps of the list of migrations a database file has behind it; MachineError if it is none."""
    try:
        connection = sqlite3.connect(path, timeout=30)
        try:
            return int(connection.execute("PRAGMA user_version").fetchone()[0])
        finally:
            connection.close()
    except sqlite3.DatabaseError as failed:
        raise MachineError(f"The file {path} is no database: {failed}.") from failed


def bring_up_to_date(folder: Path) -> None:
    """Take the steps that a restored database lacks, and look whether it is whole."""
    if version_in(folder / "thuocdo.db") > len(MIGRATIONS):
        raise ThuocDoError("The backup was made by a newer version of Thước Đo; install that version.")
    database = Database(folder)
    try:
        with database.plain_words():
            found = database.connection.execute("PRAGMA integrity_check").fetchone()[0]
    finally:
        database.close()
    if found != "ok":
        raise MachineError(f"The database in the backup is damaged: {found}.")
