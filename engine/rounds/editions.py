"""The rounds whose editions came before a round: what was collected in them, by the framework that each pinned."""

from __future__ import annotations

from collections.abc import Iterator

from engine.catalog import Offered, offer
from engine.editions.comparing import Edition
from engine.framework.reader import read_text
from engine.framework.vocabulary import Vocabulary
from engine.problems import ThuocDoError
from engine.rounds.bases import bases_of, snapshot_on
from engine.runs.inputs import snapshot_in
from engine.runs.room import RunRoom
from engine.store.contract import Store
from engine.store.nouns import Round


def rounds_before(store: Store, round_: Round) -> Iterator[Round]:
    """The round that this one came after, and those before it, the latest first."""
    met = {round_.id}
    while round_.earlier and round_.earlier not in met:
        found = store.round(round_.earlier)
        if found is None:
            return
        met.add(found.id)
        yield found
        round_ = found


def editions_before(store: Store, round_: Round, vocabulary: Vocabulary, room: RunRoom | None) -> tuple[Edition, ...]:
    """Their editions, the latest first. ThuocDoError where a framework can no longer be used."""
    before = rounds_before(store, round_)
    return tuple(edition_of(store, each, pinned_edition(each, vocabulary), room) for each in before)


def edition_of(store: Store, round_: Round, offered: Offered, room: RunRoom | None, run: str = "") -> Edition:
    """What was collected in a round: in this run, else in the one that is published, else all answers sent so far."""
    basis = bases_of(store, round_)
    on = basis[-1].value if basis else ""
    code = run or round_.run
    if room is not None and code and (room.folder / code).is_dir():
        return Edition(offered, snapshot_in(room.files(code)), on)
    return Edition(offered, snapshot_on(store, offered, round_, on), on)


def pinned_edition(round_: Round, vocabulary: Vocabulary) -> Offered:
    """The framework that a round pinned. ThuocDoError if it can no longer be used."""
    read = read_text(round_.framework_text, f"{round_.framework_id}.yaml", vocabulary)
    found, problems = offer(read, round_.framework_id, vocabulary, ())
    if found is None:
        raise ThuocDoError(f"The framework of the earlier round {round_.id} can no longer be used.", problems)
    return found
