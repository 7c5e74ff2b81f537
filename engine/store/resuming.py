"""Codes by which a draft is taken up on another device: the database holds their hashes only."""

from __future__ import annotations

import sqlite3

from engine.store.database import Database


class KeepsResumeCodes:
    """The part of the embedded store that is about resume codes."""

    database: Database

    def keep_resume_code(self, response_id: str, code_hash: str) -> bool:
        """Let a draft be found by this hash, and by no other any more; False if it is another draft's already.

        A response that was sent keeps none.
        """
        try:
            with self.database.writing() as connection:
                connection.execute(
                    "UPDATE responses SET resume = ? WHERE id = ? AND sent_on IS NULL", (code_hash, response_id)
                )
        except sqlite3.IntegrityError:
            return False
        return True

    def draft_by_code(self, round_id: str, code_hash: str) -> str | None:
        """The id of the round's draft that is found by this hash; None for none, and for one that was sent."""
        with self.database.plain_words():
            found = self.database.connection.execute(
                "SELECT id FROM responses WHERE resume = ? AND round_id = ? AND sent_on IS NULL", (code_hash, round_id)
            ).fetchone()
        return str(found[0]) if found else None
