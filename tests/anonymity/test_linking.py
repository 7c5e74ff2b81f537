"""With all files and the log, and knowing from elsewhere who answered in which order, nobody joins a code to a response.

Each attack is tried on what a real server left, and must succeed on the folder that was laid out without a thought.
"""

from __future__ import annotations

from collections import Counter

import pytest

from engine.store.sqlite import SqliteStore
from tests.anonymity.attacks import (
    ORDERS,
    agreement,
    in_deleted_space,
    keys_beside,
    said_in_log,
    times_within_a_day,
)
from tests.anonymity.conftest import FROM, WRONG, Loot

CHANCE = 0.6
"""Sixty in a random order agree with another as well as this once in a million times."""


def best(attack: str, loot: Loot, ids: tuple[str, ...]) -> float:
    """How well the best order that an attack finds agrees with the true one."""
    return max((agreement(found, ids) for found in ORDERS[attack](loot.folder, ids)), default=0.0)


@pytest.mark.parametrize("attack", ORDERS)
def test_nothing_tells_the_order_in_which_codes_were_used_not_even_while_the_round_runs(
    attack: str, running: Loot, naive: Loot
) -> None:
    assert best(attack, naive, naive.codes) > 0.99
    assert best(attack, running, running.codes) < CHANCE


@pytest.mark.parametrize("attack", ORDERS)
def test_nothing_tells_the_order_of_responses_once_the_round_is_closed(attack: str, closed: Loot, naive: Loot) -> None:
    assert best(attack, naive, naive.responses) > 0.99
    assert best(attack, closed, closed.responses) < CHANCE


def test_while_the_round_runs_the_order_of_responses_may_be_told_and_that_is_why_the_codes_tell_none(running: Loot) -> None:
    assert best("logs", running, running.responses) > 0.9


@pytest.mark.parametrize("when", ["running", "closed"])
def test_no_code_and_no_hash_of_one_stands_beside_the_invitations(
    when: str, request: pytest.FixtureRequest, naive: Loot
) -> None:
    loot: Loot = request.getfixturevalue(when)
    assert len(keys_beside(naive.folder, naive.codes, ())) > 100
    assert keys_beside(loot.folder, (*loot.codes, *loot.idle), ("invitations.db",)) == []


@pytest.mark.parametrize("when", ["running", "closed"])
def test_no_response_and_no_answer_stands_beside_the_responses(
    when: str, request: pytest.FixtureRequest, naive: Loot
) -> None:
    loot: Loot = request.getfixturevalue(when)
    assert len(keys_beside(naive.folder, naive.responses, ())) > 100
    assert keys_beside(loot.folder, loot.responses, ("thuocdo.db", "thuocdo.db-wal", "thuocdo.db-shm")) == []


@pytest.mark.parametrize("when", ["running", "closed"])
def test_nothing_that_is_kept_tells_a_time_of_the_day(when: str, request: pytest.FixtureRequest, naive: Loot) -> None:
    loot: Loot = request.getfixturevalue(when)
    assert len(times_within_a_day(naive.folder, naive.log)) >= 3 * len(naive.codes)
    assert times_within_a_day(loot.folder) == []


def test_nothing_lies_in_deleted_space_once_the_round_is_closed(closed: Loot, naive: Loot) -> None:
    assert in_deleted_space(naive.folder, naive.responses)
    assert in_deleted_space(closed.folder, (*closed.responses, *closed.codes)) == []


def test_the_log_names_nobody_and_no_request(closed: Loot, naive: Loot) -> None:
    words = (FROM, WRONG, "/m/", "/vong/", "POST", *closed.codes, *closed.responses)
    assert len(said_in_log(naive.log, words)) > len(closed.codes)
    assert said_in_log(closed.log, words) == []
    assert len(closed.log.splitlines()) < 30


def test_wrong_codes_and_addresses_leave_no_trace(closed: Loot, naive: Loot) -> None:
    assert keys_beside(closed.folder, (WRONG, FROM), ()) == []
    assert said_in_log(closed.log, (WRONG, FROM)) == []
    assert said_in_log(naive.log, (FROM,)) == [FROM]


def test_no_file_is_one_respondents(closed: Loot, naive: Loot) -> None:
    known = {
        "thuocdo.db", "thuocdo.db-wal", "thuocdo.db-shm", "thuocdo.lock", "invitations.db", "invitations.db-journal",
        "invitations.lock", "queue.db", "queue.db-wal", "queue.db-shm", "secret-key", "worker", "mini.yaml",
    }  # fmt: skip
    assert len({path.name for path in naive.folder.rglob("*") if path.is_file()} - known) > len(naive.codes)
    assert {path.name for path in closed.folder.rglob("*") if path.is_file()} <= known


def test_what_was_marked_and_sent_is_all_there(closed: Loot) -> None:
    store = SqliteStore.open(closed.folder)
    counts, strata = store.response_counts("that"), Counter(each.stratum for each in store.sent_responses("that"))
    store.close()
    assert counts == {"started": len(closed.codes), "sent": len(closed.codes)}
    assert set(strata) <= {"small", "large", "(merged)"}
    assert all(count >= 10 for count in strata.values())
    assert strata["small"] > 10
