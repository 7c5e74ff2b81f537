"""Flagged responses are left out of a second scoring, and stay in the first."""

from dataclasses import replace

import numpy as np
from indices import dimension, leaf, plan, records, units, use

from engine.scoring.arrays import Snapshot
from engine.scoring.flagged import flagged_records, left_out, without_flagged
from engine.scoring.run import score

MADE = plan(dimension("total", leaf("x", "y", measure=use("mean"))))


def survey(flagged_of_a: int, flagged_of_b: int = 0, size: int = 20) -> Snapshot:
    """Each of two units is rated by `size` firms; those flagged say 9, the others 5 of a and 4 of b."""
    unit = [0] * size + [1] * size
    marks = [place < flagged_of_a for place in range(size)] + [place < flagged_of_b for place in range(size)]
    y = [9 if mark else 5 - which for which, mark in zip(unit, marks, strict=True)]
    told = records(unit, respondent=range(2 * size), y=y, stratum=[place % 2 for place in range(2 * size)])
    return Snapshot(units("g", "g"), replace(told, flags={"longest_run": np.array(marks)}))


def test_flagged_responses_are_left_out_and_kept() -> None:
    snapshot = survey(8)
    rest = without_flagged(snapshot)
    assert (len(snapshot.records.unit), len(rest.records.unit)) == (40, 32)
    assert score(MADE, rest).value[1].tolist() == [5, 4]
    assert not flagged_records(rest.records).any()
    assert without_flagged(snapshot, ["duplicates"]).records.unit.tolist() == snapshot.records.unit.tolist()


def test_respondents_who_are_left_out_are_counted_by_unit() -> None:
    assert left_out(survey(8, 3)).tolist() == [8, 3]
    assert left_out(Snapshot(units("g"))).tolist() == [0]
