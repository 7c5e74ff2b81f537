"""Laws that hold for every bundled rule, or for every measure that can be better or worse."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from indices import dimension, leaf, records, snapshot, units, use
from test_hostile_figures import CASES, index_of, made

from engine.problems import ThuocDoError
from engine.scoring.arrays import Snapshot
from engine.scoring.run import score

QUICK = settings(max_examples=15, deadline=None)
figure = st.integers(0, 12).map(float)
cell = st.one_of(st.just(np.nan), figure)
rows = st.lists(st.tuples(cell, cell), min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("kind", "name", "given_settings"),
    [case for case in CASES if case.values[0] in ("treat", "normalise", "aggregate")],
)
@QUICK
@given(given_rows=rows, random=st.randoms(use_true_random=False))
def test_permuting_units_permutes_scores_and_ranks(kind, name, given_settings, given_rows, random):
    plan = made(index_of(kind, name, given_settings))
    order = list(range(len(given_rows)))
    random.shuffle(order)
    if name == "reference":  # the yardstick keeps its name, and so has to keep its place
        order = [0, *(place for place in order if place != 0)]

    def table_of(some_rows):
        try:
            return score(plan, snapshot(dict(zip("ab", map(list, zip(*some_rows, strict=True)), strict=True))))
        except ThuocDoError:
            return None

    straight, mixed = table_of(given_rows), table_of([given_rows[place] for place in order])
    assert (straight is None) == (mixed is None)  # what is refused is refused in any order
    if straight is None or mixed is None:
        return
    width = max(high - low for low, high in straight.scale.values())
    np.testing.assert_allclose(straight.score[:, order], mixed.score, rtol=0, atol=1e-10 * max(width, 1))
    np.testing.assert_array_equal(straight.rank[:, order], mixed.rank)


answer = st.one_of(st.none(), st.integers(0, 10).map(float))
measure = st.sampled_from([
    use("mean"), use("median"), use("quantile", at=0.3), use("total"), use("share_within", at_least=5),
])  # fmt: skip
aggregate = st.sampled_from([
    use("mean"), use("geometric"), use("minimum"), use("mean_min", share=1), use("mean_min", share=0.5, smooth=10),
    use("coverage_adjusted", exponent=0.5),
])  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 2), answer, answer), min_size=1, max_size=12),
    st.integers(0, 11),
    st.integers(1, 10),
    st.booleans(),
    measure,
    aggregate,
    st.sampled_from([use("goalposts", low=0, high=10, to=[1, 100]), use("minmax", constant="middle", to=[1, 100])]),
)
def test_a_worse_answer_never_raises_the_own_score(given_rows, which, step, at_second, measured, joined, normalise):
    # given the same answers but one, which is worse; missing ones stay missing
    which %= len(given_rows)
    unit = given_rows[which][0]
    worse = [list(row) for row in given_rows]
    place = 2 if at_second else 1
    assume(worse[which][place] is not None)
    worse[which][place] = worse[which][place] + step if at_second else worse[which][place] - step
    index = dimension(
        "root",
        leaf("x", "p"),
        leaf("y", "q", direction="lower"),
        normalise=normalise,
        aggregate=joined,
        measure=measured,
    )

    def own(answers):
        of, p, q = zip(*answers, strict=True)
        taken = Snapshot(units("g", "g", "g"), records(list(of), p=list(p), q=list(q)))
        return score(made(index), taken).score[0, unit]

    before, after = own(given_rows), own(worse)
    # then the unit's score is not higher, or as missing as it was
    assert np.isnan(before) == np.isnan(after)
    assert np.isnan(after) or after <= before + 1e-9
