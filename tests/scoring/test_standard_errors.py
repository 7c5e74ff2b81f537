"""Standard errors of indicators: the figures of the package svy, hand-worked ones, laws, and odd samples."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from indices import dimension, leaf, plan, records, units, use

from engine.builtin import measures, plugin, survey_measures
from engine.framework.missing import Missing
from engine.problems import ThuocDoError
from engine.scoring.arrays import Column, Ratings, Snapshot
from engine.scoring.distributions import beta_quantile, t_quantile
from engine.scoring.estimates import Estimates, estimates_of
from engine.scoring.intervals import quantile
from engine.scoring.linear import AsQuantile, AsRatio, AsTotal

NORTH, SOUTH = 40 / 5, 90 / 6
# respondent, stratum, unit, y, yes, done, due: eleven firms, four of which rated both units
FIRMS = (
    (1, 0, 0, 3, 1, 4, 5), (1, 0, 1, 2, 0, 1, 4), (2, 0, 0, 5, 1, 6, 6), (3, 0, 0, 1, 0, 0, 2), (3, 0, 1, 4, 1, 3, 3),
    (4, 0, 1, 2, 0, 2, 5), (5, 0, 0, 4, 1, 5, 8), (6, 1, 0, 2, 0, 1, 1), (6, 1, 1, 5, 1, 7, 9), (7, 1, 0, 5, 1, 3, 4),
    (8, 1, 1, 3, 0, 2, 2), (9, 1, 0, 3, 0, 2, 6), (9, 1, 1, 1, 0, 0, 3), (10, 1, 0, 4, 1, 8, 9), (11, 1, 1, 4, 1, 4, 4),
)  # fmt: skip
POPULATION = {"north": 40.0, "south": 90.0}


def firms(measure="mean", source="y", **settings):
    respondent, stratum, unit, y, yes, done, due = (list(column) for column in zip(*FIRMS, strict=True))
    told = records(
        unit, respondent=respondent, stratum=stratum, weight=[(NORTH, SOUTH)[each] for each in stratum], y=y, yes=yes, r=done
    )
    columns = dict(told.columns)
    columns["r"] = Column(
        columns["r"].values, columns["r"].codes, columns["r"].reasons,
        parts={"done": np.array(done, dtype=float), "due": np.array(due, dtype=float)},
    )  # fmt: skip
    told = type(told)(
        unit=told.unit, respondent=told.respondent, weight=told.weight, stratum=told.stratum, columns=columns,
        strata=("north", "south"),
    )  # fmt: skip
    index = dimension("total", leaf("x", source, measure=use(measure, **settings)))
    return plan(index), Snapshot(units("g", "g"), told)


def of(*made, **more) -> Estimates:
    return estimates_of(*made, population=POPULATION, level=0.95, **more)


# What svy 0.35.0 gives for this sample: Design(stratum, psu=respondent, wgt, pop_size), by unit, deff="wr".
SVY = (
    ("mean", "y", {}, (3.4130434782608696, 3.0833333333333335), (0.47085788512841886, 0.5851021933983641),
     ((2.260895738935081, 4.5651912175866585), (1.5792802629925327, 4.5873864036741345)),
     (0.9759067684970101, 1.08916359810626)),
    ("ratio", "r", {}, (70.51282051282052, 66.39344262295082), (10.413730420451368, 12.57444928102921),
     ((45.031340132389086, 95.99430089325195), (34.069791708007013, 98.71709353789462)),
     (1.1053423851742405, 0.9879644197500745)),
    ("total", "y", {}, (314.0, 259.0), (81.11719916269298, 80.85790004693419),
     ((115.513364037119, 512.486635962881), (51.14815087165425, 466.85184912834575)), None),
    ("share_within", "yes", {"at_least": 1}, (58.69565217391305, 45.23809523809524), (19.092393642467825, 20.640915752170963),
     ((19.668719112504401, 89.18641347497234), (10.667129690173704, 85.10793829337987)),
     (1.052487867431654, 1.031873161163779)),
)  # fmt: skip


@pytest.mark.parametrize(("measure", "source", "more", "value", "se", "ends", "deff"), SVY, ids=[row[0] for row in SVY])
def test_a_stratified_sample_has_the_errors_of_svy(measure, source, more, value, se, ends, deff) -> None:
    found = of(*firms(measure, source, **more))
    assert found.value[0] == pytest.approx(value, rel=1e-12)
    assert found.se[0] == pytest.approx(se, rel=1e-12)
    assert list(zip(found.low[0], found.high[0], strict=True)) == [pytest.approx(pair, rel=1e-9) for pair in ends]
    assert found.n.tolist() == [[8, 7]]
    if deff is not None:
        assert found.deff[0] == pytest.approx(deff, rel=1e-12)
        assert found.n_effective[0] == pytest.approx(np.array([8, 7]) / deff, rel=1e-12)


def test_the_beta_interval_of_a_share_is_that_of_korn_and_graubard_as_in_svy() -> None:
    found = of(*firms("share_within", "yes", at_least=1), shares="beta")
    assert found.method == ("taylor, beta",)
    assert found.low[0] == pytest.approx([17.48053176236743, 7.88985742410197], rel=1e-9)
    assert found.high[0] == pytest.approx([92.1355364140862, 87.43569924390305], rel=1e-9)


def test_a_medians_error_is_woodruffs_as_in_svy() -> None:
    found = of(*firms("median"))
    assert found.method == ("woodruff, t",)
    assert found.se[0, 0] == pytest.approx(0.8173567834346562, rel=1e-9)
    assert (found.low[0, 0], found.high[0, 0]) == (1.0, 5.0)


def test_without_populations_nothing_is_corrected() -> None:
    endless = estimates_of(*firms())
    corrected = of(*firms())
    assert (endless.se > corrected.se).all()
    # all the strata drawn in full: nothing is left to chance
    full = estimates_of(*firms(), population={"north": 5.0, "south": 6.0})
    assert full.se.tolist() == [[0.0, 0.0]]
    assert full.low.tolist() == full.high.tolist() == full.value.tolist()


def one_unit(values, measure="mean", **settings):
    index = dimension("total", leaf("x", "y", measure=use(measure, **settings)))
    return plan(index), Snapshot(units("g"), records([0] * len(values), respondent=range(len(values)), y=values))


def test_a_simple_sample_has_the_errors_of_the_textbook() -> None:
    found = estimates_of(*one_unit([2, 4, 4, 5, 5, 7, 9]), level=0.9)
    mean, sd = 36 / 7, np.std([2, 4, 4, 5, 5, 7, 9], ddof=1)
    assert found.se[0, 0] == pytest.approx(sd / math.sqrt(7))
    assert found.high[0, 0] == pytest.approx(mean + 1.943180 * sd / math.sqrt(7), rel=1e-6)  # t of 6
    assert found.deff[0, 0] == pytest.approx(1.0)


def test_a_net_promoter_score_varies_with_its_three_classes() -> None:
    # 5 promoters, 3 passives, 2 detractors: 30; its variance is (0.5 + 0.2 − 0.3²) · 100² / 9
    found = estimates_of(*one_unit([10, 9, 9, 9, 10, 8, 7, 8, 6, 0], "nps"))
    assert found.value[0, 0] == 30
    assert found.se[0, 0] == pytest.approx(100 * math.sqrt(0.61 / 9))


def test_a_share_of_none_or_all_has_an_interval_still() -> None:
    for values, low, high in (([1] * 20, 0, 100 * (1 - 0.05 ** (1 / 20))), ([5] * 20, 100 * 0.05 ** (1 / 20), 100)):
        beta = estimates_of(*one_unit(values, "share_within", at_least=4), level=0.9, shares="beta")
        assert (beta.low[0, 0], beta.high[0, 0]) == pytest.approx((low, high))  # Clopper and Pearson, 1934
        wilson = estimates_of(*one_unit(values, "share_within", at_least=4), level=0.9)
        assert 5 < wilson.high[0, 0] - wilson.low[0, 0] < 20
        assert wilson.se[0, 0] == 0


def test_one_answer_has_a_value_and_no_error_and_none_has_neither() -> None:
    alone = estimates_of(*one_unit([4]))
    assert alone.value[0, 0] == 4
    assert np.isnan([alone.se[0, 0], alone.low[0, 0], alone.deff[0, 0]]).all()
    made = plan(dimension("total", leaf("x", "y", measure=use("mean"))))
    nobody = estimates_of(made, Snapshot(units("g", "g"), records([0, 0, 1], respondent=[1, 2, 3], y=[3, 4, None])))
    assert np.isnan([nobody.value[0, 1], nobody.se[0, 1], nobody.high[0, 1]]).all()
    assert nobody.missing[0, 1] == Missing.SKIPPED


def test_a_withheld_value_has_no_error_that_would_tell_it() -> None:
    index = dimension("total", leaf("x", "y", measure=use("mean"), min_n=3))
    found = estimates_of(plan(index), Snapshot(units("g"), records([0, 0], respondent=[1, 2], y=[3, 4])))
    assert np.isnan([found.value[0, 0], found.se[0, 0], found.low[0, 0], found.deff[0, 0]]).all()
    assert found.missing[0, 0] == Missing.TOO_FEW


def test_equal_answers_vary_by_nothing() -> None:
    found = estimates_of(*one_unit([3, 3, 3]))
    assert (found.se[0, 0], found.low[0, 0], found.high[0, 0]) == (0, 3, 3)
    assert np.isnan(found.deff[0, 0])


def test_a_stratum_of_one_is_merged_and_named() -> None:
    index = dimension("total", leaf("x", "y", measure=use("mean")))
    told = records([0] * 5, respondent=range(5), stratum=[0, 0, 0, 0, 1], y=[1, 2, 3, 4, 9])
    told = type(told)(told.unit, told.respondent, told.weight, told.stratum, told.columns, ("big", "lonely"))
    found = estimates_of(plan(index), Snapshot(units("g"), told), population={"big": 40, "lonely": 10})
    assert found.merged_strata == ("big", "lonely")
    sd = np.std([1, 2, 3, 4, 9], ddof=1)
    assert found.se[0, 0] == pytest.approx(sd / math.sqrt(5) * math.sqrt(1 - 5 / 50))  # their populations count together


@pytest.mark.parametrize(
    ("population", "what"),
    [
        ({"north": 40.0}, "The strata `south` have no population. Add a row for each to --strata."),
        (
            {"north": 4.0, "south": 90.0},
            "The stratum `north` has 5 respondents out of a population of 4."
            " Correct the population in --strata, or the strata of the answers.",
        ),
    ],
)
def test_populations_that_cannot_be_are_told(population, what) -> None:
    with pytest.raises(ThuocDoError, match="^" + what.replace(".", r"\.")):
        estimates_of(*firms(), population=population)


def test_a_firm_that_says_the_same_twice_is_one_firm() -> None:
    """Two questions pooled, answered alike: twice the answers, not twice the knowledge."""
    index = dimension("total", {**leaf("x", "y", measure=use("mean")), "from": ("y", "z")})
    values = [1, 2, 2, 4, 5]
    twice = estimates_of(plan(index), Snapshot(units("g"), records([0] * 5, respondent=range(5), y=values, z=values)))
    assert twice.se[0, 0] == pytest.approx(estimates_of(*one_unit(values)).se[0, 0])
    assert twice.n[0, 0] == 5


def test_a_measure_that_does_not_say_how_it_is_linearised_is_drawn_again() -> None:
    plain = measures.RULES[1]
    assert plain.name == "mean"
    silent = type(plain)("mean", plain.kind, plain.apply)
    values = np.random.default_rng(3).normal(50, 10, 200).tolist()
    told = estimates_of(*one_unit(values))
    made, snapshot = one_unit(values)
    leaf_ = made.leaves[0]
    bare = type(leaf_)(leaf_.id, leaf_.row, leaf_.source, type(leaf_.measure)(silent, {}), leaf_.min_n)
    made = type(made)(**{**{field: getattr(made, field) for field in made.__dataclass_fields__}, "leaves": (bare,)})
    drawn = estimates_of(made, snapshot, seed=4)
    assert drawn.method == ("bootstrap of 500",)
    assert drawn.se[0, 0] == pytest.approx(told.se[0, 0], rel=0.12)
    assert drawn.low[0, 0] == pytest.approx(told.low[0, 0], abs=0.3 * told.se[0, 0])
    full = estimates_of(made, snapshot, population={"s0": 200.0})
    assert full.se[0, 0] == pytest.approx(0, abs=1e-12)


def test_an_outside_figure_is_no_estimate() -> None:
    from indices import snapshot

    found = estimates_of(plan(dimension("total", leaf("x"))), snapshot({"x": [1, 2]}))
    assert found.method == ("outside",)
    assert found.value.tolist() == [[1, 2]]
    assert np.isnan(found.se).all()


SETTINGS = {
    "share": {"of": ("a",)}, "count": {"of": ("a", "b")}, "mean_place": {"of": "a"}, "share_placed": {"of": "a"},
    "net_balance": {"up": ("a",), "down": ("b",)}, "share_within": {"at_least": 5}, "quantile": {"at": 0.3},
}  # fmt: skip


@pytest.mark.parametrize("rule", [*measures.RULES, *survey_measures.RULES], ids=lambda rule: rule.name)
@given(data=st.data())
@settings(max_examples=30, deadline=None)
def test_a_companion_says_of_its_measure_what_the_measure_does(rule, data) -> None:
    if rule.name == "value":
        return  # no estimate
    size = data.draw(st.integers(1, 12))
    options = ("a", "b", "c")
    reason = st.sampled_from([Missing.PRESENT, Missing.PRESENT, Missing.DONT_KNOW, Missing.NOT_ASKED])

    def column() -> Column:
        lists = {
            name: np.array(data.draw(st.lists(each, min_size=size, max_size=size)))
            for name, each in (
                ("values", st.integers(0, 10)), ("codes", st.integers(0, 2)), ("reasons", reason),
                ("done", st.integers(0, 5)), ("due", st.integers(1, 5)), ("first", st.permutations([1, 2, 3])),
            )
        }  # fmt: skip
        return Column(
            lists["values"] * 1.0, lists["codes"], lists["reasons"].astype(np.int8), options,
            places=lists["first"].T, parts={"done": lists["done"] * 1.0, "due": lists["due"] * 1.0},
        )  # fmt: skip

    weights = np.array(data.draw(st.lists(st.sampled_from([0.5, 1.0, 3.0]), min_size=size, max_size=size)))
    starts = np.array([0, data.draw(st.integers(0, size)), size])
    ratings = [Ratings(starts, column(), weights) for _ in range(data.draw(st.integers(1, 2)))]
    more = SETTINGS.get(rule.name, {})
    value = rule.apply(*ratings, **more).values
    told = rule.linearise(*ratings, **more)
    for unit in range(2):
        own = slice(starts[unit], starts[unit + 1])
        match told:
            case AsRatio():
                under = (weights * told.bottom)[own].sum()
                over = told.scale * (weights * told.top)[own].sum()
                assert value[unit] == pytest.approx(over / under if under else math.nan, nan_ok=True)
            case AsTotal():
                if told.base[own].any():
                    assert value[unit] == pytest.approx((weights * told.each)[own].sum())
            case AsQuantile():
                inside = told.base[:, own]
                if inside.any():
                    weight = np.broadcast_to(weights[own], inside.shape)[inside]
                    assert value[unit] == quantile(told.values[:, own][inside], weight, told.at)


def test_every_built_in_measure_says_how_it_is_linearised() -> None:
    silent = [rule.name for rule in plugin.thuocdo_rules() if rule.kind == "measure" and rule.linearise is None]
    assert silent == []


def test_quantiles_of_distributions_are_those_of_the_tables() -> None:
    assert t_quantile(0.975, np.array([1, 2, 10, 1000, 0])) == pytest.approx(
        [12.7062047, 4.3026527, 2.2281389, 1.9623391, math.nan], nan_ok=True
    )
    # Clopper and Pearson's limits of 3 in 10
    assert beta_quantile([0.025, 0.975], [3, 4], [8, 7]) == pytest.approx([0.0667395, 0.6524529], abs=1e-7)
    assert np.isnan(beta_quantile(0.5, 0, 3))


def test_nine_in_ten_intervals_hold_the_truth() -> None:
    """A simulation: 300 samples of two strata, a share and a mean; the true values are inside 87 to 93 of 100 times."""
    random = np.random.default_rng(665)
    people = [random.binomial(10, 0.3, 300), random.binomial(10, 0.6, 900)]
    truth = np.concatenate(people)
    index = dimension(
        "total", leaf("m", "y", measure=use("mean")), leaf("s", "y", measure=use("share_within", at_least=5))
    )
    made, inside, rounds = plan(index), np.zeros(2), 300
    for _ in range(rounds):
        drawn = [random.choice(each, 40, replace=False) for each in people]
        told = records(
            [0] * 80, respondent=range(80), stratum=[0] * 40 + [1] * 40, weight=[7.5] * 40 + [22.5] * 40,
            y=np.concatenate(drawn).tolist(),
        )  # fmt: skip
        told = type(told)(told.unit, told.respondent, told.weight, told.stratum, told.columns, ("a", "b"))
        found = estimates_of(made, Snapshot(units("g"), told), population={"a": 300, "b": 900}, level=0.9)
        right = np.array([truth.mean(), 100 * (truth >= 5).mean()])
        inside += (found.low[:, 0] <= right) & (right <= found.high[:, 0])
    assert ((inside / rounds >= 0.86) & (inside / rounds <= 0.945)).all(), inside / rounds
