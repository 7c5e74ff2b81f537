"""Responses in the database, begun and answered."""

from __future__ import annotations

import secrets
import sqlite3

from engine.problems import ThuocDoError
from engine.store.life import read_life

KEEP = """
    INSERT INTO answers (response, item, document) VALUES (?1, ?2, ?3)
    ON CONFLICT DO UPDATE SET document = json_patch(document, ?4)
"""
"""Merges a pass's answers into those that are there; a null in the patch takes one back (RFC 7396)."""


def new_response(connection: sqlite3.Connection, round_id: str, form_id: str, unit: str) -> tuple[str, int]:
    """The random id, of 128 bits, of a response that is begun in this transaction; how often a quota filled before.

    ThuocDoError if there is no such round.
    """
    life = connection.execute("SELECT life FROM rounds WHERE id = ?", (round_id,)).fetchone()
    if life is None:
        raise ThuocDoError(f"There is no round “{round_id}”.")
    response_id, begun = secrets.token_hex(16), read_life(life[0]).fillings
    connection.execute(
        "INSERT INTO responses (id, round_id, form_id, unit, begun) VALUES (?, ?, ?, ?, ?)",
        (response_id, round_id, form_id, unit, begun),
    )
    return response_id, begun
