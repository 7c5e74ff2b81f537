"""How far a round's indicators would move in another sample, kept once a revision."""

from __future__ import annotations

from functools import lru_cache

from engine.catalog import Offered
from engine.scoring.estimates import Estimates, estimates_of
from engine.store.contract import Store
from engine.store.nouns import Round


class SamplingErrors:
    """Estimates of rounds, kept until another response is sent."""

    def __init__(self, store: Store, kept: int = 8) -> None:
        self._store = store
        self._offered: dict[str, Offered] = {}
        self._estimated = lru_cache(maxsize=kept)(self._estimate)

    def of(self, offered: Offered, round_: Round) -> Estimates:
        """Every indicator of every unit with its error."""
        self._offered[round_.id] = offered
        return self._estimated(round_.id, self._store.revision(round_.id))

    def _estimate(self, round_id: str, _revision: int) -> Estimates:
        offered = self._offered[round_id]
        return estimates_of(offered.plan, self._store.snapshot(round_id, offered.framework, offered.vocabulary))
