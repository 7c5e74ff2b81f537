"""What conditions and points make of a unit: where a gate bites, what an extra gives, which bands are met."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from engine.framework.array_chosen import Chosen
from engine.framework.missing import Missing
from engine.scoring.arrays import BoolArray, Column, FloatArray, IntArray, ReasonArray, first_draw, last_asked
from engine.scoring.plan import PlannedExtra, PlannedGate

NO_MATTER = (Missing.PRESENT, Missing.NOT_ASKED, Missing.NOT_APPLICABLE)
"""What does not make a gate bite by being absent."""


@dataclass(frozen=True)
class Lookup:
    """What a name in a condition stands for: values (..., units), and (units,) why there is none.

    `worst` gives values with an open question at the end of the range that earns nothing; None where all have credit.
    """

    values: Callable[[str], FloatArray]
    reasons: Callable[[str], ReasonArray]
    worst: Callable[[str], FloatArray] | None = None


def own_answers(column: Column, starts: IntArray) -> tuple[FloatArray, ReasonArray]:
    """Each unit's last answer to a question as a condition sees it, options by id, and why there is none.

    A unit without any answers has no data; a question off its path was not asked of it.
    """
    last = last_asked(column, starts)
    reasons = np.append(column.reasons, np.int8(Missing.NOT_ASKED))[last]
    reasons = np.where(starts[:-1] == starts[1:], np.int8(Missing.NO_DATA), reasons)
    values = np.where(reasons == Missing.PRESENT, np.append(_numbers(column), np.nan)[last], np.nan)
    if not column.options:
        return values, reasons
    picked = {}
    for place, option in enumerate(column.options):
        chosen = column.codes == place if column.picks is None else column.picks[place]
        picked[option] = np.where(reasons == Missing.PRESENT, np.append(chosen, False)[last], np.nan)
    return Chosen.of(values, picked, several=column.picks is not None), reasons


def _numbers(column: Column) -> FloatArray:
    """A ratio is its quotient and a span its days, as conditions of forms have them."""
    parts = column.parts
    if {"start", "end"} <= parts.keys():
        return parts["end"] - parts["start"] + 1
    if {"done", "due"} <= parts.keys():
        return np.divide(parts["done"], parts["due"], out=np.full_like(column.values, np.nan), where=parts["due"] != 0)
    return column.values


def bites_of(planned: PlannedGate, lookup: Lookup) -> tuple[BoolArray, BoolArray, BoolArray]:
    """(bites (..., units), unsure (units,), listed (units,)).

    A condition that cannot be judged because something was left unanswered bites (`unsure`); one that asks for what
    is not applicable does not; both are listed. A condition that holds once open questions count as no credit bites
    too, so that a count of failed items is not kept low by leaving them empty.
    """
    truth = np.asarray(planned.when.array(lookup.values), dtype=np.float64)
    open_ends = np.isnan(truth)
    failed: BoolArray = np.zeros(truth.shape, dtype=bool)
    if lookup.worst is not None:
        failed = np.nan_to_num(np.asarray(planned.when.array(lookup.worst), dtype=np.float64)) != 0
    if not open_ends.any():
        nobody = np.zeros(truth.shape[-1:], dtype=bool)
        return (truth != 0) | failed, nobody, nobody
    owed = np.any([~np.isin(lookup.reasons(name), NO_MATTER) for name in sorted(planned.when.names)], axis=0)
    bites = np.where(open_ends, owed, np.nan_to_num(truth) != 0)
    point = first_draw(open_ends, 1)
    return bites | failed, point & owed, point


def points_of(planned: PlannedExtra, lookup: Lookup) -> tuple[FloatArray, BoolArray]:
    """(points (..., units), unsure (units,)): what is left unanswered gives the fewest, what does not apply none."""
    extra = planned.extra
    told = np.asarray(planned.points.array(lookup.values), dtype=np.float64)
    units = lookup.values(extra.on).shape[-1]
    told = np.broadcast_to(told, np.broadcast_shapes(told.shape, (units,)))
    owed = np.zeros(units, dtype=bool)
    for name in planned.points.names:
        owed |= ~np.isin(lookup.reasons(name), NO_MATTER)
    absent = np.isnan(told)
    points = np.where(absent, np.where(owed, extra.at_least, 0.0), np.clip(told, extra.at_least, extra.at_most))
    return points, first_draw(absent, 1) & owed
