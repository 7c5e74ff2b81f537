"""Units with too few figures: who they are, and that nothing about the others depends on them."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from indices import dimension, leaf, records, snapshot, units, use

from engine.builtin import plugin
from engine.framework.missing import Missing
from engine.framework.models import Framework
from engine.framework.vocabulary import Vocabulary
from engine.problems import ThuocDoError
from engine.scoring.arrays import Snapshot
from engine.scoring.gather import peers_of
from engine.scoring.planning import make_plan
from engine.scoring.run import score
from engine.scoring.screening import screened_of

VOCABULARY = Vocabulary.of(plugin.thuocdo_question_types(), plugin.thuocdo_rules())
NAN = np.nan
NORMALISERS = [
    use("minmax", to=[1, 100], constant="middle"),
    use("zscore", deviation="sample", constant="middle"),
    use("rank", ties="mean"),
    use("percentile_rank"),
    use("best", start=0),
]
figure = st.integers(1, 20).map(float)
cell = st.one_of(st.just(NAN), figure)
rows = st.lists(st.tuples(cell, cell, cell), min_size=2, max_size=8)


def plan(index, **more):
    sketch = {"thuocdo": 1, "id": "x", "title": "X", "edition": "1", "status": "example", "source": "s"}
    return make_plan(Framework.model_validate({**sketch, "index": index, **more}), VOCABULARY)


def tree(**more):
    return dimension("root", leaf("a", weight=3), dimension("d", leaf("b"), leaf("c")), **more)


def columns(given_rows):
    return dict(zip("abc", (list(column) for column in zip(*given_rows, strict=True)), strict=True))


def screened(screen, figures, reasons=None, groups=None, index=None):
    """Who is left out of a round with these figures."""
    made = plan(index or tree(), screen=screen)
    return score(made, snapshot(figures, groups, reasons)).screened.tolist()


def test_two_thirds_by_number_unless_the_file_says_otherwise():
    figures = {"a": [1, 1, NAN], "b": [2, NAN, 2], "c": [NAN, NAN, 3]}
    assert screened({}, figures) == [False, True, False]
    assert screened({"least": 0.67}, figures) == [True, True, True]
    assert screened(None, figures) == [False, False, False]


def test_by_weight_a_dimension_shares_out_what_it_weighs():
    figures = {"a": [1, NAN], "b": [NAN, 2], "c": [NAN, 3]}  # a weighs 3/4, b and c 1/8 each
    assert screened({"least": 0.5, "by": "weight"}, figures) == [False, True]
    assert screened({"least": 0.5}, figures) == [True, False]


def test_what_does_not_apply_is_not_asked_for():
    reasons = {"a": np.array([Missing.NOT_APPLICABLE, Missing.NO_DATA], dtype=np.int8)}
    figures = {"a": [NAN, NAN], "b": [2, 2], "c": [3, 3]}
    assert screened({"least": 0.9}, figures, reasons) == [False, True]


def test_what_weighs_nothing_or_has_no_score_does_not_count():
    index = dimension("root", leaf("a"), leaf("b", weight=0), leaf("c", scored=False))
    assert screened({"least": 0.9}, {"a": [1, NAN], "b": [NAN, 2], "c": [NAN, 3]}, index=index) == [False, True]


def test_what_is_optional_and_nobody_of_the_group_has_is_not_asked_for():
    index = dimension("root", leaf("a"), leaf("b", optional=True))
    figures = {"a": [1, 2, 3], "b": [NAN, NAN, 4]}
    assert screened({"least": 0.9}, figures, groups=["g", "h", "h"], index=index) == [False, True, False]


def test_a_screened_unit_keeps_its_figures_and_tells_why_it_has_no_score():
    table = score(
        plan(tree(normalise=NORMALISERS[0]), screen={}), snapshot({"a": [1, 9, 90], "b": [2, 3, NAN], "c": [3, 4, NAN]})
    )
    rows_of = [table.node_row(name) for name in ("root", "a", "b")]
    assert [Missing(table.missing[row, 2]) for row in rows_of] == [Missing.SCREENED, Missing.SCREENED, Missing.NO_DATA]
    assert table.value[table.node_row("a"), 2] == 90
    assert table.coverage[0, 2] == 0.75
    assert np.isnan(table.score[:, 2]).all()
    assert np.isnan(table.rank[:, 2]).all()
    assert table.score[table.node_row("a"), :2].tolist() == [1, 100]


@settings(max_examples=150, deadline=None)
@given(
    rows,
    st.sampled_from(NORMALISERS),
    st.sampled_from(["mean", "median", "minimum", "copeland"]),
    st.sampled_from([(), (use("impute", by=["mean"]),), (use("winsorise", low=0.1, high=0.9),)]),
    st.sampled_from([{}, {"least": 0.5, "by": "weight"}]),
    st.booleans(),
)
def test_others_score_as_if_a_screened_unit_were_not_there(given_rows, normalise, rule, treat, screen, filled):
    made = plan(
        tree(normalise=normalise, aggregate=use(rule), treat=treat, min_coverage=0.0 if filled else 0.5), screen=screen
    )
    alone = plan(tree(normalise=normalise, aggregate=use(rule), treat=treat, min_coverage=0.0 if filled else 0.5))
    given = snapshot(columns(given_rows))
    try:
        table = score(made, given)
    except ThuocDoError:
        assume(False)
    stay = ~table.screened
    assume(stay.any())
    without = score(alone, snapshot(columns([row for row, stays in zip(given_rows, stay, strict=True) if stays])))
    np.testing.assert_allclose(table.score[:, stay], without.score, rtol=0, atol=1e-12)
    np.testing.assert_array_equal(table.rank[:, stay], without.rank)
    np.testing.assert_array_equal(table.missing[:, stay], without.missing)
    assert np.isnan(table.score[:, ~stay]).all()


def test_redrawn_respondents_leave_the_same_units_out():
    unit = [0, 0, 0, 1, 1, 1, 2, 2, 2]
    given = Snapshot(
        units("g", "g", "g"), records(unit, a=[1, 2, 3, 4, 5, 6, 50, 60, 70], b=[1, 3, 2, 6, 4, 5, None, None, None])
    )
    index = dimension(
        "root", leaf("a", "a"), leaf("b", "b"), measure=use("mean"), normalise=use("minmax", constant="middle")
    )
    forms = [
        {
            "id": "f", "title": "F", "audience": "respondents",
            "pages": [{"id": "p", "title": "P", "questions": [
                {"id": name, "type": "number", "text": name} for name in "ab"
            ]}],
        }
    ]  # fmt: skip
    table = score(plan(index, screen={"least": 0.9}, forms=forms), given, replicates=60, seed=1)
    assert table.screened.tolist() == [False, False, True]
    assert np.isnan(table.score_low[:, 2]).all()
    assert table.replicates == 60
    assert not np.isnan(table.score_low[0, :2]).any()


@pytest.mark.parametrize("by", ["number", "weight"])
def test_nobody_is_screened_for_whom_nothing_applies(by):
    made = plan(tree(), screen={"least": 1.0, "by": by})
    reasons = np.full((len(made.nodes), 2), Missing.PRESENT, dtype=np.int8)
    reasons[[leaf.row for leaf in made.leaves], 1] = Missing.NOT_APPLICABLE
    peers = peers_of(units("g", "g"))
    assert screened_of(made, peers, reasons, np.zeros(reasons.shape, dtype=bool)).tolist() == [False, False]


def test_what_an_earlier_edition_screened_does_not_reach_into_a_range_over_editions():
    made = plan(tree(normalise=use("minmax", over="panel", to=[0, 100])), screen={})
    before = snapshot({"a": [0, 900], "b": [0, NAN], "c": [0, NAN]})
    now = snapshot({"a": [5, 10], "b": [5, 10], "c": [5, 10]})
    table = score(made, replace(now, earlier=(before,)))
    assert table.score[0].tolist() == [50, 100]
