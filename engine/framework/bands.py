"""The order of bands, told from what they ask for: best first or worst first, as the author listed them."""

from __future__ import annotations

from collections.abc import Sequence

from engine.framework.models import Band

LIMITS = {"from": -1, "top": 1, "top_percent": 1, "behind_best": 1}
"""How each limit runs in a list that begins with the best band: cut-offs fall, places and gaps rise."""


def limit_of(band: Band, key: str) -> float | None:
    """A limit of a band by its key in the file."""
    found = band.start if key == "from" else getattr(band, key)
    return None if found is None else float(found)


def best_first(bands: Sequence[Band]) -> bool:
    """Whether the list begins with the best band; one that asks for nothing is the worst."""
    for key, run in LIMITS.items():
        given = [limit for band in bands if (limit := limit_of(band, key)) is not None]
        if len(given) > 1 and given[0] != given[-1]:
            return (given[-1] - given[0]) * run > 0
    return not bands or bool(bands[0].asks) or not bands[-1].asks


def from_best(bands: Sequence[Band]) -> tuple[int, ...]:
    """The positions of the bands from the best to the worst."""
    positions = range(len(bands))
    return tuple(positions if best_first(bands) else reversed(positions))
