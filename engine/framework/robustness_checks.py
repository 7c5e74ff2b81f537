"""Checks of `robustness`: choices name what is there, change something, and give scores that compare."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.framework.composer import Way
from engine.framework.models import Framework, Node, Robustness, RuleChoice, RuleUse
from engine.framework.places import Places, did_you_mean
from engine.framework.rule_at import ANY, Misuse, Part, Range, RuleAt, hull
from engine.framework.rules import RuleKind
from engine.framework.varied import RulesAt, concerns, rules_at
from engine.framework.vocabulary import Vocabulary


@dataclass(frozen=True)
class _Seen:
    """The section beside the rules that hold at each node of the tree, by id."""

    framework: Framework
    given: Robustness
    places: Places
    held: dict[str, RulesAt]
    vocabulary: Vocabulary

    def ends(self, kind: RuleKind, use: RuleUse) -> Range:
        """Between which ends a rule's results lie, whatever it is given; ANY where it does not say."""
        rule = self.vocabulary.rules.get((kind, use.rule))
        try:
            return ANY if rule is None else rule.ends_of(ANY, use.settings)
        except Exception:  # noqa: BLE001  a plugin may raise anything; it is told where the file names the rule
            return ANY

    def nodes(self, *, leaves: bool) -> list[Node]:
        return [x for x in self.framework.index.walk() if x.is_indicator is leaves and x.scored]


def check_robustness(framework: Framework, vocabulary: Vocabulary, places: Places) -> None:
    """Note the mistakes of the section; an unknown rule is told already."""
    if framework.robustness is None:
        return
    seen = _Seen(framework, framework.robustness, places, rules_at(framework, vocabulary), vocabulary)
    if seen.given.model_fields_set <= {"level"}:
        what = "nothing may vary."
        places.add(("robustness",), what, "Add `weights: 0.25`, or other rules to `normalise`, `aggregate` or `treat`.")
    _weights(seen)
    _treat(seen)
    _rules(seen, "normalise")
    _rules(seen, "aggregate")
    _scales(seen)
    _unfit(seen)


def _known(seen: _Seen, way: Way, on: tuple[str, ...], known: Iterable[str], mend: str) -> bool:
    names = list(known)
    for position, name in enumerate(on):
        if name not in names:
            what = f"there is no such node as `{name}`."
            if name in seen.framework.results:
                what = f"`{name}` is no node that this can hold for."
            listed = isinstance(seen.places.composed.at(seen.places.in_file((*way, "on"))), list)
            at: Way = (*way, "on", position) if listed else (*way, "on")
            seen.places.add(at, what, did_you_mean(name, names, otherwise=0) or mend)
    return set(on) <= set(names)


def _weights(seen: _Seen) -> None:
    if seen.given.weights is None:
        return
    way: Way = ("robustness", "weights")
    on = seen.given.weights.on
    inner = {node.id: node for node in seen.nodes(leaves=False)}
    if not _known(seen, way, on, inner, "Name dimensions of the index, whose children's weights vary."):
        return
    if not any(sum(child.weighs > 0 for child in inner[name].children) > 1 for name in on or inner):
        what = "no dimension here has two children with weight, so weights change nothing."
        seen.places.add(way, what, "Remove `weights`.", key=True)


def _treat(seen: _Seen) -> None:
    known = {node.id for node in seen.framework.index.walk() if node.scored}
    for position, choice in enumerate(seen.given.treat):
        way: Way = ("robustness", "treat", position)
        if not _known(seen, way, choice.on, known, "Name indicators, or dimensions of the index."):
            continue
        used = {use.rule for node, at in _leaves(seen, choice.on) for use in at.treat}
        if choice.without is None and choice.by is None:
            mend = "Write `without:` and the rule that is left out, or `by:` and one that is used."
            seen.places.add(way, "this choice changes nothing.", mend)
        elif choice.without is not None and choice.without not in used:
            what = f"the treatment `{choice.without}` is used nowhere here."
            seen.places.add((*way, "without"), what, did_you_mean(choice.without, used))


def _leaves(seen: _Seen, on: tuple[str, ...]) -> Iterator[tuple[Node, RulesAt]]:
    for node in seen.nodes(leaves=True):
        if concerns(seen.held[node.id], on):
            yield node, seen.held[node.id]


