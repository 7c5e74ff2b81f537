"""Guessing takes time, and one guesser does not keep an office out."""

from __future__ import annotations

import time_machine

from engine.people.tries import SignInTries


def test_after_ten_wrong_tries_a_name_waits_at_that_address() -> None:
    with time_machine.travel("2026-05-04T08:00:00Z", tick=False) as clock:
        tries = SignInTries()
        for _ in range(9):
            tries.failed("10.0.0.1", "lan")
        assert tries.wait("10.0.0.1", "lan") == 0
        tries.failed("10.0.0.1", "lan")
        assert tries.wait("10.0.0.1", "lan") == 10
        assert tries.wait("10.0.0.1", "hoa") == 0
        assert tries.wait("10.0.0.2", "lan") == 0
        clock.shift(601)
        assert tries.wait("10.0.0.1", "lan") == 0


def test_many_names_from_one_address_wait_too() -> None:
    with time_machine.travel("2026-05-04T08:00:00Z", tick=False):
        tries = SignInTries()
        for number in range(60):
            tries.failed("10.0.0.1", f"name{number}")
        assert tries.wait("10.0.0.1", "another") > 0
        assert tries.wait("10.0.0.2", "another") == 0


def test_one_name_from_many_addresses_waits() -> None:
    with time_machine.travel("2026-05-04T08:00:00Z", tick=False):
        tries = SignInTries()
        for number in range(100):
            tries.failed(f"10.0.1.{number}", "lan")
        assert tries.wait("192.168.0.9", "lan") > 0
        assert tries.wait("192.168.0.9", "hoa") == 0


def test_no_address_and_no_name_is_kept() -> None:
    tries = SignInTries()
    tries.failed("203.0.113.77", "lan.nguyen")
    kept = repr(vars(tries._tries._counter.storage))
    assert "203.0.113.77" not in kept
    assert "lan.nguyen" not in kept
