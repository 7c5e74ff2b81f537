"""Accounts in the database: names, roles, and what proves a person, as hashes wherever a hash is enough."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from engine.problems import ThuocDoError
from engine.store.database import Database
from engine.store.staff import Account, Binding, Role, Secrets

_ACCOUNT = (
    "SELECT name, full_name, agency, is_disabled, password != '', totp != '', email, role, unit, unit_group, round_id"
    " FROM accounts LEFT JOIN bindings ON account = name"
)


class KeepsAccounts:
    """The part of the embedded store that is about accounts."""

    database: Database

    def add_account(self, new: Account) -> None:
        """Add an account with its roles, without a password; ThuocDoError if the name is taken."""
        try:
            with self.database.writing() as connection:
                connection.execute(
                    "INSERT INTO accounts (name, full_name, agency, email) VALUES (?, ?, ?, ?)",
                    (new.name, new.full_name, new.agency, new.email),
                )
                _bind(connection, new.name, new.bindings)
        except sqlite3.IntegrityError:
            raise ThuocDoError(f"There is an account “{new.name}” already; choose another name.") from None

    def accounts(self) -> Sequence[Account]:
        """Every account, by name; one query."""
        with self.database.plain_words():
            return _accounts(self.database.connection.execute(f"{_ACCOUNT} ORDER BY name").fetchall())

    def account(self, name: str) -> Account | None:
        """One account, or None."""
        with self.database.plain_words():
            rows = self.database.connection.execute(f"{_ACCOUNT} WHERE name = ?", (name,)).fetchall()
        return next(iter(_accounts(rows)), None)

    def set_bindings(self, name: str, bindings: Iterable[Binding]) -> None:
        """Put these roles in the place of the account's."""
        with self.database.writing() as connection:
            connection.execute("DELETE FROM bindings WHERE account = ?", (name,))
            _bind(connection, name, bindings)

    def set_email(self, name: str, email: str) -> None:
        """Say where somebody is written to; "" for nowhere."""
        with self.database.writing() as connection:
            connection.execute("UPDATE accounts SET email = ? WHERE name = ?", (email, name))

    def set_disabled(self, name: str, is_disabled: bool) -> None:
        """Let an account sign in no more, or again; where it is signed in ends."""
        with self.database.writing() as connection:
            connection.execute("UPDATE accounts SET is_disabled = ? WHERE name = ?", (int(is_disabled), name))
            _end_all(connection, name)

    def secrets(self, name: str) -> Secrets:
        """What proves the account; nothing at all for an unknown name."""
        with self.database.plain_words():
            found = self.database.connection.execute(
                "SELECT password, totp, totp_step FROM accounts WHERE name = ?", (name,)
            ).fetchone()
        return Secrets(*found) if found else Secrets()

    def set_password(self, name: str, hashed: str) -> None:
        """Set a password's hash; where the account is signed in ends, and its links to set one are void."""
        with self.database.writing() as connection:
            connection.execute("UPDATE accounts SET password = ? WHERE name = ?", (hashed, name))
            connection.execute("DELETE FROM reset_links WHERE account = ?", (name,))
            _end_all(connection, name)

    def rehash_password(self, name: str, before: str, hashed: str) -> None:
        """Keep the same password under stronger settings, unless it has changed meanwhile."""
        with self.database.writing() as connection:
            connection.execute(
                "UPDATE accounts SET password = ? WHERE name = ? AND password = ?", (hashed, name, before)
            )

    def set_second_factor(self, name: str, totp: str, recovery: Iterable[str]) -> None:
        """Set the secret shared with a device ("" for none) and the hashes of the codes for who has lost it."""
        with self.database.writing() as connection:
            connection.execute("UPDATE accounts SET totp = ?, totp_step = 0 WHERE name = ?", (totp, name))
            connection.execute("DELETE FROM recovery_codes WHERE account = ?", (name,))
            connection.executemany(
                "INSERT INTO recovery_codes (account, hashed) VALUES (?, ?)", [(name, each) for each in recovery]
            )

    def use_totp_step(self, name: str, step: int) -> bool:
        """Whether a code of this step counts: each counts once, and none that is older than one that was used."""
        with self.database.writing() as connection:
            done = connection.execute(
                "UPDATE accounts SET totp_step = ?1 WHERE name = ?2 AND totp_step < ?1", (step, name)
            )
            return done.rowcount == 1

    def use_recovery_code(self, name: str, hashed: str) -> bool:
        """Whether a code for who has lost the device counts: each counts once."""
        with self.database.writing() as connection:
            done = connection.execute("DELETE FROM recovery_codes WHERE account = ? AND hashed = ?", (name, hashed))
            return done.rowcount == 1

    def recovery_codes_left(self, name: str) -> int:
        """How many codes the account has not used."""
        with self.database.plain_words():
            counted = self.database.connection.execute(
                "SELECT count(*) FROM recovery_codes WHERE account = ?", (name,)
            ).fetchone()
        return int(counted[0])

    def add_reset_link(self, name: str, hashed: str, until: datetime) -> None:
        """Keep the hash of a link by which the account may set a password until then; earlier links are void."""
        with self.database.writing() as connection:
            connection.execute("DELETE FROM reset_links WHERE account = ?", (name,))
            connection.execute("INSERT INTO reset_links VALUES (?, ?, ?)", (hashed, name, until.isoformat()))

    def reset_link(self, hashed: str, now: datetime) -> str | None:
        """The account that a link lets set a password, or None for one that is unknown, used or too old."""
        with self.database.plain_words():
            found = self.database.connection.execute(
                "SELECT account, until FROM reset_links JOIN accounts ON account = name"
                " WHERE hashed = ? AND NOT is_disabled",
                (hashed,),
            ).fetchone()
        return str(found[0]) if found and now <= datetime.fromisoformat(found[1]) else None


def _bind(connection: sqlite3.Connection, name: str, bindings: Iterable[Binding]) -> None:
    rows = sorted({(name, each.role.value, each.unit, each.group, each.round_id) for each in bindings})
    connection.executemany(
        "INSERT INTO bindings (account, role, unit, unit_group, round_id) VALUES (?, ?, ?, ?, ?)", rows
    )


def _end_all(connection: sqlite3.Connection, name: str) -> None:
    connection.execute("DELETE FROM sign_ins WHERE account = ?", (name,))


def _accounts(rows: Sequence[Sequence[object]]) -> list[Account]:
    """Accounts in rows of _ACCOUNT, one row for each binding; there may be none."""
    found = []
    for head, own in groupby(rows, key=itemgetter(0, 1, 2, 3, 4, 5, 6)):
        bound = tuple(sorted(Binding(Role(str(row[7])), *map(str, row[8:])) for row in own if row[7] is not None))
        name, full_name, agency, disabled, password, second, email = head
        found.append(Account(name, full_name, agency, bound, bool(disabled), bool(password), bool(second), email))
    return found
