"""The rules' own checks, asked once where a file names a rule; what they find is told at its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from engine.framework.composer import Way
from engine.framework.models import Framework, Node, RuleUse
from engine.framework.places import Places
from engine.framework.ranges import Ranges
from engine.framework.rule_at import ANY, Part, Range, RuleAt
from engine.framework.rules import Rule, RuleKind
from engine.framework.vocabulary import Vocabulary


@dataclass
class _Named:
    """A rule where the file names it, and what it holds for."""

    way: Way
    kind: RuleKind
    use: RuleUse
    node: Node | None = None
    indicators: list[Node] = field(default_factory=list)
    joins: list[tuple[Part, ...]] = field(default_factory=list)
    on: str = ""
    ends: Range = ANY


def check_rules(framework: Framework, vocabulary: Vocabulary, places: Places, ranges: Ranges, *, sound: bool) -> None:
    """Note what the rules have to say of their use; `sound` as long as the file has no other mistake."""
    for name, trouble in ranges.failed.items():
        _broken(places, ("index",), name, "cannot tell between which ends its results lie", trouble)
    for named in _all(framework, places, ranges):
        rule = vocabulary.rules.get((named.kind, named.use.rule))
        if rule is None or rule.checks is None:
            continue
        if not rule.settings.model_fields.keys() <= named.use.settings.keys():
            continue  # its settings are a mistake that is told already
        at = RuleAt(
            framework,
            named.use.settings,
            indicators=tuple(named.indicators),
            below=tuple(each.id for each in named.node.walk() if each.is_indicator) if named.node else (),
            values=ranges.values if sound else {},
            joins=tuple(named.joins),
            on=named.on,
            ends=named.ends if sound else ANY,
        )
        _run(rule, at, named, places)


def _run(rule: Rule, at: RuleAt, named: _Named, places: Places) -> None:
    try:
        found = tuple(rule.checks(at)) if rule.checks is not None else ()
        ways = [_place(places, named, misuse.at) for misuse in found]
    except Exception as broken:  # noqa: BLE001  a plugin may raise anything
        _broken(places, named.way, rule.name, "has a check that failed", f"{type(broken).__name__}: {broken}")
        return
    for way, misuse in zip(ways, found, strict=True):
        places.add(way, misuse.what, misuse.mend, key=misuse.key)


def _broken(places: Places, way: Way, rule: str, what: str, trouble: str) -> None:
    places.add(way, f"the rule `{rule}` {what}: {trouble}.".replace("..", "."), "Tell the author of its plugin.")


def _place(places: Places, named: _Named, at: tuple[str | int, ...]) -> Way:
    """Where a setting stands; a gate's may be written `cap: 49`, with the rule's name for its key."""
    if named.kind is RuleKind.GATE and at == ("at",):
        given = places.composed.at(places.in_file((*named.way, named.use.rule)))
        return (*named.way, named.use.rule if isinstance(given, int | float) else "at")
    return (*named.way, *at)


def _all(framework: Framework, places: Places, ranges: Ranges) -> Iterator[_Named]:
    """Every rule that the file names, parents before children, gates last."""
    found: list[_Named] = []
    _below(framework.index, ("index",), {}, places, ranges, found)
    for place, reported in enumerate(framework.reported):
        way: Way = ("reported", place, "aggregate")
        if places.composed.at(places.in_file(way)) is not None:
            joins = [ranges.parts[reported.id]]
            found.append(_Named(way, RuleKind.AGGREGATE, reported.aggregate, joins=joins))
    for place, gate in enumerate(framework.gates):
        use = RuleUse(rule=gate.rule, settings=gate.settings)
        ends = ranges.scores.get(gate.on, ANY)
        found.append(_Named(("gates", place), RuleKind.GATE, use, on=gate.on, ends=ends))
    yield from found


_Holding = dict[RuleKind, tuple[_Named, ...]]


def _below(node: Node, way: Way, above: _Holding, places: Places, ranges: Ranges, found: list[_Named]) -> None:
    holding = {**above, **_own(node, way, places)}
    found += [named for kind, given in holding.items() if given is not above.get(kind) for named in given]
    if node.is_indicator:
        kinds = (RuleKind.MEASURE,) if not node.scored else (RuleKind.MEASURE, RuleKind.TREAT, RuleKind.NORMALISE)
        for kind in kinds:
            for named in holding.get(kind, ()):
                if kind is not RuleKind.MEASURE or not node.is_outside:
                    named.indicators.append(node)
        return
    for named in holding.get(RuleKind.AGGREGATE, ()):
        named.joins.append(ranges.parts[node.id])
    for place, child in enumerate(node.children):
        _below(child, (*way, "children", place), holding, places, ranges, found)


def _own(node: Node, way: Way, places: Places) -> _Holding:
    """The rules that the node names itself, by kind."""
    own: _Holding = {}
    for kind in (RuleKind.MEASURE, RuleKind.NORMALISE, RuleKind.AGGREGATE):
        use = getattr(node, kind.value)
        if use is not None:
            own[kind] = (_Named((*way, kind.value), kind, use, node),)
    if node.treat is not None:
        at: Way = (*way, "treat")
        listed = isinstance(places.composed.at(places.in_file(at)), list)
        given = enumerate(node.treat)
        own[RuleKind.TREAT] = tuple(
            _Named((*at, place) if listed else at, RuleKind.TREAT, use, node) for place, use in given
        )
    return own
