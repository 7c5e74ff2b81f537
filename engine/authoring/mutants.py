"""Small mistakes made on purpose in a framework file, each one change that an author could make by accident."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, get_args, get_origin

from pydantic import ValidationError

from engine.framework.composer import Way
from engine.framework.models import Gate
from engine.framework.rules import RuleKind
from engine.framework.vocabulary import Vocabulary

GONE = object()
"""Stands for a key that the mutant takes out."""

_STEPS = (RuleKind.MEASURE, RuleKind.NORMALISE, RuleKind.AGGREGATE, RuleKind.TREAT)
_SWAPPED: Mapping[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.And: ast.Or,
    ast.Or: ast.And,
}


@dataclass(frozen=True)
class Mutant:
    """A file with one mistake in it: the place, what was changed in words, and the new values by their way."""

    way: Way
    what: str
    changes: tuple[tuple[Way, Any], ...]

    def of(self, root: dict[str, Any]) -> dict[str, Any]:
        """The file's root with the mistake; the root itself stays as it is."""
        for way, value in self.changes:
            root = _changed(root, way, value)
        return root


def _changed(here: Any, way: Way, value: Any) -> Any:
    if not way:
        return value
    step, rest = way[0], way[1:]
    if isinstance(here, dict):
        kept = {key: each for key, each in here.items() if key != step or rest or value is not GONE}
        return kept if not rest and value is GONE else {**kept, step: _changed(here.get(step), rest, value)}
    return [_changed(each, rest, value) if position == step else each for position, each in enumerate(here)]


def mutants_of(root: dict[str, Any], vocabulary: Vocabulary) -> Iterator[Mutant]:
    """Every mutant of a sound file, in the order of scales, forms, index, bands, gates."""
    for name, options in root.get("scales", {}).items():
        yield from _options(("scales", name), options)
    for f, form in enumerate(root.get("forms", ())):
        for p, page in enumerate(form["pages"]):
            way: Way = ("forms", f, "pages", p)
            yield from _conditions((*way, "when"), page.get("when"), may_go=True)
            for q, question in enumerate(page["questions"]):
                yield from _question((*way, "questions", q), question)
        for k, quota in enumerate(form.get("quotas", ())):
            yield from _conditions(("forms", f, "quotas", k, "when"), quota["when"], may_go=False)
    yield from _node(("index",), root["index"], vocabulary, alone=True)
    yield from _bands(root.get("bands", []))
    for g, gate in enumerate(root.get("gates", ())):
        yield from _gate(("gates", g), gate)


def _one(way: Way, before: Any, after: Any) -> Mutant:
    key = next((step for step in reversed(way) if isinstance(step, str)), "")
    return Mutant(way, f"`{key}` {_shown(before)} became {_shown(after)}", ((way, after),))


def _shown(value: Any) -> str:
    if value is GONE:
        return "nothing"
    if isinstance(value, list):
        return f"[{', '.join(map(_shown, value))}]"
    return str(value).lower() if isinstance(value, bool) else str(value).removesuffix(".0")


def _moved(number: float) -> float:
    """A number off by a tenth; a whole one stays whole and moves by 1 at least."""
    if float(number).is_integer():
        return number + max(1, round(abs(number) / 10))
    return round(number * 1.1, 12)


def _options(way: Way, options: list[dict[str, Any]]) -> Iterator[Mutant]:
    valued = [position for position, option in enumerate(options) if option.get("value") is not None]
    for first, second in pairwise(valued):
        one, other = options[first], options[second]
        if one["value"] != other["value"]:
            what = f"the values of {one['id']} and {other['id']} were swapped"
            swapped = (((*way, first, "value"), other["value"]), ((*way, second, "value"), one["value"]))
            yield Mutant((*way, first), what, swapped)
    for position, option in enumerate(options):
        if option.get("missing"):
            yield _one((*way, position, "missing"), option["missing"], GONE)


def _question(way: Way, question: dict[str, Any]) -> Iterator[Mutant]:
    yield from _conditions((*way, "when"), question.get("when"), may_go=True)
    for key, by in (("min", 1), ("max", -1)):
        if isinstance(limit := question.get(key), int | float):
            yield _one((*way, key), limit, limit + by)
    yield from _options((*way, "options"), question.get("options", []))
    required = question.get("required", True)
    if question["type"] != "note":
        yield Mutant(way, f"`required` became {_shown(not required)}", (((*way, "required"), not required),))


def _node(way: Way, node: dict[str, Any], vocabulary: Vocabulary, *, alone: bool) -> Iterator[Mutant]:
    children = node.get("children", ())
    if not alone:
        weight = node.get("weight", 1)
        what = f"`weight` {weight} became {weight * 2 or 1}"
        yield Mutant((*way, "weight") if "weight" in node else way, what, (((*way, "weight"), weight * 2 or 1),))
    if not children:
        turned = "higher" if node.get("direction") == "lower" else "lower"
        at = (*way, "direction") if "direction" in node else way
        yield Mutant(at, f"`direction` became {turned}", (((*way, "direction"), turned),))
        if isinstance(source := node.get("from"), list) and len(source) > 1:
            yield _one((*way, "from"), source, source[:-1])
    for key in ("times", "min_coverage", "min_n"):
        if key in node:
            yield _one((*way, key), node[key], _moved(node[key]) if key != "min_coverage" else 1 - node[key] / 2)
    if "applies_to" in node:
        yield _one((*way, "applies_to"), node["applies_to"], GONE)
    for kind in _STEPS:
        given = node.get(kind.value)
        for position, use in enumerate(given if isinstance(given, list) else [given] if given else []):
            at = (*way, kind.value, position) if isinstance(given, list) else (*way, kind.value)
            yield from _rule(at, kind, use, vocabulary)
    for position, child in enumerate(children):
        yield from _node((*way, "children", position), child, vocabulary, alone=len(children) == 1)


