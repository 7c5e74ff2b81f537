"""A stranger's rule says itself what the engine asks of rules: its ends, its mistakes, whether its points add up."""

import numpy as np
import pytest

from engine.builtin import plugin
from engine.framework.reader import read_text
from engine.framework.rule_at import Misuse, RuleAt, ends_of_parts
from engine.framework.rules import Rule, RuleKind
from engine.framework.vocabulary import Vocabulary
from engine.scoring.arrays import Figures, Snapshot, UnitRow
from engine.scoring.planning import make_plan
from engine.scoring.run import score

FILE = """\
thuocdo: 1
id: strange
edition: "2025"
title: Lạ
status: example
source: Ví dụ
languages: [vi]
index:
  id: total
  title: Tổng
  aggregate: RULE
  normalise: {rule: goalposts, low: 0, high: 10, to: [0, 50]}
  children:
    - {id: a, title: A, from: outside}
    - {id: b, title: B, from: outside, weight: 2}
bands:
  - {id: high, label: Cao, from: 60}
  - {id: low, label: Thấp, from: 0}
"""


def total(scores: np.ndarray, weights: np.ndarray, *, bonus: float = 0.0) -> np.ndarray:
    """Adds up."""
    return np.nansum(scores * weights, axis=-2) + bonus


def twice(parts, *, bonus):
    return sum(part.weight * part.low for part in parts), sum(part.weight * part.high for part in parts) + bonus


def no_bonus(at: RuleAt):
    if at.settings["bonus"] > 5:
        yield Misuse(f"a bonus of {at.settings['bonus']:g} for {len(at.joins[0])} children.", "Lower it.", ("bonus",))


def told(rule: Rule, use: str = "strange") -> list[str]:
    vocabulary = Vocabulary.of(plugin.thuocdo_question_types(), [*plugin.thuocdo_rules(), rule])
    return [str(problem) for problem in read_text(FILE.replace("RULE", use), "strange.yaml", vocabulary).problems]


def strange(**more) -> Rule:
    return Rule("strange", RuleKind.AGGREGATE, total, **more)


def test_a_rule_that_does_not_say_its_ends_can_give_anything() -> None:
    assert told(strange()) == []


def test_a_band_that_the_rules_own_ends_never_reach_is_told() -> None:
    assert told(strange(ends=twice)) == []  # 50 + 2 · 50
    assert told(strange(ends=ends_of_parts_of)) == [
        "strange.yaml:17:34: band high: the band begins at 60, but the score is at most 50. "
        "Let it begin within the scores, or remove it."
    ]


def ends_of_parts_of(parts, **_settings):
    return ends_of_parts(parts)


def test_a_mistake_that_the_rule_finds_is_told_at_its_setting() -> None:
    assert told(strange(checks=no_bonus), "{rule: strange, bonus: 7}") == [
        "strange.yaml:11:37: index: a bonus of 7 for 2 children. Lower it."
    ]
    assert told(strange(checks=no_bonus)) == []


@pytest.mark.parametrize(
    ("more", "what"),
    [
        ({"ends": lambda parts, **_: parts.nothing}, "cannot tell between which ends its results lie: AttributeError"),
        ({"ends": lambda parts: (0, 1)}, "cannot tell between which ends its results lie: TypeError"),
        ({"ends": lambda parts, **_: "many"}, "cannot tell between which ends its results lie: ValueError"),
        ({"checks": lambda at: at.nothing}, "has a check that failed: AttributeError"),
        ({"checks": lambda at: [1]}, "has a check that failed: AttributeError"),
    ],
)
def test_what_raises_in_a_rule_is_told_and_stops_nothing_else(more, what) -> None:
    (problem,) = told(strange(**more))
    assert f"the rule `strange` {what}" in problem
    assert problem.endswith("Tell the author of its plugin.")


def test_points_of_a_rule_that_adds_up_are_told_with_the_most_that_there_are() -> None:
    figures = Figures({"a": np.array([5.0]), "b": np.array([10.0])})
    snapshot = Snapshot((UnitRow("u", "U", "g"),), None, {"": figures})
    most = {}
    for adds_up in (True, False):
        rules = [*plugin.thuocdo_rules(), strange(adds_up=adds_up)]
        vocabulary = Vocabulary.of(plugin.thuocdo_question_types(), rules)
        read = read_text(FILE.replace("RULE", "strange"), "strange.yaml", vocabulary)
        table = score(make_plan(read.framework, vocabulary), snapshot)
        most[adds_up] = table.most[0, 0]
        assert table.score[0, 0] == 25 + 100
    assert most[True] == 150
    assert np.isnan(most[False])
