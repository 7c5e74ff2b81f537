"""Weights that meet known margins: the weights and errors of the package svy, hand-worked ones, laws, and refusals."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from indices import dimension, leaf, plan, records, units, use

from engine.framework.missing import Missing
from engine.problems import ThuocDoError
from engine.scoring.arrays import Column, Records, Snapshot
from engine.scoring.calibration import Calibration, kish, raked
from engine.scoring.estimates import estimates_of
from engine.scoring.flagged import without_flagged
from engine.scoring.margins import Margins, calibrated_of, calibration_of, meeting
from engine.scoring.replicates import blocks, design_of
from engine.scoring.run import score

# stratum, unit, y, size, sector: fourteen firms, each of which rated one unit
FIRMS = (
    (0, 0, 3, "s", "a"), (0, 1, 2, "s", "b"), (0, 0, 5, "l", "c"), (0, 0, 1, "s", "a"), (0, 1, 4, "l", "b"),
    (0, 0, 4, "s", "c"), (1, 1, 2, "l", "a"), (1, 0, 5, "s", "b"), (1, 1, 3, "s", "c"), (1, 1, 1, "s", "a"),
    (1, 0, 4, "l", "b"), (1, 0, 2, "s", "a"), (1, 1, 5, "s", "b"), (1, 1, 4, "l", "c"),
)  # fmt: skip
POPULATION = {"s0": 40.0, "s1": 90.0}
SIZE, SECTOR = {"s": 95.0, "l": 35.0}, {"a": 50.0, "b": 50.0, "c": 30.0}


def choice(options: str, given: list[str]) -> Column:
    codes = np.array([options.index(each) if each else -1 for each in given])
    reasons = np.where(codes < 0, np.int8(Missing.SKIPPED), np.int8(0))
    return Column(np.full(len(given), np.nan), codes, reasons, tuple(options))


def question(name: str, options: str = "") -> dict[str, object]:
    told = {"options": [{"id": each, "label": each} for each in options]} if options else {}
    return {"id": name, "type": "choice" if options else "number", "text": name, **told}


FORM = {
    "id": "f", "title": "F", "audience": "respondents",
    "pages": [{"id": "p", "title": "P", "questions": [question("size", "sl"), question("sector", "abc"), question("y")]}],
}  # fmt: skip


def firms(measure: str = "mean", rows=FIRMS, **more):
    stratum, unit, y, size, sector = (list(column) for column in zip(*rows, strict=True))
    told = records(unit, stratum=stratum, weight=[(40 / 6, 90 / 8)[each] for each in stratum], y=y)
    told = replace(told, columns={**told.columns, "size": choice("sl", size), "sector": choice("abc", sector)})
    index = dimension("total", leaf("x", "y", measure=use(measure, **more)))
    return plan(index, forms=[FORM]), Snapshot(units("g", "g"), told)


def met(made, **totals) -> Records:
    found = meeting(made[0].framework, made[1], Margins(totals)).records
    assert found is not None
    return found


def everybody(told: Records) -> np.ndarray:
    return np.ones(len(told.unit), dtype=bool)


# svy 0.35.0: Sample.weighting.poststratify(controls={"s": 95, "l": 35}, cells="size") and .rake(controls=...,
# tol=1e-13), then estimation.mean and .total of y by unit, with Design(stratum, psu, wgt, pop_size).
POST = [7.638190954773869, 7.638190954773869, 4.95575221238938, 7.638190954773869, 4.95575221238938, 7.638190954773869,
        8.362831858407079, 12.889447236180903, 12.889447236180903, 12.889447236180903, 8.362831858407079,
        12.889447236180903, 12.889447236180903, 8.362831858407079]  # fmt: skip
RAKED = [7.702063590136243, 8.12538524119892, 4.445451991526504, 7.702063590136243, 5.377279839908736, 6.717338706147915,
         8.6014082030177, 13.711587594523175, 11.335509066624605, 12.997232308354906, 9.07415972984599,
         12.997232308354906, 13.711587594523175, 7.5017002357009765]  # fmt: skip
ERRORS = (
    ("mean", (3.3793713001043404, 2.960545379027959), (0.5582896500504825, 0.5897975906762307),
     ((1.9442420666608156, 4.814500533547865), (1.4444224057335782, 4.47666835232234))),
    ("total", (209.56174678703246, 201.28140703517585), (70.76793239908248, 65.81961491463092),
     ((27.64698521641239, 391.4765083576525), (32.08670050704856, 370.4761135633031))),
)  # fmt: skip


def test_one_margin_is_post_stratification_and_several_are_raking_as_in_svy() -> None:
    assert met(firms(), size=SIZE).weight == pytest.approx(POST, rel=1e-12)
    assert met(firms(), size=SIZE, sector=SECTOR).weight == pytest.approx(RAKED, rel=1e-8)
    assert met(firms(), sector=SECTOR, size=SIZE).weight == pytest.approx(RAKED, rel=1e-8)


@pytest.mark.parametrize(("measure", "value", "se", "ends"), ERRORS, ids=[row[0] for row in ERRORS])
def test_the_errors_of_post_stratified_values_are_those_of_svy(measure, value, se, ends) -> None:
    made, margins = firms(measure), Margins({"size": SIZE})
    snapshot = meeting(made[0].framework, made[1], margins)
    found = estimates_of(made[0], snapshot, population=POPULATION, margins=margins, level=0.95)
    assert found.value[0] == pytest.approx(value, rel=1e-9)
    assert found.se[0] == pytest.approx(se, rel=1e-9)
    assert list(zip(found.low[0], found.high[0], strict=True)) == [pytest.approx(pair, rel=1e-9) for pair in ends]


def test_the_errors_of_raked_values_are_of_the_residuals_of_the_weighted_regression() -> None:
    made, margins = firms(), Margins({"size": SIZE, "sector": SECTOR})
    snapshot = meeting(made[0].framework, made[1], margins)
    found = estimates_of(made[0], snapshot, population=POPULATION, margins=margins)
    assert found.value[0] == pytest.approx([3.3801805466546115, 2.9642409588861756], rel=1e-8)
    stratum, unit, y, size, sector = (np.array(column) for column in zip(*FIRMS, strict=True))
    x = np.stack([np.ones(14), size == "l", sector == "b", sector == "c"], axis=1).astype(float)
    w = np.array(RAKED)
    for place in (0, 1):
        own = unit == place
        u = np.where(own, y - found.value[0, place], 0) / w[own].sum()
        e = w * (u - x @ np.linalg.solve(x.T @ (w[:, np.newaxis] * x), x.T @ (w * u)))
        parts = [(1 - n / big) * n * e[stratum == h].var(ddof=1) for h, n, big in ((0, 6, 40), (1, 8, 90))]
        assert found.se[0, place] == pytest.approx(sum(parts) ** 0.5, rel=1e-8)
    # svy 0.35.0 takes the residuals of a regression without weights after raking: a little apart
    assert found.se[0] == pytest.approx([0.4434865351121421, 0.5127046667460162], rel=0.04)


def test_a_total_that_a_margin_tells_has_no_error() -> None:
    made = firms("total", rows=[(s, 0, 1 if size == "s" else 0, size, c) for s, _u, _y, size, c in FIRMS])
    snapshot = meeting(made[0].framework, made[1], Margins({"size": SIZE}))
    found = estimates_of(made[0], snapshot, margins=Margins({"size": SIZE}))
    assert found.value[0, 0] == pytest.approx(95)
    assert found.se[0, 0] == pytest.approx(0, abs=1e-6)


def test_post_stratification_by_hand() -> None:
    # two of a category of 30 and one of a category of 10, each with weight 1: 15, 15 and 10
    told = records([0, 0, 0, 0], y=[1, 2, 3, 5])
    told = replace(told, columns={**told.columns, "size": choice("sl", ["s", "s", "l", "l"])})
    made = plan(dimension("total", leaf("x", "y", measure=use("mean"))), forms=[FORM]), Snapshot(units("g"), told)
    margins = Margins({"size": {"s": 30.0, "l": 10.0}})
    snapshot = meeting(made[0].framework, made[1], margins)
    assert snapshot.records is not None
    assert snapshot.records.weight.tolist() == pytest.approx([15, 15, 5, 5])
    assert snapshot.records.design is not None
    assert snapshot.records.design.tolist() == [1, 1, 1, 1]
    found = estimates_of(made[0], snapshot, margins=margins)
    assert found.value[0, 0] == pytest.approx((15 * 3 + 5 * 8) / 40)
    # z = w · (y − mean of the category)/40: ∓7.5/40 and ∓5/40; n/(n − 1) · Σ z² with n = 4
    assert found.se[0, 0] ** 2 == pytest.approx(4 / 3 * 2 * (7.5**2 + 5**2) / 1600)
    told = calibrated_of(made[0].framework, snapshot.records, margins)
    assert (told.factor_low, told.factor_high) == (pytest.approx(0.5), pytest.approx(1.5))
    assert told.deff == pytest.approx(4 * (2 * 225 + 2 * 25) / 1600)


def test_kish_design_effect_is_one_for_equal_weights_and_nobody_has_none() -> None:
    assert kish(np.full(7, 3.0)) == pytest.approx(1)
    assert kish(np.array([1.0, 3.0])) == pytest.approx(2 * 10 / 16)
    assert np.isnan(kish(np.zeros(3)))


weights = st.lists(st.floats(0.1, 50), min_size=6, max_size=40)


@given(weights, st.randoms(use_true_random=False), st.lists(st.floats(1, 1000), min_size=5, max_size=5))
@settings(max_examples=150, deadline=None)
def test_margins_are_met_weights_stay_positive_and_each_weight_is_a_product_of_factors(given_, random, sizes) -> None:
    n = len(given_)
    rows = np.array([place % 2 for place in range(n)]), np.array([(place // 2) % 3 for place in range(n)])
    first, second = np.array(sizes[:2]), np.array(sizes[2:])
    second = second * first.sum() / second.sum()
    weight = np.array(given_)
    found = raked(weight[np.newaxis], rows, (first, second))[0]
    assert (found > 0).all()
    for place, total in zip(rows, (first, second), strict=True):
        assert np.bincount(place, found) == pytest.approx(total, rel=1e-9)
    # the logarithm of the factor is a sum of one term for each category: no cell bends by itself
    cells = {(a, b): np.log(f) for a, b, f in zip(*rows, found / weight, strict=True)}
    for b in range(1, 3):
        assert cells[0, 0] - cells[0, b] == pytest.approx(cells[1, 0] - cells[1, b], abs=1e-7)
    order = np.array(random.sample(range(n), n))
    moved = raked(weight[np.newaxis, order], tuple(each[order] for each in rows), (first, second))[0]
    assert moved == pytest.approx(found[order], rel=1e-9)
    again = raked(found[np.newaxis], rows, (first, second))[0]
    assert again == pytest.approx(found, rel=1e-9)


@given(weights, st.floats(1, 1000), st.floats(1, 1000))
@settings(max_examples=100, deadline=None)
def test_raking_to_one_margin_is_post_stratification(given_, one, other) -> None:
    weight, place = np.array(given_), np.arange(len(given_)) % 2
    found = raked(weight[np.newaxis], (place,), (np.array([one, other]),))[0]
    assert found == pytest.approx(weight * (np.array([one, other]) / np.bincount(place, weight))[place], rel=1e-12)


def test_trimmed_weights_stay_within_their_limits_and_still_meet_the_margins() -> None:
    made = firms()
    free = met(made, size=SIZE, sector=SECTOR)
    margins = Margins({"size": SIZE, "sector": SECTOR}, 0.55, 1.4)
    snapshot = meeting(made[0].framework, made[1], margins)
    assert snapshot.records is not None
    mean = 130 / 14
    assert free.weight.min() < 0.55 * mean
    assert free.weight.max() > 1.4 * mean
    assert snapshot.records.weight.min() >= 0.55 * mean * (1 - 1e-9)
    assert snapshot.records.weight.max() <= 1.4 * mean * (1 + 1e-9)
    for name, options, totals in (("size", "sl", SIZE), ("sector", "abc", SECTOR)):
        sums = np.bincount(snapshot.records.columns[name].codes, snapshot.records.weight)
        assert dict(zip(options, sums, strict=True)) == pytest.approx(totals, rel=1e-9)
    told = calibrated_of(made[0].framework, snapshot.records, margins)
    assert told.trimmed > 0
    assert told.deff < kish(free.weight)


def test_limits_that_nothing_can_keep_are_told() -> None:
    made = firms()
    with pytest.raises(ThuocDoError) as told:
        meeting(made[0].framework, made[1], Margins({"size": {"s": 125.0, "l": 5.0}}, 0.9, 1.1))
    assert str(told.value) == (
        "The margins cannot be met together with every weight within --trim; furthest off is `l` of `size`. Widen"
        " --trim, or merge it with another category (write `a|b` in one row), or leave a margin out."
    )


def test_margins_that_cannot_hold_together_are_told() -> None:
    # all of size l are of sector a: l cannot be more than a
    rows = [(0, 0, 1, "s", "a"), (0, 1, 2, "s", "b"), (0, 0, 3, "l", "a"), (0, 1, 4, "s", "c")]
    made = firms(rows=rows)
    with pytest.raises(
        ThuocDoError, match=r"^The margins cannot be met together; furthest off is `.` of `.*`\. Merge it"
    ):
        meeting(
            made[0].framework,
            made[1],
            Margins({"size": {"s": 40.0, "l": 90.0}, "sector": {"a": 30.0, "b": 50.0, "c": 50.0}}),
        )


def test_everything_that_is_in_the_way_is_told_at_once() -> None:
    made = firms()
    with pytest.raises(ThuocDoError) as told:
        meeting(made[0].framework, made[1], Margins({"size": {"s": 95.0, "l": 35.0, "": 5.0}, "sector": SECTOR}))
    assert str(told.value) == (
        "No respondent is in `` of `size`. Merge it with another category: write `a|b` in one row.\n"
        "The margins are of one population and come to different totals: `size` to 135, `sector` to 130. Correct their"
        " populations."
    )
    with pytest.raises(ThuocDoError) as told:
        meeting(made[0].framework, made[1], Margins({"size": {"s": 130.0}, "sector": {"a": 50.0, "b": 80.0}}))
    assert str(told.value) == (
        "5 respondents are in `l` of `size`, which --margins do not have. Add a row for it.\n"
        "4 respondents are in `c` of `sector`, which --margins do not have. Add a row for it."
    )


def test_who_did_not_say_is_never_dropped_silently() -> None:
    made = firms(rows=[*FIRMS, (1, 1, 3, "", "a")])
    with pytest.raises(ThuocDoError) as told:
        met(made, size=SIZE)
    assert str(told.value) == (
        "1 respondent did not answer `size`, and --margins have no row for those. Give a row `size,,N`, or correct the"
        " answers."
    )
    assert met(made, size={**SIZE, "": 5.0}).weight[-1] == pytest.approx(5)


def test_categories_can_be_merged_and_margins_crossed() -> None:
    made = firms()
    merged = met(made, sector={"a|b": 100.0, "c": 30.0}).weight
    code = made[1].records.columns["sector"].codes
    assert np.bincount(np.minimum(code, 2) // 2, merged) == pytest.approx([100, 30])
    size = made[1].records.columns["size"].codes
    cells = {"s*a|b": 70.0, "l*a|b": 20.0, "s*c": 25.0, "l*c": 15.0}
    crossed = met(made, **{"size*sector": cells}).weight
    assert np.bincount(size * 2 + code // 2, crossed) == pytest.approx([70, 25, 20, 15])
    by_stratum = met(made, stratum={"s0": 30.0, "s1": 60.0}).weight
    assert np.bincount(made[1].records.stratum, by_stratum) == pytest.approx([30, 60])


def test_nobody_weighs_what_is_not_there() -> None:
    made = firms()
    with pytest.raises(ThuocDoError, match="There are no answers of respondents"):
        meeting(made[0].framework, replace(made[1], records=None), Margins({"size": SIZE}))


def test_every_draw_meets_the_margins_anew_or_has_failed() -> None:
    made = firms()
    told = met(made, size=SIZE, sector=SECTOR)
    calibration = calibration_of(made[0].framework, told, everybody(told), Margins({"size": SIZE, "sector": SECTOR}))
    design = replace(design_of(told.respondent, told.stratum, told.strata), calibration=calibration)
    draws = np.concatenate(list(blocks(design, told.weight, 200, 7, 64)))
    failed = np.isnan(draws).any(axis=1)
    assert 0 < failed.sum() < 100
    assert np.isnan(draws[failed]).all()
    for name, totals in (("size", SIZE), ("sector", SECTOR)):
        sums = np.array([np.bincount(told.columns[name].codes, draw) for draw in draws[~failed]])
        assert np.abs(sums / list(totals.values()) - 1).max() < 1e-9
    # a draw that took everybody once is the sample itself
    assert calibration.of_draws(np.ones((1, 14))) == pytest.approx(1.0, rel=1e-9)
    alone = np.concatenate(list(blocks(design, told.weight, 200, 7, 1)))
    assert np.array_equal(draws, alone, equal_nan=True)


@pytest.mark.parametrize("measure", ["mean", "total", "median", "mean, called for each block"])
def test_failed_draws_are_counted_and_the_intervals_are_of_the_others(measure: str) -> None:
    made = firms(measure.partition(",")[0])
    if "," in measure:  # a plugin's measure that does not say how it is linearised
        (only,) = made[0].leaves
        step = replace(only.measure, rule=replace(only.measure.rule, linearise=None))
        made = replace(made[0], leaves=(replace(only, measure=step),)), made[1]
    margins = Margins({"size": SIZE, "sector": SECTOR})
    snapshot = meeting(made[0].framework, made[1], margins)
    table = score(made[0], snapshot, replicates=200, seed=7, margins=margins)
    assert table.sure is not None
    assert table.calibrated is not None
    assert table.calibrated.margins == ("size", "sector")
    assert (table.sure.failed[0] > 0).all()
    assert np.isfinite(table.score_low[0]).all()
    assert (table.score_low[0] > 0).all()


def test_a_draw_that_cannot_keep_the_limits_lets_them_go_and_any_other_keeps_them() -> None:
    made = firms()
    margins = Margins({"size": SIZE, "sector": SECTOR}, 0.55, 1.4)
    told = meeting(made[0].framework, made[1], margins).records
    assert told is not None
    calibration = calibration_of(made[0].framework, told, everybody(told), margins)
    design = replace(design_of(told.respondent, told.stratum, told.strata), calibration=calibration)
    draws = np.concatenate(list(blocks(design, told.weight, 100, 7, 50)))
    free = replace(design, calibration=replace(calibration, limits=None))
    same = np.concatenate(list(blocks(free, told.weight, 100, 7, 50)))
    assert np.array_equal(np.isnan(draws), np.isnan(same))  # no draw fails for its limits
    apart = ~np.isclose(draws, same, rtol=1e-6, equal_nan=True).all(axis=1)
    assert 0 < apart.sum() < 100  # those that keep the limits, and those that could not
    there = draws[~np.isnan(draws).any(axis=1)]
    assert np.abs(np.array([np.bincount(told.columns["size"].codes, d) for d in there]) / list(SIZE.values()) - 1).max() < 1e-9


def test_linearised_errors_and_replicates_agree_on_a_larger_sample() -> None:
    random = np.random.default_rng(5)
    rows = []
    for _ in range(400):
        size, sector = random.choice(["s", "l"]), random.choice(["a", "b", "c"])
        y = (size == "l") * 3 + (sector == "b") * 2 + random.normal()
        rows.append((int(random.integers(2)), int(random.integers(2)), float(y), str(size), str(sector)))
    made, margins = firms(rows=rows), Margins({"size": SIZE, "sector": SECTOR})
    snapshot = meeting(made[0].framework, made[1], margins)
    assert snapshot.records is not None
    linear = estimates_of(made[0], snapshot, margins=margins).se[0]
    told = snapshot.records
    calibration = calibration_of(made[0].framework, told, everybody(told), margins)
    design = replace(design_of(told.respondent, told.stratum, told.strata), calibration=calibration)
    draws = np.concatenate(list(blocks(design, told.weight, 2000, 3, 500)))
    y = told.columns["y"].values
    for unit in (0, 1):
        own = told.unit == unit
        means = draws[:, own] @ y[own] / draws[:, own].sum(axis=1)
        assert means.std(ddof=1) == pytest.approx(linear[unit], rel=0.08)
    # the margins explain most of y here, so meeting them makes the errors smaller
    assert (linear < 0.8 * estimates_of(made[0], made[1]).se[0]).all()


def test_answers_left_out_take_their_design_weight_along() -> None:
    made = firms()
    told = replace(met(made, size=SIZE), flags={"speed": np.arange(14) == 3})
    rest = without_flagged(replace(made[1], records=told)).records
    assert rest is not None
    assert rest.design is not None
    assert len(rest.design) == 13


def test_one_matrix_of_many_units_is_gone_through_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    made, margins = firms(), Margins({"size": SIZE, "sector": SECTOR})
    snapshot = meeting(made[0].framework, made[1], margins)
    whole = estimates_of(made[0], snapshot, margins=margins)
    monkeypatch.setattr("engine.scoring.standard_errors._CELLS", 1)
    parts = estimates_of(made[0], snapshot, margins=margins)
    assert parts.se[0] == pytest.approx(whole.se[0])


def test_who_has_no_weight_gets_none() -> None:
    weight = np.array([[0.0, 2.0, 1.0, 1.0]])
    found = raked(weight, (np.array([0, 0, 1, 1]),), (np.array([10.0, 4.0]),))
    assert found.tolist() == [[0.0, 10.0, 2.0, 2.0]]
    cut = raked(
        weight, (np.array([0, 0, 1, 1]),), (np.array([10.0, 4.0]),), (np.full((1, 4), 1.0), np.full((1, 4), 20.0))
    )
    assert cut[0, 0] == 0
    assert np.isnan(
        Calibration((np.array([0, 1]),), (np.array([1.0, 1.0]),), np.ones(2)).of_draws(np.array([[2.0, 0.0]]))
    ).all()
