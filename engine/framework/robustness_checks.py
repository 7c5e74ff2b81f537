"""Checks of `robustness`: choices name what is there, change something, and give scores that compare."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.framework.composer import Way
from engine.framework.models import Framework, Node, Robustness, RuleChoice, RuleUse
from engine.framework.places import Places, did_you_mean
from engine.framework.varied import RulesAt, concerns, rules_at
from engine.framework.vocabulary import Vocabulary

_NEEDS_ABOVE_ZERO = ("geometric", "harmonic")


@dataclass(frozen=True)
class _Seen:
    """The section beside the rules that hold at each node of the tree, by id."""

    framework: Framework
    given: Robustness
    places: Places
    held: dict[str, RulesAt]

    def nodes(self, *, leaves: bool) -> list[Node]:
        return [x for x in self.framework.index.walk() if x.is_indicator is leaves and x.scored]


def check_robustness(framework: Framework, vocabulary: Vocabulary, places: Places) -> None:
    """Note the mistakes of the section; an unknown rule is told already."""
    if framework.robustness is None:
        return
    seen = _Seen(framework, framework.robustness, places, rules_at(framework, vocabulary))
    if seen.given.model_fields_set <= {"level"}:
        what = "nothing may vary."
        places.add(("robustness",), what, "Add `weights: 0.25`, or other rules to `normalise`, `aggregate` or `treat`.")
    _weights(seen)
    _treat(seen)
    _rules(seen, "normalise")
    _rules(seen, "aggregate")
    _scales(seen)
    _above_zero(seen)


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
            elif choice.by.rule not in ("steps", "piecewise"):
                what = f"`{choice.by.rule}` puts `{node.id}` on another scale than {span}."
                seen.places.warn(way, what, "Its ranks compare; see that the intervals of its scores mean something.")
            break


def _above_zero(seen: _Seen) -> None:
    """A geometric or harmonic mean that may be drawn meets no zero, whichever normaliser is drawn with it."""
    for position, choice in enumerate(seen.given.aggregate):
        if choice.by.rule not in _NEEDS_ABOVE_ZERO or choice.by.settings.get("floor") is not None:
            continue
        if choice.by.settings.get("on_zero") not in (None, "error"):
            continue
        below = [x for d in seen.nodes(leaves=False) if not choice.on or d.id in choice.on for x in d.children]
        for leaf in (x for x in below if x.is_indicator and x.scored):
            at = seen.held[leaf.id]
            others = [each.by for each in seen.given.normalise if concerns(at, each.on)]
            ends = [found for use in (at.normalise, *others) if (found := _ends(use)) is not None]
            if ends and min(map(min, ends)) <= 0:
                lowest = min(map(min, ends))
                what = f"a {choice.by.rule} mean over scores that can be zero (`{leaf.id}` goes from {lowest:g})."
                mend = "Add `on_zero: zero` or a `floor:`, or let the scores begin above 0."
                seen.places.add(("robustness", "aggregate", position), what, mend)
                break
