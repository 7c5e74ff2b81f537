"""Checks of the index: leaves and their sources, weights, rules that fit together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.framework.composer import Way
from engine.framework.models import OUTSIDE, Framework, Node, RuleUse
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
    _walk(framework, places, ("index",), framework.index, {})


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
    if not node.scored:
        _unscored(places, way, node)
    if node.effort is not None and not (node.is_indicator and node.scored):
        what = "only an indicator that is scored has an effort: what is above follows from it."
        places.add((*way, "effort"), what, "Move `effort` to the indicators that it is about.", key=True)
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
            mend = did_you_mean(name, [*known, OUTSIDE]) or "Name a question, or `outside`."
            places.add(at, f"the question `{name}` is not known.", mend)
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
        keys = {"net_balance": ("up", "down")}.get(use.rule, ("of",))
        if use.rule in ("share", "mean_place", "share_placed", "net_balance") and options:
            for key, option in _options_named(use, keys):
                if option not in [o.id for o in options]:
                    place = (*at, key) if node.measure is not None else at
                    places.add(
                        place,
                        f"`{option}` is no option of `{name}`.",
                        did_you_mean(option, [o.id for o in options]) or "Name one of its options by its id.",
                    )
        if use.rule in ("mean", "median", "nps", "share_within", "total", "quantile") and options:
            bare = [o.id for o in options if o.value is None and o.missing is None]
            if bare:
                what = f"the options {', '.join(bare)} of `{name}` have no value to take the {use.rule} of."
                places.add(at, what, "Add `value:` to them, or `missing:` where they are no answer.")


def _options_named(use: RuleUse, keys: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """(key, option) of the options that a measure names."""
    for key in keys:
        named = use.settings.get(key, ())
        yield from ((key, option) for option in ([named] if isinstance(named, str) else named))


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
