"""Whoever tries codes that are wrong must wait, and others need not."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
import time_machine
from flask import Flask

from engine.people.tries import FailedTries
from engine.web.house import move_in
from engine.web.limits import Tries


@pytest.fixture
def site() -> Flask:
    app, house = Flask("site"), SimpleNamespace(tries=FailedTries())
    move_in(app, house)
    return app


def wait(site: Flask, tries: Tries, address: str) -> int:
    with site.test_request_context(environ_base={"REMOTE_ADDR": address}):
        return tries.minutes_to_wait()


def fail(site: Flask, tries: Tries, address: str) -> None:
    with site.test_request_context(environ_base={"REMOTE_ADDR": address}):
        tries.failed()


def test_after_ten_wrong_tries_an_address_waits_and_others_do_not(site: Flask) -> None:
    tries = Tries("code")
    with time_machine.travel(1_800_000_000, tick=False) as clock:
        for _ in range(10):
            assert wait(site, tries, "192.0.2.1") == 0
            fail(site, tries, "192.0.2.1")
        assert wait(site, tries, "192.0.2.1") == 10
        assert wait(site, tries, "192.0.2.2") == 0
        clock.shift(602)
        assert wait(site, tries, "192.0.2.1") == 0


def test_codes_of_one_kind_do_not_count_for_another(site: Flask) -> None:
    fail(site, Tries("code", most=1), "192.0.2.1")
    assert wait(site, Tries("code", most=1), "192.0.2.1") > 0
    assert wait(site, Tries("resume", most=1), "192.0.2.1") == 0


@pytest.mark.parametrize(("one", "two", "same"), [
    ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
    ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
    ("192.0.2.1", "192.0.2.2", False),
])  # fmt: skip
def test_a_network_of_version_6_is_one(site: Flask, one: str, two: str, same: bool) -> None:
    tries = Tries("code", most=1)
    fail(site, tries, one)
    assert bool(wait(site, tries, two)) is same
