"""Whom a cap would hold if another had not."""

from __future__ import annotations

import numpy as np

from engine.catalog import build_catalog
from engine.framework.reader import read_text
from engine.plugins import make_plugin_manager
from engine.scoring.arrays import Figures, Snapshot, UnitRow
from engine.scoring.chain import Chain, chain_of
from engine.scoring.held import also_held
from engine.scoring.planning import make_plan

FRAMEWORK = """
thuocdo: 1
id: held
edition: "2026"
title: Mức trần
status: example
languages: [vi]
source: viết cho kiểm thử
units:
  groups: {g: Nhóm}
  list: [{id: u, group: g, title: U}, {id: v, group: g, title: V}, {id: w, group: g, title: W}]
index:
  id: total
  title: Tổng
  aggregate: mean
  normalise: {rule: none, to: [0, 10]}
  children:
    - id: a
      title: A
      children: [{id: x, title: X, from: outside}, {id: y, title: "Y", from: outside}]
    - id: b
      title: B
      children: [{id: z, title: Z, from: outside}]
gates:
  - {id: a_by_item, on: a, when: x < 3, rule: cap, at: 4, reason: một mục dưới 3}
  - {id: a_by_b, on: a, when: b < 5, rule: cap, at: 9, reason: phần kia dưới 5}
  - {id: whole_low, on: total, when: a < 5, rule: cap, at: 4, reason: phần A dưới 5}
  - {id: whole_lower, on: total, when: a < 5, rule: cap, at: 6, reason: phần A dưới 5}
"""


def chain_with(x: list[float], y: list[float], z: list[float]) -> Chain:
    vocabulary = build_catalog(make_plugin_manager()).vocabulary
    read = read_text(FRAMEWORK, "held.yaml", vocabulary)
    assert read.framework is not None, read.problems
    units = tuple(UnitRow(name, name.upper(), "g") for name in "uvw")
    figures = {name: np.array(values) for name, values in (("x", x), ("y", y), ("z", z))}
    return chain_of(make_plan(read.framework, vocabulary), Snapshot(units, figures={"": Figures(figures)}))


def test_who_meets_a_condition_and_is_as_low_already() -> None:
    # u: a (2 + 10)/2 = 6, capped at 4; total (4 + 10)/2 = 7, capped at 4, and so below the cap at 6 as well
    # v: a (2 + 2)/2 = 2, low without any cap; total (2 + 1)/2 = 1.5
    # w meets nothing
    chain = chain_with([2, 2, 8], [10, 2, 8], [10, 1, 8])
    told = {(bite.gate, bite.unit, bite.before, bite.after) for bite in chain.table.gates}
    assert told == {("a_by_item", 0, 6, 4), ("whole_low", 0, 7, 4)}
    # the cap on A that asks for B is left out: B is not below it
    assert also_held(chain) == {"a_by_item": (1,), "whole_low": (1,), "whole_lower": (0, 1)}


def test_who_has_no_score_is_held_by_nothing() -> None:
    nothing = float("nan")
    assert also_held(chain_with([nothing, 8, 8], [nothing, 8, 8], [nothing, 8, 8])) == {}