def _rule(way: Way, kind: RuleKind, use: Any, vocabulary: Vocabulary) -> Iterator[Mutant]:
    given = {"rule": use} if isinstance(use, str) else dict(use)
    name = given.pop("rule")
    other = _other_rule(kind, name, given, vocabulary)
    if other is not None:
        what = f"`{kind.value}` {name} became {other}"
        yield Mutant(way, what, ((way, other if isinstance(use, str) else {**given, "rule": other}),))
    fields = vocabulary.rules[kind, name].settings.model_fields
    for key, value in given.items():
        for inside, before, after in _values(value, fields[key].annotation):
            at = (*way, key, *inside)
            yield Mutant(at, f"`{key}` {_shown(before)} became {_shown(after)}", ((at, after),))


def _other_rule(kind: RuleKind, name: str, given: dict[str, Any], vocabulary: Vocabulary) -> str | None:
    """The rule of this kind that takes these settings and is listed nearest: kin stand beside each other."""
    names = [each for of, each in vocabulary.rules if of is kind]
    here = names.index(name)
    for other in sorted(names, key=lambda each: abs(names.index(each) - here)):
        try:
            vocabulary.rules[kind, other].settings.model_validate(given)
        except ValidationError:
            continue
        if other != name:
            return other
    return None


def _values(value: Any, annotation: Any) -> Iterator[tuple[Way, Any, Any]]:
    """Each way to be a little off of a setting: (the way inside, before, after)."""
    if isinstance(value, bool):
        yield (), value, not value
    elif isinstance(value, int | float):
        yield (), value, _moved(value)
    elif isinstance(value, str):
        words = _literals(annotation)
        if value in words and len(words) > 1:
            yield (), value, words[(words.index(value) + 1) % len(words)]
    elif isinstance(value, list):
        if len(value) > 1 and all(isinstance(each, str) for each in value):
            yield (), value, value[:-1]
            return
        for position, each in enumerate(value):
            for inside, before, after in _values(each, None):
                yield (position, *inside), before, after


def _literals(annotation: Any) -> list[str]:
    """The words that a setting may take, wherever they stand in its type."""
    found = [each for each in get_args(annotation) if isinstance(each, str)]
    for inner in get_args(annotation) if get_origin(annotation) else ():
        found += _literals(inner)
    return found


def _bands(bands: list[dict[str, Any]]) -> Iterator[Mutant]:
    starts = sorted(band["from"] for band in bands)
    for position, band in enumerate(bands):
        above = [start for start in starts if start > band["from"]]
        span = (above[0] - band["from"]) if above else (starts[-1] - starts[0]) / max(len(starts) - 1, 1)
        if span:
            yield _one(("bands", position, "from"), band["from"], round(band["from"] + span / 2, 12))


def _gate(way: Way, gate: dict[str, Any]) -> Iterator[Mutant]:
    yield from _conditions((*way, "when"), gate["when"], may_go=False)
    for key, value in gate.items():
        if key not in Gate.model_fields and isinstance(value, int | float) and not isinstance(value, bool):
            yield _one((*way, key), value, _moved(value))


def _conditions(way: Way, text: str | None, *, may_go: bool) -> Iterator[Mutant]:
    if text is None:
        return
    yield _one(way, text, f"not ({text})")
    if may_go:
        yield _one(way, text, GONE)
    for altered in altered_expressions(text):
        yield _one(way, text, altered)


def altered_expressions(text: str) -> Iterator[str]:
    """The expression with one operator exchanged for its neighbour, or one number moved."""
    text = " ".join(text.split())
    for place, node in enumerate(ast.walk(ast.parse(text, mode="eval"))):
        if isinstance(node, ast.Compare):
            choices = range(len(node.ops))
        elif isinstance(node, ast.BoolOp) or (isinstance(node, ast.Constant) and type(node.value) in (int, float)):
            choices = range(1)
        else:
            continue
        for choice in choices:
            tree = ast.parse(text, mode="eval")
            target = list(ast.walk(tree))[place]
            if _alter(target, choice):
                yield ast.unparse(tree)


def _alter(node: ast.AST, choice: int) -> bool:
    if isinstance(node, ast.Compare):
        other = _SWAPPED.get(type(node.ops[choice]))
        if other is None:
            return False
        node.ops[choice] = other()  # type: ignore[call-overload]  # the table pairs operators of one kind
    elif isinstance(node, ast.BoolOp):
        node.op = _SWAPPED[type(node.op)]()  # type: ignore[assignment]
    elif isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        node.value = _moved(node.value)
    return True
