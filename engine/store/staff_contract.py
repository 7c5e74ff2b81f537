"""What every store backend promises of staff: accounts, sign-ins and the audit trail."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from engine.store.audit import Entry
from engine.store.staff import Account, Binding, Secrets, SignIn


class KeepsStaff(Protocol):
    """Accounts, sign-ins and the audit trail."""

    def note(self, entry: Entry) -> None:
        """Add an entry to the audit trail, in the transaction under way if there is one; it is never changed."""

    def together(self) -> AbstractContextManager[None]:
        """All that the store is asked and told inside is one transaction."""

    def acting(self, entry: Entry) -> AbstractContextManager[None]:
        """All that the store is told inside is one transaction with the entry: all of it or nothing."""

    def audit(self, about: str = "", most: int = 1000) -> Sequence[Entry]:
        """The newest entries about one thing and its parts, or about all, newest first."""

    def add_account(self, new: Account) -> None:
        """Add an account with its roles, without a password; ThuocDoError if the name is taken."""

    def accounts(self) -> Sequence[Account]:
        """Every account, by name, in a constant number of queries."""

    def account(self, name: str) -> Account | None:
        """One account, or None."""

    def set_bindings(self, name: str, bindings: Iterable[Binding]) -> None:
        """Put these roles in the place of the account's."""

    def set_email(self, name: str, email: str) -> None:
        """Say where somebody is written to; "" for nowhere."""

    def set_disabled(self, name: str, is_disabled: bool) -> None:
        """Let an account sign in no more, or again; where it is signed in ends."""

    def secrets(self, name: str) -> Secrets:
        """What proves the account; nothing at all for an unknown name."""

    def set_password(self, name: str, hashed: str) -> None:
        """Set a password's hash; sign-ins end and links to set one are void."""

    def rehash_password(self, name: str, before: str, hashed: str) -> None:
        """Keep the same password under stronger settings, unless it has changed meanwhile."""

    def set_second_factor(self, name: str, totp: str, recovery: Iterable[str]) -> None:
        """Set the secret shared with a device ("" for none) and the hashes of the recovery codes."""

    def use_totp_step(self, name: str, step: int) -> bool:
        """Whether a code of this step counts: each once, and none older than one that was used."""

    def use_recovery_code(self, name: str, hashed: str) -> bool:
        """Whether a recovery code counts: each once."""

    def recovery_codes_left(self, name: str) -> int:
        """How many recovery codes the account has not used."""

    def add_reset_link(self, name: str, hashed: str, until: datetime) -> None:
        """Keep the hash of a link by which the account may set a password; earlier ones are void."""

    def reset_link(self, hashed: str, now: datetime) -> str | None:
        """The account that a link lets set a password, or None."""

    def begin_sign_in(self, hashed: str, sign_in: SignIn) -> None:
        """Keep a sign-in under the hash of its token."""

    def sign_in(self, hashed: str) -> SignIn | None:
        """The sign-in under a hash, or None."""

    def sign_ins(self, account: str) -> Sequence[SignIn]:
        """Where an account is signed in, the last seen first."""

    def seen_sign_in(self, hashed: str, at: datetime) -> None:
        """Note that a sign-in was used."""

    def end_sign_in(self, account: str, mark: str) -> bool:
        """End one of the account's sign-ins; whether there was one."""

    def end_sign_ins(self, account: str, save: str = "") -> int:
        """End all of the account's sign-ins, save the one with that mark; how many there were."""

    def end_old_sign_ins(self, seen_before: datetime, begun_before: datetime) -> None:
        """Remove sign-ins that were not used since a time, or are older than another."""
