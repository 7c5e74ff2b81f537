"""The gate knows no rule by name: a stranger's is guarded by what it says of itself, and most strictly if it does not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from small_rounds import VOCABULARY, Given, dimension, framework, leaf, round_of_answers

from engine.builtin import aggregators, normalisers
from engine.disclosure.gate import guard
from engine.framework.rules import Rule, RuleKind
from engine.framework.vocabulary import Vocabulary
from engine.scoring.planning import make_plan
from engine.scoring.run import score
from engine.scoring.table import ScoreTable


def answers(value: float, n: int) -> list[float]:
    return [float(value)] * n


def scored_by(rule: Rule, units: dict[str, Given]) -> ScoreTable:
    """Three indicators on a scale to 100, with a stranger's rule for one of its steps."""
    words = Vocabulary.of((), [*VOCABULARY.rules.values(), rule])
    index = dimension("total", leaf("a"), leaf("b"), leaf("c"), min_coverage=0.01)
    settings = {name: field.default for name, field in rule.settings.model_fields.items()}
    use = {rule.kind.value: {"rule": rule.name, "settings": settings}}
    book = framework({"normalise": {"rule": "none", "settings": {"to": [0, 100]}}, **index, **use})
    _, snapshot = round_of_answers(index, units)
    return score(make_plan(book, words), snapshot)


def kept(table: ScoreTable, unit: int = 0) -> set[str]:
    shown = guard(table)
    return {shown.nodes[row] for row in np.flatnonzero(shown.suppressed[:, unit])}


ONE: dict[str, Given] = {"u": {"q_a": answers(20, 3), "q_b": answers(50, 9), "q_c": answers(90, 7)}}


def test_one_part_of_a_mean_under_another_name_takes_the_next_along() -> None:
    assert kept(scored_by(Rule("my_mean", RuleKind.AGGREGATE, aggregators.mean, rises=True), ONE)) == {"a", "c"}
    assert kept(scored_by(Rule("my_mean", RuleKind.AGGREGATE, aggregators.mean), ONE)) == {"a", "c"}


def test_what_parts_have_together_is_told_where_the_rule_adds_up() -> None:
    linear = guard(scored_by(Rule("m", RuleKind.AGGREGATE, aggregators.mean, rises=True, linear=True), ONE))
    assert [each.score for each in linear.together] == [pytest.approx(55)]
    unsaid = guard(scored_by(Rule("m", RuleKind.AGGREGATE, aggregators.mean, rises=True), ONE))
    assert [each.score for each in unsaid.together] == [None]


@pytest.mark.parametrize(("looks", "kept_back"), [("itself", 1), ("ends", 2), ("others", 3), (None, 3)])
def test_a_normaliser_says_what_can_be_told_of_others(looks: Any, kept_back: int) -> None:
    units: dict[str, Given] = {
        f"u{place}": {"q_a": answers(10 * place, 3 if place == 0 else 9), "q_b": answers(50, 9), "q_c": answers(60, 9)}
        for place in range(6)
    }
    rule = Rule("my_range", RuleKind.NORMALISE, relative, looks=looks)
    shown = guard(scored_by(rule, units))
    assert shown.suppressed[shown.node_row("a")].sum() == kept_back


def relative(values: Any, higher: Any, peers: Any) -> Any:
    """A stranger's range."""
    return normalisers.minmax(values, higher, peers, over="group", to=(0.0, 100.0), constant="middle")
