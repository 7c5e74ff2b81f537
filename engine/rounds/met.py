"""How many sent responses of a round tell about each unit, counted anew as the round grows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from engine.store.contract import Store

GROWTH = 1.05
"""Counted again when a twentieth more was sent: who is short of answers changes slowly, counting reads all answers."""


class Met:
    """The counts of rounds, kept by a process."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._counted: dict[str, tuple[int, Mapping[tuple[str, str], int]]] = {}

    def of(self, round_id: str, stratum: str = "") -> Mapping[str, int]:
        """Sent responses by unit or row that they tell about, of one stratum if named; some of the newest may lack."""
        revision = self._store.revision(round_id)
        counted_at, counts = self._counted.get(round_id, (-1, {}))
        if counted_at < 0 or revision > counted_at * GROWTH:
            counts = self._store.sent_by_item(round_id)
            self._counted[round_id] = revision, counts
        found: Counter[str] = Counter()
        for (each, item), count in counts.items():
            if stratum in ("", each):
                found[item] += count
        return found
