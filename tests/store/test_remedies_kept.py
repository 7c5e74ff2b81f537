"""Plans of mending in the database: every state stays, the last one counts, and of two at once the second is told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from threading import Barrier

import pytest

from engine.problems import ThuocDoError
from engine.store.remedy_nouns import Remedy, RemedyStatus
from engine.store.sqlite import SqliteStore

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
FIRST = Remedy("monitoring", owner="lan", due=date(2026, 5, 1), note="Hợp đồng với SOC tỉnh", by="lan", at=AT)


def test_nobody_said_anything_yet(store: SqliteStore) -> None:
    assert store.remedies("r1", "x") == {}
    assert store.remedy_states("r1", "x", "monitoring") == []


def test_what_is_saved_is_there_again_word_by_word(store: SqliteStore) -> None:
    assert store.save_remedy("r1", "x", FIRST) is None
    kept = replace(FIRST, version=1)
    assert store.remedies("r1", "x") == {"monitoring": kept}
    accepted = replace(
        kept, status=RemedyStatus.ACCEPTED, accepted_until=date(2026, 12, 31), note="Chờ ngân sách", by="head"
    )
    assert store.save_remedy("r1", "x", accepted) is None
    assert store.remedies("r1", "x") == {"monitoring": replace(accepted, version=2)}
    assert store.remedy_states("r1", "x", "monitoring") == [replace(accepted, version=2), kept]


def test_units_nodes_and_rounds_have_nothing_to_do_with_each_other(store: SqliteStore) -> None:
    store.save_remedy("r1", "x", FIRST)
    store.save_remedy("r1", "y", replace(FIRST, owner="minh"))
    store.save_remedy("r1", "x", replace(FIRST, node="training"))
    assert {node: each.owner for node, each in store.remedies("r1", "x").items()} == {
        "monitoring": "lan",
        "training": "lan",
    }
    assert store.remedies("r2", "x") == {}


def test_saying_the_same_again_writes_nothing(store: SqliteStore) -> None:
    store.save_remedy("r1", "x", FIRST)
    assert store.save_remedy("r1", "x", replace(FIRST, version=1, by="minh", at=AT.replace(hour=10))) is None
    assert len(store.remedy_states("r1", "x", "monitoring")) == 1


def test_who_is_second_is_told_and_nothing_is_written_over(store: SqliteStore) -> None:
    store.save_remedy("r1", "x", FIRST)
    other = store.save_remedy("r1", "x", replace(FIRST, owner="minh", by="minh"))
    assert other == replace(FIRST, version=1)
    assert store.remedies("r1", "x")["monitoring"].owner == "lan"


def test_of_two_at_once_one_is_kept_and_the_other_told(store: SqliteStore) -> None:
    ready = Barrier(2)

    def save(name: str) -> Remedy | None:
        ready.wait()
        return store.save_remedy("r1", "x", replace(FIRST, owner=name, by=name))

    with ThreadPoolExecutor(2) as pool:
        told = dict(zip(("lan", "minh"), pool.map(save, ("lan", "minh")), strict=True))
    (kept,) = store.remedies("r1", "x").values()
    assert [told[kept.owner], len(store.remedy_states("r1", "x", "monitoring"))] == [None, 1]
    assert told["minh" if kept.owner == "lan" else "lan"] == kept


def test_a_round_that_is_not_there_takes_none(store: SqliteStore) -> None:
    with pytest.raises(ThuocDoError, match="There is no round 'nowhere'"):
        store.save_remedy("nowhere", "x", FIRST)
