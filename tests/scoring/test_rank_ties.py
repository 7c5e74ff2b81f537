"""The place that equal scores share, as the framework says."""

import numpy as np
import pytest

from engine.scoring.arrays import Peers
from engine.scoring.ranks import ranks_of

NAN = np.nan
PEERS = Peers(np.ones(6, dtype=bool), np.zeros(6, dtype=np.int64), ("g",))


@pytest.mark.parametrize(
    ("ties", "places"), [("lowest", [2, 1, 2, NAN, 4, 4]), ("highest", [3, 1, 3, NAN, 5, 5]), ("dense", [2, 1, 2, NAN, 3, 3])]
)
def test_equal_scores_share_the_place_that_is_named(ties: str, places: list[float]) -> None:
    scores = np.array([[7.0, 9.0, 7.0, NAN, 1.0, 1.0]])
    np.testing.assert_array_equal(ranks_of(scores, np.array([10.0]), PEERS, ties), [places])
