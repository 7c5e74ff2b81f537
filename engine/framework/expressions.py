"""Conditions and formulas in Python's expression syntax, whitelisted and three-valued.

A name stands for what the lookup gives; missing is None for single answers and NaN in arrays. `and`, `or` and `not`
are Kleene's, a comparison with missing is missing, and so is a division by zero. Numbers are equal when they agree
to 12 significant digits. Functions: `answered`, `any`, `all`, `count` (conditions that hold, or values that are
there), `sum`, `mean`, `min`, `max` (over what is there; missing when nothing is), `coalesce` (the first that is
there), `credit` (the points of an answer or node), `selected(question, 'option')`, `round` (half away from zero),
`abs`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeAlias

from engine.framework import scalar_values

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MAX_LENGTH = 2000
MAX_BRACKETS = 50
MAX_NODES = 500
MAX_DEPTH = 60

Lookup: TypeAlias = Callable[[str], Any]
Evaluate: TypeAlias = Callable[[Lookup], Any]

ARGUMENTS: dict[str, tuple[int, int]] = {
    "count": (1, 99),
    "sum": (1, 99),
    "mean": (1, 99),
    "min": (1, 99),
    "max": (1, 99),
    "any": (1, 99),
    "all": (1, 99),
    "answered": (1, 1),
    "coalesce": (1, 99),
    "credit": (1, 1),
    "selected": (2, 2),
    "round": (1, 2),
    "abs": (1, 1),
}
"""Each function with the fewest and most arguments it takes."""

_COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Eq: "equal",
    ast.NotEq: "unequal",
    ast.Lt: "less",
    ast.LtE: "at_most",
    ast.Gt: "more",
    ast.GtE: "at_least",
}
_ARITHMETIC: dict[type[ast.operator], str] = {
    ast.Add: "add",
    ast.Sub: "subtract",
    ast.Mult: "multiply",
    ast.Div: "divide",
}
_NAME = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)


class ExpressionError(ValueError):
    """Why an expression cannot be used; `column` counts from 1 within it."""

    def __init__(self, message: str, column: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.column = column


@dataclass(frozen=True)
class Literal:
    """A comparison of a name with a text: `name == 'text'`, `name in ('text', …)` or `selected(name, 'text')`."""

    name: str
    text: str
    column: int
    by_selected: bool = False


@dataclass(frozen=True)
class Expression:
    """A checked expression, ready to be worked out."""

    text: str
    names: frozenset[str]
    literals: tuple[Literal, ...]
    tree: ast.expr
    _scalar: Evaluate
    _array: list[Evaluate]  # filled at first use: a file check needs no arrays

    def value(self, lookup: Callable[[str], object]) -> object | None:
        """The value of single answers: `lookup` gives a name's value or None; None is missing."""
        return scalar_values.plain(self._scalar(lookup))

    def array(self, lookup: Callable[[str], NDArray[np.float64]]) -> NDArray[np.float64]:
        """The values of arrays that broadcast together; NaN is missing, true and false are 1.0 and 0.0."""
        from engine.framework import array_values

        if not self._array:
            self._array.append(_build(self.tree, array_values))
        return array_values.plain(self._array[0](lookup))


@lru_cache(maxsize=4096)
def parse(text: str) -> Expression:
    """Check and compile an expression; raises ExpressionError, never anything else."""
    body = _tree(text)
    _check(body)
    functions = {id(node.func) for node in ast.walk(body) if isinstance(node, ast.Call)}
    names = frozenset(n.id for n in ast.walk(body) if isinstance(n, ast.Name) and id(n) not in functions)
    return Expression(text, names, tuple(_literals(body)), body, _build(body, scalar_values), [])


def _tree(text: str) -> ast.expr:
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"it is longer than {MAX_LENGTH} characters", MAX_LENGTH)
    depth = 0
    for column, letter in enumerate(text, start=1):
        depth += (letter in "([{") - (letter in ")]}")
        if depth > MAX_BRACKETS:
            raise ExpressionError(f"its brackets are nested more than {MAX_BRACKETS} deep", column)
        if letter in "\\\0#;":
            raise ExpressionError(f"`{letter}` has no place in an expression", column)
    line = re.sub(r"\s", " ", text)
    lead = len(line) - len(line.lstrip())
    if not line.strip():
        raise ExpressionError("it is empty")
    try:
        body = ast.parse(line.strip(), mode="eval").body
    except SyntaxError as error:
        message, column = _syntax_words(line.strip(), error)
        raise ExpressionError(message, column + lead) from None
    except (ValueError, RecursionError, MemoryError):
        raise ExpressionError("it cannot be read: it is nested too deeply or holds a number that is too long") from None
    return body


