"""How the built-in measures come from their records: the companions that standard errors are worked out from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from engine.builtin.bases import answered, chosen, numeric, places
from engine.scoring.arrays import BoolArray, FloatArray, Ratings
from engine.scoring.linear import AsQuantile, AsRatio, AsTotal, NotDrawn


def pooled(
    bases: list[BoolArray],
    tops: Sequence[NDArray[np.floating[Any]]],
    scale: float = 1.0,
    *,
    is_share: bool = False,
    ends: tuple[float, float] | None = None,
) -> AsRatio:
    """The mean of `tops` (records,) over the answers in the bases, one of each a question."""
    top = np.zeros(len(bases[0]))
    for base, each in zip(bases, tops, strict=True):
        top = top + np.where(base, each, 0.0)
    bottom = np.sum(bases, axis=0).astype(np.float64)
    return AsRatio(top, bottom, np.any(bases, axis=0), scale, is_share, ends)


def share(*ratings: Ratings, of: tuple[str, ...]) -> AsRatio:
    """The mean of 100 · [chosen]."""
    bases = [answered(given) for given in ratings]
    return pooled(bases, [chosen(given, of) * 1.0 for given in ratings], 100.0, is_share=True)


def mean(*ratings: Ratings) -> AsRatio:
    """The mean of the answers."""
    return pooled([numeric(given) for given in ratings], [given.column.values for given in ratings])


def quantile_at(at: float) -> Callable[..., AsQuantile]:
    """The answers of which a share `at` lies at or below the value."""

    def told(*ratings: Ratings) -> AsQuantile:
        return AsQuantile(
            np.array([given.column.values for given in ratings]), np.array([numeric(given) for given in ratings]), at
        )

    return told


median = quantile_at(0.5)


def count(*ratings: Ratings, of: tuple[str, ...] | None = None) -> AsTotal:
    """The sum of [chosen]."""
    found = [answered(r) if of is None else answered(r) & chosen(r, of) for r in ratings]
    return AsTotal(np.sum(found, axis=0).astype(np.float64), np.any([answered(given) for given in ratings], axis=0))


def own_figure(*ratings: Ratings) -> NotDrawn:
    """A unit's own answer estimates nothing."""
    assert ratings
    return NotDrawn()


def ratio(*ratings: Ratings, none_due: Literal["exclude", "full", "zero"] = "exclude") -> AsRatio:
    """100 · Σ done / Σ due; what a unit gets that had nothing due is no estimate."""
    assert none_due
    top = bottom = np.zeros(len(ratings[0].column.values))
    bases = []
    for given in ratings:
        done, due = given.column.parts["done"], given.column.parts["due"]
        bases.append(answered(given) & ~np.isnan(done) & ~np.isnan(due))
        top = top + np.where(bases[-1], done, 0.0)
        bottom = bottom + np.where(bases[-1], due, 0.0)
    return AsRatio(top, bottom, np.any(bases, axis=0), 100.0)


def mean_place(*ratings: Ratings, of: str, unplaced: float | None = None) -> AsRatio:
    """The mean of the places."""
    told = [places(given, of) for given in ratings]
    if unplaced is not None:
        told = [np.where(each == 0, unplaced, each) for each in told]
    return pooled([answered(r) & (each > 0) for r, each in zip(ratings, told, strict=True)], told)


def share_placed(*ratings: Ratings, of: str, within: int = 1) -> AsRatio:
    """The mean of 100 · [placed within]."""
    told = [places(given, of) for given in ratings]
    hits = [((each > 0) & (each <= within)) * 1.0 for each in told]
    return pooled([answered(given) for given in ratings], hits, 100.0, is_share=True)


def net_balance(*ratings: Ratings, up: tuple[str, ...], down: tuple[str, ...]) -> AsRatio:
    """The mean of 100, −100 or 0, so that its variance is that of the three classes."""
    signs = [chosen(given, up) * 1.0 - chosen(given, down) * 1.0 for given in ratings]
    return pooled([answered(given) for given in ratings], signs, 100.0, ends=(-100.0, 100.0))


def nps(*ratings: Ratings) -> AsRatio:
    """The mean of 100 for 9 and 10, −100 for 0 to 6, 0 for 7 and 8."""
    signs = [(r.column.values >= 9) * 1.0 - (r.column.values <= 6) * 1.0 for r in ratings]
    return pooled([numeric(given) for given in ratings], signs, 100.0, ends=(-100.0, 100.0))


def share_within(*ratings: Ratings, at_least: float | None = None, at_most: float | None = None) -> AsRatio:
    """The mean of 100 · [within]."""
    hits = [inside(given.column.values, at_least, at_most) * 1.0 for given in ratings]
    return pooled([numeric(given) for given in ratings], hits, 100.0, is_share=True)


def inside(values: FloatArray, at_least: float | None, at_most: float | None) -> BoolArray:
    """Which values lie between the ends, themselves included; an end that is not set is none."""
    low = -np.inf if at_least is None else at_least
    high = np.inf if at_most is None else at_most
    return np.asarray((values >= low) & (values <= high))


def total(*ratings: Ratings) -> AsTotal:
    """The sum of the answers."""
    bases = [numeric(given) for given in ratings]
    each = np.sum([np.where(base, r.column.values, 0.0) for r, base in zip(ratings, bases, strict=True)], axis=0)
    return AsTotal(each, np.any(bases, axis=0))


def quantile(*ratings: Ratings, at: float) -> AsQuantile:
    """The answers of which a share `at` lies at or below the value."""
    return quantile_at(at)(*ratings)


def added_amounts(*ratings: Ratings) -> tuple[FloatArray, ...]:
    """What each record brings to a sum of answers."""
    return (total(*ratings).each,)


def ratio_amounts(
    *ratings: Ratings, none_due: Literal["exclude", "full", "zero"] = "exclude"
) -> tuple[FloatArray, ...]:
    """What each record brings to the sum of what was done, and to that of what was due."""
    found = ratio(*ratings, none_due=none_due)
    return found.top, found.bottom


def last_alone(*ratings: Ratings) -> tuple[FloatArray, ...]:
    """A unit's own figure is that of its last record, which brings all of it."""
    alone = []
    for given in ratings:
        base = numeric(given)
        last = np.maximum.reduceat(np.append(np.where(base, np.arange(len(base)), -1), -1), given.starts[:-1])
        mine = np.zeros(len(base))
        mine[last[(last >= 0) & (given.starts[:-1] < given.starts[1:])]] = 1.0
        alone.append(mine)
    return tuple(alone)
