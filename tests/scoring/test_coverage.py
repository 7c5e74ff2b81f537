"""Intervals hold the truth as often as they say: small made-up rounds whose truth is known, through the whole chain."""

from collections import Counter
from statistics import NormalDist

import numpy as np
import pytest
from indices import dimension, leaf, plan, records, units, use

from engine.scoring.arrays import Snapshot
from engine.scoring.run import score

ROUNDS, TENTH, DRAWS = 1000, 100, 200
UNITS, RATED, FIRMS = 8, 3, (64, 32)
WEIGHTS = (1.0, 3.0)  # small firms stand for themselves, large ones for three
SIZE_EFFECT = (0.4, -0.4)
SPREAD = 1.5

BRANCHES = {
    "fixed": use("scale", low=0, high=10),
    "frozen": use(
        "minmax", over="frozen", ranges={"speed_frozen": [1, 9], "manners_frozen": [1, 9], "glad_frozen": [0, 10]}
    ),
    "current": use("minmax"),
}


def index():
    """The same three indicators by three normalisers: a mean, a median and a share."""
    measures = {"speed": "mean", "manners": "median", "glad": "mean"}
    branches = [
        dimension(
            branch,
            *(leaf(f"{source}_{branch}", source, measure=use(measure)) for source, measure in measures.items()),
            normalise=normalise,
        )
        for branch, normalise in BRANCHES.items()
    ]
    return dimension("root", *branches)


PLAN = plan(index())


def made_round(seed):
    """The answers of one round, and the true scores of each branch (units,)."""
    random = np.random.default_rng(seed)
    truth = random.normal(5, 0.6, (2, UNITS))
    shares = np.array(FIRMS) * WEIGHTS / np.dot(FIRMS, WEIGHTS)
    effects = np.repeat(SIZE_EFFECT, FIRMS)
    mood = random.normal(0, 0.5, len(effects))  # a firm that is glad is so about all it rates
    rated = np.array([random.permutation(UNITS)[:RATED] for _ in effects]).ravel()
    firm = np.repeat(np.arange(len(effects)), RATED)
    answers = truth[:, rated] + (effects + mood)[firm] + random.normal(0, SPREAD, (2, len(rated)))
    glad = 10.0 * (answers[0] > 5)
    given = records(
        rated, stratum=np.repeat([0, 1], FIRMS)[firm], respondent=firm, weight=np.repeat(WEIGHTS, FIRMS)[firm],
        speed=answers[0].tolist(), manners=answers[1].tolist(), glad=glad.tolist(),
    )  # fmt: skip
    normal = NormalDist(0, float(np.hypot(SPREAD, 0.5)))
    is_glad = [sum(s * normal.cdf(mu + e - 5) for s, e in zip(shares, SIZE_EFFECT, strict=True)) for mu in truth[0]]
    # two normal distributions side by side: their median is that of the mixture
    medians = [_median(mu, shares, normal) for mu in truth[1]]
    values = np.array([truth[0] + np.dot(shares, SIZE_EFFECT), medians, 10 * np.array(is_glad)])
    low, high = values.min(axis=1, keepdims=True), values.max(axis=1, keepdims=True)
    return given, {
        "fixed": (values * 10).mean(axis=0),
        "frozen": np.mean([(values[0] - 1) / 8, (values[1] - 1) / 8, values[2] / 10], axis=0) * 100,
        "current": (100 * (values - low) / (high - low)).mean(axis=0),
    }


def _median(mu, shares, normal):
    low, high = mu - 2, mu + 2
    for _ in range(40):
        middle = (low + high) / 2
        below = sum(share * normal.cdf(middle - mu - e) for share, e in zip(shares, SIZE_EFFECT, strict=True))
        low, high = (middle, high) if below < 0.5 else (low, middle)
    return (low + high) / 2


def coverage(seeds):
    """For each branch the share of units whose score, and whose rank, lies in its 90 % interval; how many are held."""
    hits = Counter()
    for seed in seeds:
        given, truth = made_round(seed)
        table = score(PLAN, Snapshot(units(*["g"] * UNITS), given), replicates=DRAWS, seed=seed)
        for branch, scores in truth.items():
            row = table.node_row(branch)
            ranks = 1 + (scores[np.newaxis] > scores[:, np.newaxis]).sum(axis=1)
            hits[branch, "score"] += int(((table.score_low[row] <= scores) & (scores <= table.score_high[row])).sum())
            hits[branch, "rank"] += int(((table.rank_low[row] <= ranks) & (ranks <= table.rank_high[row])).sum())
            ends = (table.score_low[row] == table.score[row]) | (table.score_high[row] == table.score[row])
            hits[branch, "widened"] += int(ends.sum())
    return {what: count / (len(seeds) * UNITS) for what, count in hits.items()}


def check(found):
    for branch in ("fixed", "frozen"):
        assert 0.87 <= found[branch, "score"] <= 0.93, (branch, found)
        assert found[branch, "widened"] == 0, (branch, found)
    for branch in BRANCHES:
        assert found[branch, "rank"] >= 0.88, (branch, found)


def test_intervals_hold_the_truth_in_a_tenth_of_the_rounds():
    check(coverage(range(TENTH)))


@pytest.mark.soak
def test_intervals_hold_the_truth_as_often_as_they_say(capsys):
    found = coverage(range(ROUNDS))
    with capsys.disabled():
        print(f"\nCoverage at 90 % over {ROUNDS} rounds of {UNITS} units:")
        for branch in BRANCHES:
            print(
                f"  {branch:<8} scores {found[branch, 'score']:.1%}, ranks {found[branch, 'rank']:.1%}, "
                f"widened to hold the point estimate {found[branch, 'widened']:.1%}"
            )
    check(found)
