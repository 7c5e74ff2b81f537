"""Bootstrap of respondents within strata, and one way up for many replicates at once."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from indices import dimension, leaf, plan, records, units, use

from engine.framework.missing import Missing
from engine.problems import ThuocDoError
from engine.scoring import run
from engine.scoring.arrays import Snapshot
from engine.scoring.gather import measured
from engine.scoring.replicates import blocks, design_of
from engine.scoring.run import score
from engine.scoring.scene import raised, scene_of
from engine.scoring.tails import Tails, holding


def drawn(design, size, replicates=50):
    return np.concatenate(list(blocks(design, np.ones(len(design.respondent)), replicates, 1, size)))


def test_a_respondent_is_drawn_or_not_with_all_its_records():
    design = design_of(np.array([5, 5, 7, 9, 9]), np.zeros(5, dtype=int), ("all",))
    weights = drawn(design, 50)
    assert (weights[:, 0] == weights[:, 1]).all()
    # two draws of three, scaled by 3/2: the weights of the three respondents add up to three
    assert set(np.unique(weights)) <= {0.0, 1.5, 3.0}
    assert np.allclose(weights[:, [0, 2, 3]].sum(axis=1), 3)


def test_the_size_of_blocks_changes_nothing():
    design = design_of(np.arange(6), np.array([0, 0, 0, 1, 1, 1]), ("a", "b"))
    np.testing.assert_array_equal(drawn(design, 50), drawn(design, 7))


def test_strata_of_one_are_merged_and_named():
    design = design_of(np.arange(5), np.array([0, 0, 1, 2, 2]), ("a", "b", "c"))
    assert design.merged == ("a", "b")
    assert design.stratum.tolist() == [0, 0, 0, 2, 2]


def test_a_population_shrinks_the_deviation_from_the_sample():
    strata = np.array([0, 0, 0, 0, 1, 1, 1])
    endless = drawn(design_of(np.arange(7), strata, ("a", "b")), 50)
    finite = drawn(design_of(np.arange(7), strata, ("a", "b"), {"a": 16, "b": 3, "nobody": 5}), 50)
    np.testing.assert_allclose(finite[:, :4], 1 + np.sqrt(12 / 16) * (endless[:, :4] - 1))
    assert (finite[:, 4:] == 1).all()  # all three of three were asked


def test_the_spread_of_a_mean_is_that_of_the_formula():
    answers = np.random.default_rng(3).normal(5, 2, 20)
    strata = np.repeat([0, 1], 10)
    weights = drawn(design_of(np.arange(20), strata, ("a", "b"), {"a": 40, "b": 20}), 500, 6000)
    # s² / n · (1 − n / N) in each half, and the mean of both: Cochran (1977), 5.3
    halves = [answers[strata == each].var(ddof=1) / 10 * (1 - 10 / size) for each, size in ((0, 40), (1, 20))]
    assert (weights @ answers / 20).var() == pytest.approx(sum(halves) / 4, rel=0.05)


def test_populations_that_cannot_be_are_told_all_at_once():
    with pytest.raises(ThuocDoError) as refused:
        design_of(np.arange(5), np.array([0, 0, 0, 1, 1]), ("a", ""), {"a": 2})
    assert str(refused.value) == (
        "The strata (none) have no population. Add a row for each to --strata.\n"
        "The stratum `a` has 3 respondents out of a population of 2."
        " Correct the population in --strata, or the strata of the answers."
    )


def test_merged_strata_have_one_population():
    design = design_of(np.arange(4), np.array([0, 1, 2, 2]), ("a", "b", "c"), {"a": 3, "b": 5, "c": 4})
    assert design.merged == ("a", "b")
    assert design.left[design.stratum].tolist() == [0.75, 0.75, 0.5, 0.5]


def test_those_who_rated_no_unit_are_drawn_with_the_others():
    index = dimension("root", leaf("a", "q", measure=use("count")), normalise=use("scale", low=0, high=40, to=[0, 40]))
    all_rate = score(plan(index), Snapshot(units("g"), records([0] * 20, q=[1] * 20)), replicates=300, seed=1)
    half_rate = score(plan(index), Snapshot(units("g"), records([0, -1] * 20, q=[1] * 40)), replicates=300, seed=1)
    # 20 answers in every sample of 20
    assert [all_rate.score_low[0, 0], all_rate.score_high[0, 0]] == pytest.approx([20, 20])
    assert half_rate.score_low[0, 0] < 17 < 23 < half_rate.score_high[0, 0]


def interval(draws, block):
    tails = Tails(draws.shape[1:], len(draws))
    for start in range(0, len(draws), block):
        tails.add(draws[start : start + block])
    return tails.interval()


def test_intervals_leave_missing_draws_out():
    low, high = interval(np.array([[1.0, np.nan], [2.0, np.nan], [3.0, np.nan], [np.nan, np.nan]]), 2)
    np.testing.assert_array_equal([low, high], [[1, np.nan], [3, np.nan]])


@given(
    arrays(float, st.tuples(st.integers(1, 90), st.just(3)), elements=st.one_of(st.just(np.nan), st.floats(-9, 9))),
    st.integers(1, 40),
)
def test_ends_kept_block_by_block_are_those_of_all_draws(draws, block):
    for cell, low, high in zip(draws.T, *interval(draws, block), strict=True):
        there = np.sort(cell[~np.isnan(cell)])
        if len(there):
            last = len(there) - 1
            assert (low, high) == (there[int(np.floor(0.05 * last))], there[int(np.ceil(0.95 * last))])
        else:
            assert np.isnan([low, high]).all()


def sample(seed=2, size=40):
    random = np.random.default_rng(seed)
    return records(np.repeat([0, 1], size // 2), q=random.normal(5, 2, size).tolist())


def test_less_memory_gives_the_same_intervals(monkeypatch):
    index = dimension("root", leaf("a", "q"), dimension("d", leaf("b", "q")), normalise=use("scale", low=0, high=10))
    given_snapshot = Snapshot(units("g", "g"), sample())
    roomy = score(plan(index), given_snapshot, replicates=60, seed=5)
    monkeypatch.setattr(run, "KEPT_BYTES", 1)
    monkeypatch.setattr(run, "BLOCK_BYTES", 1)
    tight = score(plan(index), given_snapshot, replicates=60, seed=5)
    for name in ("score_low", "score_high", "rank_low", "rank_high"):
        np.testing.assert_allclose(getattr(roomy, name), getattr(tight, name), rtol=0, atol=1e-12)


def test_memory_is_bounded_however_many_draws_there_are(monkeypatch):
    assert Tails.bytes_of(1000) == 2 * 8 * 51
    index = dimension("root", *(leaf(f"n{place}", "q") for place in range(20)), normalise=use("scale", low=0, high=10))
    made, given_snapshot = plan(index), Snapshot(units("g", "g"), sample())
    monkeypatch.setattr(run, "BLOCK_BYTES", 8 * 21 * 2 * 50)
    monkeypatch.setattr(run, "KEPT_BYTES", 30_000)
    peaks = []
    for replicates in (100, 1000):
        tracemalloc.start()
        score(made, given_snapshot, replicates=replicates, seed=5)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    # all of 1,000 draws of 42 cells, scores and ranks, would take 670 kB; joining blocks takes a copy or two of the ends
    assert peaks[1] - peaks[0] < 3 * 30_000


def test_units_that_assess_themselves_are_not_drawn():
    question = {"id": "own", "type": "number", "text": "Own"}
    page = {"id": "p", "title": "P", "questions": [question]}
    form = {"id": "f", "title": "F", "audience": "unit", "unanswered": "zero", "pages": [page]}
    index = dimension("root", leaf("a", "own"), leaf("b", "q"), normalise=use("scale", low=0, high=10, to=[0, 10]))
    answers = records([0, 1, 0, 0, 1, 1], own=[4, 6, None, None, None, None], q=[None, None, 2, 5, 7, 9])
    for name, asked in (("own", slice(2, 6)), ("q", slice(0, 2))):
        answers.columns[name].reasons[asked] = Missing.NOT_ASKED
    table = score(plan(index, forms=[form]), Snapshot(units("g", "g"), answers), replicates=50)
    assert table.score_low[1].tolist() == table.score_high[1].tolist() == [4, 6]
    assert (table.score_low[2] < table.score_high[2]).all()
    alone = score(plan(dimension("root", leaf("a", "own")), forms=[form]), Snapshot(units("g", "g"), answers), replicates=50)
    assert np.isfinite(alone.score).all()


def test_an_interval_holds_the_figure_that_it_is_about():
    low, high = holding(np.array([0.5, 2.5, 3.0]), np.array([1.0, 1.0, np.nan]), np.array([2.0, 2.0, np.nan]))
    np.testing.assert_array_equal(low, [0.5, 1.0, np.nan])
    np.testing.assert_array_equal(high, [2.0, 2.5, np.nan])


def test_replicates_at_once_are_replicates_one_by_one():
    random = np.random.default_rng(11)
    answers = records(random.integers(0, 4, 60), q=random.normal(5, 2, 60).tolist(), r=random.normal(5, 2, 60).tolist())
    index = dimension(
        "root",
        leaf("a", "q", measure=use("median")),
        dimension("d", leaf("b", "q"), leaf("c", "r", direction="lower")),
        normalise=use("minmax"),
        aggregate=use("mean"),
    )
    made = plan(index)
    snapshot = Snapshot(units("g", "g", "h", "h"), answers)
    scene, found = scene_of(made, snapshot, "")
    point = raised(scene, found)
    weights = np.random.default_rng(1).integers(1, 4, (5, 60)).astype(float)
    together = raised(scene, measured(made, snapshot, "", scene.seen, weights), point)
    for replicate in range(5):
        alone = raised(scene, measured(made, snapshot, "", scene.seen, weights[replicate]), point)
        np.testing.assert_allclose(together.scores[replicate], alone.scores, rtol=0, atol=1e-12)
