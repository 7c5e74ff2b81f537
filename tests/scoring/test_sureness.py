"""What draws of scores tell of intervals, ranks, top places, pairs and ties, wherever the draws come from."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from engine.scoring.arrays import Peers
from engine.scoring.ranks import ranks_of
from engine.scoring.sureness import Asked, Draws, Published, how_sure

UNITS = 6
PEERS = Peers(np.array([True] * 5 + [False]), np.array([0, 0, 0, 0, 1, -1]), ("g", "h"))


def published(score, ties="lowest", peers=PEERS):
    score = np.atleast_2d(np.array(score, dtype=float))
    width = np.full(len(score), 10.0)
    return Published(score, ranks_of(score, width, peers, ties), width, peers, ties)


def sure(point, draws, block=7, kept_bytes=10**9, **asked):
    draws = np.asarray(draws, dtype=float)
    blocks = [draws[start : start + block] for start in range(0, len(draws), block)]
    return how_sure(point, lambda: iter(blocks), len(draws), Asked(**asked), kept_bytes)


def one_group(*score):
    return Peers(np.ones(len(score), dtype=bool), np.zeros(len(score), dtype=int), ("g",))


scores = st.sampled_from([np.nan, 1.0, 2.0, 3.0, 4.0, 5.5])
draws_of_two_nodes = arrays(float, st.tuples(st.integers(1, 40), st.just(2), st.just(UNITS)), elements=scores)
points = arrays(float, (2, UNITS), elements=scores)


@given(points, draws_of_two_nodes, st.integers(1, 40), st.integers(0, 5))
def test_the_figures_are_those_of_all_draws_at_once(score, draws, block, top):
    point = published(score)
    found = sure(point, draws, block, level=0.8, top=top)
    for node in range(2):
        for unit in range(UNITS):
            there = ~np.isnan(draws[:, node, unit])
            if np.isnan(score[node, unit]):
                assert np.isnan(found.failed[node, unit])
                assert np.isnan(found.score_low[node, unit])
            else:
                assert found.failed[node, unit] == pytest.approx(1 - there.mean())
                assert np.isnan(found.score_low[node, unit]) == (not there.any())
            rivals = [
                other for other in range(UNITS)
                if other != unit and PEERS.group[other] == PEERS.group[unit] and not np.isnan(point.rank[node, other])
            ]  # fmt: skip
            if np.isnan(point.rank[node, unit]):
                assert np.isnan([found.rank_low[node, unit], found.in_top[node, unit]]).all()
                continue
            mine, others = draws[:, node, [unit]], draws[:, node, rivals]
            low = 1 + ((others > mine).mean(axis=0) >= 0.9).sum()
            high = 1 + ((mine >= others).mean(axis=0) < 0.9).sum()
            rank = point.rank[node, unit]
            assert (found.rank_low[node, unit], found.rank_high[node, unit]) == (min(low, rank), max(high, rank))
            if top:
                among = there & ((others > mine).sum(axis=1) < top)
                assert found.in_top[node, unit] == pytest.approx(among.mean())
    for contest in found.contests:
        assert contest.units.tolist() == sorted(contest.units, key=lambda unit: (-score[0, unit], unit))
        for row, a in enumerate(contest.units):
            for column, b in enumerate(contest.units):
                beats, loses = draws[:, 0, a] > draws[:, 0, b], draws[:, 0, a] < draws[:, 0, b]
                assert contest.beats[row, column] == pytest.approx(0.5 + (beats.mean() - loses.mean()) / 2)


@given(points, draws_of_two_nodes, st.integers(1, 40))
def test_neither_blocks_nor_memory_change_anything(score, draws, block):
    whole = sure(published(score), draws, 100, top=2)
    small = sure(published(score), draws, block, kept_bytes=1, top=2)
    for name in ("score_low", "score_high", "rank_low", "rank_high", "in_top", "failed"):
        np.testing.assert_array_equal(getattr(whole, name), getattr(small, name))
    assert [contest.runs for contest in whole.contests] == [contest.runs for contest in small.contests]


@pytest.mark.parametrize("ties", ["lowest", "highest", "dense"])
def test_draws_that_never_differ_leave_one_score_and_one_rank(ties):
    score = [5, 7, 5, 1, 2, 3]
    point = published(score, ties, one_group(*score))
    found = sure(point, np.tile(point.score, (30, 1, 1)))
    np.testing.assert_array_equal([found.score_low, found.score_high], [point.score, point.score])
    np.testing.assert_array_equal([found.rank_low, found.rank_high], [point.rank, point.rank])


def test_a_rank_that_rounding_gave_lies_in_its_interval():
    exact = np.array([[5.04, 4.96]])
    point = Published(exact, np.array([[1.0, 1.0]]), np.array([10.0]), one_group(1, 2))
    found = sure(point, np.tile(exact, (20, 1, 1)))
    assert found.rank_low.tolist() == [[1, 1]]
    assert found.rank_high.tolist() == [[1, 2]]


def test_ties_are_runs_of_neighbours_that_no_pair_tells_apart():
    score = [9, 8, 7, 3, 1]
    step = np.tile([0.0, 0.0, 0.0, 0.0, 0.0], (100, 1))
    step[:20, 1] = 1.5  # beats the first in 20 of 100 draws; and the third beats it in 20 others
    step[20:40, 2] = 1.5
    found = sure(published(score, peers=one_group(*score)), (score + step)[:, np.newaxis])
    (contest,) = found.contests
    assert contest.runs == ((0, 1), (1, 2), (3, 3), (4, 4))
    assert contest.beats[0, 1] == 0.8
    assert contest.beats[1, 0] == pytest.approx(0.2)
    assert found.rank_low.tolist() == [[1, 1, 2, 4, 5]]
    assert found.rank_high.tolist() == [[2, 3, 3, 4, 5]]


def test_a_draw_that_failed_is_counted_and_speaks_for_nobody():
    draws = np.tile([[[9.0, 1.0]]], (20, 1, 1))
    draws[:2, 0, 1] = np.nan
    found = sure(published([9, 1], peers=one_group(9, 1)), draws, top=1)
    assert found.failed.tolist() == [[0.0, pytest.approx(0.1)]]
    assert found.contests[0].beats.tolist() == [[0.5, 0.95], [pytest.approx(0.05), 0.5]]
    assert found.contests[0].runs == ((0, 1),)  # 18 of 20 are less than 95 %
    assert found.rank_high.tolist() == [[2, 2]]
    assert found.in_top.tolist() == [[1.0, 0.0]]
    assert found.score_low.tolist() == [[9.0, 1.0]]


def test_the_share_among_the_first_counts_ties_in():
    draws = np.array([[[3, 2, 1]], [[2, 2, 1]], [[1, 2, 2]], [[np.nan, 2, 1]]], dtype=float)
    found = sure(published([3, 2, 1], peers=one_group(3, 2, 1)), draws, top=1)
    assert found.in_top.tolist() == [[0.5, 0.75, 0.25]]


def test_more_draws_than_told_are_refused():
    kept = Draws(published([1, 2, 3, 4, 5, 6]), 2, Asked())
    with pytest.raises(ValueError, match="3 draws were added, and only 2 were told"):
        kept.add(np.ones((3, 1, 6)))


def test_nothing_drawn_tells_nothing():
    found = Draws(published([1, 2, 3, 4, 5, 6]), 0, Asked(top=2)).sureness()
    assert found.draws == 0
    assert np.isnan([found.score_low, found.rank_low, found.in_top]).all()


def test_progress_is_told_for_every_round():
    heard = []
    point = published([[1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6]])
    blocks = [np.ones((3, 2, 6)), np.ones((2, 2, 6))]
    how_sure(point, lambda: iter(blocks), 5, Asked(), 1, lambda done, of: heard.append((done, of)))
    assert heard == [(3, 10), (5, 10), (8, 10), (10, 10)]
