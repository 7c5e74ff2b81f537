"""A framework with other choices of its method: the rules that hold at each node, and the same tree with others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from engine.framework.models import Framework, Node, RuleChoice, RuleUse, TreatChoice
from engine.framework.rules import RuleKind
from engine.framework.vocabulary import Vocabulary


@dataclass(frozen=True)
class RulesAt:
    """The rules that hold at a node, its own or those of a node above, and the way to it: ids from the root down."""

    way: tuple[str, ...]
    treat: tuple[RuleUse, ...]
    normalise: RuleUse
    aggregate: RuleUse


@dataclass(frozen=True)
class Picked:
    """One choice of each kind; None is the file's own."""

    treat: TreatChoice | None = None
    normalise: RuleChoice | None = None
    aggregate: RuleChoice | None = None


def rules_at(framework: Framework, vocabulary: Vocabulary) -> dict[str, RulesAt]:
    """By node of the tree the rules that hold there, with the settings that the reader fills in."""
    found: dict[str, RulesAt] = {}

    def whole(kind: RuleKind, name: str) -> RuleUse:
        rule = vocabulary.rules.get((kind, name))
        return RuleUse(rule=name, settings=dict(rule.settings()) if rule else {})

    def visit(node: Node, above: RulesAt) -> None:
        here = replace(above, way=(*above.way, node.id))
        for key in ("treat", "normalise", "aggregate"):
            if (own := getattr(node, key)) is not None:
                here = replace(here, **{key: own})
        found[node.id] = here
        for child in node.children:
            visit(child, here)

    none, mean = whole(RuleKind.NORMALISE, "none"), whole(RuleKind.AGGREGATE, "mean")
    visit(framework.index, RulesAt((), (), none, mean))
    return found


def concerns(at: RulesAt, on: tuple[str, ...]) -> bool:
    """Whether a choice that names these nodes, none for all, holds at a node or at one above."""
    return not on or not set(on).isdisjoint(at.way)


def picked(framework: Framework, held: Mapping[str, RulesAt], choice: Picked) -> Framework:
    """The framework with these choices in place of its own; `held` are the rules that hold in its tree."""

    def visit(node: Node) -> Node:
        at = held[node.id]
        if node.is_indicator:
            return node.model_copy(update={"treat": _treated(at, choice.treat), "normalise": _normalised(at, choice)})
        by = choice.aggregate
        other = by is not None and (not by.on or node.id in by.on)
        rule = by.by if by is not None and other else at.aggregate
        return node.model_copy(update={"aggregate": rule, "children": tuple(map(visit, node.children))})

    beside = framework.reported
    if (by := choice.aggregate) is not None:
        beside = tuple(x.model_copy(update={"aggregate": by.by}) if x.id in by.on else x for x in beside)
    return framework.model_copy(update={"index": visit(framework.index), "reported": beside})


def _normalised(at: RulesAt, choice: Picked) -> RuleUse:
    by = choice.normalise
    return by.by if by is not None and concerns(at, by.on) else at.normalise


def _treated(at: RulesAt, choice: TreatChoice | None) -> tuple[RuleUse, ...]:
    if choice is None or not concerns(at, choice.on):
        return at.treat
    instead = () if choice.by is None else (choice.by,)
    if choice.without is None:
        return (*at.treat, *instead)
    steps = (instead if use.rule == choice.without else (use,) for use in at.treat)
    return tuple(use for step in steps for use in step)
