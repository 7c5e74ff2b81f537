"""The ranges that min-max takes from an edition's units, as the file of the next edition may keep them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from engine.editions.comparing import Edition
from engine.framework.models import Node, RuleUse
from engine.scoring.chain import Chain, chain_of
from engine.scoring.panel import treated

Ends = tuple[float, float]


@dataclass(frozen=True)
class FrozenRule:
    """What may stand in place of a node's `normalise`: the range of each indicator for which it holds.

    constant  indicators that have the same value everywhere, and so no range; empty: those without any
    grouped   the ranges were taken in each group, and are now those of all groups together
    """

    node: str
    to: Ends
    clamp: bool
    ranges: Mapping[str, Ends]
    constant: Mapping[str, float]
    empty: tuple[str, ...]
    grouped: bool


def frozen_rules(edition: Edition) -> tuple[FrozenRule, ...]:
    """For each node that sets a min-max that takes its ranges from the units, in the order of the file."""
    chain = chain_of(edition.offered.plan, edition.snapshot, edition.basis)
    ends = dict(_ends_of(chain))
    groups = {unit.group for unit in edition.snapshot.units if unit.group is not None}
    found: dict[str, tuple[RuleUse, list[str]]] = {}
    for setter, use, leaf in _settings(edition.offered.framework.index, "", None):
        if use.rule == "minmax" and use.settings.get("over") != "frozen" and leaf in ends:
            found.setdefault(setter, (use, []))[1].append(leaf)
    return tuple(
        _rule(node, use, {leaf: ends[leaf] for leaf in below}, len(groups) > 1) for node, (use, below) in found.items()
    )


def _rule(node: str, use: RuleUse, ends: Mapping[str, Ends], several: bool) -> FrozenRule:
    low, high = use.settings.get("to", (0.0, 100.0))
    return FrozenRule(
        node=node,
        to=(float(low), float(high)),
        clamp=bool(use.settings.get("clamp", True)),
        ranges={name: pair for name, pair in ends.items() if pair[0] < pair[1]},
        constant={name: pair[0] for name, pair in ends.items() if pair[0] == pair[1]},
        empty=tuple(name for name, pair in ends.items() if np.isnan(pair[0])),
        grouped=several and use.settings.get("over", "group") in ("group", "panel"),
    )


def _settings(node: Node, setter: str, above: RuleUse | None) -> Iterator[tuple[str, RuleUse, str]]:
    """(the node that sets the normaliser, the normaliser, the indicator) of each scored indicator that has one."""
    use = node.normalise or above
    setter = node.id if node.normalise else setter
    if node.is_indicator and node.scored and use is not None:
        yield setter, use, node.id
    for child in node.children:
        yield from _settings(child, setter, use)


def _ends_of(chain: Chain) -> Iterator[tuple[str, Ends]]:
    """The least and greatest end of the range of each indicator, over all units that are compared."""
    member = chain.scene.peers.member
    for stack in chain.scene.plan.stacks:
        values = chain.scene.looked_at(chain.found.values)[stack.rows]
        peers = chain.peers_for(stack)
        given = treated(stack, values, peers, chain.point.closed[stack.rows])
        adjusted = stack.normalise(given, stack.higher, peers)
        if adjusted.low is None or adjusted.high is None:
            continue
        low, high = (np.broadcast_to(end, given.shape)[:, member] for end in (adjusted.low, adjusted.high))
        least = np.fmin.reduce(low, axis=-1, initial=np.nan)
        most = np.fmax.reduce(high, axis=-1, initial=np.nan)
        for row, one, other in zip(stack.rows.tolist(), least.tolist(), most.tolist(), strict=True):
            yield chain.scene.plan.nodes[row], (one, other)
