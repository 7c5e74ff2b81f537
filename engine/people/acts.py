"""What is done to accounts, each act written into the audit trail with what it changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from engine.people.names import in_words
from engine.people.passwords import hash_password
from engine.people.permissions import roles_of
from engine.people.second_factor import hash_recovery
from engine.people.tokens import LINK, hash_token, make_token
from engine.problems import ThuocDoError
from engine.store.audit import Entry
from engine.store.staff import Account, Binding, Role
from engine.store.staff_contract import KeepsStaff


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


def change_roles(
    store: KeepsStaff,
    by: Actor,
    name: str,
    give: Iterable[Binding] = (),
    take: Iterable[Binding] = (),
    reason: str = "",
) -> None:
    """Give and take roles; what is so already is not done again. Two who change one account lose nothing."""
    with store.together():
        had = _bound(store, name)
        wanted = tuple(sorted((set(had) | set(give)) - set(take)))
        if wanted == had:
            return
        store.set_bindings(name, wanted)
        store.note(by.entry("account.roles", about_account(name), _roles(had), _roles(wanted), reason))


def set_email(store: KeepsStaff, by: Actor, name: str, email: str) -> None:
    """Say where somebody is written to, "" for nowhere; the trail tells that it changed, and no address."""
    with store.together():
        account = store.account(name)
        if account is None or account.email == email:
            return
        store.set_email(name, email)
        store.note(by.entry("account.email", about_account(name)))


def set_disabled(store: KeepsStaff, by: Actor, name: str, is_disabled: bool, reason: str = "") -> None:
    """Shut an account out, or let it in again; where it is signed in ends."""
    with store.together():
        account = store.account(name)
        if account is None or is_disabled == account.is_disabled:
            return
        store.set_disabled(name, is_disabled)
        what = "account.disable" if is_disabled else "account.enable"
        store.note(by.entry(what, about_account(name), reason=reason))


class LastAdministratorError(ThuocDoError):
    """Nobody else could let anybody in again."""


@contextmanager
def leaving_an_administrator(store: KeepsStaff, name: str) -> Iterator[None]:
    """What is done inside is taken back, with LastAdministratorError, if no administrator is left after it."""
    with store.together():
        there_was = _has_administrator(store.accounts())
        yield
        if there_was and not _has_administrator(store.accounts()):
            raise LastAdministratorError(f"{name} is the last administrator who may sign in.")


def set_password(store: KeepsStaff, by: Actor, name: str, password: str) -> None:
    """Set a password that was found good; all sign-ins of the account end."""
    hashed = hash_password(password)  # takes its time, before the transaction
    with store.acting(by.entry("account.password", about_account(name))):
        store.set_password(name, hashed)


def set_password_by_link(store: KeepsStaff, at: datetime, token: str, password: str) -> str | None:
    """Set a password that was found good; the account's name, or None if the link has been used meanwhile."""
    hashed = hash_password(password)
    with store.together():
        name = store.reset_link(hash_token(token), at)
        if name is not None:
            store.set_password(name, hashed)
            store.note(Actor(name, at).entry("account.password", about_account(name)))
    return name


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


def _has_administrator(accounts: Iterable[Account]) -> bool:
    return any(not each.is_disabled and Role.ADMINISTRATOR in roles_of(each) for each in accounts)


def _bound(store: KeepsStaff, name: str) -> tuple[Binding, ...]:
    account = store.account(name)
    return account.bindings if account else ()


def _roles(bindings: Iterable[Binding]) -> str:
    return "; ".join(map(in_words, sorted(bindings)))