def _syntax_words(line: str, error: SyntaxError) -> tuple[str, int]:
    column = max(1, error.offset or 1)
    if (
        single := re.search(r"(?<![=!<>:])=(?!=)", re.sub(r"'[^']*'|\"[^\"]*\"", lambda m: "_" * len(m[0]), line))
    ) is not None:
        return "`=` stands where `==` belongs", single.start() + 1
    if (found := re.search(r"&&|\|\||(?<!=)!(?!=)|<>", line)) is not None:
        word = {"&&": "and", "||": "or", "!": "not", "<>": "!="}[found[0]]
        return f"`{found[0]}` stands where `{word}` belongs", found.start() + 1
    return "it is not complete, or a sign stands where it does not belong", column


def _check(body: ast.expr) -> None:
    count = 0
    level: list[tuple[ast.expr, bool]] = [(body, False)]  # each with: may it be a text or a tuple?
    for _depth in range(MAX_DEPTH):
        below: list[tuple[ast.expr, bool]] = []
        for node, text_allowed in level:
            count += 1
            if count > MAX_NODES:
                raise ExpressionError(f"it has more than {MAX_NODES} parts", node.col_offset + 1)
            below.extend(_parts(node, text_allowed))
        if not below:
            return
        level = below
    raise ExpressionError(f"it is nested more than {MAX_DEPTH} deep", level[0][0].col_offset + 1)


def _parts(node: ast.expr, text_allowed: bool) -> list[tuple[ast.expr, bool]]:
    """The parts below a node, each with whether a text may stand there; raises for what is not on the list."""
    match node:
        case ast.Constant(value=(bool() | int() | float()) as number):
            try:
                finite = abs(float(number)) < 1e300
            except OverflowError:
                finite = False
            if not finite:
                raise ExpressionError("a number is too large", node.col_offset + 1)
            return []
        case ast.Constant(value=str()):
            if not text_allowed:
                raise ExpressionError("a text may only be compared, as in `question == 'option'`", node.col_offset + 1)
            return []
        case ast.Name(id=name):
            if not _NAME.fullmatch(name):
                raise ExpressionError(f"`{name}` is no id", node.col_offset + 1)
            return []
        case ast.BoolOp(values=values):
            return [(value, False) for value in values]
        case ast.UnaryOp(op=ast.Not() | ast.USub() | ast.UAdd(), operand=operand):
            return [(operand, False)]
        case ast.BinOp(op=op, left=left, right=right) if type(op) in _ARITHMETIC:
            return [(left, False), (right, False)]
        case ast.IfExp(test=test, body=yes, orelse=no):
            return [(test, False), (yes, False), (no, False)]
        case ast.Compare():
            return _compared(node)
        case ast.Call():
            return _arguments(node)
    raise ExpressionError(f"{_name_of(node)} has no place in an expression", node.col_offset + 1)


def _compared(node: ast.Compare) -> list[tuple[ast.expr, bool]]:
    parts: list[tuple[ast.expr, bool]] = [(node.left, True)]
    for op, right in zip(node.ops, node.comparators, strict=True):
        if isinstance(op, ast.In | ast.NotIn):
            if len(node.ops) > 1:
                raise ExpressionError("`in` cannot be chained: use `and`", right.col_offset + 1)
            if not isinstance(right, ast.Tuple | ast.List):
                raise ExpressionError(
                    "after `in` belongs a list in brackets, as in `x in ('a', 'b')`", right.col_offset + 1
                )
            parts.extend((element, True) for element in right.elts)
        elif type(op) in _COMPARISONS:
            parts.append((right, True))
        else:
            raise ExpressionError("`is` stands where `==` belongs", node.left.col_offset + 1)
    return parts


