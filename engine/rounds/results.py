"""What a round's answers come to: scored once a revision, and shown only where they may be."""

from __future__ import annotations

from functools import lru_cache

from engine.catalog import Offered
from engine.scoring.run import Chain, chain_of, score
from engine.scoring.table import ScoreTable
from engine.store.contract import Store
from engine.store.nouns import Round, RoundState

LIVE_REPLICATES = 200
"""Respondents are drawn this often for the intervals on the pages of a live round."""

SEED = 20221005
"""Every draw is made from a recorded seed."""


def may_show_results(round_: Round) -> bool:
    """A demo round is live; a real one shows only what was scored, looked at and published."""
    return round_.is_demo or round_.state is RoundState.PUBLISHED


class Results:
    """Scores of rounds, kept until another response is sent."""

    def __init__(self, store: Store, kept: int = 8) -> None:
        self._store = store
        self._scored = lru_cache(maxsize=kept)(self._score)
        self._chained = lru_cache(maxsize=kept)(self._chain)
        self._offered: dict[str, Offered] = {}

    def of(self, offered: Offered, round_: Round) -> ScoreTable:
        """The scores of all sent answers; one cheap query when nothing is new."""
        self._offered[round_.id] = offered
        return self._scored(round_.id, self._store.revision(round_.id))

    def chain(self, offered: Offered, round_: Round) -> Chain:
        """What the scores of all sent answers came from, to be explained."""
        self._offered[round_.id] = offered
        return self._chained(round_.id, self._store.revision(round_.id))

    def _chain(self, round_id: str, _revision: int) -> Chain:
        offered = self._offered[round_id]
        return chain_of(offered.plan, self._store.snapshot(round_id, offered.framework, offered.vocabulary))

    def _score(self, round_id: str, _revision: int) -> ScoreTable:
        offered = self._offered[round_id]
        snapshot = self._store.snapshot(round_id, offered.framework, offered.vocabulary)
        return score(offered.plan, snapshot, replicates=LIVE_REPLICATES, seed=SEED)


def results_of(store: Store, offered: Offered, round_: Round) -> ScoreTable:
    """The scores of all answers sent so far, worked out now."""
    return Results(store).of(offered, round_)
