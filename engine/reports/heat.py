"""Heat maps: which tint a score has, the darker the lower, and what the tints mean."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from engine.framework.models import Framework
from engine.framework.text import Text
from engine.wording.numbers import snap

TINTS = 6
"""So many tints the style sheets have; 1 is the darkest."""

FIFTHS = (0.2, 0.4, 0.6, 0.8)


@dataclass(frozen=True)
class KeyLine:
    """A tint with the scores that have it, from `low` on and below `high`; `title` is the band that they are."""

    tint: int
    low: float | None
    high: float | None
    title: Text | None


@dataclass(frozen=True)
class HeatKey:
    """The tints of a map: cut-offs of the framework's bands, where sections are on the scale of the total, else fifths.

    `of_share`: the cut-offs are shares of each column's own scale, in per cent. `inclusive` tells of each cut-off
    whether it belongs to what is above it.
    """

    cuts: tuple[float, ...]
    inclusive: tuple[bool, ...]
    titles: tuple[Text | None, ...]
    of_share: bool

    @property
    def lines(self) -> tuple[KeyLine, ...]:
        """The lowest scores first."""
        ends = (None, *self.cuts, None)
        return tuple(
            KeyLine(self._tint(place), ends[place], ends[place + 1], title) for place, title in enumerate(self.titles)
        )

    def tint(self, score: float | None, scale: tuple[float, float], percent: float | None = None) -> int:
        """The tint of a score, 0 where there is none; `percent` of what it can come to, if not of its scale."""
        if score is None:
            return 0
        value = score
        if self.of_share:
            low, high = scale
            own = 100 * (score - low) / (high - low) if high > low else 100.0
            value = own if percent is None else percent
        value = float(snap(value))
        return self._tint(
            sum(value > cut or (own and value == cut) for cut, own in zip(self.cuts, self.inclusive, strict=True))
        )

    def _tint(self, place: int) -> int:
        steps = len(self.cuts)
        return TINTS if not steps else 1 + round(place * (TINTS - 1) / steps)


def heat_key(framework: Framework, total: tuple[float, float], sections: Sequence[tuple[float, float]]) -> HeatKey:
    """The tints for a total and sections on these scales."""
    bands = sorted((band for band in framework.bands if band.asks == ("from",)), key=lambda band: band.start or 0.0)
    others = [band for band in framework.bands if band.asks != ("from",)]
    rest = [band for band in others if not band.asks]
    same = all(math.isclose(a, b) for scale in sections for a, b in zip(scale, total, strict=True))
    starts = [band for band in bands if band.start is not None and band.start > total[0]]
    lowest = next((band for band in bands if band not in starts), rest[0] if rest else None)
    if same and starts and len(others) == len(rest) and len(starts) < TINTS:
        titles = (lowest.label if lowest else None, *(band.label for band in starts))
        return HeatKey(
            tuple(float(band.start or 0.0) for band in starts), tuple(band.inclusive for band in starts), titles, False
        )
    cuts = tuple(100 * share for share in FIFTHS)
    return HeatKey(cuts, (True,) * len(cuts), (None,) * (len(cuts) + 1), True)
