"""References of sent responses."""

from __future__ import annotations

import sqlite3

from engine.store.codes import make_code


def free_reference(connection: sqlite3.Connection) -> str:
    """A reference that no response has."""
    reference = make_code()
    while connection.execute("SELECT 1 FROM responses WHERE reference = ?", (reference,)).fetchone():
        reference = make_code()
    return reference
