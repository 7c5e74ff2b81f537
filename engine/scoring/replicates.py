"""How sure: respondents are resampled within their strata, as replicate weights through the whole chain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from engine.problems import ThuocDoError
from engine.scoring.arrays import BoolArray, FloatArray, IntArray, Records
from engine.scoring.calibration import Calibration


@dataclass(frozen=True)
class Design:
    """Who can be drawn: ids (respondents,) in rising order, in which strata, and the strata that were merged.

    respondent  (records,) the place in `ids` of whose each record is; −1: of nobody who was drawn
    stratum     (drawn,) of each respondent, or of each cluster where clusters of them are drawn
    left        (strata,) the share 1 − n/N of a stratum that was not drawn: 1 where the population is endless
    calibration the known margins that the weights meet, in every draw anew; None where there are none
    cluster     (respondents,) the place in `stratum` of each one's cluster; None: respondents are drawn themselves
    """

    ids: IntArray
    respondent: IntArray
    stratum: IntArray
    left: FloatArray
    merged: tuple[str, ...] = ()
    calibration: Calibration | None = None
    cluster: IntArray | None = None

    def of(self, respondent: IntArray) -> Design:
        """The same design for other records; those of respondents who are not among `ids` are never drawn."""
        place = np.searchsorted(self.ids, respondent)
        known = np.append(self.ids, -1)[place] == respondent
        return replace(self, respondent=np.where(known, place, -1))

    def of_records(self, drawn: FloatArray, weight: FloatArray) -> FloatArray:
        """Weights (draws, records) where each that was drawn counts so many times: drawn (drawn, draws).

        Known margins are met anew; records of nobody count once.
        """
        times = np.concatenate([drawn, np.ones((1, drawn.shape[1]))])
        if self.cluster is not None:
            times = times[np.append(self.cluster, -1)]
        if self.calibration is not None:
            times[:-1] = self.calibration.of_draws(times[:-1].T).T
        weights = np.take(times, self.respondent, axis=0, mode="wrap")  # −1 is the last: 1 in every draw
        weights *= weight[:, np.newaxis]
        return weights.T  # a record's draws lie side by side in memory, which is how they are summed


def design_of_records(records: Records, among: BoolArray, population: Mapping[str, float]) -> Design:
    """The design of the respondents of some of the records (records,), whatever these are about."""
    cluster = None if records.cluster is None else records.cluster[among]
    return design_of(records.respondent[among], records.stratum[among], records.strata, population, cluster)


def design_of(
    respondent: IntArray,
    stratum: IntArray,
    strata: tuple[str, ...],
    population: Mapping[str, float] | None = None,
    cluster: IntArray | None = None,
) -> Design:
    """Respondents, or clusters of them, by stratum; all arrays are (records,).

    Strata of one are merged with each other, or else with the smallest of the others.

    `population` tells how many could be drawn in each stratum, by name; none: endless ones. ThuocDoError where one is
    missing or smaller than the sample.
    """
    ids, one, place = np.unique(respondent, return_index=True, return_inverse=True)
    _, first, of = np.unique(respondent if cluster is None else cluster, return_index=True, return_inverse=True)
    drawn_are = "respondents" if cluster is None else "clusters"
    home = stratum[first].copy()
    sizes = np.bincount(home, minlength=len(strata))
    single = np.flatnonzero(sizes == 1)
    if len(single):
        others = np.flatnonzero(sizes > 1)
        joins = single
        if len(single) == 1 and len(others):
            joins = np.array([others[np.argmin(sizes[others])], single[0]])
        home[np.isin(home, joins)] = joins[0]
        single = joins if len(joins) > 1 else single[:0]
    left = left_of(strata, stratum[first], home, population or {}, drawn_are)
    merged = tuple(strata[each] for each in sorted(single))
    return Design(ids, place, home, left, merged, cluster=None if cluster is None else of[one])


def left_of(
    strata: tuple[str, ...],
    before: IntArray,
    home: IntArray,
    population: Mapping[str, float],
    drawn_are: str = "respondents",
) -> FloatArray:
    """The share 1 − n/N (strata,) that was not drawn; strata that were merged count together.

    `before` and `home` are the strata (respondents,) before and after merging. Without any population all is left.
    ThuocDoError with every population that is missing or smaller than the sample.
    """
    if not population:
        return np.ones(len(strata))
    met = [strata[each] for each in np.unique(before)]
    wrong = []
    if lacking := [f"`{name}`" if name else "(none)" for name in met if name not in population]:
        wrong.append(f"The strata {', '.join(lacking)} have no population. Add a row for each to --strata.")
    left = np.ones(len(strata))
    for stratum in np.unique(home):
        among = home == stratum
        names = [strata[each] for each in np.unique(before[among])]
        inside, count = sum(population.get(name, np.inf) for name in names), int(among.sum())
        if count > inside:
            wrong.append(
                f"The stratum {' with '.join(f'`{name}`' for name in names)} has {count} {drawn_are} out of a"
                f" population of {inside:g}."
                " Correct the population in --strata, or the strata of the answers."
            )
        left[stratum] = 1 - count / inside
    if wrong:
        raise ThuocDoError("\n".join(wrong))
    return left


def _multipliers(design: Design, members: list[IntArray], random: np.random.Generator) -> FloatArray:
    """One draw (drawn,): 1 + √(1 − f) · (c · n / (n − 1) − 1), c how often each is among n − 1 draws of its n."""
    drawn = np.ones(len(design.stratum))
    for among in members:
        size = len(among)
        counts = np.bincount(random.integers(0, size, size - 1), minlength=size)
        shrink = np.sqrt(design.left[design.stratum[among[0]]])
        drawn[among] = (1 - shrink) + counts * (shrink * size / (size - 1))
    return drawn


def left_out(design: Design, weight: FloatArray, size: int) -> Iterator[tuple[FloatArray, FloatArray]]:
    """Weights (block, records) without one that was drawn after another; what each counts for (block,) in a variance.

    The others of the stratum make up for it: n/(n − 1). The variance of a value is Σ (1 − f)(n − 1)/n · (θ_r − θ)²,
    around the value of the whole sample (the stratified jackknife JKn: Rust and Rao, 1996). Known margins are met
    anew. A stratum of one is left as it is.
    """
    sizes = np.bincount(design.stratum, minlength=len(design.left))
    gone = np.flatnonzero(sizes[design.stratum] > 1)
    for start in range(0, len(gone), size):
        some = gone[start : start + size]
        home, n = design.stratum[some], sizes[design.stratum[some]]
        drawn = np.where(design.stratum[:, np.newaxis] == home, n / (n - 1), 1.0)
        drawn[some, np.arange(len(some))] = 0.0
        yield design.of_records(drawn, weight), design.left[home] * (n - 1) / n


def blocks(design: Design, weight: FloatArray, replicates: int, seed: int, size: int) -> Iterator[FloatArray]:
    """Replicate weights (block, records), the same numbers however large a block is.

    Rescaled bootstrap: of the n respondents of a stratum n − 1 are drawn with replacement (Rao, Wu and Yue 1992, Survey
    Methodology 18). In a finite population of N their deviation from the sample is multiplied by √(1 − f), f = n / N
    (Rao and Wu 1988, Journal of the American Statistical Association 83, with m = n − 1; Chipperfield and Preston 2007,
    Survey Methodology 33): weights stay positive, and a whole population has no sampling error. A stratum of one that
    could not be merged is not drawn, nor are records of nobody. Known margins are met by every draw anew; in one that
    cannot meet them the weights are NaN: it has failed.
    """
    random = np.random.default_rng(seed)
    homes = (np.flatnonzero(design.stratum == stratum) for stratum in np.unique(design.stratum))
    members = [among for among in homes if len(among) > 1]
    for start in range(0, replicates, size):
        drawn = np.ones((len(design.stratum), min(size, replicates - start)))
        for draw in range(drawn.shape[1]):
            drawn[:, draw] = _multipliers(design, members, random)
        yield design.of_records(drawn, weight)
