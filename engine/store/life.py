"""A round's life in the database: each move with its line in the audit trail, and quotas that fill."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from engine.problems import ThuocDoError
from engine.store.audit import Entry, KeepsAudit
from engine.store.late import take_in
from engine.store.nouns import Full, Life, Round, RoundState


class MeanwhileError(ThuocDoError):
    """Somebody else was first."""


class KeepsLife(KeepsAudit):
    """The part of the embedded store that is about where rounds stand."""

    def set_round_state(self, round_id: str, state: RoundState) -> None:
        """Move a round to a state; ThuocDoError if there is no such round."""
        with self.database.writing() as connection:
            done = connection.execute("UPDATE rounds SET state = ? WHERE id = ?", (state.value, round_id))
            if not done.rowcount:
                raise ThuocDoError(f"There is no round “{round_id}”.")

    def move(self, before: Round, after: Round, entry: Entry) -> None:
        """Make a round what it is to be next, and note it; ThuocDoError if it is no longer as it was before."""
        with self.database.writing() as connection:
            kept = connection.execute("SELECT state, closes, life FROM rounds WHERE id = ?", (before.id,)).fetchone()
            was = (before.state.value, _iso(before.closes), before.life)
            if kept is None or (*kept[:2], read_life(kept[2])) != was:
                raise MeanwhileError(f"The round {before.id} was changed meanwhile; look at it and do it again.")
            connection.execute(
                "UPDATE rounds SET state = ?, closes = ?, life = ? WHERE id = ?",
                (after.state.value, _iso(after.closes), life_text(after.life), before.id),
            )
            if after.state is RoundState.OPEN:
                take_in(connection, before.id)
            self.note(entry)

    def set_quotas(self, before: Round, most: Mapping[str, int | None], own: Mapping[str, int], entry: Entry) -> None:
        """Give quotas the round's own figures, `own` being the framework's; which are full is worked out anew."""
        with self.database.writing() as connection:
            self.move(before, replace(before, life=replace(before.life, most=most)), entry)
            _set_full(connection, before.id, {**own, **most}, entry.at.date())

    def note_full(self, round_id: str, quota: str, on: date) -> None:
        """Note that a quota is full that is counted elsewhere; one that is noted already stays as it is."""
        with self.database.writing() as connection:
            before = read_life(connection.execute("SELECT life FROM rounds WHERE id = ?", (round_id,)).fetchone()[0])
            if quota in before.full:
                return
            full = {**before.full, quota: Full(before.fillings + 1, on)}
            after = replace(before, full=full, fillings=before.fillings + 1)
            connection.execute("UPDATE rounds SET life = ? WHERE id = ?", (life_text(after), round_id))

    def screen_out(self, response_id: str, quota: str) -> None:
        """Close a draft since a quota is full: it is kept as it is, and never counted."""
        with self.database.writing() as connection:
            connection.execute(
                "UPDATE responses SET screened = ?, attempts = '' WHERE id = ? AND sent_on IS NULL AND screened = ''",
                (quota, response_id),
            )

    def quota_counts(self, round_id: str) -> Mapping[str, int]:
        """How many sent responses each quota of a round has."""
        with self.database.plain_words():
            return dict(
                self.database.connection.execute(
                    "SELECT quota, sent FROM quota_counts WHERE round_id = ? ORDER BY quota", (round_id,)
                ).fetchall()
            )

    def revision(self, round_id: str) -> int:
        """A number that grows with every sent response; 0 for an unknown round."""
        with self.database.plain_words():
            found = self.database.connection.execute("SELECT revision FROM rounds WHERE id = ?", (round_id,)).fetchone()
        return int(found[0]) if found else 0

    def screened_counts(self, round_id: str) -> Mapping[str, int]:
        """How many responses were closed for each quota that was full."""
        with self.database.plain_words():
            return dict(
                self.database.connection.execute(
                    "SELECT screened, count(*) FROM responses WHERE round_id = ? AND screened <> '' GROUP BY screened",
                    (round_id,),
                ).fetchall()
            )


def count_sent(connection: sqlite3.Connection, round_id: str, quotas: Mapping[str, int | None], on: date) -> None:
    """Count a response that is being sent, in the same transaction; `quotas` are its own with how many each takes."""
    connection.executemany(
        "INSERT INTO quota_counts (round_id, quota, sent) VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET sent = sent + 1",
        [(round_id, quota) for quota in quotas],
    )
    _set_full(connection, round_id, quotas, on)


def _set_full(connection: sqlite3.Connection, round_id: str, most: Mapping[str, int | None], on: date) -> None:
    """Note which of these quotas are full now, and since when."""
    if not most:
        return
    counts = dict(connection.execute("SELECT quota, sent FROM quota_counts WHERE round_id = ?", (round_id,)).fetchall())
    before = read_life(connection.execute("SELECT life FROM rounds WHERE id = ?", (round_id,)).fetchone()[0])
    full, fillings = dict(before.full), before.fillings
    for quota, limit in most.items():
        is_full = limit is not None and counts.get(quota, 0) >= limit
        if is_full and quota not in full:
            fillings += 1
            full[quota] = Full(fillings, on)
        elif not is_full:
            full.pop(quota, None)
    after = replace(before, full=full, fillings=fillings)
    if after != before:
        connection.execute("UPDATE rounds SET life = ? WHERE id = ?", (life_text(after), round_id))


def life_text(life: Life) -> str:
    """A round's life as it lies in the database: what is as at the beginning is left out."""
    said: dict[str, Any] = {
        "closes_at": life.closes_at and life.closes_at.isoformat("minutes"),
        "closed": life.closed and life.closed.isoformat(timespec="seconds"),
        "grace": life.grace if life.grace != Life().grace else None,
        "most": dict(life.most),
        "full": {quota: [full.filling, full.on.isoformat()] for quota, full in life.full.items()},
        "fillings": life.fillings,
        "embargo": life.embargo,
        "until": _iso(life.until),
        "withdrawn": life.withdrawn,
    }
    return json.dumps({key: said[key] for key in _present(said)}, ensure_ascii=False, sort_keys=True)


def _present(said: Mapping[str, Any]) -> Iterable[str]:
    return (key for key, value in said.items() if value or (key == "grace" and value == 0))


def read_life(text: str) -> Life:
    """The life that lies in a text."""
    said = json.loads(text)
    if not said:
        return Life()
    times: dict[str, Any] = {
        "closes_at": time.fromisoformat, "closed": datetime.fromisoformat, "until": date.fromisoformat,
    }  # fmt: skip
    given: dict[str, Any] = {key: times[key](value) if key in times else value for key, value in said.items()}
    given["full"] = {quota: Full(at, date.fromisoformat(on)) for quota, (at, on) in said.get("full", {}).items()}
    return Life(**given)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
