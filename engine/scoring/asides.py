"""What is told beside the scores of a snapshot: sampling errors, and the scores without careless answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from engine.problems import ThuocDoError
from engine.scoring.arrays import IntArray, Snapshot
from engine.scoring.estimates import Estimates, estimates_of
from engine.scoring.flagged import flagged_records, left_out, without_flagged
from engine.scoring.margins import Margins, meeting
from engine.scoring.plan import Plan
from engine.scoring.run import score
from engine.scoring.table import ScoreTable


@dataclass(frozen=True)
class Asides:
    """Each is None where there is nothing to tell; all of it is the lead body's own until it has passed the gate.

    errors    of each indicator and unit
    rest      the scores without the responses that show signs of careless answers
    left_out  (units,) how many respondents who rated a unit are not in `rest`
    """

    errors: Estimates | None
    rest: ScoreTable | None
    left_out: IntArray


def asides_of(
    plan: Plan,
    snapshot: Snapshot,
    *,
    basis: str = "",
    population: Mapping[str, float] | None = None,
    margins: Margins | None = None,
) -> Asides:
    """The asides of a snapshot; what cannot be worked out is left out, since the scores stand without it.

    `margins` are those that its weights meet; without the flagged responses they are met anew.
    """
    fewer = left_out(snapshot)
    return Asides(_errors(plan, snapshot, basis, population, margins), _rest(plan, snapshot, basis, margins), fewer)


def _errors(
    plan: Plan, snapshot: Snapshot, basis: str, population: Mapping[str, float] | None, margins: Margins | None
) -> Estimates | None:
    if snapshot.records is None:
        return None
    try:
        return estimates_of(plan, snapshot, basis=basis, population=population, margins=margins)
    except ThuocDoError:  # a stratum without a population
        return None


def _rest(plan: Plan, snapshot: Snapshot, basis: str, margins: Margins | None) -> ScoreTable | None:
    if snapshot.records is None or not np.any(flagged_records(snapshot.records)):
        return None
    try:
        rest = without_flagged(snapshot)
        if margins is not None:
            rest = meeting(plan.framework, rest, margins)
        return score(plan, rest, basis=basis)
    except ThuocDoError:  # too few are left for a range, or for a margin
        return None
