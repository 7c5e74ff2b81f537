"""Bootstrap of respondents within strata, and one way up for many replicates at once."""

import numpy as np
from indices import dimension, leaf, plan, records, units, use

from engine.scoring.arrays import Snapshot
from engine.scoring.gather import peers_of, rated
from engine.scoring.replicates import blocks, design_of, interval
from engine.scoring.run import _climb, _Scene


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


def test_intervals_leave_missing_draws_out():
    low, high = interval(np.array([[1.0], [2.0], [3.0], [np.nan]]))
    assert (low[0], high[0]) == (1.0, 3.0)


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
    seen = rated(answers, 4)
    scene = _Scene(made, snapshot, "", peers_of(snapshot.units), None, seen)
    point, _ = _climb(scene, seen.weight)
    weights = np.random.default_rng(1).integers(1, 4, (5, 60)).astype(float)
    together, _ = _climb(scene, weights, point)
    for replicate in range(5):
        alone, _ = _climb(scene, weights[replicate], point)
        np.testing.assert_allclose(together.scores[replicate], alone.scores, rtol=0, atol=1e-12)
