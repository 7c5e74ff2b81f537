"""From a checked tree to a function of a lookup, over the operations for single answers or those for arrays."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from engine.framework.function_kinds import Kind
from engine.framework.functions import FUNCTIONS
from engine.framework.grammar import ARITHMETIC, COMPARISONS, ExpressionError

Lookup: TypeAlias = Callable[[str], Any]
Evaluate: TypeAlias = Callable[[Lookup], Any]


class Passes(dict[str, Any]):
    """What a name stands for outside of the passes in which it is asked: a value, or None, by the item of each pass."""


@dataclass(frozen=True)
class _Within:
    """A lookup seen from one pass; `whole` is the one outside."""

    whole: Lookup
    item: str

    def __call__(self, name: str) -> Any:
        value = self.whole(name)
        return value.get(self.item) if isinstance(value, Passes) else value


@dataclass(frozen=True)
class _Known:
    """A lookup of which some names were looked up already."""

    whole: Lookup
    found: Mapping[str, Any]

    def __call__(self, name: str) -> Any:
        return self.found[name] if name in self.found else self.whole(name)


def _is_condition(node: ast.expr) -> bool:
    """Whether the value is true or false by its form, so that `count` counts where it holds."""
    match node:
        case ast.Compare() | ast.BoolOp() | ast.UnaryOp(op=ast.Not()) | ast.Constant(value=bool()):
            return True
        case ast.Call(func=ast.Name(id=name)):
            return FUNCTIONS[name].gives is Kind.TRUTH
    return False


def own_names(node: ast.expr) -> Iterator[ast.Name]:
    """The names of an argument that belong to it, and not to a function over passes inside of it."""
    match node:
        case ast.Name():
            yield node
        case ast.Call(func=ast.Name(id=name), args=arguments):
            if not FUNCTIONS[name].over_passes:
                for argument in arguments:
                    yield from own_names(argument)
        case _:
            for below in ast.iter_child_nodes(node):
                if isinstance(below, ast.expr):
                    yield from own_names(below)


def build(node: ast.expr, values: Any) -> Evaluate:
    """A function of a lookup, over the operations of `values` (the module for single answers or that for arrays)."""
    match node:
        case ast.Constant(value=str(text)):
            return lambda _lookup: text
        case ast.Constant():
            number = values.constant(node.value)
            return lambda _lookup: number
        case ast.Name(id=name):
            given = values.given
            return lambda lookup: given(lookup(name))
        case ast.BoolOp(op=op, values=parts):
            return _joined(values.both if isinstance(op, ast.And) else values.either, [build(p, values) for p in parts])
        case ast.UnaryOp(op=op, operand=operand):
            return _applied(
                {ast.Not: values.negate, ast.USub: values.minus}.get(type(op), values.plus),
                build(operand, values),
            )
        case ast.BinOp(op=op, left=left, right=right):
            return _paired(getattr(values, ARITHMETIC[type(op)]), build(left, values), build(right, values))
        case ast.IfExp(test=test, body=yes, orelse=no):
            condition, then, other, choose = (
                build(test, values),
                build(yes, values),
                build(no, values),
                values.choose,
            )
            return lambda lookup: choose(condition(lookup), then(lookup), other(lookup))
        case ast.Compare():
            return _comparison(node, values)
        case ast.Call(func=ast.Name(id=function), args=arguments):
            return _call(function, arguments, values)
    raise ExpressionError("this has no place in an expression", node.col_offset + 1)  # pragma: no cover


def _applied(operation: Callable[[Any], Any], part: Evaluate) -> Evaluate:
    return lambda lookup: operation(part(lookup))


def _paired(operation: Callable[[Any, Any], Any], left: Evaluate, right: Evaluate) -> Evaluate:
    return lambda lookup: operation(left(lookup), right(lookup))


def _joined(operation: Callable[[Any, Any], Any], parts: list[Evaluate]) -> Evaluate:
    joined = parts[0]
    for part in parts[1:]:
        joined = _paired(operation, joined, part)
    return joined


def _comparison(node: ast.Compare, values: Any) -> Evaluate:
    left, pairs = build(node.left, values), []
    for op, right in zip(node.ops, node.comparators, strict=True):
        if isinstance(op, ast.In | ast.NotIn) and isinstance(right, ast.Tuple | ast.List):
            never = build(ast.Constant(False), values)
            elements = [_paired(values.equal, left, build(element, values)) for element in right.elts]
            inside = _joined(values.either, elements) if elements else never
            return _applied(values.negate, inside) if isinstance(op, ast.NotIn) else inside
        after = build(right, values)
        pairs.append(_paired(getattr(values, COMPARISONS[type(op)]), left, after))
        left = after
    return _joined(values.both, pairs)


def _call(name: str, arguments: list[ast.expr], values: Any) -> Evaluate:
    function = FUNCTIONS[name]
    parts = [build(argument, values) for argument in arguments]
    work = function.work
    if name == "selected" and isinstance(arguments[1], ast.Name):  # a row is in no list that is empty
        return _applied(values.holds, lambda lookup: work(values, *(part(lookup) for part in parts)))
    if not function.over_passes:
        return lambda lookup: work(values, *(part(lookup) for part in parts))
    if name == "count":
        parts = [
            _applied(values.holds if _is_condition(argument) else values.present, part)
            for argument, part in zip(arguments, parts, strict=True)
        ]
    named = [tuple({name.id for name in own_names(argument)}) for argument in arguments]
    spread = [_over_passes(part, names) for part, names in zip(parts, named, strict=True)]
    return lambda lookup: work(values, [value for each in spread for value in each(lookup)])


def _over_passes(part: Evaluate, names: tuple[str, ...]) -> Callable[[Lookup], list[Any]]:
    """The values of an argument: one, or one for each pass if it names what is asked in passes."""

    def each(lookup: Lookup) -> list[Any]:
        whole = lookup.whole if isinstance(lookup, _Within) else lookup
        found = {name: whole(name) for name in names}  # once for all passes, however many there are
        asked = [value for value in found.values() if isinstance(value, Passes)]
        if not asked:
            return [part(whole)]
        known = _Known(whole, found)
        return [part(_Within(known, item)) for item in dict.fromkeys(item for value in asked for item in value)]

    return each
