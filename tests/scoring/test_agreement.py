"""Claims and appraisals: weighted kappa against the table it is defined by, and gaps that add up."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from indices import dimension, leaf, plan, use

from engine.scoring.agreement import agreement, agreements_of, gaps_of, weighted_kappa
from engine.scoring.arrays import Figures, Snapshot, UnitRow
from engine.scoring.run import score


def pairs(table):
    """A table of counts [claimed][appraised] as pairs of classes."""
    told = [(row, column) for row, counts in enumerate(table) for column, n in enumerate(counts) for _ in range(n)]
    return np.array(told, dtype=float).T


TABLE = [[11, 3, 1], [1, 9, 0], [2, 4, 8]]


def test_weighted_kappa_is_worked_by_hand() -> None:
    # 39 pairs, rows 15, 10, 14, columns 14, 16, 9: observed |i − j| = 3 + 1 + 4 + 2·(1 + 2) = 14
    # expected: (15·16 + 10·14 + 10·9 + 14·16)/39 + 2·(15·9 + 14·14)/39 = (694 + 662)/39
    assert weighted_kappa(*pairs(TABLE), "linear") == pytest.approx(1 - 14 / (1356 / 39))
    # squared: 3 + 1 + 4 + 4·3 = 20 over (694 + 4·331)/39
    assert weighted_kappa(*pairs(TABLE), "quadratic") == pytest.approx(1 - 20 / (2018 / 39))


@given(st.lists(st.lists(st.integers(0, 5), min_size=4, max_size=4), min_size=4, max_size=4), st.sampled_from([1, 2]))
def test_weighted_kappa_is_cohens(table, power) -> None:
    counts = np.array(table, dtype=float)
    if counts.sum() == 0:
        return
    share = counts / counts.sum()
    away = np.abs(np.subtract.outer(np.arange(4), np.arange(4))) ** power
    chance = (away * np.outer(share.sum(axis=1), share.sum(axis=0))).sum()
    cohen = 1 - (away * share).sum() / chance if chance else np.nan
    assert weighted_kappa(*pairs(table), ("linear", "quadratic")[power - 1]) == pytest.approx(cohen, nan_ok=True)


def test_perfect_and_no_agreement() -> None:
    figures = np.array([0.0, 0.5, 1.0, 1.0])
    assert agreement("x", figures, figures, "linear").kappa == 1
    assert agreement("x", figures, figures, "linear").exact == 1
    assert agreement("x", np.ones(4), np.ones(4), "linear").remark == "All figures are the same, so there is no kappa."
    assert agreement("x", np.empty(0), np.empty(0), "linear").remark == "No figure was given by both."


def test_the_paradox_of_kappa_is_told() -> None:
    claimed, appraised = np.ones(20), np.ones(20)
    claimed[0] = appraised[1] = 0
    found = agreement("x", claimed, appraised, "linear")
    assert found.exact == pytest.approx(0.9)
    assert found.kappa < 0.1
    assert found.remark == "Most figures agree, but they hardly differ from one another: kappa is low all the same."


def both(claimed, appraised):
    index = dimension(
        "total",
        *(leaf(name, normalise=use("goalposts", low=0, high=most, to=(0, most))) for name, most in (("a", 10), ("b", 40))),
        aggregate=use("sum", absent="missing"),
    )  # fmt: skip
    units = tuple(UnitRow(f"u{place}", f"U{place}", "g") for place in range(len(claimed["a"])))
    figures = {
        basis: Figures({name: np.array(values, dtype=float) for name, values in given.items()})
        for basis, given in (("claimed", claimed), ("appraised", appraised))
    }
    snapshot = Snapshot(units, None, figures)
    made = plan(index)
    return score(made, snapshot, basis="claimed"), score(made, snapshot, basis="appraised")


def test_gaps_are_told_in_points_and_agreement_in_shares_of_the_scale() -> None:
    tables = both({"a": [10, 5], "b": [40, 20]}, {"a": [10, 0], "b": [30, 25]})
    assert [(gap.unit, gap.node, gap.gap) for gap in gaps_of(*tables)] == [
        ("u0", "total", 10), ("u0", "a", 0), ("u0", "b", 10), ("u1", "total", 0), ("u1", "a", 5), ("u1", "b", -5),
    ]  # fmt: skip
    whole, *each = agreements_of(*tables, "linear")
    assert (whole.over, whole.n, whole.exact, whole.lowered, whole.raised) == ("all", 4, 0.25, 2, 1)
    assert whole.mean_gap == pytest.approx((0 + 0.5 + 0.25 - 0.125) / 4)
    assert whole.remark == "With fewer than 10 figures kappa says little."
    assert [one.over for one in each] == ["a", "b"]


def test_what_only_one_of_them_gave_is_no_pair() -> None:
    tables = both({"a": [10, 5], "b": [40, np.nan]}, {"a": [np.nan, 0], "b": [30, 25]})
    assert [one.n for one in agreements_of(*tables, "quadratic")] == [2, 1, 1]
