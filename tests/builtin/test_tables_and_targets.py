"""Tables and distances against figures worked by hand, and at their edges."""

import numpy as np
import pytest
from pydantic import ValidationError

from engine.builtin.measures import RULES as MEASURES
from engine.builtin.normalisers import RULES as NORMALISERS
from engine.builtin.relative import RULES as RELATIVE
from engine.builtin.tables import RULES as TABLES
from engine.builtin.targets import RULES as TARGETS
from engine.scoring.arrays import Column, Peers, Ratings
from engine.scoring.refusal import RefusalError

NAN = np.nan
ALL = {rule.name: rule for rule in (*TABLES, *TARGETS, *RELATIVE, *NORMALISERS)}


def scores(name, values, *, higher=True, groups=None, **settings):
    """One indicator `x` of units u0, u1, … in one group, through the settings as a file gives them."""
    rule = ALL[name]
    checked = rule.settings.model_validate(settings)
    group = np.array(groups or [0] * len(values))
    peers = Peers(group >= 0, group, ("g", "h"), tuple(f"u{i}" for i in range(len(values))), ("x",))
    given = {key: getattr(checked, key) for key in type(checked).model_fields}
    return rule.apply(np.array([values], dtype=float), np.array([higher]), peers, **given)


def refused(name, **settings):
    with pytest.raises(ValidationError) as told:
        ALL[name].settings.model_validate(settings)
    return told.value.errors()[0]["msg"]


def test_steps_follow_each_other_and_ends_belong_where_the_file_says():
    table = [{"below": 10, "points": 0}, {"up_to": 20, "points": 5}, {"points": 10}]
    found = scores("steps", [-1e9, 9.999, 10, 20, 20.001, NAN, 9.9999999999999999], steps=table)
    assert found.values[0].tolist()[:5] == [0, 0, 5, 5, 10]
    assert np.isnan(found.values[0, 5])
    assert found.values[0, 6] == 5  # 10 told in floating point
    assert found.scale == (0, 10)


def test_steps_by_class_and_a_value_that_has_none():
    table = [{"is": 0, "points": 0}, {"is": [1, 2], "points": 3}]
    assert scores("steps", [0, 1, 2], steps=table).values[0].tolist() == [0, 3, 3]
    with pytest.raises(RefusalError, match="the value 7 has no step"):
        scores("steps", [0, 7], steps=table)
    assert np.isnan(scores("steps", [7], steps=table, otherwise="missing").values[0, 0])


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ([{"below": 10, "points": 0}, {"from": 12, "points": 1}], "nothing is said of values from 10 to 12"),
        ([{"below": 10, "points": 0}, {"from": 8, "points": 1}], "steps 1 and 2 overlap from 8 to 10"),
        ([{"below": 10, "points": 0}, {"above": 10, "points": 1}], "10 belongs to neither step 1 nor 2"),
        ([{"up_to": 10, "points": 0}, {"from": 10, "points": 1}], "10 belongs to steps 1 and 2"),
        ([{"points": 0}, {"from": 10, "points": 1}], "step 1 has no upper end"),
        ([{"below": 10, "points": 0}, {"below": 5, "points": 1}, {"points": 2}], "step 2 ends at 5, before step 1 does"),
        ([{"from": 9, "below": 3, "points": 0}, {"points": 1}], "step 1 ends at 3, before it begins at 9"),
        ([{"from": 1, "above": 1, "points": 0}], "a step has two lower or two upper ends"),
        ([{"is": 1, "points": 0}, {"is": [2, 1], "points": 1}], "1 stands in two steps"),
        ([{"is": 1, "points": 0}, {"below": 3, "points": 1}], "some steps have `is`, others have ends"),
        ([{"is": 1, "below": 3, "points": 1}], "a step has both `is` and ends"),
    ],
)
def test_a_table_with_a_gap_an_overlap_or_no_order_is_refused(table, told):
    assert refused("steps", steps=table).startswith(told)


def test_straight_lines_between_knots():
    knots = [[0, 0], [50, 8], [100, 10]]
    found = scores("piecewise", [0, 25, 50, 75, 120, -5, NAN], knots=knots)
    assert found.values[0, :6].tolist() == [0, 4, 8, 9, 10, 0]
    assert found.touched[0].tolist() == [False] * 4 + [True, True, False]
    assert np.isnan(scores("piecewise", [120], knots=knots, beyond="missing").values).all()
    assert "does not come after" in refused("piecewise", knots=[[1, 0], [1, 5]])


def test_the_way_to_a_target():
    found = scores("target", [20, 50, 80, 95], at=80)  # from the worst, 20
    assert found.values[0].tolist() == [0, 50, 100, 100]
    assert found.touched[0].tolist() == [False, False, False, True]
    assert scores("target", [20, 50, 95], at=80, cap=False, start=20).values[0].tolist() == [0, 50, 125]
    assert scores("target", [30, 10, 5], at=10, higher=False, to=[1, 10]).values[0].tolist() == [1, 10, 10]


