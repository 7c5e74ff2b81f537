"""Accounts, sign-ins and the audit trail in the database."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from engine.problems import ThuocDoError
from engine.store.audit import Entry
from engine.store.nouns import RoundState
from engine.store.sqlite import SqliteStore
from engine.store.staff import Account, Binding, Role, Secrets, SignIn

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
LAN = Account("lan", "Nguyễn Thị Lan", "so-y-te", (Binding(Role.APPRAISER, group="so"), Binding(Role.VIEWER)))


def entry(what: str = "round.close", about: str = "round/r1", at: datetime = NOON) -> Entry:
    return Entry(at, "lan", what, about, "open", "closed", "all have answered")


def test_an_account_comes_back_as_it_was_made(store: SqliteStore) -> None:
    store.add_account(LAN)
    store.add_account(Account("an"))
    assert store.account("lan") == LAN
    assert store.accounts() == [Account("an"), LAN]
    assert store.account("nobody") is None
    with pytest.raises(ThuocDoError, match="There is an account “lan” already"):
        store.add_account(Account("lan"))
    assert store.account("lan") == LAN


def test_roles_take_the_place_of_those_before(store: SqliteStore) -> None:
    store.add_account(LAN)
    store.set_bindings("lan", [Binding(Role.COUNCIL)] * 2)
    found = store.account("lan")
    assert found
    assert found.bindings == (Binding(Role.COUNCIL),)


def test_a_new_password_ends_sign_ins_and_links(store: SqliteStore) -> None:
    store.add_account(LAN)
    store.begin_sign_in("a" * 64, SignIn("", "lan", "", NOON, NOON))
    store.add_reset_link("lan", "l" * 64, NOON + timedelta(days=3))
    assert store.reset_link("l" * 64, NOON) == "lan"
    assert store.reset_link("l" * 64, NOON + timedelta(days=4)) is None
    assert store.secrets("lan") == store.secrets("nobody") == Secrets()
    store.set_password("lan", "hashed")
    assert store.secrets("lan").password == "hashed"
    assert store.sign_in("a" * 64) is None
    assert store.reset_link("l" * 64, NOON) is None
    store.rehash_password("lan", "another", "late")
    assert store.secrets("lan").password == "hashed"


def test_a_later_link_makes_the_earlier_void_and_none_opens_a_disabled_account(store: SqliteStore) -> None:
    store.add_account(LAN)
    for hashed in ("1" * 64, "2" * 64):
        store.add_reset_link("lan", hashed, NOON + timedelta(days=3))
    assert [store.reset_link(each * 64, NOON) for each in "12"] == [None, "lan"]
    store.set_disabled("lan", True)
    assert store.reset_link("2" * 64, NOON) is None


def test_a_code_counts_once(store: SqliteStore) -> None:
    store.add_account(LAN)
    store.set_second_factor("lan", "SECRET", ["one", "two"])
    assert [store.use_totp_step("lan", step) for step in (100, 100, 99, 101)] == [True, False, False, True]
    assert [store.use_recovery_code("lan", code) for code in ("one", "one", "three")] == [True, False, False]
    assert store.recovery_codes_left("lan") == 1


def test_browsers_are_signed_out_one_by_one_or_all(store: SqliteStore) -> None:
    store.add_account(LAN)
    for number in range(4):
        at = NOON + timedelta(minutes=number)
        store.begin_sign_in(f"{number}" * 64, SignIn("", "lan", f"Firefox {number}", at, at, number != 3))
    assert [each.device for each in store.sign_ins("lan")] == ["Firefox 2", "Firefox 1", "Firefox 0"]
    assert not store.end_sign_in("an", "0" * 12)
    assert store.end_sign_in("lan", "0" * 12)
    assert store.end_sign_ins("lan", save="1" * 12) == 2
    assert [each.mark for each in store.sign_ins("lan")] == ["1" * 12]
    store.end_old_sign_ins(NOON + timedelta(hours=1), NOON)
    assert store.sign_ins("lan") == []


def publish_and_fail(store: SqliteStore) -> None:
    with store.acting(entry(about="round/r9")):
        store.set_round_state("r1", RoundState.PUBLISHED)
        store.set_round_state("r9", RoundState.CLOSED)


def test_an_act_and_its_entry_are_one(store: SqliteStore) -> None:
    with store.acting(entry()):
        store.set_round_state("r1", RoundState.CLOSED)
    with pytest.raises(ThuocDoError, match="no round"):
        publish_and_fail(store)
    found = store.round("r1")
    assert found
    assert found.state is RoundState.CLOSED
    assert store.audit() == [entry()]
    store.set_round_state("r1", RoundState.OPEN)  # and the next transaction is one of its own
    assert not store.database.connection.in_transaction


def test_the_trail_is_read_by_what_it_is_about(store: SqliteStore) -> None:
    for number, about in enumerate(("round/r1", "round/r1/invitations", "round/r10", "account/lan", "round/r1")):
        store.note(entry(f"act {number}", about, NOON + timedelta(hours=number)))
    assert [each.what for each in store.audit("round/r1")] == ["act 4", "act 1", "act 0"]
    assert [each.what for each in store.audit()] == [f"act {number}" for number in (4, 3, 2, 1, 0)]
    assert [each.what for each in store.audit("", most=2)] == ["act 4", "act 3"]


@pytest.mark.parametrize("statement", ["DELETE FROM audit", "UPDATE audit SET who = 'another'"])
def test_nothing_in_the_trail_is_changed_or_removed(store: SqliteStore, statement: str) -> None:
    store.note(entry())
    with pytest.raises(sqlite3.IntegrityError, match="what is in the audit trail"):
        store.database.connection.execute(statement)
    assert store.audit() == [entry()]
