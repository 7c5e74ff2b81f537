"""Once it is laid out anew, the database is the same whichever answers came first."""

from dataclasses import replace
from datetime import date
from random import Random

import pytest
from store_samples import make_round, page

from engine.store import references, responding
from engine.store.invited import MERGED
from engine.store.nouns import RoundState
from engine.store.sqlite import SqliteStore

COUNTERS = [*range(24, 28), *range(40, 44), *range(92, 96)]
"""Where the head of a file counts changes: how many there were, not which."""


def answered(data, order, monkeypatch, *, settled=True):
    """The bytes of the files after thirty respondents in this order, each page by page."""
    store = SqliteStore.open(data)
    store.create_round(make_round("r1"))
    for number in order:
        monkeypatch.setattr(responding.secrets, "token_hex", lambda _size, number=number: f"{number * 7919:032x}")
        monkeypatch.setattr(references, "make_code", lambda number=number: f"CODE{number:04}")
        response = store.start_response("r1", "business").id
        for version in range(3):
            store.save_answers(response, version, page(**{f"q{version}": "x" * (number * 9 + version)}), f"a{version}")
        store.save_answers(response, 3, page(q0="changed" * number), "again")
        store.send(response, 4, date(2026, 11, 23), ())
    if settled:
        store.settle()
    store.close()
    content = bytearray((data / "thuocdo.db").read_bytes())
    for place in COUNTERS:
        content[place] = 0
    return bytes(content)


@pytest.mark.parametrize("seed", range(3))
def test_no_byte_tells_the_order_of_answers(seed, tmp_path, monkeypatch):
    one, two = (Random(each).sample(range(30), 30) for each in (seed, seed + 100))
    raw = [answered(tmp_path / f"raw{at}", order, monkeypatch, settled=False) for at, order in enumerate((one, two))]
    assert raw[0] != raw[1]  # as SQLite leaves it, the order is there
    kept = [answered(tmp_path / f"kept{at}", order, monkeypatch) for at, order in enumerate((one, two))]
    assert kept[0] == kept[1]


def test_the_log_is_cut_to_nothing_and_all_answers_are_there(store, tmp_path):
    response = store.start_response("r1", "business").id
    store.save_answers(response, 0, page(note="kept"), "a")
    store.settle()
    assert (store.database.path.with_name("thuocdo.db-wal")).stat().st_size == 0
    assert store.response(response).answers == page(note="kept")
    assert store.save_answers(response, 1, page(note="later"), "b").version == 2


def test_another_connection_goes_on_after_it(store):
    other = SqliteStore.open(store.database.path.parent)
    response = other.start_response("r1", "business").id
    assert other.response(response).version == 0
    store.settle()
    assert other.save_answers(response, 0, page(note="after"), "a").version == 1
    assert store.response(response).answers == page(note="after")
    other.close()


@pytest.mark.parametrize(("state", "kept"), [
    (RoundState.OPEN, ["large"] * 2 + ["small"] * 4), (RoundState.CLOSED, [MERGED] * 2 + ["small"] * 4),
])  # fmt: skip
def test_small_strata_of_a_closed_round_are_merged_for_good(store, state, kept):
    store.set_welcome("r1", replace(store.welcome("r1"), smallest=3))
    for stratum in ["small"] * 4 + ["large"] * 2:
        store.send(store.start_response("r1", "business").id, 0, date(2026, 11, 23), (), {}, stratum)
    store.set_round_state("r1", state)
    store.settle()
    found = store.database.connection.execute("SELECT stratum FROM responses ORDER BY stratum").fetchall()
    assert [stratum for (stratum,) in found] == kept
