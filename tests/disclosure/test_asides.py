"""What stands beside the scores passes the same gate: sampling errors, totals without careless answers, counts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_rounds import dimension, leaf, round_of_answers

from engine.disclosure.asides import PublishedAsides, guarded
from engine.disclosure.flag_counts import flag_counts
from engine.disclosure.gate import guard
from engine.disclosure.published import PublishedTable, remembered
from engine.framework.missing import Missing
from engine.scoring.arrays import Snapshot
from engine.scoring.asides import asides_of
from engine.scoring.methods import Varied
from engine.scoring.plan import Plan
from engine.scoring.run import score

FLAT = dimension("total", leaf("a"), leaf("b"))
SIZE = 20


def survey(flagged_of_u: int, flagged_of_v: int = 0, **more: object) -> tuple[Plan, Snapshot]:
    """Two units with 20 respondents each; those flagged say 90, the others 50 of u and 40 of v."""
    flagged = {"u": flagged_of_u, "v": flagged_of_v}
    said = {
        unit: [90.0] * flagged[unit] + [usual] * (SIZE - flagged[unit]) for unit, usual in (("u", 50.0), ("v", 40.0))
    }
    plan, snapshot = round_of_answers(FLAT, {unit: {"q_a": y, "q_b": y} for unit, y in said.items()}, **more)
    assert snapshot.records is not None
    marks = np.array([n % 1000 < flagged["uv"[n // 1000]] for n in snapshot.records.respondent.tolist()])
    return plan, replace(snapshot, records=replace(snapshot.records, flags={"longest_run": marks}))


def shown(plan: Plan, snapshot: Snapshot) -> tuple[PublishedTable, PublishedAsides]:
    return guarded(score(plan, snapshot), asides_of(plan, snapshot))[:2]


def test_totals_stand_side_by_side() -> None:
    _, asides = shown(*survey(0, 10))
    assert [(row.unit, row.rank, row.rank_without, row.n, row.n_without) for row in asides.compared] == [
        ("v", 1, 2, 20, 10), ("u", 2, 1, 20, 20),
    ]  # fmt: skip
    assert (asides.compared[0].score, asides.compared[0].score_without) == (65, 40)


@pytest.mark.parametrize("count", [1, 4, 16, 19])
def test_what_a_few_said_is_never_told_by_the_difference(count: int) -> None:
    """Four left out or four left over: the row says only what everybody knows."""
    rows = {row.unit: row for row in shown(*survey(count))[1].compared}
    assert rows["u"].hidden
    assert (rows["u"].score_without, rows["u"].rank_without, rows["u"].n_without) == (None, None, None)
    assert not rows["v"].hidden


@pytest.mark.parametrize(("count", "least"), [(5, 5), (15, 5), (2, 2), (18, 2)])
def test_as_many_as_the_framework_asks_for_are_enough(count: int, least: int) -> None:
    rows = shown(*survey(count, publish={"min_respondents": least}))[1].compared
    assert not any(row.hidden for row in rows)


def test_a_framework_that_asks_for_ten_hides_six() -> None:
    rows = {row.unit: row for row in shown(*survey(6, publish={"min_respondents": 10}))[1].compared}
    assert rows["u"].hidden
    assert not rows["v"].hidden


def test_a_total_between_parts_that_few_set_apart_is_hidden_too() -> None:
    """Three flagged firms answered a and b alone, which fewer answer than c: the total's own n stays as it was."""
    index = dimension("total", leaf("a"), leaf("b"), leaf("c"))
    most = {"q_a": [90.0] * 3 + [50.0] * 9, "q_b": [80.0] * 3 + [40.0] * 9}
    plan, snapshot = round_of_answers(index, {"u": {**most, "q_c": [60.0] * 30}})
    assert snapshot.records is not None
    column = snapshot.records.columns["q_c"]
    first = np.arange(30) < 3  # these say nothing of c
    silent = replace(
        column,
        values=np.where(first, np.nan, column.values),
        reasons=np.where(first, np.int8(Missing.SKIPPED), column.reasons),
    )
    records = replace(
        snapshot.records, columns={**snapshot.records.columns, "q_c": silent}, flags={"longest_run": first}
    )
    snapshot = replace(snapshot, records=records)
    both = asides_of(plan, snapshot)
    assert both.rest is not None
    assert (score(plan, snapshot).n[0, 0], both.rest.n[0, 0]) == (27, 27)
    (row,) = shown(plan, snapshot)[1].compared
    assert row.hidden


def test_nothing_flagged_nothing_compared() -> None:
    assert shown(*survey(0))[1].compared == ()


def test_without_respondents_there_is_nothing_beside() -> None:
    plan, snapshot = survey(6)
    assert shown(plan, replace(snapshot, records=None))[1] == PublishedAsides()


