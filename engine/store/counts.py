"""How many responses rounds have, of the database's rows."""

from __future__ import annotations

from collections.abc import Mapping

from engine.store.database import Database


class KeepsCounts:
    """The part of the embedded store that counts."""

    database: Database

    def response_counts(self, round_id: str) -> Mapping[str, int]:
        """How many responses were started (sent ones included) and sent."""
        with self.database.plain_words():
            started, sent = self.database.connection.execute(
                "SELECT count(*), count(sent_on) FROM responses WHERE round_id = ?", (round_id,)
            ).fetchone()
        return {"started": started, "sent": sent}

    def response_counts_of_all(self) -> Mapping[str, Mapping[str, int]]:
        """The same for each round that has responses, in one query."""
        with self.database.plain_words():
            rows = self.database.connection.execute(
                "SELECT round_id, count(*), count(sent_on) FROM responses GROUP BY round_id"
            ).fetchall()
        return {round_id: {"started": started, "sent": sent} for round_id, started, sent in rows}

    def sent_by_item(self, round_id: str) -> Mapping[tuple[str, str], int]:
        """How many sent responses tell about each unit or row, by stratum; goes through the round's answers once."""
        with self.database.plain_words():
            rows = self.database.connection.execute(
                "SELECT r.stratum, a.item, count(*) FROM responses r JOIN answers a ON a.response = r.id"
                " WHERE r.round_id = ? AND r.sent_on IS NOT NULL AND a.item <> '' GROUP BY r.stratum, a.item",
                (round_id,),
            ).fetchall()
        return {(str(stratum), str(item)): int(count) for stratum, item, count in rows}
