"""From a checked tree to a function of a lookup, over the operations for single answers or those for arrays."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any, TypeAlias

from engine.framework.grammar import ARITHMETIC, COMPARISONS, ExpressionError

Lookup: TypeAlias = Callable[[str], Any]
Evaluate: TypeAlias = Callable[[Lookup], Any]


def _is_condition(node: ast.expr) -> bool:
    """Whether the value is true or false by its form, so that `count` counts where it holds."""
    match node:
        case ast.Compare() | ast.BoolOp() | ast.UnaryOp(op=ast.Not()) | ast.Constant(value=bool()):
            return True
        case ast.Call(func=ast.Name(id="answered" | "selected" | "any" | "all")):
            return True
    return False


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
            return _joined(
                values.both if isinstance(op, ast.And) else values.either, [build(p, values) for p in parts]
            )
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


def _call(function: str, arguments: list[ast.expr], values: Any) -> Evaluate:
    parts = [build(argument, values) for argument in arguments]
    match function:
        case "credit":
            return parts[0]
        case "any" | "all":
            join = values.either if function == "any" else values.both
            over = values.any_of if function == "any" else values.all_of
            return _joined(join, [_applied(over, part) for part in parts])
        case "count":
            counts = [
                _applied(values.holds if _is_condition(a) else values.present, p)
                for a, p in zip(arguments, parts, strict=True)
            ]
            return _joined(values.add, counts)
        case "round" if len(arguments) == 2 and isinstance(arguments[1], ast.Constant):
            digits = arguments[1].value
            return lambda lookup: values.rounded(parts[0](lookup), digits)
        case "sum" | "mean" | "min" | "max" | "coalesce":
            combine = getattr(values, {"sum": "total", "min": "least", "max": "most"}.get(function, function))
            return lambda lookup: combine([part(lookup) for part in parts])
    operation = getattr(values, {"abs": "magnitude", "round": "rounded"}.get(function, function))
    return lambda lookup: operation(*(part(lookup) for part in parts))
