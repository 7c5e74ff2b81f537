"""What a unit's answers come to under the real rules, indicator by indicator, before anybody scores the round."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from engine.appraisal.asked import read_by
from engine.catalog import Offered
from engine.framework.models import Node, RuleUse
from engine.framework.ranges import ranges_of
from engine.framework.rules import RuleKind
from engine.questionnaire.answers import Answers
from engine.questionnaire.identity import Same
from engine.scoring.arrays import Figures
from engine.scoring.plan import Plan
from engine.scoring.planning import make_plan
from engine.scoring.run import score
from engine.snapshots import Filled, register_of, snapshot_of
from engine.store.assessment_nouns import OutsideFigure


@dataclass(frozen=True)
class Points:
    """The score of a node; `score` None where there is none now. `most`: the highest there can be, where it is known.

    `is_relative`: it depends on the other units, so that nothing can be told of it alone.
    """

    node: Node
    score: float | None
    most: float | None
    is_relative: bool = False


def points_of(
    offered: Offered, form_id: str, unit: str, answers: Answers, outside: Iterable[OutsideFigure] = ()
) -> Mapping[str, Points]:
    """The points of every node for one unit with these answers and what is known from outside, each by its rule."""
    units = tuple(each for each in register_of(offered.framework) if each.id == unit)
    snapshot = snapshot_of(offered.framework, offered.vocabulary, [Filled(form_id, unit, answers)], units)
    known = {each.indicator: each for each in outside if each.unit == unit}
    if known and units:
        figures = Figures(
            {name: np.array([np.nan if each.value is None else each.value]) for name, each in known.items()},
            {name: np.array([each.missing], dtype=np.int8) for name, each in known.items()},
        )
        snapshot = replace(snapshot, figures={"": figures})
    table = score(plan_alone(Same(offered)), snapshot)
    relative, most = relative_nodes(Same(offered)), _most(Same(offered))
    found = {}
    for row, (name, node) in enumerate(offered.framework.nodes.items()):
        given = float(table.score[row, 0]) if len(units) else float("nan")
        has = not np.isnan(given) and name not in relative
        found[name] = Points(node, given if has else None, most.get(name), name in relative)
    return found


def points_by_question(offered: Offered, points: Mapping[str, Points]) -> Mapping[str, tuple[Points, ...]]:
    """The points of the indicators that read each question."""
    readers = read_by(offered.framework)
    return {question: tuple(points[name] for name in names) for question, names in readers.items()}


@lru_cache(maxsize=32)
def _most(offered: Same[Offered]) -> Mapping[str, float]:
    """The highest score that each node can have, where its rules tell it."""
    ranges = ranges_of(offered.it.framework, offered.it.vocabulary).scores
    return {name: high for name, (_low, high) in ranges.items() if np.isfinite(high)}


@lru_cache(maxsize=32)
def relative_nodes(offered: Same[Offered]) -> frozenset[str]:
    """The nodes whose score depends on other units: a rule takes its range over them."""
    whole, rules = offered.it.framework, offered.it.vocabulary.rules
    found: set[str] = set()

    def look(node: Node, above: str | None, over: object) -> bool:
        use = node.normalise
        name = use.rule if use else above
        over = use.settings.get("over") if use else over
        rule = rules.get((RuleKind.NORMALISE, name)) if name else None
        own = node.is_indicator and rule is not None and rule.looks != "itself" and over != "frozen"
        below = [look(child, name, over) for child in node.children]
        if own or any(below):
            found.add(node.id)
        return node.id in found

    look(whole.index, None, None)
    return frozenset(found)


@lru_cache(maxsize=32)
def plan_alone(offered: Same[Offered]) -> Plan:
    """The plan without what compares units: of one alone there is nothing to compare, and nobody is told the result."""
    relative = relative_nodes(offered)
    if not relative:
        return offered.it.plan

    def without(node: Node) -> Node:
        children = tuple(without(child) for child in node.children)
        own = {"normalise": RuleUse(rule="none", settings={}), "treat": ()}
        return node.model_copy(update={"children": children, **(own if node.id in relative and not children else {})})

    whole = offered.it.framework
    return make_plan(whole.model_copy(update={"index": without(whole.index)}), offered.it.vocabulary)
