"""What each node of the index really weighs in the total, group by group."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.framework.models import Framework, Node


@dataclass(frozen=True)
class Weight:
    """A node, its depth in the tree, and by group its share of the total: 0 where it does not apply."""

    node: Node
    depth: int
    share: Mapping[str, float]


def effective_weights(framework: Framework) -> tuple[Weight, ...]:
    """Every node, parents before children; a framework without groups has the one group ""."""
    groups = tuple(framework.units.groups) or ("",)
    return tuple(_below(framework.index, 0, {group: _applies(framework.index, group) for group in groups}))


def _applies(node: Node, group: str) -> float:
    return 1.0 if not node.applies_to or group in node.applies_to else 0.0


def _below(node: Node, depth: int, share: Mapping[str, float]) -> Iterator[Weight]:
    yield Weight(node, depth, share)
    total = {group: sum(child.weighs * _applies(child, group) for child in node.children) for group in share}
    for child in node.children:
        yield from _below(
            child,
            depth + 1,
            {
                group: part * child.weighs * _applies(child, group) / total[group] if total[group] else 0.0
                for group, part in share.items()
            },
        )
