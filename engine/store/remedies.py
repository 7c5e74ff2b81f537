"""Plans of mending in the database: a row for each state of a remedy, never changed or taken away."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from engine.problems import ThuocDoError
from engine.store.audit import KeepsAudit
from engine.store.remedy_nouns import Remedy, RemedyStatus

_COLUMNS = "node, status, owner, due, accepted_until, note, version, by, at"
_OF_UNIT = f"SELECT {_COLUMNS} FROM remedies WHERE round_id = ? AND unit = ?"  # noqa: S608 (our own words)


class KeepsRemedies(KeepsAudit):
    """The part of the embedded store that is about plans of mending."""

    def remedies(self, round_id: str, unit: str) -> Mapping[str, Remedy]:
        """The last states of a unit's remedies by node; one query."""
        with self.database.plain_words():
            rows = self.database.connection.execute(f"{_OF_UNIT} ORDER BY node, version", (round_id, unit)).fetchall()
        return {found.node: found for found in map(_remedy, rows)}

    def remedy_states(self, round_id: str, unit: str, node: str) -> Sequence[Remedy]:
        """All states of one remedy, newest first."""
        with self.database.plain_words():
            rows = self.database.connection.execute(
                f"{_OF_UNIT} AND node = ? ORDER BY version DESC", (round_id, unit, node)
            ).fetchall()
        return [_remedy(row) for row in rows]

    def save_remedy(self, round_id: str, unit: str, new: Remedy) -> Remedy | None:
        """Add a state after the version that `new` carries; None, or what somebody else said since that version."""
        with self.database.writing() as connection:
            last = _last(connection, round_id, unit, new.node)
            if last.version != new.version:
                return last
            if _says_the_same(last, new):
                return None
            if not connection.execute("SELECT 1 FROM rounds WHERE id = ?", (round_id,)).fetchone():
                raise ThuocDoError(f"There is no round {round_id!r}.")
            connection.execute(
                f"INSERT INTO remedies (round_id, unit, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
                (round_id, unit, *_row(replace(new, version=new.version + 1))),
            )
        return None


def _says_the_same(last: Remedy, new: Remedy) -> bool:
    return replace(new, by=last.by, at=last.at) == last


def _last(connection: sqlite3.Connection, round_id: str, unit: str, node: str) -> Remedy:
    row = connection.execute(
        f"{_OF_UNIT} AND node = ? ORDER BY version DESC LIMIT 1", (round_id, unit, node)
    ).fetchone()
    return _remedy(row) if row else Remedy(node)


def _row(remedy: Remedy) -> tuple[Any, ...]:
    days = (day.isoformat() if day else None for day in (remedy.due, remedy.accepted_until))
    at = remedy.at.isoformat() if remedy.at else ""
    return remedy.node, remedy.status, remedy.owner, *days, remedy.note, remedy.version, remedy.by, at


def _remedy(row: Sequence[Any]) -> Remedy:
    node, status, owner, due, until, note, version, by, at = row
    due, until = (date.fromisoformat(day) if day else None for day in (due, until))
    when = datetime.fromisoformat(at) if at else None
    return Remedy(node, RemedyStatus(status), owner, due, until, note, version, by, when)
