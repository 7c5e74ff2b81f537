"""Wrong tries are counted in memory, by a hash that tells no address."""

import pytest
import time_machine
from flask import Flask

from engine.web.limits import Tries

SITE = Flask("site")


def wait(tries, address):
    with SITE.test_request_context(environ_base={"REMOTE_ADDR": address}):
        return tries.minutes_to_wait()


def fail(tries, address):
    with SITE.test_request_context(environ_base={"REMOTE_ADDR": address}):
        tries.failed()


def test_after_ten_wrong_tries_an_address_waits_and_others_do_not():
    tries = Tries("code")
    with time_machine.travel(1_800_000_000, tick=False) as clock:
        for _ in range(10):
            assert wait(tries, "192.0.2.1") == 0
            fail(tries, "192.0.2.1")
        assert wait(tries, "192.0.2.1") in (10, 11)
        assert wait(tries, "192.0.2.2") == 0
        clock.shift(602)
        assert wait(tries, "192.0.2.1") == 0


@pytest.mark.parametrize(("one", "two", "same"), [
    ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
    ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
    ("192.0.2.1", "192.0.2.2", False),
])  # fmt: skip
def test_a_network_of_version_6_is_one(one, two, same):
    tries = Tries("code", most=1)
    fail(tries, one)
    assert bool(wait(tries, two)) is same


def test_no_address_lies_in_memory():
    tries = Tries("code")
    fail(tries, "192.0.2.77")
    held = repr(vars(tries._tries._counter.storage))
    assert len(tries._tries._counter.storage.events) == 1
    assert "192.0.2.77" not in held
