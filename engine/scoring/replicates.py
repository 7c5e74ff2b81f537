"""How sure: respondents are resampled within their strata, as replicate weights through the whole chain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from engine.scoring.arrays import FloatArray, IntArray


@dataclass(frozen=True)
class Design:
    """Who can be drawn: respondent (records,) counted from 0, stratum (respondents,), and the strata merged."""

    respondent: IntArray
    stratum: IntArray
    merged: tuple[str, ...] = ()


def design_of(respondent: IntArray, stratum: IntArray, strata: tuple[str, ...]) -> Design:
    """Respondents by stratum; strata of one are merged with each other, or else with the smallest of the others."""
    _, first, place = np.unique(respondent, return_index=True, return_inverse=True)
    home = stratum[first].copy()
    sizes = np.bincount(home, minlength=len(strata))
    single = np.flatnonzero(sizes == 1)
    if len(single):
        others = np.flatnonzero(sizes > 1)
        joins = single
        if len(single) == 1 and len(others):
            joins = np.array([others[np.argmin(sizes[others])], single[0]])
        home[np.isin(home, joins)] = joins[0]
        single = joins
    return Design(place, home, tuple(strata[each] for each in sorted(single)))


def _multipliers(design: Design, random: np.random.Generator) -> FloatArray:
    """One draw (respondents,): n − 1 of the n of each stratum with replacement, counts scaled by n / (n − 1)."""
    drawn = np.ones(len(design.stratum))
    for stratum in np.unique(design.stratum):
        members = np.flatnonzero(design.stratum == stratum)
        size = len(members)
        if size > 1:
            counts = np.bincount(random.integers(0, size, size - 1), minlength=size)
            drawn[members] = counts * (size / (size - 1))
    return drawn


def blocks(design: Design, weight: FloatArray, replicates: int, seed: int, size: int) -> Iterator[FloatArray]:
    """Replicate weights (block, records), the same numbers however large a block is.

    Rao, Wu and Yue (1992), Survey Methodology 18: rescaled bootstrap with n − 1 draws.
    """
    random = np.random.default_rng(seed)
    for start in range(0, replicates, size):
        count = min(size, replicates - start)
        yield np.stack([weight * _multipliers(design, random)[design.respondent] for _ in range(count)])