def _rules(seen: _Seen, kind: str) -> None:
    leaves = kind == "normalise"
    if leaves:
        known, mend = [x.id for x in seen.framework.index.walk() if x.scored], "Name indicators or dimensions."
    else:
        known = [x.id for x in seen.nodes(leaves=False)] + [x.id for x in seen.framework.reported]
        mend = "Name dimensions of the index, or results beside it."
    choices: tuple[RuleChoice, ...] = getattr(seen.given, kind)
    for position, choice in enumerate(choices):
        way: Way = ("robustness", kind, position)
        if not _known(seen, way, choice.on, known, mend):
            continue
        own = _own(seen, kind, choice.on)
        if own and all(use == choice.by for use in own):
            what = f"`{choice.by.rule}` is what the file does here, which is always one of the choices."
            seen.places.add(way, what, "Remove it, or name another rule.")
        elif choice in choices[:position]:
            seen.places.add(way, f"`{choice.by.rule}` stands here twice with the same settings.", "Remove one.")


def _own(seen: _Seen, kind: str, on: tuple[str, ...]) -> list[RuleUse]:
    """The file's own rules where a choice holds."""
    if kind == "normalise":
        return [at.normalise for _node, at in _leaves(seen, on)]
    own = [seen.held[node.id].aggregate for node in seen.nodes(leaves=False) if not on or node.id in on]
    return own + [each.aggregate for each in seen.framework.reported if each.id in on]


def _ends(use: RuleUse) -> tuple[float, float] | None:
    ends = use.settings.get("to")
    return (float(ends[0]), float(ends[1])) if isinstance(ends, tuple | list) and len(ends) == 2 else None


def _scales(seen: _Seen) -> None:
    """Intervals of scores only mean something where all choices are on one scale."""
    for position, choice in enumerate(seen.given.normalise):
        theirs = _ends(choice.by)
        for node, at in _leaves(seen, choice.on):
            own = _ends(at.normalise)
            if own is None or own == theirs:
                continue
            way: Way = ("robustness", "normalise", position)
            span = f"{own[0]:g} to {own[1]:g}"
            if theirs is not None:
                what = f"scores from {theirs[0]:g} to {theirs[1]:g} do not compare with {span}, those of `{node.id}`."
                seen.places.add(way, what, f"Add `to: [{own[0]:g}, {own[1]:g}]`.")
            elif not _lies_within(seen.ends(RuleKind.NORMALISE, choice.by), own):
                what = f"`{choice.by.rule}` puts `{node.id}` on another scale than {span}."
                seen.places.warn(way, what, "Its ranks compare; see that the intervals of its scores mean something.")
            break


def _lies_within(ends: Range, other: tuple[float, float]) -> bool:
    return min(other) <= ends[0] and ends[1] <= max(other)


def _unfit(seen: _Seen) -> None:
    """An aggregator that may be drawn says itself what it does not take, whichever normaliser is drawn with it."""
    for position, choice in enumerate(seen.given.aggregate):
        rule = seen.vocabulary.rules.get((RuleKind.AGGREGATE, choice.by.rule))
        if rule is None or rule.checks is None or not rule.settings.model_fields.keys() <= choice.by.settings.keys():
            continue
        joined = [node for node in seen.nodes(leaves=False) if not choice.on or node.id in choice.on]
        joins = tuple(tuple(_parts(seen, node)) for node in joined)
        try:
            found = tuple(rule.checks(RuleAt(seen.framework, choice.by.settings, joins=joins)))
        except Exception as broken:  # noqa: BLE001  a plugin may raise anything
            what = f"the rule `{rule.name}` has a check that failed: {type(broken).__name__}: {broken}."
            found = (Misuse(what, "Tell the author of its plugin."),)
        for misuse in found:
            seen.places.add(("robustness", "aggregate", position), misuse.what, misuse.mend)


def _parts(seen: _Seen, dimension: Node) -> Iterator[Part]:
    """The children of a dimension, with the widest ends that any normaliser gives them which may be drawn."""
    for child in dimension.children:
        if child.weighs <= 0:
            continue
        ends = ANY
        if child.is_indicator:
            at = seen.held[child.id]
            others = [each.by for each in seen.given.normalise if concerns(at, each.on)]
            told = [seen.ends(RuleKind.NORMALISE, use) for use in (at.normalise, *others)]
            ends = hull(known for known in told if known != ANY)
        yield Part(child.id, child.weight, *ends, for_all=not child.applies_to)
