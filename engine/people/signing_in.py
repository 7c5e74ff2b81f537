"""Signing in step by step: name and password, then the second factor where there is one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.people.names import account_name
from engine.people.passwords import hash_password, is_outdated, is_password
from engine.people.second_factor import hash_recovery, step_of
from engine.people.tokens import IDLE, LONGEST, SEEN_EACH, hash_token, is_good, make_token
from engine.store.staff import Account, SignIn
from engine.store.staff_contract import KeepsStaff


@dataclass(frozen=True)
class Held:
    """A browser that is signed in, or half: the account and the sign-in that its token opened."""

    account: Account
    sign_in: SignIn


def proven(store: KeepsStaff, name: str, password: str) -> Account | None:
    """The account that name and password prove; None for all that is wrong, after the same time whatever it is."""
    kept = account_name(name)
    account, secrets = store.account(kept), store.secrets(kept)
    if not is_password(password, secrets.password) or account is None or account.is_disabled:
        return None
    if is_outdated(secrets.password):
        store.rehash_password(kept, secrets.password, hash_password(password))
    return account


def begin(store: KeepsStaff, account: Account, device: str, now: datetime, *, is_complete: bool) -> str:
    """Sign an account in; the token that the browser is to hold."""
    token = make_token()
    store.end_old_sign_ins(now - IDLE, now - LONGEST)
    store.begin_sign_in(hash_token(token), SignIn("", account.name, device[:80], now, now, is_complete))
    return token


def held(store: KeepsStaff, token: str, now: datetime) -> Held | None:
    """Whom a token signs in, noting that it was used; None for nobody, and for who was shut out."""
    hashed = hash_token(token)
    sign_in = store.sign_in(hashed) if token else None
    if sign_in is None or not is_good(sign_in, now):
        return None
    account = store.account(sign_in.account)
    if account is None or account.is_disabled:
        return None
    if now - sign_in.seen >= SEEN_EACH:
        store.seen_sign_in(hashed, now)
    return Held(account, sign_in)


def second_factor_fits(store: KeepsStaff, name: str, code: str, now: datetime) -> bool:
    """Whether a code of the authenticator, or one for who has lost it, is right; each counts once."""
    step = step_of(code, store.secrets(name).totp, now)
    if step is not None:
        return store.use_totp_step(name, step)
    return store.use_recovery_code(name, hash_recovery(code))
