"""How rounds receive respondents, in the database; read on the way in and at the end, never while a page is saved."""

from __future__ import annotations

import sqlite3
from datetime import date

from engine.problems import ThuocDoError
from engine.store.database import Database
from engine.store.invited import Entry, Welcome

_COLUMNS = "entry, lead, contact, smallest, keep_contacts, closed_on, deleted_on"


class KeepsWelcomes:
    """The part of the embedded store that is about receiving respondents."""

    database: Database

    def welcome(self, round_id: str) -> Welcome:
        """How a round receives respondents; the usual where nothing was said."""
        with self.database.plain_words():
            row = self.database.connection.execute(
                f"SELECT {_COLUMNS} FROM welcomes WHERE round_id = ?",  # noqa: S608
                (round_id,),
            ).fetchone()
        if row is None:
            return Welcome()
        entry, lead, contact, smallest, keep_contacts, *days = row
        closed_on, deleted_on = map(_day, days)
        return Welcome(Entry(entry) if entry else None, lead, contact, smallest, keep_contacts, closed_on, deleted_on)

    def set_welcome(self, round_id: str, welcome: Welcome) -> None:
        """Say how a round receives respondents; ThuocDoError if there is no such round."""
        row = (
            round_id, welcome.entry or "", welcome.lead, welcome.contact, welcome.smallest, welcome.keep_contacts,
            welcome.closed_on and welcome.closed_on.isoformat(), welcome.deleted_on and welcome.deleted_on.isoformat(),
        )  # fmt: skip
        try:
            with self.database.writing() as connection:
                connection.execute(
                    f"INSERT OR REPLACE INTO welcomes (round_id, {_COLUMNS})"  # noqa: S608
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    row,
                )
        except sqlite3.IntegrityError:
            raise ThuocDoError(f"There is no round “{round_id}”.") from None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
