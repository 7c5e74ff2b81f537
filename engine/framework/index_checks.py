"""Checks of the index: leaves and their sources, weights, rules that fit together, bands."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from engine.framework.composer import Way
from engine.framework.models import OUTSIDE, Framework, Node, RuleUse
from engine.framework.places import Places, did_you_mean
from engine.framework.ranges import Range


def nodes_with_ways(framework: Framework) -> Iterator[tuple[Way, Node]]:
    """Every node with the way to it, parents before children."""
    yield from _below(("index",), framework.index)


def _below(way: Way, node: Node) -> Iterator[tuple[Way, Node]]:
    yield way, node
    for position, child in enumerate(node.children):
        yield from _below((*way, "children", position), child)


def check_index(framework: Framework, places: Places) -> None:
    """Note the mistakes of the index and the bands."""
    _walk(framework, places, ("index",), framework.index, {})
    _bands(framework, places)


def _walk(framework: Framework, places: Places, way: Way, node: Node, above: Mapping[str, Any]) -> None:
    rules = {
        **above,
        **{k: v for k in ("measure", "normalise", "aggregate") if (v := getattr(node, k)) is not None},
    }
    for group in node.applies_to:
        if group not in framework.units.groups:
            mend = did_you_mean(group, framework.units.groups) or "Add it to `groups` of `units`."
            places.add((*way, "applies_to"), f"the group `{group}` is not known.", mend)
    _goalposts(places, way, node)
    if node.is_indicator:
        _leaf(framework, places, way, node, rules)
        return
    if node.source:
        what = "a node has either `from` or `children`."
        places.add((*way, "from"), what, "Remove one: a dimension takes its score from its children.", key=True)
    _weights(places, way, node)
    _geometric(places, way, node, rules)
    for position, child in enumerate(node.children):
        _walk(framework, places, (*way, "children", position), child, rules)


def _leaf(framework: Framework, places: Places, way: Way, node: Node, rules: Mapping[str, RuleUse]) -> None:
    if not node.source:
        mend = "Add `from: question_id` or `from: outside`, or give it `children`."
        places.add(way, "an indicator must say where its figures come from.", mend)
        return
    known = framework.question
    for position, name in enumerate(node.source):
        at = (*way, "from", position) if len(node.source) > 1 else (*way, "from")
        if name == OUTSIDE and len(node.source) > 1:
            places.add(at, "`outside` stands alone.", "Name questions, or `outside`, not both.")
        elif name != OUTSIDE and name not in known:
            places.add(at, f"the question `{name}` is not known.", did_you_mean(name, [*known, OUTSIDE]))
    if not node.is_outside and all(name in known for name in node.source):
        _measure(framework, places, way, node, rules.get("measure"))


def _measure(framework: Framework, places: Places, way: Way, node: Node, use: RuleUse | None) -> None:
    if use is None:
        places.add(way, "an indicator over answers needs a measure.", "Add `measure: mean`, or to a node above.")
        return
    at = (*way, "measure") if node.measure is not None else way
    for name in node.source:
        question = framework.question[name]
        if question.scale and question.scale not in framework.scales:
            continue
        options = framework.options_of(question)
        if use.rule == "share" and options:
            of = use.settings.get("of", ())
            for option in [of] if isinstance(of, str) else of:
                if option not in [o.id for o in options]:
                    place = (*at, "of") if node.measure is not None else at
                    places.add(
                        place,
                        f"`{option}` is no option of `{name}`.",
                        did_you_mean(option, [o.id for o in options]),
                    )
        if use.rule in ("mean", "median") and options:
            bare = [o.id for o in options if o.value is None and o.missing is None]
            if bare:
                what = f"the options {', '.join(bare)} of `{name}` have no value to take the {use.rule} of."
                places.add(at, what, "Add `value:` to them, or `missing:` where they are no answer.")


def _weights(places: Places, way: Way, node: Node) -> None:
    weights = [child.weight for child in node.children]
    total = sum(weights)
    if total == 0:
        places.add(
            (*way, "children"),
            f"the weights below `{node.id}` are all zero.",
            "Give one of them a weight.",
            key=True,
        )
    elif len(set(weights)) == 1:
        return  # all alike: nobody meant percentages
    elif 95 <= total <= 105 and abs(total - 100) > 1e-9:
        what = f"the weights below `{node.id}` add up to {total:g}."
        places.warn((*way, "children"), what, "If they are percentages, make them add up to 100.")
    elif 0.95 <= total <= 1.05 and abs(total - 1) > 1e-9:
        what = f"the weights below `{node.id}` add up to {total:g}."
        places.warn((*way, "children"), what, "If they are shares, make them add up to 1.")


def _geometric(places: Places, way: Way, node: Node, rules: Mapping[str, RuleUse]) -> None:
    use = rules.get("aggregate")
    if use is None or use.rule not in ("geometric", "harmonic"):
        return
    if use.settings.get("on_zero") not in (None, "error") or use.settings.get("floor") is not None:
        return
    for child in node.children:
        if not child.is_indicator:
            continue
        normaliser = child.normalise or node.normalise or rules.get("normalise")
        ends = normaliser.settings.get("to") if normaliser is not None else None
        if isinstance(ends, tuple | list) and ends and min(ends) <= 0:
            at = (*way, "aggregate") if node.aggregate is not None else way
            what = f"a {use.rule} mean over scores that can be zero (`{child.id}` goes from {min(ends):g})."
            places.add(at, what, "Add `on_zero: zero` or a `floor:`, or let the scores begin above 0.")
            return


def _goalposts(places: Places, way: Way, node: Node) -> None:
    use = node.normalise
    if use is None or use.rule not in ("goalposts", "scale"):
        return
    low, high = use.settings.get("low"), use.settings.get("high")
    if not isinstance(low, int | float) or not isinstance(high, int | float):
        return
    if low >= high:
        what = f"`low` {low:g} is not below `high` {high:g}: a target below the minimum."
        places.add((*way, "normalise"), what, "Exchange them; say `direction: lower` where less is better.")
    elif use.settings.get("log") and low <= 0:
        places.add(
            (*way, "normalise"),
            f"`log` needs goalposts above 0, not {low:g}.",
            "Raise `low`, or leave out `log`.",
        )


def _bands(framework: Framework, places: Places) -> None:
    starts = [band.start for band in framework.bands]
    falling = len(starts) > 1 and starts[0] > starts[-1]
    for position, (before, start) in enumerate(pairwise(starts), start=1):
        at: Way = ("bands", position, "from")
        if start == before:
            what = f"the band begins at {start:g} like the one before it, so one of them is never reached."
            places.add(at, what, "Change one of the two.")
        elif (start > before) is falling:
            order = "highest to the lowest" if falling else "lowest to the highest"
            what = f"the band begins at {start:g}, out of order after {before:g}."
            places.add(at, what, f"List the bands from the {order}.")


def check_bands_reached(framework: Framework, places: Places, ends: Range) -> None:
    """Bands are for the root's score, which lies between the ends: each can be reached, no score is below them all."""
    low, high = ends
    starts = [band.start for band in framework.bands]
    at_bottom = max((start for start in starts if start <= low), default=None)
    for position, band in enumerate(framework.bands):
        at: Way = ("bands", position, "from")
        if band.start > high:
            what = f"the band begins at {band.start:g}, but the score is at most {high:g}."
            places.add(at, what, "Let it begin within the scores, or remove it.")
        elif at_bottom is not None and band.start < at_bottom:
            what = f"the band ends at {at_bottom:g}, where the scores begin, so it is never reached."
            places.add(at, what, "Let the bands begin within the scores, or remove it.")
    if starts and at_bottom is None and math.isfinite(low):
        lowest = starts.index(min(starts))
        what = f"scores from {low:g} to {min(starts):g} have no band."
        places.warn(("bands", lowest, "from"), what, f"Let the lowest band begin at {low:g}.")
