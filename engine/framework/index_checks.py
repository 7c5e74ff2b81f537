"""Checks of the index: leaves and their sources, weights, rules that fit together."""

from __future__ import annotations

from collections.abc import Iterator

from engine.framework.composer import Way
from engine.framework.mending_checks import check_evidence_share, check_mending
from engine.framework.models import EVIDENCE_SHARE, OUTSIDE, Framework, Node
from engine.framework.places import Places, did_you_mean


def nodes_with_ways(framework: Framework) -> Iterator[tuple[Way, Node]]:
    """Every node with the way to it, parents before children."""
    yield from _below(("index",), framework.index)


def _below(way: Way, node: Node) -> Iterator[tuple[Way, Node]]:
    yield way, node
    for position, child in enumerate(node.children):
        yield from _below((*way, "children", position), child)


def check_index(framework: Framework, places: Places) -> None:
    """Note the mistakes of the index."""
    _walk(framework, places, ("index",), framework.index, measured=False)


def _walk(framework: Framework, places: Places, way: Way, node: Node, *, measured: bool) -> None:
    measured = measured or node.measure is not None
    for group in node.applies_to:
        if group not in framework.units.groups:
            mend = did_you_mean(group, framework.units.groups) or "Add it to `groups` of `units`."
            places.add((*way, "applies_to"), f"the group `{group}` is not known.", mend)
    if not node.scored:
        _unscored(places, way, node)
    check_mending(framework, places, way, node)
    check_evidence_share(framework, places, way, node)
    _thin(places, way, node)
    if node.is_indicator:
        _leaf(framework, places, way, node, measured=measured)
        return
    if node.source:
        what = "a node has either `from` or `children`."
        places.add((*way, "from"), what, "Remove one: a dimension takes its score from its children.", key=True)
    if node.direction == "lower":
        what = f"`direction: lower` turns nothing here: the score of `{node.id}` is made of its children's scores."
        places.add((*way, "direction"), what, "Write it at each indicator of which less is better.", key=True)
    _weights(places, way, node)
    for position, child in enumerate(node.children):
        _walk(framework, places, (*way, "children", position), child, measured=measured)


def _leaf(framework: Framework, places: Places, way: Way, node: Node, *, measured: bool) -> None:
    if not node.source:
        mend = "Add `from: question_id` or `from: outside`, or give it `children`."
        places.add(way, "an indicator must say where its figures come from.", mend)
        return
    known = framework.question
    for position, name in enumerate(node.source):
        at = (*way, "from", position) if len(node.source) > 1 else (*way, "from")
        if name == OUTSIDE and len(node.source) > 1:
            places.add(at, "`outside` stands alone.", "Name questions, or `outside`, not both.")
        elif name not in (OUTSIDE, EVIDENCE_SHARE) and name not in known:
            mend = did_you_mean(name, [*known, OUTSIDE, EVIDENCE_SHARE]) or "Name a question, or `outside`."
            places.add(at, f"the question `{name}` is not known.", mend)
    if not measured and not node.is_outside and all(name in known for name in node.source):
        places.add(way, "an indicator over answers needs a measure.", "Add `measure: mean`, or to a node above.")


def _thin(places: Places, way: Way, node: Node) -> None:
    """Brackets are for scores that are made of others, of which some may be missing."""
    if node.thin is None:
        return
    if node.is_indicator:
        what = "an indicator has a figure or none, so its score is never a part of one."
        places.add((*way, "thin"), what, "Write it at a dimension, or remove it.", key=True)
    elif node.min_coverage == 0 and node.thin != "withhold":
        what = "with `min_coverage: 0` no score stands on too little, so none is ever in brackets."
        places.add((*way, "thin"), what, "Write the least share that must be there, or remove it.", key=True)


def _unscored(places: Places, way: Way, node: Node) -> None:
    if not node.is_indicator:
        what = "only an indicator can be shown without a score."
        places.add((*way, "scored"), what, "Write `weight: 0` for a dimension that shall not count.", key=True)
    elif "weight" in node.model_fields_set:
        what = "an indicator that is not scored has no weight."
        places.add((*way, "weight"), what, "Remove `weight`, or `scored: false`.", key=True)


def check_reported(framework: Framework, places: Places) -> None:
    """Note the mistakes of what is reported beside the tree."""
    nodes = framework.nodes
    for position, reported in enumerate(framework.reported):
        way: Way = ("reported", position, "of")
        is_list = isinstance(places.composed.at(way), list)
        for place, name in enumerate(reported.of):
            at: Way = (*way, place) if is_list else (*way, name)
            if name not in nodes:
                what = f"the node `{name}` is not known."
                places.add(at, what, did_you_mean(name, nodes) or "Name a node of the index.", key=not is_list)
            elif not nodes[name].scored:
                what = f"`{name}` is not scored, so nothing can be made of it."
                places.add(at, what, "Name a node that has a score.", key=not is_list)
        if sum(reported.of.values()) == 0:
            places.add(way, f"the weights of `{reported.id}` are all zero.", "Give one of them a weight.", key=True)


def _weights(places: Places, way: Way, node: Node) -> None:
    weights = [child.weight for child in node.children if child.scored]
    total = sum(weights)
    if not weights:
        what = f"nothing below `{node.id}` is scored, so it has no score."
        places.add((*way, "children"), what, "Let one of them have a score.", key=True)
    elif total == 0:
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
