"""Measuring anew all at once gives what each rule gives by itself."""

from dataclasses import replace

import numpy as np
import pytest
from indices import VOCABULARY, dimension, leaf, records, units, use

from engine.framework.missing import Missing
from engine.framework.models import Framework
from engine.framework.rules import Rule, RuleKind
from engine.framework.vocabulary import Vocabulary
from engine.scoring.arrays import Column, Figures, Snapshot
from engine.scoring.gather import measured, rated
from engine.scoring.planning import make_plan
from engine.scoring.redrawing import Redrawing

UNITS = 7  # the last has no answers at all


def last_but_one(*ratings):
    """A stranger's rule, that says nothing of sums: the second largest answer that has weight."""
    given, starts = ratings[0], ratings[0].starts
    found = np.full((*given.weights.shape[:-1], len(starts) - 1), np.nan)
    for place in np.ndindex(found.shape):
        own = slice(starts[place[-1]], starts[place[-1] + 1])
        seen = np.sort(given.column.values[own][given.weights[(*place[:-1], own)] > 0])
        found[place] = seen[-2] if len(seen) > 1 else np.nan
    point = found.reshape(-1, found.shape[-1])[0]
    reasons = np.where(np.isnan(point), np.int8(Missing.NO_DATA), np.int8(0))
    return replace(VOCABULARY.rules[RuleKind.MEASURE, "mean"].apply(*ratings), values=found, reasons=reasons)


RULES = [
    leaf("mean", "q", measure=use("mean")),
    leaf("pooled", measure=use("mean"), **{"from": ("q", "r")}),
    leaf("median", "q", measure=use("median")),
    leaf("medians", measure=use("median"), **{"from": ("q", "r")}),
    leaf("few", "r", measure=use("median"), min_n=9),
    leaf("share", "c", measure=use("share", of=["yes"])),
    leaf("count", "c", measure=use("count", of=["yes"])),
    leaf("value", "q", measure=use("value")),
    leaf("ratio", "p", measure=use("ratio", none_due="full")),
    leaf("left_out", "p", measure=use("ratio")),
    leaf("own", "q", measure=use("last_but_one")),
    leaf("nobody", "never", measure=use("mean")),
    leaf("outside"),
]


def made(size, seed):
    """Few and many answers, skipped ones, equal ones, weights of 0, and parts of which nothing is due."""
    random = np.random.default_rng(seed)
    unit = random.integers(0, UNITS - 1, size)
    gaps = random.random((2, size)) < 0.2
    q = np.where(gaps[0], None, random.integers(0, 6, size)).tolist()
    r = np.where(gaps[1], None, random.normal(5, 2, size)).tolist()
    given = records(unit, weight=random.choice([0, 1, 2.5], size), q=q, r=r)
    told = np.zeros(size, dtype=np.int8)
    none = np.full(size, np.nan)
    due = random.integers(0, 2, size) * 4.0
    columns = {
        **given.columns,
        "c": Column(none, random.integers(0, 2, size), told, ("yes", "no")),
        "p": Column(none, np.full(size, -1), told, parts={"due": due, "done": due * random.random(size)}),
    }
    outside = Figures({"outside": np.arange(UNITS, dtype=float)})
    return Snapshot(units(*"g" * UNITS), replace(given, columns=columns), {"": outside})


def plan_of(leaves):
    words = Vocabulary.of((), [*VOCABULARY.rules.values(), Rule("last_but_one", RuleKind.MEASURE, last_but_one)])
    index = dimension("root", *leaves, normalise=use("none", to=[0, 10]))
    sketch = {"thuocdo": 1, "id": "x", "title": "X", "edition": "1", "status": "example", "source": "s"}
    return make_plan(Framework.model_validate({**sketch, "index": index}), words)


@pytest.mark.parametrize(("size", "seed"), [(12, 1), (60, 2), (900, 3)])
def test_all_at_once_is_one_by_one(size, seed):
    plan, snapshot = plan_of(RULES), made(size, seed)
    seen = rated(snapshot.records, UNITS)
    point = measured(plan, snapshot, "", seen, seen.weight)
    drawn = np.random.default_rng(seed).choice([0, 0, 1.5, 3.0], (40, size)) * seen.weight
    slow = measured(plan, snapshot, "", seen, drawn).values
    there = ~np.isnan(point.values)
    found = Redrawing(plan, snapshot, "", seen, point).values(drawn)
    assert np.isnan(found[:, ~there]).all()
    np.testing.assert_allclose(found[:, there], slow[:, there], rtol=1e-12, atol=1e-12)
    # also where a record's draws lie side by side in memory
    side_by_side = np.asfortranarray(drawn)
    np.testing.assert_allclose(Redrawing(plan, snapshot, "", seen, point).values(side_by_side), found, rtol=1e-12)
    if size == 12:  # the small round has draws in which nothing is left, and the large one none
        assert np.isnan(found[:, there]).any()
