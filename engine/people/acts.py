"""What is done to accounts, each act written into the audit trail with what it changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from engine.people.names import in_words
from engine.people.passwords import hash_password
from engine.people.second_factor import hash_recovery
from engine.people.tokens import LINK, hash_token, make_token
from engine.store.audit import Entry
from engine.store.contract import KeepsStaff
from engine.store.staff import Account, Binding, Role


@dataclass(frozen=True)
class Actor:
    """Who acts, and when."""

    who: str
    at: datetime

    def entry(self, what: str, about: str, before: str = "", after: str = "", reason: str = "") -> Entry:
        """An entry of the audit trail for one of this actor's acts."""
        return Entry(self.at, self.who, what, about, before, after, reason)


def about_account(name: str) -> str:
    """How the audit trail names an account."""
    return f"account/{name}"


def about_round(round_id: str) -> str:
    """How the audit trail names a round; what belongs to it follows after a slash."""
    return f"round/{round_id}"


def add_account(store: KeepsStaff, by: Actor, new: Account) -> None:
    """Make an account without a password; ThuocDoError if the name is taken."""
    with store.acting(by.entry("account.add", about_account(new.name), after=_roles(new.bindings))):
        store.add_account(new)


def set_bindings(store: KeepsStaff, by: Actor, account: Account, bindings: Iterable[Binding], reason: str = "") -> None:
    """Give an account these roles instead of those it has."""
    wanted = tuple(sorted(set(bindings)))
    if wanted == account.bindings:
        return
    what = by.entry("account.roles", about_account(account.name), _roles(account.bindings), _roles(wanted), reason)
    with store.acting(what):
        store.set_bindings(account.name, wanted)


def set_disabled(store: KeepsStaff, by: Actor, account: Account, is_disabled: bool, reason: str = "") -> None:
    """Shut an account out, or let it in again; where it is signed in ends."""
    if is_disabled == account.is_disabled:
        return
    what = "account.disable" if is_disabled else "account.enable"
    with store.acting(by.entry(what, about_account(account.name), reason=reason)):
        store.set_disabled(account.name, is_disabled)


def set_password(store: KeepsStaff, by: Actor, name: str, password: str) -> None:
    """Set a password that was found good; all sign-ins of the account end."""
    hashed = hash_password(password)  # takes its time, before the transaction
    with store.acting(by.entry("account.password", about_account(name))):
        store.set_password(name, hashed)


def make_link(store: KeepsStaff, by: Actor, name: str) -> str:
    """The token of a link by which the account may set a password, for three days, once; kept as a hash."""
    token = make_token()
    with store.acting(by.entry("account.link", about_account(name))):
        store.add_reset_link(name, hash_token(token), by.at + LINK)
    return token


def set_second_factor(store: KeepsStaff, by: Actor, name: str, secret: str, recovery: Iterable[str] = ()) -> None:
    """Share a secret with a device and keep the recovery codes' hashes; "" takes the second factor away."""
    what = "account.second_factor" if secret else "account.no_second_factor"
    with store.acting(by.entry(what, about_account(name))):
        store.set_second_factor(name, secret, [hash_recovery(code) for code in recovery])


def end_sign_ins(store: KeepsStaff, by: Actor, name: str, save: str = "") -> int:
    """End where an account is signed in, save the one with that mark; how many there were."""
    with store.acting(by.entry("account.sign_out", about_account(name))):
        return store.end_sign_ins(name, save)


def is_last_administrator(accounts: Iterable[Account], name: str) -> bool:
    """Whether nobody else could let anybody in again."""
    able = {each.name for each in accounts if not each.is_disabled and _is_administrator(each)}
    return able == {name}


def _is_administrator(account: Account) -> bool:
    return any(each.role is Role.ADMINISTRATOR for each in account.bindings)


def _roles(bindings: Iterable[Binding]) -> str:
    return "; ".join(map(in_words, sorted(bindings)))
