"""What changed in the index: nodes that came, went or moved, their weights, and what they inherit."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.authoring.changes import (
    Change,
    Effect,
    changed_keys,
    is_wording,
    likely_renames,
    matched,
    rename_hint,
    told,
)
from engine.authoring.diff_questions import ONLY_WORDS
from engine.framework.models import Framework, Node, RuleUse
from engine.framework.rules import RuleKind
from engine.framework.vocabulary import Vocabulary
from engine.scoring.plan import MIN_COVERAGE

_OF_LEAVES = ("measure", "treat", "normalise", "min_n", "not_applicable")
_OF_DIMENSIONS = ("aggregate", "min_coverage", "thin")
_SHOWN_ONLY = frozenset({"code", "decimals", "effort", "priority", "due", "legal", "recommendations", "evidence"})


@dataclass(frozen=True)
class _Holding:
    """A node with its parent, and what holds for it: by key the value and the node that sets it."""

    node: Node
    parent: str | None
    rules: Mapping[str, tuple[Any, str]] = field(default_factory=dict)


def index_changes(old: Framework, new: Framework, vocabulary: Vocabulary) -> Iterator[Change]:
    """Every change of the tree; what many nodes inherit is told once, with how many they are."""
    before, after = _holdings(old, vocabulary), _holdings(new, vocabulary)
    nodes = matched(old.nodes.values(), new.nodes.values())
    renames = likely_renames({n.id: str(n.title) for n in nodes.removed}, {n.id: str(n.title) for n in nodes.added})
    for node in nodes.removed:
        why = "What is above it is made of less."
        yield Change(Effect.TREND, f"node {node.id}", "node removed", why, hint=rename_hint(node.id, renames))
    for node in nodes.added:
        if node.weight == 0:
            yield Change(Effect.ADDITIVE, f"node {node.id}", "node added with weight 0", "It counts nowhere.")
        else:
            yield Change(Effect.TREND, f"node {node.id}", "node added", "What is above it is made of more.")
    for left, right in nodes.kept:
        yield from _node(before[left.id], after[right.id])
        yield from _weights(left, right, after[right.id], vocabulary)
    yield from _inherited(before, after)


def is_relative(framework: Framework, vocabulary: Vocabulary) -> bool:
    """Whether a score depends on the other units: a normaliser takes its range over them."""
    holdings = _holdings(framework, vocabulary).values()
    rules = [holding.rules["normalise"][0] for holding in holdings if holding.node.is_indicator]
    return any(rule.settings.get("over", "frozen") != "frozen" for rule in rules)


def _holdings(framework: Framework, vocabulary: Vocabulary) -> dict[str, _Holding]:
    found: dict[str, _Holding] = {}

    def visit(node: Node, parent: str | None, above: Mapping[str, tuple[Any, str]]) -> None:
        own = {key: getattr(node, key) for key in above}
        rules = {**above, **{key: (value, node.id) for key, value in own.items() if value is not None}}
        found[node.id] = _Holding(node, parent, rules)
        for child in node.children:
            visit(child, node.id, rules)

    root = framework.index.id
    defaults = {
        "measure": _whole(RuleKind.MEASURE, "mean", vocabulary),
        "treat": (),
        "normalise": _whole(RuleKind.NORMALISE, "none", vocabulary),
        "min_n": 0,
        "not_applicable": "leave_out",
        "aggregate": _whole(RuleKind.AGGREGATE, "mean", vocabulary),
        "min_coverage": MIN_COVERAGE,
        "thin": "withhold",
    }
    visit(framework.index, None, {key: (value, root) for key, value in defaults.items()})
    return found


def _whole(kind: RuleKind, name: str, vocabulary: Vocabulary) -> RuleUse:
    """A rule with its settings as the reader fills them in, so that writing a default out is no change."""
    return RuleUse(rule=name, settings=dict(vocabulary.rules[kind, name].settings()))


def _node(old: _Holding, new: _Holding) -> Iterator[Change]:
    where = f"node {new.node.id}"
    if old.parent != new.parent:
        what = f"moved from `{old.parent}` to `{new.parent}`"
        yield Change(Effect.TREND, where, what, "Both dimensions are made of other parts.")
    inherited = (*_OF_LEAVES, *_OF_DIMENSIONS)
    for key, before, after in changed_keys(old.node, new.node, but=("id", "children", "weight", *inherited)):
        what = told(key, before, after)
        if is_wording(before, after):
            yield Change(Effect.WORDING, where, what, ONLY_WORDS)
        elif key in _SHOWN_ONLY:
            yield Change(Effect.WORDING, where, what, "Only what is shown.")
        elif key == "verified_by":
            yield Change(Effect.WORDING, where, what, "The answers stay; others may appraise them.")
        else:
            yield Change(Effect.TREND, where, what, "The same answers or figures give another score.")
    if matched(old.node.children, new.node.children).reordered:
        yield Change(Effect.WORDING, where, "children in another order", "The scores stay.")


def _weights(old: Node, new: Node, holding: _Holding, vocabulary: Vocabulary) -> Iterator[Change]:
    """The weights of a node's children: told once if all are multiplied alike and only shares count."""
    children = matched(old.children, new.children)
    changed = [(left, right) for left, right in children.kept if left.weight != right.weight]
    alone = not children.removed and not children.added
    ratios = [right.weight / left.weight if left.weight else math.nan for left, right in children.kept]
    alike = all(math.isclose(ratio, ratios[0], rel_tol=1e-12) for ratio in ratios)
    if changed and alone and alike and _is_by_share(holding, vocabulary):
        what = f"weights of all children times {ratios[0]:g}"
        yield Change(Effect.WORDING, f"node {new.id}", what, "Their shares stay.", len(changed))
        return
    for left, right in changed:
        what = told("weight", left.weight, right.weight)
        yield Change(Effect.TREND, f"node {right.id}", what, f"Its share of `{new.id}` changes.")


def _is_by_share(holding: _Holding, vocabulary: Vocabulary) -> bool:
    rule = vocabulary.rules.get((RuleKind.AGGREGATE, holding.rules["aggregate"][0].rule))
    return rule is not None and rule.by_share


def _inherited(before: Mapping[str, _Holding], after: Mapping[str, _Holding]) -> Iterator[Change]:
    """What nodes of both editions inherit, told at the node that sets it."""
    told_at: dict[tuple[str, str, str], int] = {}
    for name in before:
        if name not in after:
            continue
        old, new = before[name], after[name]
        for key in _OF_LEAVES if new.node.is_indicator else _OF_DIMENSIONS:
            (was, was_at), (now, now_at) = old.rules[key], new.rules[key]
            if was == now or (key == "measure" and new.node.is_outside):
                continue
            depth = _is_above(after, was_at, now_at)  # a setting taken away below is told below
            at = (was_at if depth else now_at, key, told(key, was, now))
            told_at[at] = told_at.get(at, 0) + 1
    for (node, _key, what), count in told_at.items():
        yield Change(Effect.TREND, f"node {node}", what, "The same answers or figures give another score.", count)


def _is_above(nodes: Mapping[str, _Holding], low: str, high: str) -> bool:
    """Whether `low` still stands below `high`."""
    here = nodes[low].parent if low in nodes else None
    while here is not None and here != high:
        here = nodes[here].parent
    return here == high
