"""What each part of an expression is, and where a part is put to a use that it cannot serve."""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from engine.framework.function_kinds import DAYS, NUMBERS, OPTIONS, Kind
from engine.framework.functions import FUNCTIONS
from engine.framework.grammar import column_of, terms_of
from engine.framework.question_types import Yields
from engine.framework.scalar_values import day

KIND_OF = {
    Yields.OPTION: Kind.OPTION,
    Yields.OPTIONS: Kind.SEVERAL,
    Yields.UNITS: Kind.SEVERAL,
    Yields.ROWS: Kind.SEVERAL,
    Yields.FILES: Kind.SEVERAL,
    Yields.NUMBER: Kind.NUMBER,
    Yields.PARTS: Kind.NUMBER,
    Yields.DATE: Kind.DATE,
    Yields.TEXT: Kind.TEXT,
}
"""What the answer to a question is, by what its type yields."""

_CONSTANTS = {str: Kind.WRITTEN, bool: Kind.TRUTH, int: Kind.NUMBER, float: Kind.NUMBER}


class Use(NamedTuple):
    """A place of an expression: the kinds that may stand there, and what they are called."""

    kinds: Collection[Kind]
    words: str


CONDITION = Use(NUMBERS, "a condition")  # a number other than 0 holds
FIGURE = Use(NUMBERS, "a number")
DAY = Use(frozenset({Kind.DATE}), "a day")


@dataclass(frozen=True)
class Misuse:
    """A part that cannot serve, in words, with its column from 1 and the mend."""

    column: int
    what: str
    mend: str


def misuses(tree: ast.expr, kind_of: Callable[[str], Kind], use: Use) -> list[Misuse]:
    """Every misuse in an expression that is put to a use; `kind_of` tells names."""
    looking = _Looking(kind_of, [])
    looking.wants(tree, looking.kind(tree), use)
    return looking.found


