"""Ratios of many units: sums divided by sums, and who brought something to them."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.catalog import Catalog, build_catalog
from engine.framework.missing import Missing
from engine.framework.reader import read_text
from engine.plugins import make_plugin_manager
from engine.questionnaire.answers import Answer, AnswerKey
from engine.scoring.chain import Chain, chain_of
from engine.scoring.planning import make_plan
from engine.scoring.summing import SummedRatio, summed_ratios
from engine.snapshots import Filled, snapshot_of

UNITS = ("a", "b", "c", "d", "e")
FRAMEWORK = """
thuocdo: 1
id: sums
edition: "2026"
title: Tỷ lệ
status: example
languages: [vi]
source: viết cho kiểm thử
units:
  groups: {g: Nhóm, h: Nhóm khác}
  list:
    - {id: a, group: g, title: A}
    - {id: b, group: g, title: B}
    - {id: c, group: g, title: C}
    - {id: d, group: g, title: D}
    - {id: e, group: h, title: E}
forms:
  - id: report
    title: Phiếu
    audience: AUDIENCE
    pages:
      - id: only
        title: Trang
        questions:
          - {id: trained, type: ratio, required: false, text: Bao nhiêu cán bộ đã tập huấn?}
          - {id: years, type: number, required: false, text: Bao nhiêu năm?}
index:
  id: total
  title: Tổng
  aggregate: mean
  min_coverage: 0
  normalise: {rule: goalposts, low: 0, high: 100, to: [0, 10]}
  children:
    - {id: i_trained, title: Tập huấn, from: trained, measure: ratio, applies_to: [g]}
    - {id: i_years, title: Số năm, from: years, measure: value}
"""
NOT_MINE = Answer(None, Missing.NOT_APPLICABLE)


@cache
def catalog() -> Catalog:
    return build_catalog(make_plugin_manager())


def chain_with(answers: dict[str, Answer | None], audience: str = "unit\n    unanswered: missing") -> Chain:
    """Scored answers to the question about a ratio; None leaves it empty, and who is not named sent nothing."""
    read = read_text(FRAMEWORK.replace("AUDIENCE", audience), "sums.yaml", catalog().vocabulary)
    assert read.framework is not None, read.problems
    filled = [
        Filled("report", unit, {} if answer is None else {AnswerKey("trained"): answer})
        for unit, answer in answers.items()
    ]
    snapshot = snapshot_of(read.framework, catalog().vocabulary, filled)
    return chain_of(make_plan(read.framework, catalog().vocabulary), snapshot)


def of(done: float, due: float) -> Answer:
    return Answer({"done": done, "due": due})


def everybody(chain: Chain) -> tuple[SummedRatio, ...]:
    return summed_ratios(chain, np.ones(len(UNITS), dtype=bool))


def test_a_large_unit_has_a_large_part() -> None:
    # 1 of 2 and 900 of 1,000: together 901 of 1,002 (89.92 %), where the mean of 50 % and 90 % would be 70 %
    (found,) = everybody(chain_with({"a": of(1, 2), "b": of(900, 1000)}))
    assert (found.node, found.done, found.due) == ("i_trained", 901, 1002)
    assert found.percent == pytest.approx(89.920159680)


def test_what_is_missing_adds_nothing_and_is_counted_apart_from_what_does_not_concern_a_unit() -> None:
    answers = {"a": of(3, 4), "b": of(0, 0), "c": None, "d": NOT_MINE, "e": of(1, 1)}
    (found,) = everybody(chain_with(answers))
    # only a brings anything; b had nothing due, d and e (another group) are not asked about it; c left it empty
    assert found == SummedRatio("i_trained", 3, 4, counted=1, idle=3, missing=1)
    (fewer,) = everybody(chain_with({unit: answers[unit] for unit in "abde"}))
    assert fewer == SummedRatio("i_trained", 3, 4, counted=1, idle=3, missing=1)  # c sent nothing at all


def test_only_those_that_are_looked_at_are_summed() -> None:
    chain = chain_with({"a": of(1, 2), "b": of(900, 1000), "c": of(0, 8)})
    (found,) = summed_ratios(chain, np.array([True, False, True, False, False]))
    assert found == SummedRatio("i_trained", 1, 10, counted=2, idle=0, missing=0)


def test_where_nothing_was_due_there_is_no_ratio_and_no_zero() -> None:
    (found,) = everybody(chain_with({"a": of(0, 0)}))
    assert (found.percent, found.counted, found.idle, found.missing) == (None, 0, 2, 3)
    assert everybody(chain_with({})) == (SummedRatio("i_trained", 0, 0, counted=0, idle=1, missing=4),)


def test_what_respondents_said_is_not_summed() -> None:
    assert everybody(chain_with({"a": of(1, 2)}, audience="respondents")) == ()


numbers = st.integers(0, 50)
given_answers = st.one_of(st.none(), st.just(NOT_MINE), st.tuples(numbers, numbers).map(lambda x: of(min(x), max(x))))


@settings(max_examples=40, deadline=None)
@given(st.fixed_dictionaries({}, optional=dict.fromkeys("abcd", given_answers)))
def test_every_unit_is_counted_once_and_the_ratio_lies_between_theirs(answers) -> None:
    found = everybody(chain_with(answers))
    for each in found:
        assert each.counted + each.idle + each.missing == len(UNITS)
    own = [x.value for x in answers.values() if x is not None and x.value and x.value["due"] > 0]
    if own:
        shares = [100 * x["done"] / x["due"] for x in own]
        assert min(shares) - 1e-9 <= found[0].percent <= max(shares) + 1e-9
        assert found[0].counted == len(own)


def test_points_of_a_ratio_keep_its_numbers() -> None:
    # however many points a set gives for it
    bundled = catalog().offered["dti_commune"]
    ratios = [
        node.id for node in bundled.framework.indicators if node.measure and node.measure.rule == "points_of_ratio"
    ]
    question = {node.id: node.source[0] for node in bundled.framework.indicators}
    units = [unit.id for unit in bundled.framework.units.list][:2]
    form = next(form for form in bundled.framework.forms if question[ratios[0]] in form.question)
    filled = [
        Filled(form.id, unit, {AnswerKey(question[node]): of(*numbers) for node in ratios})
        for unit, numbers in zip(units, ((1, 2), (900, 1000)), strict=True)
    ]
    chain = chain_of(bundled.plan, snapshot_of(bundled.framework, bundled.vocabulary, filled))
    among = np.array([unit.id in units for unit in chain.table.units])
    found = {each.node: each for each in summed_ratios(chain, among)}
    assert found.keys() >= set(ratios)
    assert {(found[node].done, found[node].due, found[node].counted) for node in ratios} == {(901.0, 1002.0, 2)}
