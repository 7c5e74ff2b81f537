"""A round's results with and without the responses that show signs of careless answers, kept once a revision."""

from __future__ import annotations

from functools import lru_cache

from engine.catalog import Offered
from engine.disclosure.gate import guard
from engine.disclosure.published import remembered
from engine.problems import ThuocDoError
from engine.scoring.flagged import WithAndWithout, beside, left_out, scored_twice
from engine.store.contract import Store
from engine.store.nouns import Round


class Flagged:
    """Comparisons of rounds, kept until another response is sent."""

    def __init__(self, store: Store, kept: int = 8) -> None:
        self._store = store
        self._offered: dict[str, Offered] = {}
        self._compared = lru_cache(maxsize=kept)(self._compare)

    def of(self, offered: Offered, round_: Round) -> tuple[WithAndWithout, ...]:
        """The totals with and without; () where nothing is flagged, or nothing can be scored without it."""
        self._offered[round_.id] = offered
        return self._compared(round_.id, self._store.revision(round_.id))

    def _compare(self, round_id: str, _revision: int) -> tuple[WithAndWithout, ...]:
        offered = self._offered[round_id]
        snapshot = self._store.snapshot(round_id, offered.framework, offered.vocabulary)
        try:
            both = scored_twice(offered.plan, snapshot)
        except ThuocDoError:  # too few are left for a range: the league above says what there is
            return ()
        if both is None:
            return ()
        whole = guard(both[0])
        return beside(whole, guard(both[1], remembered(both[0], whole)), left_out(snapshot))
