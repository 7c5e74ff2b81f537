"""Standard competition ranks and their ties."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.scoring.arrays import UnitRow
from engine.scoring.gather import peers_of
from engine.scoring.ranks import ranks_of
from engine.scoring.rounding import rounded, snapped


def ranks(*scores, width=1.0):
    units = tuple(UnitRow(str(place), "", "g") for place in range(len(scores)))
    return ranks_of(np.array([scores], dtype=float), np.array([width]), peers_of(units))[0].tolist()


def test_ties_share_the_smaller_rank():
    assert ranks(5, 7, 7, 1) == [3, 1, 1, 4]


def test_a_tie_is_within_a_billionth_of_the_scale_of_the_first_of_its_run():
    # 0.6e-9 apart each: the third is 1.2e-9 from the first, so it opens a run of its own
    assert ranks(1.0, 1.0 - 0.6e-9, 1.0 - 1.2e-9, 1.0 - 1.8e-9) == [1, 1, 3, 3]


def test_missing_scores_have_no_rank():
    assert str(ranks(2, float("nan"), 3)) == "[2.0, nan, 1.0]"


def by_the_book(scores, slack):
    order = sorted(range(len(scores)), key=lambda place: -scores[place])
    given_ranks, first, rank = {}, None, 0
    for position, place in enumerate(order, start=1):
        if first is None or first - scores[place] > slack:
            first, rank = scores[place], position
        given_ranks[place] = float(rank)
    return [given_ranks[place] for place in range(len(scores))]


@given(st.lists(st.integers(0, 12), min_size=1, max_size=30))
def test_chains_of_near_ties_are_cut_as_by_the_book(steps):
    assert ranks(*steps, width=2.5e9) == by_the_book(steps, 2.5)


def test_rounding_is_half_away_from_zero_after_snapping():
    given_scores = np.array([1.005, -2.5, 0.7995, 0.1 + 0.2 + 0.7 - 0.5])
    assert rounded(given_scores, 2).tolist() == [1.01, -2.5, 0.8, 0.5]
    assert snapped(np.array([79.99999999999999, 0.0]))[:].tolist() == [80.0, 0.0]