@dataclass(frozen=True)
class _Looking:
    kind_of: Callable[[str], Kind]
    found: list[Misuse]

    def kind(self, node: ast.expr) -> Kind:
        """What a part is; the misuses inside of it are noted."""
        match node:
            case ast.Constant(value=value):
                return _CONSTANTS[type(value)]
            case ast.Name(id=name):
                return self.kind_of(name)
            case ast.BoolOp(values=parts):
                for part in parts:
                    self.wants(part, self.kind(part), CONDITION)
                return Kind.TRUTH
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                self.wants(operand, self.kind(operand), CONDITION)
                return Kind.TRUTH
            case ast.UnaryOp(operand=operand):
                return self._number(operand)
            case ast.BinOp(left=left, right=right):
                self._number(left)
                return self._number(right)
            case ast.IfExp(test=test, body=yes, orelse=no):
                self.wants(test, self.kind(test), CONDITION)
                return _joined(self.kind(yes), self.kind(no))
            case ast.Compare():
                self._comparison(node)
                return Kind.TRUTH
            case ast.Call(func=ast.Name(id=name), args=arguments):
                return self._call(name, arguments)
        return Kind.ANY

    def wants(self, node: ast.expr, kind: Kind, use: Use) -> None:
        """Note a part that cannot be put to a use."""
        if kind is not Kind.ANY and kind not in use.kinds:
            self._note(node, f"`{ast.unparse(node)}` is {kind} and not {use.words}", _mend(node, kind, use.kinds))

    def _note(self, node: ast.expr, what: str, mend: str) -> None:
        self.found.append(Misuse(column_of(node), f"{what}.", mend))

    def _number(self, node: ast.expr) -> Kind:
        self.wants(node, self.kind(node), FIGURE)
        return Kind.NUMBER

    def _call(self, name: str, arguments: list[ast.expr]) -> Kind:
        function = FUNCTIONS[name]
        kinds = [self.kind(argument) for argument in arguments]
        for position, (argument, kind) in enumerate(zip(arguments, kinds, strict=True)):
            wanted = function.takes_at(position)
            if kind is Kind.WRITTEN and wanted >= DAYS:
                self._day(argument)
            elif name != "selected" or position == 0:
                self.wants(argument, kind, Use(wanted, f"what `{function.signature}` takes"))
        if name == "between":
            self._pair(arguments[0], kinds[0], arguments[1], kinds[1])
            self._pair(arguments[0], kinds[0], arguments[2], kinds[2])
        return kinds[0] if function.gives is Kind.ANY else function.gives

    def _comparison(self, node: ast.Compare) -> None:
        kinds = {id(term): self.kind(term) for term in terms_of(node)}
        for op, (left, right) in zip(node.ops, pairwise([node.left, *node.comparators]), strict=True):
            for other in right.elts if isinstance(right, ast.Tuple | ast.List) else [right]:
                self._pair(left, kinds[id(left)], other, kinds[id(other)])
                if isinstance(op, ast.Lt | ast.LtE | ast.Gt | ast.GtE):
                    self._order(left, kinds[id(left)])
                    self._order(other, kinds[id(other)])

    def _order(self, node: ast.expr, kind: Kind) -> None:
        if kind is Kind.OPTION or kind is Kind.SEVERAL:
            what = f"`{ast.unparse(node)}` is {kind}, which is neither more nor less than another"
            self._note(node, what, _mend(node, kind, NUMBERS))

    def _pair(self, left: ast.expr, left_kind: Kind, right: ast.expr, right_kind: Kind) -> None:
        """Two parts that are compared are of one kind; a day may be written."""
        for one, kind, other, other_kind in (
            (left, left_kind, right, right_kind),
            (right, right_kind, left, left_kind),
        ):
            if kind is Kind.DATE and other_kind is Kind.WRITTEN:
                return self._day(other)
            if other_kind is Kind.WRITTEN and kind in NUMBERS - {Kind.POINTS} and not isinstance(one, ast.Name):
                what = f"`{ast.unparse(one)}` is {kind} and never equals {ast.unparse(other)}"
                return self._note(one, what, "Compare it with a number, without quotes.")
        if not _comparable(left_kind, right_kind):
            text = f"`{ast.unparse(left)}` is {left_kind}, but `{ast.unparse(right)}` is {right_kind}"
            odd, kind = (left, left_kind) if right_kind in NUMBERS else (right, right_kind)
            self._note(left, f"{text}: they are never alike", _mend(odd, kind, NUMBERS))
        return None

    def _day(self, node: ast.expr) -> None:
        if isinstance(node, ast.Constant) and day(node.value) is None:
            self._note(node, f"{ast.unparse(node)} is no day", "Write a day as '2026-12-31'.")


def _joined(one: Kind, other: Kind) -> Kind:
    return one if one is other else Kind.NUMBER if {one, other} <= NUMBERS else Kind.ANY


def _comparable(left: Kind, right: Kind) -> bool:
    if Kind.ANY in (left, right) or Kind.WRITTEN in (left, right) or left is right:
        return True
    return any({left, right} <= alike for alike in (NUMBERS, OPTIONS))


def _mend(node: ast.expr, kind: Kind, wanted: Collection[Kind]) -> str:
    text = ast.unparse(node)
    match kind:
        case Kind.OPTION:
            return f"Ask `{text} == 'option'`; its points are `credit({text})`."
        case Kind.SEVERAL:
            return f"Ask `selected({text}, 'option')`, or how many: `count({text})`."
        case Kind.DATE:
            return f"Compare it with a day, or count: `days_between({text}, '2026-12-31')`."
        case Kind.TEXT:
            return f"Ask whether it is there: `answered({text})`."
        case Kind.WRITTEN:
            return "Name a question, or write a number without quotes."
    if Kind.DATE in wanted:
        return "Name a question of type `date`, or write a day as '2026-12-31'."
    if Kind.OPTION in wanted:
        return "Name a question with options."
    return "Put something else in its place."


def kinds_in(names: Callable[[str], Yields | None]) -> Callable[[str], Kind]:
    """What names are, from what questions yield; what yields nothing known may be anything."""

    def kind_of(name: str) -> Kind:
        yields = names(name)
        return Kind.ANY if yields is None else KIND_OF.get(yields, Kind.ANY)

    return kind_of
