"""Checks of normalisers by what the file tells: tables that leave values out, ranges and targets that cannot be."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from engine.framework.composer import Way
from engine.framework.index_checks import nodes_with_ways
from engine.framework.models import Audience, Framework, Node, RuleUse
from engine.framework.places import Places, did_you_mean
from engine.framework.ranges import ANY, Range, Ranges


def check_tables(framework: Framework, places: Places, ranges: Ranges | None) -> None:
    """Note the mistakes of tables; without ranges those are left out that only they can tell."""
    for way, node, use, leaf in _normalised(("index",), framework.index, None):
        if node is leaf or not leaf.is_indicator:  # told once, where the rule stands
            _of_rule(framework, places, (*way, "normalise"), node, use)
        if leaf.is_indicator and leaf.scored:
            _of_leaf(framework, places, (*way, "normalise"), leaf, use, ranges)


def check_denominators(framework: Framework, places: Places) -> None:
    """What figures are divided by has to be an indicator, or a question that a unit answers about itself."""
    own = [name for form in framework.forms if form.audience is not Audience.RESPONDENTS for name in form.question]
    known = [*(node.id for node in framework.indicators), *own]
    for way, node in nodes_with_ways(framework):
        for position, use in enumerate(node.treat or ()):
            if use.rule == "denominate" and (by := use.settings.get("by")) not in known:
                is_list = isinstance(places.composed.at(places.in_file((*way, "treat"))), list)
                at: Way = (*way, "treat", position, "by") if is_list else (*way, "treat", "by")
                mend = did_you_mean(by, known) or "Name an indicator, or a question that units answer about themselves."
                places.add(at, f"there is no `{by}` to divide by.", mend)


def _normalised(
    way: Way, node: Node, above: tuple[Way, Node, RuleUse] | None
) -> Iterator[tuple[Way, Node, RuleUse, Node]]:
    """(way and node of the rule, the rule, a node for which it holds), parents before children."""
    here = above if node.normalise is None else (way, node, node.normalise)
    if here is not None and (node.is_indicator or here[1] is node):
        yield *here, node
    for position, child in enumerate(node.children):
        yield from _normalised((*way, "children", position), child, here)


def _of_rule(framework: Framework, places: Places, way: Way, node: Node, use: RuleUse) -> None:
    given = use.settings
    below = [each.id for each in node.walk() if each.is_indicator]
    if isinstance(given.get("ranges"), Mapping):
        for name in given["ranges"]:
            if name not in below:
                what = f"`{name}` is no indicator here."
                places.add((*way, "ranges", name), what, did_you_mean(name, below), key=True)
        if given["ranges"] and given.get("over") != "frozen":
            what = "`ranges` are given, but the range is taken from the units."
            places.add((*way, "ranges"), what, "Add `over: frozen`, or remove `ranges`.", key=True)
    if use.rule == "reference" and framework.units.list and given.get("unit") not in framework.unit:
        what = f"the unit `{given.get('unit')}` is not known."
        mend = did_you_mean(given.get("unit"), framework.unit) or "Name a unit of the register."
        places.add((*way, "unit"), what, mend)


def _of_leaf(framework: Framework, places: Places, way: Way, leaf: Node, use: RuleUse, ranges: Ranges | None) -> None:
    given, whose = use.settings, f"`{leaf.id}`"
    if use.rule == "minmax" and given.get("over") == "frozen" and leaf.id not in given.get("ranges", ()):
        places.add(way, f"min-max is frozen, but {whose} has no range.", f"Add `{leaf.id}: [min, max]` to `ranges`.")
    if use.rule == "share_of_max" and leaf.direction == "lower":
        what = f"a share of the maximum has no meaning for {whose}, where lower is better."
        places.add(way, what, "Use `minmax` or `goalposts`.")
    start, aim = given.get("start"), given.get("at")
    if use.rule == "target" and isinstance(start, int | float) and isinstance(aim, int | float):
        lies_behind = aim <= start if leaf.direction != "lower" else aim >= start
        if lies_behind:
            what = f"the target {aim:g} of {whose} is no better than the start {start:g}."
            places.add((*way, "at"), what, "Exchange them, or change `direction`.")
    if use.rule == "steps" and ranges is not None and given.get("otherwise") == "error":
        _covered(framework, places, way, leaf, given["steps"], ranges.values.get(leaf.id, ANY))


def _covered(framework: Framework, places: Places, way: Way, leaf: Node, steps: Any, ends: Range) -> None:
    """Every value that the indicator can have needs a step."""
    at, mend = (*way, "steps"), "Add a step for them, or say `otherwise: missing`."
    listed = {value for step in steps for value in step.values}
    if listed:
        worth = _worth(framework, leaf)
        lacking = sorted(worth - listed)
        if lacking:
            what = f"`{leaf.id}` can be {', '.join(f'{value:g}' for value in lacking)}, for which there is no step."
            places.add(at, what, mend)
        return
    (lower, _), (_, upper) = steps[0].ends, steps[-1].ends
    if lower is not None and (lower[0] > ends[0] or (lower[0] == ends[0] and not lower[1])):
        what = f"values {'below' if lower[1] else 'up to'} {lower[0]:g} have no step."
        places.add(at, what, "Leave out the lower end of the first step, or say `otherwise: missing`.")
    if upper is not None and (upper[0] < ends[1] or (upper[0] == ends[1] and not upper[1])):
        what = f"values {'above' if upper[1] else 'from'} {upper[0]:g} {'' if upper[1] else 'upwards '}have no step."
        places.add(at, what, "Leave out the upper end of the last step, or say `otherwise: missing`.")


def _worth(framework: Framework, leaf: Node) -> set[float]:
    """What the options of an indicator's questions are worth."""
    questions = [framework.question[name] for name in leaf.source if name in framework.question]
    options = [option for question in questions for option in framework.options_of(question)]
    return {option.value for option in options if option.value is not None and math.isfinite(option.value)}
