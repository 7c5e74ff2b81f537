"""What an expression may hold: Python's expression syntax, size-limited before parsing, whitelisted node by node."""

from __future__ import annotations

import ast
import re

from engine.framework.function_kinds import MANY, Kind
from engine.framework.functions import FUNCTIONS
from engine.framework.places import did_you_mean

MAX_LENGTH = 2000
MAX_BRACKETS = 50
MAX_NODES = 500
MAX_DEPTH = 60

LIKE = "Write it like `question == 'option' and days > 3`."

COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Eq: "equal",
    ast.NotEq: "unequal",
    ast.Lt: "less",
    ast.LtE: "at_most",
    ast.Gt: "more",
    ast.GtE: "at_least",
}
ARITHMETIC: dict[type[ast.operator], str] = {
    ast.Add: "add",
    ast.Sub: "subtract",
    ast.Mult: "multiply",
    ast.Div: "divide",
}
THIS_PASS = ("unit", "row")
"""How expressions and texts name the unit or row of the pass in which they stand, unless a question is called so."""

_NAME = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)


class ExpressionError(ValueError):
    """Why an expression cannot be used, and how to mend it; `column` counts from 1 within it."""

    def __init__(self, message: str, column: int = 1, mend: str = LIKE) -> None:
        super().__init__(message)
        self.message = message
        self.column = column
        self.mend = mend


def checked_tree(text: str) -> ast.expr:
    """The tree of an expression, `col_offset` counting characters of the text given; raises ExpressionError."""
    body = _tree(text)
    _check(body)
    return body


def column_of(node: ast.expr) -> int:
    """Where a part of an expression begins, from 1."""
    return node.col_offset + 1


def terms_of(node: ast.Compare) -> list[ast.expr]:
    """Everything that is compared, the entries of lists one by one."""
    terms = [node.left]
    for right in node.comparators:
        terms += right.elts if isinstance(right, ast.Tuple | ast.List) else [right]
    return terms


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
    _count_characters(body, line.strip(), lead)
    return body


def _count_characters(body: ast.expr, line: str, lead: int) -> None:
    """Python counts bytes from the first sign on; an author counts characters of the whole text."""
    given = line.encode()
    for node in ast.walk(body):
        if isinstance(node, ast.expr):
            node.col_offset = lead + len(given[: node.col_offset].decode("utf-8", "ignore"))


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
                raise ExpressionError(f"it has more than {MAX_NODES} parts", column_of(node))
            below.extend(_parts(node, text_allowed))
        if not below:
            return
        level = below
    raise ExpressionError(f"it is nested more than {MAX_DEPTH} deep", column_of(level[0][0]))


def _parts(node: ast.expr, text_allowed: bool) -> list[tuple[ast.expr, bool]]:
    """The parts below a node, each with whether a text may stand there; raises for what is not on the list."""
    match node:
        case ast.Constant(value=(bool() | int() | float()) as number):
            try:
                finite = abs(float(number)) < 1e300
            except OverflowError:
                finite = False
            if not finite:
                raise ExpressionError("a number is too large", column_of(node))
            return []
        case ast.Constant(value=str()):
            if not text_allowed:
                raise ExpressionError("a text may only be compared, as in `question == 'option'`", column_of(node))
            return []
        case ast.Name(id=name):
            if not _NAME.fullmatch(name):
                raise ExpressionError(f"`{name}` is no id", column_of(node))
            return []
        case ast.BoolOp(values=values):
            return [(value, False) for value in values]
        case ast.UnaryOp(op=ast.Not() | ast.USub() | ast.UAdd(), operand=operand):
            return [(operand, False)]
        case ast.BinOp(op=op, left=left, right=right) if type(op) in ARITHMETIC:
            return [(left, False), (right, False)]
        case ast.IfExp(test=test, body=yes, orelse=no):
            return [(test, False), (yes, False), (no, False)]
        case ast.Compare():
            return _compared(node)
        case ast.Call():
            return _arguments(node)
    raise ExpressionError(f"{_name_of(node)} has no place in an expression", column_of(node))


def _compared(node: ast.Compare) -> list[tuple[ast.expr, bool]]:
    parts: list[tuple[ast.expr, bool]] = [(node.left, True)]
    for op, right in zip(node.ops, node.comparators, strict=True):
        if isinstance(op, ast.In | ast.NotIn):
            if len(node.ops) > 1:
                raise ExpressionError("`in` cannot be chained: use `and`", column_of(right))
            if not isinstance(right, ast.Tuple | ast.List):
                raise ExpressionError(
                    "after `in` belongs a list in brackets, as in `x in ('a', 'b')`", column_of(right)
                )
            parts.extend((element, True) for element in right.elts)
        elif type(op) in COMPARISONS:
            parts.append((right, True))
        else:
            raise ExpressionError("`is` stands where `==` belongs", column_of(node.left))
    return parts


def _arguments(node: ast.Call) -> list[tuple[ast.expr, bool]]:
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    function = FUNCTIONS.get(name)
    if function is None:
        near = did_you_mean(name, FUNCTIONS, otherwise=0)
        mend = near or f"Known: {', '.join(f'`{known}`' for known in sorted(FUNCTIONS))}."
        raise ExpressionError(f"`{name}` is no function" if name else "this is no function", column_of(node), mend)
    least, most = function.fewest, function.most
    written = f"Write `{function.signature}`."
    if node.keywords or not least <= len(node.args) <= most:
        takes = str(least) if least == most else f"{least} or more" if most == MANY else f"{least} or {most}"
        arguments = "argument" if takes == "1" else "arguments"
        raise ExpressionError(f"`{name}` takes {takes} {arguments}", column_of(node), written)
    if function.of_id and not isinstance(node.args[0], ast.Name):
        raise ExpressionError(f"`{name}` takes an id", column_of(node.args[0]), written)
    if name == "selected" and not _is_option(node.args[1]):
        raise ExpressionError("`selected` takes an option in quotes", column_of(node.args[1]), written)
    if name == "round" and len(node.args) == 2:
        digits = node.args[1]
        if not (isinstance(digits, ast.Constant) and type(digits.value) is int and digits.value <= 12):
            raise ExpressionError("`round` takes a number of digits from 0 to 12", column_of(digits), written)
    return [(argument, Kind.WRITTEN in function.takes_at(position)) for position, argument in enumerate(node.args)]


def _is_option(node: ast.expr) -> bool:
    """Whether this can say which option: a text in quotes, or what the pass is about."""
    if isinstance(node, ast.Name):
        return node.id in THIS_PASS
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


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
