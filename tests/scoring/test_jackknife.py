"""Errors by leaving out one respondent after another, and the interval of shares on the logit scale."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from indices import dimension, leaf, plan, records, units, use
from test_calibration import FIRMS
from test_calibration import POPULATION as BIG
from test_standard_errors import POPULATION, firms

from engine.scoring.arrays import Snapshot
from engine.scoring.estimates import estimates_of


def one_unit(values, measure="mean", strata=None, **settings):
    index = dimension("total", leaf("x", "y", measure=use(measure, **settings)))
    told = records([0] * len(values), respondent=range(len(values)), stratum=strata, y=values)
    return plan(index), Snapshot(units("g"), told)


def test_of_a_mean_it_is_the_textbooks_and_the_linearised_one() -> None:
    found = estimates_of(*one_unit([2, 4, 4, 5, 5, 7, 9]), errors="jackknife")
    assert found.method == ("jackknife, t",)
    assert found.se[0, 0] == pytest.approx(np.std([2, 4, 4, 5, 5, 7, 9], ddof=1) / 7**0.5)
    assert found.deff[0, 0] == pytest.approx(estimates_of(*one_unit([2, 4, 4, 5, 5, 7, 9])).deff[0, 0])


def test_of_a_total_in_strata_with_populations_both_are_the_same() -> None:
    made = firms("total")
    linear = estimates_of(*made, population=POPULATION)
    found = estimates_of(*made, population=POPULATION, errors="jackknife")
    assert found.se[0] == pytest.approx(linear.se[0], rel=1e-9)
    assert found.low[0] == pytest.approx(linear.low[0], rel=1e-9)


def test_of_a_ratio_it_is_worked_by_hand() -> None:
    made = firms("mean")
    records_ = made[1].records
    y, w, who, unit = records_.columns["y"].values, records_.weight, records_.respondent, records_.unit
    own = unit == 0
    whole, total = (w * y)[own].sum() / w[own].sum(), 0.0
    for person in np.unique(who):
        stratum = records_.stratum[who == person][0]
        among = len(np.unique(who[records_.stratum == stratum]))
        times = np.where(records_.stratum == stratum, among / (among - 1), 1.0) * (who != person)
        without = (w * times * y)[own].sum() / (w * times)[own].sum()
        big = POPULATION[records_.strata[stratum]]
        total += (1 - among / big) * (among - 1) / among * (without - whole) ** 2
    found = estimates_of(*made, population=POPULATION, errors="jackknife")
    assert found.se[0, 0] == pytest.approx(total**0.5, rel=1e-9)


def test_quantiles_stay_with_woodruff_and_a_strangers_measure_has_an_error_too() -> None:
    assert estimates_of(*firms("median"), errors="jackknife").method == ("woodruff, t",)
    made = firms("mean")
    (only,) = made[0].leaves
    step = replace(only.measure, rule=replace(only.measure.rule, linearise=None))
    stranger = replace(made[0], leaves=(replace(only, measure=step),))
    found = estimates_of(stranger, made[1], errors="jackknife")
    assert found.method == ("jackknife, t",)
    assert found.se[0] == pytest.approx(estimates_of(*made, errors="jackknife").se[0])


def test_who_alone_rated_a_unit_leaves_no_error() -> None:
    index = dimension("total", leaf("x", "y", measure=use("mean")))
    told = records([0, 0, 1], y=[1, 3, 5])
    found = estimates_of(plan(index), Snapshot(units("g", "g"), told), errors="jackknife")
    # means without each: 3, 1, 2; 2/3 of the squares of 1, 1 and 0 around 2
    assert found.se[0, 0] ** 2 == pytest.approx(2 / 3 * 2)
    assert np.isnan(found.se[0, 1])


# svy 0.35.0, estimation.prop(ci_method="logit"), for the sample of test_calibration: shares of 4 and more by unit.
def test_the_logit_interval_of_a_share_is_that_of_svy() -> None:
    rows = [(s, u, float(y >= 4), size, sector) for s, u, y, size, sector in FIRMS]
    stratum, unit, y, *_ = (list(column) for column in zip(*rows, strict=True))
    told = records(unit, stratum=stratum, weight=[(40 / 6, 90 / 8)[each] for each in stratum], y=y)
    made = (
        plan(dimension("total", leaf("x", "y", measure=use("share_within", at_least=1)))),
        Snapshot(units("g", "g"), told),
    )
    found = estimates_of(*made, population=BIG, level=0.95, shares="logit")
    assert found.method == ("taylor, logit",)
    assert found.value[0] == pytest.approx([59.3103448275862, 41.916167664670656])
    assert found.low[0] == pytest.approx([15.815240749189988, 8.554524296872885], rel=1e-9)
    assert found.high[0] == pytest.approx([91.87631591181009, 84.77227968868166], rel=1e-9)


def test_a_share_of_none_or_all_has_the_beta_interval() -> None:
    for values in ([0, 0, 0, 0, 0], [9, 9, 9, 9, 9]):
        made = one_unit(values, "share_within", at_least=5)
        logit, beta = (estimates_of(*made, shares=rule) for rule in ("logit", "beta"))
        assert (logit.low[0, 0], logit.high[0, 0]) == (beta.low[0, 0], beta.high[0, 0])
