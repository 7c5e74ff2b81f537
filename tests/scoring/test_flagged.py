"""Results with and without flagged responses: what is left out, what is counted, and what is never shown."""

from dataclasses import replace

import numpy as np
import pytest
from indices import dimension, leaf, plan, records, units, use

from engine.scoring.arrays import Snapshot
from engine.scoring.flagged import compared, flag_counts, flagged_records, without_flagged
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


def test_totals_stand_side_by_side() -> None:
    rows = compared(MADE, survey(0, 10))
    assert [(row.unit, row.rank, row.rank_without, row.n, row.n_without) for row in rows] == [
        ("u1", 1, 2, 20, 10), ("u0", 2, 1, 20, 20),
    ]  # fmt: skip
    assert (rows[0].score, rows[0].score_without) == (6.5, 4)


@pytest.mark.parametrize("count", [1, 4, 16, 19])
def test_what_a_few_said_is_never_told_by_the_difference(count: int) -> None:
    """Four left out or four left over: the row says only what everybody knows."""
    rows = {row.unit: row for row in compared(MADE, survey(count))}
    assert rows["u0"].hidden
    assert (rows["u0"].score_without, rows["u0"].rank_without, rows["u0"].n_without) == (None, None, None)
    assert not rows["u1"].hidden


@pytest.mark.parametrize("count", [5, 15])
def test_five_are_enough(count: int) -> None:
    assert not any(row.hidden for row in compared(MADE, survey(count)))


def test_nothing_flagged_nothing_compared() -> None:
    assert compared(MADE, survey(0)) == ()
    assert compared(MADE, Snapshot(units("g"))) == ()


def test_small_counts_are_not_shown_nor_to_be_worked_out() -> None:
    counts = {(one.unit, one.stratum): one for one in flag_counts(survey(7, 3), ["longest_run"]) if one.flag != "any"}
    assert (counts["", ""].responses, counts["", ""].flagged) == (40, 10)
    assert counts["u0", ""].flagged == 7
    assert counts["u1", ""].flagged is None
    # 5 + 5 firms would be s0 6 and s1 4: the 4 would follow from the 6 and the 10
    assert counts["", "s0"].flagged is None
    assert counts["", "s1"].flagged is None


def test_a_flag_that_nobody_raised_is_counted_as_none() -> None:
    told = flag_counts(survey(0), ["longest_run", "speed"])
    assert {(one.flag, one.flagged) for one in told if not one.unit and not one.stratum} == {
        ("longest_run", 0), ("speed", 0), ("any", 0),
    }  # fmt: skip