def _arguments(node: ast.Call) -> list[tuple[ast.expr, bool]]:
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if name not in ARGUMENTS:
        raise ExpressionError(f"`{name}` is no function; known: {', '.join(sorted(ARGUMENTS))}", node.col_offset + 1)
    least, most = ARGUMENTS[name]
    if node.keywords or not least <= len(node.args) <= most:
        takes = str(least) if least == most else f"{least} or more" if most == 99 else f"{least} or {most}"
        raise ExpressionError(f"`{name}` takes {takes} arguments", node.col_offset + 1)
    if name in ("answered", "credit", "selected") and not isinstance(node.args[0], ast.Name):
        raise ExpressionError(f"`{name}` takes an id", node.args[0].col_offset + 1)
    if name == "selected":
        if not (isinstance(node.args[1], ast.Constant) and isinstance(node.args[1].value, str)):
            raise ExpressionError(
                "`selected` takes an option in quotes, as in `selected(q, 'a')`", node.args[1].col_offset + 1
            )
        return [(node.args[0], False), (node.args[1], True)]
    if name == "round" and len(node.args) == 2:
        digits = node.args[1]
        if not (isinstance(digits, ast.Constant) and type(digits.value) is int and digits.value <= 12):
            raise ExpressionError("`round` takes a number of digits from 0 to 12", digits.col_offset + 1)
    return [(argument, False) for argument in node.args]


def _name_of(node: ast.expr) -> str:
    names: dict[type[ast.AST], str] = {
        ast.Attribute: "a dot",
        ast.Subscript: "a square bracket after a name",
        ast.Lambda: "`lambda`",
        ast.Tuple: "a list",
        ast.List: "a list",
        ast.Dict: "a curly bracket",
        ast.JoinedStr: "an f-text",
        ast.NamedExpr: "`:=`",
    }
    if isinstance(node, ast.BinOp):
        return f"the operator `{ast.unparse(ast.BinOp(ast.Name('a'), node.op, ast.Name('b')))[2:-2]}`"
    if isinstance(node, ast.Constant):
        return f"`{node.value!r}`"[:40]
    return names.get(type(node), "this")


def _literals(body: ast.expr) -> list[Literal]:
    found: list[Literal] = []
    for node in ast.walk(body):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "selected":
            found += _pairs([node.args[0]], [node.args[1]], by_selected=True)
        elif isinstance(node, ast.Compare):
            terms = [node.left, *node.comparators]
            for left, right in pairwise(terms):
                rights = right.elts if isinstance(right, ast.Tuple | ast.List) else [right]
                found += _pairs([left], rights) + _pairs(rights, [left])
    return found


def _pairs(names: list[ast.expr], texts: list[ast.expr], *, by_selected: bool = False) -> list[Literal]:
    return [
        Literal(name.id, text.value, text.col_offset + 1, by_selected)
        for name in names
        for text in texts
        if isinstance(name, ast.Name) and isinstance(text, ast.Constant) and isinstance(text.value, str)
    ]


def _is_condition(node: ast.expr) -> bool:
    """Whether the value is true or false by its form, so that `count` counts where it holds."""
    match node:
        case ast.Compare() | ast.BoolOp() | ast.UnaryOp(op=ast.Not()) | ast.Constant(value=bool()):
            return True
        case ast.Call(func=ast.Name(id="answered" | "selected" | "any" | "all")):
            return True
    return False


def _build(node: ast.expr, values: Any) -> Evaluate:
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
                values.both if isinstance(op, ast.And) else values.either, [_build(p, values) for p in parts]
            )
        case ast.UnaryOp(op=op, operand=operand):
            return _applied(
                {ast.Not: values.negate, ast.USub: values.minus}.get(type(op), values.plus),
                _build(operand, values),
            )
        case ast.BinOp(op=op, left=left, right=right):
            return _paired(getattr(values, _ARITHMETIC[type(op)]), _build(left, values), _build(right, values))
        case ast.IfExp(test=test, body=yes, orelse=no):
            condition, then, other, choose = (
                _build(test, values),
                _build(yes, values),
                _build(no, values),
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
    left, pairs = _build(node.left, values), []
    for op, right in zip(node.ops, node.comparators, strict=True):
        if isinstance(op, ast.In | ast.NotIn) and isinstance(right, ast.Tuple | ast.List):
            never = _build(ast.Constant(False), values)
            elements = [_paired(values.equal, left, _build(element, values)) for element in right.elts]
            inside = _joined(values.either, elements) if elements else never
            return _applied(values.negate, inside) if isinstance(op, ast.NotIn) else inside
        after = _build(right, values)
        pairs.append(_paired(getattr(values, _COMPARISONS[type(op)]), left, after))
        left = after
    return _joined(values.both, pairs)


def _call(function: str, arguments: list[ast.expr], values: Any) -> Evaluate:
    parts = [_build(argument, values) for argument in arguments]
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
