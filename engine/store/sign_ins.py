"""Where accounts are signed in: a row for each browser, under the hash of what its cookie holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from engine.store.accounts import KeepsAccounts
from engine.store.audit import KeepsAudit
from engine.store.database import Database
from engine.store.staff import SignIn

_COLUMNS = "substr(hashed, 1, 12), account, device, begun, seen, is_complete"


class KeepsSignIns:
    """The part of the embedded store that is about sign-ins."""

    database: Database

    def begin_sign_in(self, hashed: str, sign_in: SignIn) -> None:
        """Keep a sign-in under the hash of its token; its `mark` is made from that."""
        row = (
            hashed,
            sign_in.account,
            sign_in.device,
            _text(sign_in.begun),
            _text(sign_in.seen),
            int(sign_in.is_complete),
        )
        with self.database.writing() as connection:
            connection.execute(
                "INSERT INTO sign_ins (hashed, account, device, begun, seen, is_complete) VALUES (?, ?, ?, ?, ?, ?)",
                row,
            )

    def sign_in(self, hashed: str) -> SignIn | None:
        """The sign-in under a hash, or None; whether it is too old is for others to say."""
        with self.database.plain_words():
            row = self.database.connection.execute(
                f"SELECT {_COLUMNS} FROM sign_ins WHERE hashed = ?",  # noqa: S608
                (hashed,),
            ).fetchone()
        return _sign_in(row) if row else None

    def sign_ins(self, account: str) -> Sequence[SignIn]:
        """Where an account is signed in, the last seen first."""
        with self.database.plain_words():
            rows = self.database.connection.execute(
                f"SELECT {_COLUMNS} FROM sign_ins WHERE account = ? AND is_complete ORDER BY seen DESC",  # noqa: S608
                (account,),
            ).fetchall()
        return [_sign_in(row) for row in rows]

    def seen_sign_in(self, hashed: str, at: datetime) -> None:
        """Note that a sign-in was used."""
        with self.database.writing() as connection:
            connection.execute("UPDATE sign_ins SET seen = ? WHERE hashed = ?", (_text(at), hashed))

    def end_sign_in(self, account: str, mark: str) -> bool:
        """End one of the account's sign-ins; whether there was one."""
        with self.database.writing() as connection:
            done = connection.execute(
                "DELETE FROM sign_ins WHERE account = ? AND substr(hashed, 1, 12) = ?", (account, mark)
            )
            return done.rowcount > 0

    def end_sign_ins(self, account: str, save: str = "") -> int:
        """End all of the account's sign-ins, save the one with that mark; how many there were."""
        with self.database.writing() as connection:
            done = connection.execute(
                "DELETE FROM sign_ins WHERE account = ? AND substr(hashed, 1, 12) != ?", (account, save)
            )
            return done.rowcount

    def end_old_sign_ins(self, seen_before: datetime, begun_before: datetime) -> None:
        """Remove sign-ins that were not used since a time, or are older than another."""
        with self.database.writing() as connection:
            connection.execute(
                "DELETE FROM sign_ins WHERE seen < ? OR begun < ?", (_text(seen_before), _text(begun_before))
            )


class KeepsStaff(KeepsAccounts, KeepsSignIns, KeepsAudit):
    """All that the embedded store keeps of staff; implements `engine.store.contract.KeepsStaff`."""


def _text(at: datetime) -> str:
    """A time as text that sorts as the times do."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _sign_in(row: Sequence[str]) -> SignIn:
    mark, account, device, begun, seen, is_complete = row
    return SignIn(mark, account, device, datetime.fromisoformat(begun), datetime.fromisoformat(seen), bool(is_complete))