@settings(max_examples=40)
@given(st.lists(st.integers(0, 12), min_size=2, max_size=2), st.lists(st.integers(0, 12), min_size=2, max_size=2))
def test_no_shown_pair_is_few_responses_apart(careful: list[int], flagged: list[int]) -> None:
    units = {
        unit: {"q_a": [30.0] * marked + [70.0] * kept, "q_b": [10.0] * marked + [20.0] * kept}
        for unit, marked, kept in zip("uv", flagged, careful, strict=True)
    }
    plan, snapshot = round_of_answers(FLAT, units)
    assert snapshot.records is not None
    marks = np.array([n % 1000 < flagged[n // 1000] for n in snapshot.records.respondent.tolist()], dtype=bool)
    snapshot = replace(snapshot, records=replace(snapshot.records, flags={"irv": marks}))
    for row in shown(plan, snapshot)[1].compared:
        if not row.hidden:
            assert row.n_without is not None
            apart = row.n - row.n_without
            assert apart == 0 or apart >= 5
            assert row.n_without == 0 or row.n_without >= 5


def test_estimates_of_what_is_kept_back_are_not_told() -> None:
    plan, snapshot = round_of_answers(FLAT, {"u": {"q_a": [50.0, 60.0] * 2, "q_b": [40.0, 70.0] * 6}})
    table, asides = shown(plan, snapshot)
    assert asides.errors is not None
    whole = asides_of(plan, snapshot).errors
    assert whole is not None
    assert not np.isnan(whole.se).any()  # the lead body sees them all
    kept = table.suppressed[1:, 0]
    assert kept.tolist() == [True, True]  # of a four answered, and b would give it away
    for name in ("value", "se", "low", "high", "deff", "n_effective"):
        assert np.isnan(getattr(asides.errors, name)).all(), name
    assert asides.errors.n.tolist() == [[0], [0]]
    assert set(asides.errors.missing.ravel().tolist()) == {int(Missing.SUPPRESSED)}


def test_estimates_of_what_is_shown_are_as_they_were() -> None:
    plan, snapshot = survey(6)
    errors, whole = shown(plan, snapshot)[1].errors, asides_of(plan, snapshot).errors
    assert errors is not None
    assert whole is not None
    for name in ("value", "se", "low", "high", "n"):
        np.testing.assert_array_equal(getattr(errors, name), getattr(whole, name))


def test_a_later_run_is_guarded_against_the_comparison_too() -> None:
    """Eight of twenty were flagged: fourteen careful ones are six fewer than all, and two more than the others."""
    plan, snapshot = survey(8)
    table = score(plan, snapshot)
    told = guarded(table, asides_of(plan, snapshot))[2]
    later, answers = round_of_answers(FLAT, {"u": {"q_a": [50.0] * 14, "q_b": [50.0] * 14}})
    now = score(later, answers)
    assert guard(now, told).suppressed[:, 0].all()
    assert not guard(now, remembered(table, guard(table))).suppressed.any()


def test_why_draws_were_lost_is_not_told_where_figures_are_kept_back() -> None:
    why = (("aggregate: geometric", "u: `a` is 0, and a geometric mean takes nothing below.", 7),)
    for answers, told in ((4, ""), (12, why[0][1])):
        plan, snapshot = round_of_answers(FLAT, {"u": {"q_a": [50.0] * answers, "q_b": [40.0] * 12}})
        table = replace(score(plan, snapshot), varied=Varied(0.25, (), respondents=False, lost=why))
        varied = guard(table).varied
        assert varied is not None
        assert varied.lost == ((why[0][0], told, 7),)


def test_small_counts_are_not_shown_nor_to_be_worked_out() -> None:
    plan, snapshot = survey(7, 3)
    assert snapshot.records is not None
    strata = np.arange(2 * SIZE) % 2
    snapshot = replace(snapshot, records=replace(snapshot.records, stratum=strata, strata=("s0", "s1")))
    told = flag_counts(plan.framework, snapshot, ["longest_run"])
    counts = {(one.unit, one.stratum): one for one in told if one.flag != "any"}
    assert (counts["", ""].responses, counts["", ""].flagged) == (40, 10)
    assert counts["u", ""].flagged == 7
    assert counts["v", ""].flagged is None
    # s0 has 4 + 2 and s1 3 + 1: the 4 would follow from the 6 and the 10
    assert counts["", "s0"].flagged is None
    assert counts["", "s1"].flagged is None
    assert (counts["", "s0"].responses, counts["", "s1"].responses) == (20, 20)


def test_of_a_stratum_with_few_responses_not_even_their_number_is_told() -> None:
    plan, snapshot = survey(7)
    assert snapshot.records is not None
    strata = np.repeat([0, 1, 2], [25, 12, 3])
    snapshot = replace(snapshot, records=replace(snapshot.records, stratum=strata, strata=("s0", "s1", "s2")))
    told = flag_counts(plan.framework, snapshot, ["longest_run"])
    counts = {one.stratum: (one.responses, one.flagged) for one in told if one.flag == "any" and not one.unit}
    assert counts == {"": (40, 7), "s0": (25, 7), "s1": (None, None), "s2": (None, None)}


def test_a_flag_that_nobody_raised_is_counted_as_none() -> None:
    plan, snapshot = survey(0)
    told = flag_counts(plan.framework, snapshot, ["longest_run", "speed"])
    assert {(one.flag, one.flagged) for one in told if not one.unit and not one.stratum} == {
        ("longest_run", 0), ("speed", 0), ("any", 0),
    }  # fmt: skip
