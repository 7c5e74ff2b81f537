"""The cheapest choice of steps that together gain enough, where what each gains does not depend on the others."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

MOST_LOOKED_AT = 20_000
"""After so many partial choices the search gives up."""


@dataclass(frozen=True)
class Steps:
    """What one leg can give: pairs (gain, cost) of its steps; of one that may be gone in any part the end alone."""

    pairs: tuple[tuple[float, float], ...]
    in_parts: bool = False

    @property
    def dear(self) -> float:
        """The least that a point of gain costs on it."""
        return min((cost / gain for gain, cost in self.pairs if gain > 0), default=math.inf)

    @property
    def most(self) -> float:
        """The most that it gains."""
        return max((gain for gain, _cost in self.pairs), default=0.0)


Choice = tuple[float, ...]
"""By leg which gain is taken from it; 0: it is not gone."""


def cheapest(legs: Sequence[Steps], need: float) -> Choice | None:
    """The choice of least cost that gains at least `need`; None where none does, or the search takes too long.

    Depth first, the cheapest gains first; a branch is left where even gone in any part the rest would cost too much.
    """
    order = sorted(range(len(legs)), key=lambda place: (legs[place].in_parts, legs[place].dear))
    search = _Search([legs[place] for place in order], sorted(range(len(order)), key=lambda x: legs[order[x]].dear))
    slack = 0.0 if any(leg.in_parts for leg in legs) else 1e-12 * max(1.0, abs(need))
    search.look(0, need - slack, 0.0, ())
    if search.best is None or search.looked > MOST_LOOKED_AT:
        return None
    found = [0.0] * len(legs)
    for place, gain in zip(order, search.best, strict=True):
        found[place] = gain
    return tuple(found)


class _Search:
    """What was found so far; `order` has those that may be gone in any part last, `rising` all by what a gain costs."""

    def __init__(self, legs: Sequence[Steps], rising: Sequence[int]) -> None:
        self._legs, self._rising = legs, rising
        self._whole = sum(not leg.in_parts for leg in legs)
        self.best: Choice | None = None
        self._cost = math.inf
        self.looked = 0

    def look(self, place: int, need: float, cost: float, taken: Choice) -> None:
        """Go on from the first legs taken so."""
        self.looked += 1
        if self.looked > MOST_LOOKED_AT:
            return
        bound, parts = self._rest(place, need)
        if cost + bound >= self._cost - 1e-12:
            return
        if place == self._whole or need <= 0:
            self._cost = cost + bound
            self.best = (*taken, *(parts[each] for each in range(place, len(self._legs))))
            return
        for gain, price in sorted((*self._legs[place].pairs, (0.0, 0.0)), key=lambda pair: abs(pair[0] - parts[place])):
            self.look(place + 1, need - gain, cost + price, (*taken, gain))

    def _rest(self, place: int, need: float) -> tuple[float, dict[int, float]]:
        """What the rest costs at least, each gone in any part, and which gains that takes; endless: not enough."""
        parts = dict.fromkeys(range(place, len(self._legs)), 0.0)
        cost = 0.0
        for each in self._rising:
            if need <= 0:
                break
            if each >= place and self._legs[each].most > 0:
                parts[each] = min(need, self._legs[each].most)
                need -= parts[each]
                cost += parts[each] * self._legs[each].dear
        return (math.inf if need > 0 else cost), parts
