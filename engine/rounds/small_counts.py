"""Counts of few people are not told, and cannot be worked out from those beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

K = 5
"""Fewer than so many are few."""


@dataclass(frozen=True)
class Told:
    """A count as it may be told: the figure; else that it is fewer than `K` (`is_few`), or nothing at all."""

    count: int | None
    is_few: bool = False


NOBODY = Told(0)


def alone(count: int) -> Told:
    """A count that adds up to nothing with others."""
    return Told(None, is_few=True) if 0 < count < K else Told(count)


def parts_of_a_whole(counts: Mapping[str, int]) -> Mapping[str, Told]:
    """Counts whose sum is known: where few would follow from the rest, the next smallest is not told either."""
    few = {name for name, count in counts.items() if 0 < count < K}
    hidden = set(few)
    rest = sorted((name for name, count in counts.items() if count >= K), key=lambda name: (counts[name], name))
    while rest and hidden and (len(hidden) == 1 or sum(counts[name] for name in hidden) < K):
        hidden.add(rest.pop(0))
    return {name: Told(None, is_few=name in few) if name in hidden else Told(count) for name, count in counts.items()}
