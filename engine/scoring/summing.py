"""Ratios of many units: summed numerators over summed denominators, never the mean of the units' ratios."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.framework.missing import Missing
from engine.scoring.arrays import BoolArray, Fraction
from engine.scoring.chain import Chain
from engine.scoring.gather import Rated, has_figures
from engine.scoring.plan import Leaf

NOTHING_DUE = (Missing.NOT_ASKED, Missing.NOT_APPLICABLE)
"""Reasons of a unit that the ratio does not concern; any other is a number that is missing."""


@dataclass(frozen=True)
class SummedRatio:
    """An indicator's ratio over many units.

    `counted` units bring something that was due, `idle` ones had nothing due, of `missing` ones it is not known;
    together they are all units that were looked at.
    """

    node: str
    done: float
    due: float
    counted: int
    idle: int
    missing: int

    @property
    def percent(self) -> float | None:
        """100 · Σ done / Σ due; None where nothing was due."""
        return 100 * self.done / self.due if self.due > 0 else None


def summed_ratios(chain: Chain, among: BoolArray) -> tuple[SummedRatio, ...]:
    """The ratio of each indicator whose measure is one, over the units (units,) that are `among` those to be summed.

    Only of what units report of themselves: sums of what respondents said would tell of those whose own are kept back.
    Indicators that have points from elsewhere in the place of answers are left out: nobody knows their numbers.
    """
    scene = chain.scene
    if scene.seen is None:
        return ()
    of_respondents, found = scene.plan.framework.of_respondents, []
    for leaf in scene.plan.leaves:
        if leaf.id in of_respondents or has_figures(leaf, scene.snapshot, scene.basis):
            continue
        given = _fraction_of(leaf, scene.seen, len(among))
        if given is not None:
            mine = among if scene.applies is None else among & scene.applies[leaf.row]
            found.append(_summed(leaf.id, given, mine, int(among.sum())))
    return tuple(found)


def _fraction_of(leaf: Leaf, seen: Rated, units: int) -> Fraction | None:
    """What the indicator divides by what; None where its measure is no ratio."""
    step = leaf.measure
    if step is None or step.rule.fraction is None:
        return None
    if not seen.columns.keys() >= set(leaf.source):  # nobody was asked
        nothing = np.full(units, np.nan)
        return Fraction(nothing, nothing, np.full(units, Missing.NO_DATA, dtype=np.int8))
    given: Fraction = step.rule.fraction(*(seen.ratings(each, seen.weight) for each in leaf.source), **step.settings)
    return given


def _summed(node: str, given: Fraction, mine: BoolArray, all_units: int) -> SummedRatio:
    there = mine & (given.reasons == Missing.PRESENT) & ~np.isnan(given.done) & ~np.isnan(given.due)
    counted = there & (given.due > 0)
    missing = mine & ~there & ~np.isin(given.reasons, NOTHING_DUE)
    in_all = int(counted.sum()), int(missing.sum())
    done, due = (float(part[counted].sum()) for part in (given.done, given.due))
    return SummedRatio(node, done, due, in_all[0], all_units - sum(in_all), in_all[1])
