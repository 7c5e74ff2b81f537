"""Items that hang together: a published table, hand-worked ones, both rules for gaps, and scales that are none."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.scoring.reliability import reliability_of

# R's `attitude`: 30 departments, per cent of favourable answers to seven questions (Chatterjee and Price, 1977).
ATTITUDE = """
43 51 30 39 61 92 45, 63 64 51 54 63 73 47, 71 70 68 69 76 86 48, 61 63 45 47 54 84 35, 81 78 56 66 71 83 47,
43 55 49 44 54 49 34, 58 67 42 56 66 68 35, 71 75 50 55 70 66 41, 72 82 72 67 71 83 31, 67 61 45 47 62 80 41,
64 53 53 58 58 67 34, 67 60 47 39 59 74 41, 69 62 57 42 55 63 25, 68 83 83 45 59 77 35, 77 77 54 72 79 77 46,
81 90 50 72 60 54 36, 74 85 64 69 79 79 63, 65 60 65 75 55 80 60, 65 70 46 57 75 85 46, 50 58 68 54 64 78 52,
50 40 33 34 43 64 33, 64 61 52 62 66 80 41, 53 66 52 50 63 80 37, 40 37 42 58 50 57 49, 63 54 42 48 66 75 33,
66 77 66 63 88 76 72, 78 75 58 74 80 78 49, 48 57 44 45 51 83 38, 85 85 71 71 77 74 55, 82 82 39 59 64 78 39
"""
NAMES = ("rating", "complaints", "privileges", "learning", "raises", "critical", "advance")


def attitude() -> np.ndarray:
    return np.array([[float(cell) for cell in row.split()] for row in ATTITUDE.replace("\n", " ").split(",")])


def test_a_published_table_comes_out_as_psych_prints_it() -> None:
    found = reliability_of(NAMES, attitude())
    assert found.rows == 30
    # psych::alpha(attitude): raw_alpha 0.84, std.alpha 0.84, average_r 0.43, and alpha if an item is dropped
    assert (round(found.alpha, 2), round(found.standardised, 2), round(found.mean_r, 2)) == (0.84, 0.84, 0.43)
    assert [round(fit.alpha_without, 2) for fit in found.items] == [0.81, 0.80, 0.83, 0.80, 0.80, 0.86, 0.84]
    assert round(found.lambda6, 2) == 0.88  # its G6(smc)
    assert found.remarks == ()


def test_lambda6_is_what_regressions_leave() -> None:
    answers = attitude()
    z = (answers - answers.mean(axis=0)) / answers.std(axis=0, ddof=1)
    left = 0.0
    for item in range(7):
        others = np.delete(z, item, axis=1)
        told = others @ np.linalg.lstsq(others, z[:, item], rcond=None)[0]
        left += float(((z[:, item] - told) ** 2).sum() / 29)
    assert reliability_of(NAMES, answers).lambda6 == pytest.approx(1 - left / np.corrcoef(z.T).sum())


def test_two_parallel_items_have_their_correlation_squared() -> None:
    # of two items each tells r² of the other: 1 − 2(1 − r²)/(2 + 2r) = r
    answers = np.array([[1.0, 2], [2, 1], [3, 4], [4, 3], [5, 5]])
    assert reliability_of("ab", answers).lambda6 == pytest.approx(np.corrcoef(answers.T)[0, 1])


@pytest.mark.parametrize(
    ("answers", "missing", "remark"),
    [
        ([[1, 2, 3], [2, 1, 3], [4, 1, 5], [3, 3, 6], [5, 1, 6]], "complete", "An item is made up of others, or there are too"),
        ([[1, 2, 3], [3, 1, 2]], "complete", "An item is made up of others, or there are too few answer sheets"),
        ([[1, 1, np.nan], [2, 2, np.nan], [3, 3, np.nan], [np.nan, 1, 1], [np.nan, 2, 2], [np.nan, 3, 3],
          [1, np.nan, 3], [2, np.nan, 2], [3, np.nan, 1]], "pairwise", "Pairs of items do not fit into one table"),
    ],
)  # fmt: skip
def test_where_there_is_no_lambda6_it_is_said(answers, missing, remark) -> None:
    found = reliability_of("abc", np.array(answers, dtype=float), missing)
    assert np.isnan(found.lambda6)
    assert any(each.startswith(remark) for each in found.remarks)


def test_three_sheets_are_worked_by_hand() -> None:
    # variances 1, 1, 4; sums 3, 6, 11 with variance 49/3: alpha = 3/2 · (1 − 6/(49/3))
    found = reliability_of("abc", np.array([[1.0, 1, 1], [2, 2, 2], [3, 3, 5]]))
    assert found.items[2].sd == pytest.approx(np.std([1, 2, 5], ddof=1))
    total = np.var([3, 6, 11], ddof=1)
    assert found.alpha == pytest.approx(1.5 * (1 - (1 + 1 + np.var([1, 2, 5], ddof=1)) / total))
    assert found.items[2].item_rest == pytest.approx(np.corrcoef([1, 2, 5], [2, 4, 6])[0, 1])
    assert found.items[2].alpha_without == pytest.approx(1.0)  # two items that are the same


def test_the_rule_for_gaps_changes_the_third_decimal_and_is_named() -> None:
    answers = attitude()
    answers[3, 2] = answers[11, 5] = answers[20, 0] = np.nan
    complete, pairwise = reliability_of(NAMES, answers), reliability_of(NAMES, answers, "pairwise")
    assert (complete.missing, complete.rows) == ("complete", 27)
    assert (pairwise.missing, pairwise.rows) == ("pairwise", 30)
    assert complete.alpha == pytest.approx(reliability_of(NAMES, np.delete(attitude(), [3, 11, 20], axis=0)).alpha)
    assert 0.0005 < abs(complete.alpha - pairwise.alpha) < 0.05


@pytest.mark.parametrize(
    ("answers", "remarks"),
    [
        ([[1.0], [2], [3]], ["Fewer than two items vary: there is no alpha."]),
        ([[1.0, 2], [np.nan, 3]], ["Answer sheets with every item: 1, which is too few."]),
        (np.empty((0, 2)), ["Answer sheets with every item: 0, which is too few."]),
        ([[1.0, 4, 1], [2, 4, 3], [3, 4, 2]], ["`b` never varies: left out."]),
        ([[4.0, 4], [4, 4]], ["`a` never varies: left out.", "`b` never varies: left out.",
                              "Fewer than two items vary: there is no alpha."]),
    ],
)  # fmt: skip
def test_what_is_no_scale_is_said_in_words(answers, remarks) -> None:
    given_ = np.array(answers, dtype=float)
    found = reliability_of("abc"[: given_.shape[1]], given_)
    assert list(found.remarks) == remarks
    if "there is no alpha" in remarks[-1] or "too few" in remarks[-1]:
        assert np.isnan(found.alpha)


def test_items_that_work_against_one_another_are_named() -> None:
    found = reliability_of("abc", np.array([[1.0, 5, 2], [2, 4, 1], [4, 2, 3], [5, 1, 4], [3, 3, 3]]))
    assert found.alpha < 0
    assert found.remarks == (
        "Alpha is below 0: the items work against one another, so their sum means nothing.",
        "Against the others: `a`, `b`. Look whether they are to be reversed.",
        "An item is made up of others, or there are too few answer sheets: there is no lambda6.",  # b is 6 − a
    )
    turned = reliability_of("abc", np.array([[1.0, 1, 2], [2, 2, 1], [4, 4, 3], [5, 5, 4], [3, 3, 3]]))
    assert turned.alpha > 0.9


def test_items_never_answered_together_have_no_alpha() -> None:
    gap = np.nan
    found = reliability_of("ab", np.array([[1.0, gap], [2, gap], [gap, 3], [gap, 1]]), "pairwise")
    assert np.isnan(found.alpha)
    assert found.remarks == ("Some items were never answered together: there is no alpha.",)


@given(st.lists(st.tuples(*[st.integers(1, 5)] * 3), min_size=3, max_size=12))
def test_both_rules_agree_where_nothing_is_missing(rows) -> None:
    answers = np.array(rows, dtype=float)
    one, other = reliability_of("abc", answers), reliability_of("abc", answers, "pairwise")
    assert one.alpha == pytest.approx(other.alpha, nan_ok=True)
    assert [fit.item_rest for fit in one.items] == pytest.approx([fit.item_rest for fit in other.items], nan_ok=True)
    assert np.isnan(one.alpha) or one.alpha <= 1 + 1e-9
