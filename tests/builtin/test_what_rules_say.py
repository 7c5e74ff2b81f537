"""What rules say of themselves holds of what they do."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.builtin.plugin import thuocdo_rules
from engine.framework.rules import RuleKind
from engine.offers import offers_of
from engine.plugins import make_plugin_manager
from engine.scoring.arrays import Peers

AGGREGATORS = [rule for rule in thuocdo_rules() if rule.kind is RuleKind.AGGREGATE]
NORMALISERS = {rule.name: rule for rule in thuocdo_rules() if rule.kind is RuleKind.NORMALISE}
SETTINGS = {
    "power": {"exponent": 2.0},
    "mazziotta_pareto": {"penalty": "down"},
    "mean_min": {"share": 0.5},
    "coverage_adjusted": {"exponent": 0.5},
}
PEERS = Peers(np.ones(3, dtype=bool), np.zeros(3, dtype=np.int64), ("g",))
table = st.lists(st.tuples(*[st.integers(1, 20).map(float)] * 3), min_size=4, max_size=6)


def joined(rule, scores, weights):
    """The scores of three units joined by a rule with its usual settings."""
    more = (PEERS,) if rule.compares else ()
    return rule.apply(scores, np.broadcast_to(weights[:, np.newaxis], scores.shape), *more, **SETTINGS.get(rule.name, {}))


@pytest.mark.parametrize("rule", [rule for rule in AGGREGATORS if rule.by_share], ids=lambda rule: rule.name)
@settings(max_examples=40, deadline=None)
@given(table, st.integers(1, 7))
def test_one_that_goes_by_share_does_not_feel_all_weights_times_so_many(rule, scores, factor):
    given_scores, weights = np.array(scores), np.arange(1.0, len(scores) + 1)
    np.testing.assert_allclose(joined(rule, given_scores, factor * weights), joined(rule, given_scores, weights), rtol=1e-12)


def test_only_those_that_add_up_do_not_go_by_share():
    assert {rule.name for rule in AGGREGATORS if not rule.by_share} == {"sum", "out_of", "capped_sum", "level", "reached"}


def test_the_normaliser_that_does_not_turn_gives_the_same_either_way():
    (name,) = [name for name, rule in NORMALISERS.items() if not rule.turns]
    values = np.array([[1.0, 5.0, 9.0]])
    either = [NORMALISERS[name].apply(values, np.array([higher]), PEERS).values for higher in (True, False)]
    np.testing.assert_array_equal(*either)


@pytest.mark.parametrize("rule", offers_of(make_plugin_manager()).rules, ids=lambda rule: f"{rule.kind} {rule.name}")
def test_every_rule_tells_its_formula_its_edges_and_where_it_is_from(rule):
    formula, _, edges = rule.reference.partition("\n\n")
    assert formula.strip().endswith((".", ":"))
    assert edges.strip().endswith(")"), "the source stands last, in brackets"
    source = edges[edges.rindex("(") :] if edges.count("(") else ""
    assert re.search("[A-ZĐ]", source), "a source has a name"


def test_every_measure_of_the_engine_says_what_it_reads():
    assert all(rule.reads for rule in thuocdo_rules() if rule.kind is RuleKind.MEASURE)
