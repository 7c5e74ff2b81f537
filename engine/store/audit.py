"""What staff did, kept for good: an entry is written with what it tells of, or neither is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from engine.store.database import Database

_COLUMNS = "at, who, what, about, before, after, reason"


@dataclass(frozen=True)
class Entry:
    """One act: who did what to what, when, what it was before and after, and why."""

    at: datetime  # with its zone
    who: str  # the name of an account; a name in brackets is none: "(command line: lan)", "(server)"
    what: str  # the act as a word: "round.close"
    about: str  # what it was done to, as a path: "round/ID", "round/ID/invitations", "account/NAME"
    before: str = ""
    after: str = ""
    reason: str = ""


class KeepsAudit:
    """The part of the embedded store that is about the audit trail."""

    database: Database

    def note(self, entry: Entry) -> None:
        """Add an entry, in the transaction that is under way if there is one; nothing takes it back or changes it."""
        row = (entry.at.isoformat(), entry.who, entry.what, entry.about, entry.before, entry.after, entry.reason)
        with self.database.writing() as connection:
            connection.execute(f"INSERT INTO audit ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)", row)  # noqa: S608

    @contextmanager
    def together(self) -> Iterator[None]:
        """All that the store is asked and told inside is one transaction: nobody changes anything in between.

        It is short work only: nobody else writes meanwhile.
        """
        with self.database.writing():
            yield

    @contextmanager
    def acting(self, entry: Entry) -> Iterator[None]:
        """As `together`, with the entry as part of it: all of it or nothing.

        Every act of staff is written so: `with store.acting(Entry(…)): store.set_round_state(…)`. Where the entry
        depends on what is found: `with store.together(): …; store.note(Entry(…))`.
        """
        with self.together():
            yield
            self.note(entry)

    def audit(self, about: str = "", most: int = 1000) -> Sequence[Entry]:
        """The newest entries, newest first, so many at most; those about one thing and its parts, or about all."""
        with self.database.plain_words():
            rows = self.database.connection.execute(
                f"SELECT {_COLUMNS} FROM audit"  # noqa: S608
                " WHERE ?1 = '' OR about = ?1 OR substr(about, 1, length(?1) + 1) = ?1 || '/'"
                " ORDER BY position DESC LIMIT ?2",
                (about, most),
            ).fetchall()
        return [Entry(datetime.fromisoformat(at), *rest) for at, *rest in rows]
