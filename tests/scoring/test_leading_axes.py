"""Every bundled rule takes arrays with leading axes: draws at once are draws one by one."""

from dataclasses import replace

import numpy as np
import pytest
from indices import dimension, leaf, units, use
from test_hostile_figures import CASES, NAN, answers, index_of, made

from engine.scoring.arrays import Ratings
from engine.scoring.gather import peers_of, rated

LEAD = (2, 3)
UNITS = 6
PEERS = replace(peers_of(units("g", "g", "h", "h", "g", "h")), figure=lambda _name: np.arange(1.0, UNITS + 1))


def of_kind(*kinds):
    return [case for case in CASES if case.values[0] in kinds and case.values[2].get("unit") != "gone"]


def figures():
    """Figures (2, 3, indicators, units) that no rule refuses, with a gap in each draw."""
    found = np.random.default_rng(20261124).uniform(1, 9, (*LEAD, 2, UNITS))
    found[:, :, 0, 3] = NAN
    return found


def one_by_one(run, *stacked):
    """What a rule gives for each draw by itself, put together again; what it refuses of figures is lost in a draw."""
    each = [[run(*(array[i : i + 1, j] for array in stacked))[0] for j in range(LEAD[1])] for i in range(LEAD[0])]
    return np.array(each)


@pytest.mark.parametrize(("kind", "name", "settings"), of_kind("treat"))
def test_treatments(kind, name, settings):
    step = made(index_of(kind, name, settings)).stacks[0].treat[0]

    def run(values):
        peers = replace(PEERS, indicators=("a",))
        return step(values, peers).values

    given = figures()[:, :, :1]
    np.testing.assert_array_equal(run(given), one_by_one(run, given))


@pytest.mark.parametrize(("kind", "name", "settings"), of_kind("normalise"))
def test_normalisers(kind, name, settings):
    step = made(index_of(kind, name, settings)).stacks[0].normalise
    peers = replace(PEERS, indicators=("a", "b"))
    higher = np.array([True, name == "share_of_max"])

    def run(values):
        return step(values, higher, peers).values

    given = figures()
    np.testing.assert_array_equal(run(given), one_by_one(run, given))


@pytest.mark.parametrize(("kind", "name", "settings"), of_kind("aggregate"))
def test_aggregators(kind, name, settings):
    step = made(index_of(kind, name, settings)).joints[0].aggregate
    weights = np.random.default_rng(7).uniform(0.5, 2, (*LEAD, 2, 1))

    def run(scores, weights):
        return step(scores, weights, *([PEERS] if step.rule.compares else []))

    given = figures()
    np.testing.assert_allclose(run(given, weights), one_by_one(run, given, weights), rtol=1e-14)


@pytest.mark.parametrize(("kind", "name", "settings"), of_kind("gate"))
def test_gates(kind, name, settings):
    gate = {"id": "g", "when": "a > 1", "on": "root", "reason": "R.", "rule": name, "settings": settings}
    step = made(index_of(kind, name, settings), gates=[gate]).limits[0].step
    given = figures()[:, :, 0]
    bites = given > 4
    np.testing.assert_array_equal(step(given, bites), one_by_one(step, given, bites))


@pytest.mark.parametrize(("kind", "name", "settings"), of_kind("measure"))
def test_measures(kind, name, settings):
    index = dimension("root", leaf("a", "q", measure=use(name, **settings)), normalise=use("none", to=[0, 100]))
    step = made(index).leaves[0].measure
    seen = rated(answers([0, 0, 0, 1, 1, 3]), 4)
    weights = np.random.default_rng(3).uniform(0, 2, (*LEAD, 6))

    def run(weights):
        return step(Ratings(seen.starts, seen.columns["q"], weights)).values

    np.testing.assert_allclose(run(weights), one_by_one(run, weights), rtol=1e-14)
