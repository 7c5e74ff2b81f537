"""Guessing takes time, one guesser does not keep an office out, and nothing tells who guessed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import time_machine

from engine.people.tries import FailedTries, Limit, counted_together, of_sign_in


def failed(tries: FailedTries, address: str, name: str, times: int = 1) -> None:
    for _ in range(times):
        tries.count(of_sign_in(address, name))


def test_after_ten_wrong_tries_a_name_waits_at_that_address() -> None:
    with time_machine.travel("2026-05-04T08:00:00Z", tick=False) as clock:
        tries = FailedTries()
        failed(tries, "10.0.0.1", "lan", times=9)
        assert tries.wait(of_sign_in("10.0.0.1", "lan")) == 0
        failed(tries, "10.0.0.1", "lan")
        assert tries.wait(of_sign_in("10.0.0.1", "lan")) == 10
        assert tries.wait(of_sign_in("10.0.0.1", "hoa")) == 0
        assert tries.wait(of_sign_in("10.0.0.2", "lan")) == 0
        clock.shift(601)
        assert tries.wait(of_sign_in("10.0.0.1", "lan")) == 0


def test_the_window_moves_with_each_try() -> None:
    guesser = [(Limit(most=2, minutes=10), ("code",))]
    with time_machine.travel("2026-05-04T08:00:00Z", tick=False) as clock:
        tries = FailedTries()
        tries.count(guesser)
        clock.shift(6 * 60)
        tries.count(guesser)
        assert tries.wait(guesser) == 4  # then the first is ten minutes old
        clock.shift(4 * 60 + 1)
        assert tries.wait(guesser) == 0
        tries.count(guesser)
        assert tries.wait(guesser) == 6


def test_a_clock_that_is_set_back_locks_nobody_out() -> None:
    with time_machine.travel("2026-05-04T08:00:00Z", tick=False) as clock:
        tries = FailedTries()
        failed(tries, "10.0.0.1", "lan", times=10)
        clock.shift(-24 * 3600)
        assert tries.wait(of_sign_in("10.0.0.1", "lan")) == 0


def test_many_names_from_one_address_wait_too() -> None:
    with time_machine.travel("2026-05-04T08:00:00Z", tick=False):
        tries = FailedTries()
        for number in range(60):
            failed(tries, "10.0.0.1", f"name{number}")
        assert tries.wait(of_sign_in("10.0.0.1", "another")) > 0
        assert tries.wait(of_sign_in("10.0.0.2", "another")) == 0


def test_one_name_from_many_addresses_waits() -> None:
    with time_machine.travel("2026-05-04T08:00:00Z", tick=False):
        tries = FailedTries()
        for number in range(100):
            failed(tries, f"10.0.1.{number}", "lan")
        assert tries.wait(of_sign_in("192.168.0.9", "lan")) > 0
        assert tries.wait(of_sign_in("192.168.0.9", "hoa")) == 0


def test_what_is_older_than_an_hour_is_forgotten() -> None:
    with time_machine.travel("2026-05-04T08:00:00Z", tick=False) as clock:
        tries = FailedTries()
        failed(tries, "10.0.0.1", "lan", times=5)
        clock.shift(3601)
        failed(tries, "10.0.0.2", "hoa")
        assert len(lines(tries)) == 3


def test_no_address_and_no_name_is_kept() -> None:
    tries = FailedTries()
    failed(tries, "203.0.113.77", "lan.nguyen")
    kept = repr(lines(tries))
    assert len(lines(tries)) == 3
    assert "203.0.113.77" not in kept
    assert "lan.nguyen" not in kept


ELSEWHERE = """
from engine.people.tries import FailedTries, of_sign_in
for _ in range(5):
    FailedTries().count(of_sign_in("10.0.0.1", "lan"))
"""


def test_processes_of_one_server_count_together() -> None:
    with counted_together():
        tries = FailedTries()
        for _ in range(2):
            assert tries.wait(of_sign_in("10.0.0.1", "lan")) == 0
            subprocess.run([sys.executable, "-c", ELSEWHERE], check=True)
        assert tries.wait(of_sign_in("10.0.0.1", "lan")) == 10
    assert FailedTries().wait(of_sign_in("10.0.0.1", "lan")) == 0


def test_nothing_is_left_of_it_when_the_server_has_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("engine.people.tries._MEMORY", tmp_path)
    with counted_together():
        failed(FailedTries(), "203.0.113.77", "lan.nguyen")
        (file,) = tmp_path.rglob("tries.db")
        assert b"lan" not in file.read_bytes()
    assert not list(tmp_path.iterdir())


def test_where_files_cannot_lie_in_memory_none_is_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("engine.people.tries._MEMORY", tmp_path / "none")
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with counted_together():
        failed(FailedTries(), "10.0.0.1", "lan")
    assert not list(tmp_path.iterdir())


def lines(tries: FailedTries) -> list[tuple[str, float]]:
    return tries._table.execute("SELECT of, at FROM tries").fetchall()