@pytest.mark.parametrize("values", [[80, 90], [100, 80]])
def test_a_target_that_the_worst_has_reached_is_refused(values):
    with pytest.raises(RefusalError, match="no distance"):
        scores("target", values, at=80)


def test_nearness_to_a_reference_unit():
    assert scores("reference", [10, 30, 50, 70], unit="u2").values[0].tolist() == [0, 50, 100, 150]
    assert scores("reference", [10, 30, 50, 70], unit="u2", cap=True).values[0].tolist() == [0, 50, 100, 100]
    assert scores("reference", [70, 50, 10], unit="u2", higher=False).values[0].tolist() == pytest.approx([0, 100 / 3, 100])


@pytest.mark.parametrize(("values", "told"), [([10, 30, 5], "no distance"), ([10, 30, NAN], "`u2` has no value")])
def test_a_reference_that_is_the_worst_or_missing_is_refused(values, told):  # COINr gives NaN or infinity
    with pytest.raises(RefusalError, match=told):
        scores("reference", values, unit="u2")
    with pytest.raises(RefusalError, match="not among the units"):
        scores("reference", values, unit="elsewhere")


def test_nearness_to_the_best_of_each_group():
    found = scores("best", [5, 10, 0, 40, -1], start=0, groups=[0, 0, 1, 1, 1])
    assert found.values[0].tolist() == [50, 100, 0, 100, 0]
    assert found.touched[0].tolist() == [False] * 4 + [True]


def test_a_share_of_the_maximum_refuses_what_has_no_share():
    assert scores("share_of_max", [0, 5, 20]).values[0].tolist() == [0, 25, 100]
    for values, higher in (([-3, -1], True), ([0, 0], True), ([1, 2], False)):  # COINr gives 3 for (-3, -1)
        with pytest.raises(RefusalError):
            scores("share_of_max", values, higher=higher)


def test_mid_rank_percentiles():
    # (worse + half of those equal) / n: (0 + ½)/4, (1 + 1)/4 twice, (3 + ½)/4
    assert scores("percentile_rank", [1, 5, 5, 9, NAN]).values[0, :4].tolist() == [12.5, 50, 50, 87.5]
    assert scores("percentile_rank", [3, 3, 3]).values[0].tolist() == [50, 50, 50]
    assert scores("percentile_rank", [3]).values[0].tolist() == [50]
    assert scores("percentile_rank", [1, 9], higher=False).values[0].tolist() == [75, 25]


def test_above_near_and_below_the_mean():
    # the mean is 10, 20 % of it 2; the deviations are 4 and, with n − 1, 4.47
    values = [4, 8, 12, 12.001, 13.999]
    assert scores("around_mean", values, within=0.2, of="mean").values[0].tolist() == [0, 50, 50, 100, 100]
    assert scores("around_mean", [8, 12], within=1, of="population_sd").values[0].tolist() == [50, 50]
    assert scores("around_mean", [8, 12], within=0.5, of="sample_sd", higher=False).values[0].tolist() == [100, 0]
    assert scores("around_mean", [7, 7], within=0, of="mean").values[0].tolist() == [50, 50]


def test_a_frozen_range_keeps_what_another_round_had():
    found = scores("minmax", [0, 5, 12], over="frozen", ranges={"x": [0, 10]})
    assert found.values[0].tolist() == [0, 50, 100]
    assert found.touched[0].tolist() == [False, False, True]
    assert scores("minmax", [12], over="frozen", ranges={"x": [0, 10]}, clamp=False).values[0].tolist() == [120]
    assert scores("minmax", [8, 8], over="frozen", ranges={"x": [0, 10]}, higher=False).values[0].tolist() == [20, 20]
    with pytest.raises(RefusalError, match="frozen without a range"):
        scores("minmax", [1], over="frozen")
    assert "from 10 to 0" in refused("minmax", over="frozen", ranges={"x": [10, 0]})


@pytest.mark.parametrize(("none_due", "percent"), [("exclude", NAN), ("full", 100), ("zero", 0)])
def test_nothing_due_counts_as_the_file_says(none_due, percent):
    ratio = next(rule for rule in MEASURES if rule.name == "ratio")
    reasons = np.array([0, 0, 5], dtype=np.int8)
    parts = {"done": np.array([3.0, 0, NAN]), "due": np.array([4.0, 0, NAN])}
    column = Column(np.full(3, NAN), np.full(3, -1), reasons, parts=parts)
    found = ratio.apply(Ratings(np.array([0, 1, 2, 3]), column, np.ones(3)), none_due=none_due)
    np.testing.assert_array_equal(found.values, [75, percent, NAN])
