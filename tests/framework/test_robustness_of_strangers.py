"""Choices of a method are checked by what their rules say of themselves, a stranger's like the built-in ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from engine.builtin import plugin
from engine.framework.reader import read_text
from engine.framework.rule_at import Misuse, Range, RuleAt
from engine.framework.rules import Rule, RuleKind
from engine.framework.vocabulary import Vocabulary
from engine.scoring.arrays import Adjusted

TEXT = """\
thuocdo: 1
id: x
edition: "1"
title: {vi: X, en: X}
status: example
source: s
units: {groups: {a: A}}
index:
  id: total
  title: {vi: T, en: T}
  normalise: {rule: goalposts, low: 0, high: 10, to: [0, 100]}
  children:
    - {id: a, title: {vi: A, en: A}, from: outside}
    - {id: b, title: {vi: B, en: B}, from: outside}
robustness:
  %s
"""


def odd(scores: Any, weights: Any) -> Any:
    """A stranger's aggregator."""
    return np.nanmax(scores, axis=-2)


def stretched(values: Any, higher: Any, peers: Any) -> Adjusted:
    """A stranger's normaliser."""
    return Adjusted(values)


def not_so_low(at: RuleAt) -> Iterator[Misuse]:
    for part in (part for join in at.joins for part in join):
        if part.low < 5:
            yield Misuse(f"`{part.id}` begins at {part.low:g}.", "Begin at 5.")
            return


def fails(at: RuleAt) -> Iterator[Misuse]:
    raise KeyError("lost")
    yield from at.joins


def told(choice: str, *rules: Rule) -> list[str]:
    vocabulary = Vocabulary.of(plugin.thuocdo_question_types(), (*plugin.thuocdo_rules(), *rules))
    return [f"{each.what} {each.mend}" for each in read_text(TEXT % choice, "x.yaml", vocabulary).problems]


def test_an_aggregator_says_itself_what_it_does_not_take() -> None:
    rule = Rule("odd", RuleKind.AGGREGATE, odd, checks=not_so_low)
    assert told("aggregate: [odd]", rule) == ["`a` begins at 0. Begin at 5."]
    wide = "normalise: [{by: {rule: minmax, to: [-20, 90]}}]\n  aggregate: [odd]"
    assert "`a` begins at -20. Begin at 5." in told(wide, rule)


def test_a_check_that_fails_is_told_and_hides_nothing() -> None:
    found = told("aggregate: [odd]", Rule("odd", RuleKind.AGGREGATE, odd, checks=fails))
    assert found == ["the rule `odd` has a check that failed: KeyError: 'lost'. Tell the author of its plugin."]


@pytest.mark.parametrize(
    ("ends", "warned"), [((0.0, 100.0), False), ((20.0, 90.0), False), ((0.0, 400.0), True), (None, True)]
)
def test_a_normaliser_on_another_scale_is_remarked_upon(ends: Range | None, warned: bool) -> None:
    rule = Rule("stretched", RuleKind.NORMALISE, stretched, ends=None if ends is None else lambda _values: ends)
    what = "`stretched` puts `a` on another scale than 0 to 100."
    assert any(each.startswith(what) for each in told("normalise: [stretched]", rule)) is warned
