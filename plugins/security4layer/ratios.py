"""Credit for how many were done of how many were due: in proportion, by bands, or all or nothing."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from engine.framework.missing import Missing
from engine.framework.rules import Rule, RuleKind
from engine.scoring.arrays import BoolArray, FloatArray, Fraction, Measured, Ratings
from plugins.security4layer.reading import Bands, Share, chose, credit_ends, credited, given_in, measured, why

ZeroOfZero = Literal["no_credit", "not_applicable"]
"""What 0 of 0 is. An item that has to apply has no credit; else a unit would escape it by reporting nothing due."""


def _fraction(ratings: Ratings) -> Fraction:
    """Done and due of each unit's last answer to a question about both."""
    last = ratings.last
    done, due = (np.append(ratings.column.parts[part], np.nan)[last] for part in ("done", "due"))
    return Fraction(done, due, why(ratings, last))


def _of_two(done: Ratings, due: Ratings) -> Fraction:
    """The same from two numbers; what is missing of either is missing."""
    one, other = given_in(done), given_in(due)
    reasons = np.where(one.reasons == Missing.PRESENT, other.reasons, one.reasons)
    return Fraction(one.values, other.values, reasons.astype(np.int8))


def _settled(given: Fraction, excused: BoolArray) -> Fraction:
    """0 of 0 is 0 of 1, which has no credit, or not applicable where that is excused."""
    reasons = np.where(given.idle & excused, np.int8(Missing.NOT_APPLICABLE), given.reasons)
    return Fraction(np.where(given.idle, 0.0, given.done), np.where(given.idle, 1.0, given.due), reasons)


def _excused(given: Fraction, proof: Ratings | None, zero_of_zero: ZeroOfZero) -> BoolArray:
    excused: BoolArray = np.full(given.due.shape, zero_of_zero == "not_applicable")
    return excused if proof is None else excused & (given_in(proof).reasons == Missing.PRESENT)


def _in_proportion(given: Fraction, full: float) -> FloatArray:
    return credited(np.minimum(100.0 * given.done / (given.due * full), 1.0), given.reasons)


def _by_bands(given: Fraction, bands: Bands) -> FloatArray:
    credit = np.zeros(given.due.shape)
    for start, worth in reversed(bands):
        # done · 100 ≥ start · due has no division, so that 19 of 20 is 95 %
        credit = np.where(given.done * 100 >= start * given.due, worth, credit)
    return credited(credit, given.reasons)


def proportion(
    ratings: Ratings, proof: Ratings | None = None, *, full: Share = 100.0, zero_of_zero: ZeroOfZero = "no_credit"
) -> Measured:
    """Credit min(1, r / full) of r = 100 · done/due.

    Nothing due, 0 of 0, has no credit; with `zero_of_zero: not_applicable` it is left out, if there is a second
    question then only where that is answered, as in "no finding, and here is the day of the inspection".
    (CISA CSET leaves out what does not apply, and never what is not answered.)
    """
    given = _fraction(ratings)
    given = _settled(given, _excused(given, proof, zero_of_zero))
    return measured(_in_proportion(given, full), given.reasons, ratings)


def banded_ratio(
    ratings: Ratings, proof: Ratings | None = None, *, bands: Bands, zero_of_zero: ZeroOfZero = "no_credit"
) -> Measured:
    """Credit of the highest band that 100 · done/due reaches, else 0.

    Nothing due, 0 of 0, has no credit; with `zero_of_zero: not_applicable` it is left out, if there is a second
    question then only where that is answered, as in "no finding, and here is the day of the inspection".
    (Proposed four-layer checklist, RATIO-S: 100 % is 1, from 80 % on 0.5.)
    """
    given = _fraction(ratings)
    given = _settled(given, _excused(given, proof, zero_of_zero))
    return measured(_by_bands(given, bands), given.reasons, ratings)


def counted_share(done: Ratings, due: Ratings, *, full: Share = 100.0, bands: Bands | None = None) -> Measured:
    """Credit of `from: [how many are done, of how many]`, two counts, as systems of a list that meet a condition.

    min(1, r / full) of r = 100 · done/due; with `bands` the credit of the highest band that r reaches, else 0. Nothing
    due, 0 of 0, has no credit: ask about it only where something is due. (Decree 331/2026/NĐ-CP, form 08.)
    """
    given = _of_two(done, due)
    given = _settled(given, np.zeros(given.due.shape, dtype=bool))
    credit = _in_proportion(given, full) if bands is None else _by_bands(given, bands)
    return measured(credit, given.reasons, done)


def planned_share(
    ratings: Ratings,
    plan: Ratings,
    on: Ratings,
    *,
    floor: Annotated[float, Field(gt=0, lt=1)],
    until: date,
    option: str = "yes",
    full: Share = 100.0,
) -> Measured:
    """As `proportion`, but at least `floor` up to the day `until` where there is a plan: the `option` of the second.

    `from: [ratio, is there a plan, day of the assessment]`. The last day is included. Nothing due has no credit.
    (Decree 333/2026/NĐ-CP, Art. 24.8.b: training within 36 months.)
    """
    given = _fraction(ratings)
    given = _settled(given, np.zeros(given.due.shape, dtype=bool))
    credit = _in_proportion(given, full)
    in_time = given_in(on).values <= until.toordinal()
    planned = (np.nan_to_num(chose(plan, option)) == 1) & in_time
    return measured(np.where(planned, np.maximum(credit, floor), credit), given.reasons, ratings)


def all_reported(
    ratings: Ratings,
    log: Ratings,
    *,
    option: str = "yes",
    without_log: Annotated[float, Field(ge=0, le=1)] = 0.5,
) -> Measured:
    """1 where all that was due was done, else 0; where nothing was due 1 with a log of it, `without_log` without one.

    `from: [ratio, is a log kept]`. Nothing due, and nothing said of a log: missing, as a question that was left open.
    (Decree 331/2026/NĐ-CP, Art. 31.2.d: incidents are reported at once, in 24 or in 72 hours.)
    """
    given = _fraction(ratings)
    kept = chose(log, option)
    quiet = np.where(np.isnan(kept), np.nan, np.where(kept == 1, 1.0, without_log))
    credit = np.where(given.idle, quiet, (given.done >= given.due).astype(np.float64))
    reasons = np.where(given.idle, given_in(log).reasons, given.reasons).astype(np.int8)
    return measured(credited(credit, reasons), reasons, ratings)


def answered_fraction(ratings: Ratings, *_others: Ratings, **_settings: object) -> Fraction:
    """Done and due as they were answered, whatever credit that has."""
    return _fraction(ratings)


def counted_fraction(done: Ratings, due: Ratings, **_settings: object) -> Fraction:
    """The two counts, whatever credit they have."""
    return _of_two(done, due)


RULES = (
    Rule("proportion", RuleKind.MEASURE, proportion, ends=credit_ends, fraction=answered_fraction),
    Rule("banded_ratio", RuleKind.MEASURE, banded_ratio, ends=credit_ends, fraction=answered_fraction),
    Rule("counted_share", RuleKind.MEASURE, counted_share, ends=credit_ends, fraction=counted_fraction),
    Rule("planned_share", RuleKind.MEASURE, planned_share, ends=credit_ends, fraction=answered_fraction),
    Rule("all_reported", RuleKind.MEASURE, all_reported, ends=credit_ends, fraction=answered_fraction),
)
