"""Whether a condition can ever hold, tried with every case of answers that makes a difference to it."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise, product

from engine.framework import scalar_values
from engine.framework.evaluation import build
from engine.framework.expressions import Expression
from engine.framework.grammar import column_of, terms_of
from engine.framework.models import Option, Question
from engine.framework.question_types import Yields

MAX_CASES = 4096
"""More combinations than these are not tried: such a condition is taken as one that can hold."""


@dataclass(frozen=True)
class Asked:
    """What a name can stand for in a condition, and the conditions without which it stands for nothing."""

    yields: Yields
    options: tuple[Option, ...] = ()
    low: float = -math.inf
    high: float = math.inf
    whole: bool = False
    conditions: tuple[Expression, ...] = ()

    @property
    def can_be_tried(self) -> bool:
        """Whether a few values tell all; texts, days and units have too many, options may not be known."""
        if self.yields in (Yields.OPTION, Yields.OPTIONS):
            return bool(self.options)
        return self.yields in (Yields.NUMBER, Yields.PARTS, Yields.NOTHING)

    @property
    def range_in_words(self) -> str:
        """What can be answered, said after the name."""
        if self.high == math.inf:
            return f"is at least {self.low:g}"
        return f"is at most {self.high:g}" if self.low == -math.inf else f"goes from {self.low:g} to {self.high:g}"


def asked(question: Question, yields: Yields, options: tuple[Option, ...], conditions: tuple[Expression, ...]) -> Asked:
    """What a question can give to conditions."""
    if yields is Yields.PARTS:
        is_share = not hasattr(question.settings, "start")  # a span of days has no greatest length
        return Asked(yields, low=0.0, high=1.0 if is_share else math.inf, conditions=conditions)
    low, high = getattr(question.settings, "min", None), getattr(question.settings, "max", None)
    whole = getattr(question.settings, "decimals", None) == 0
    if yields not in (Yields.NUMBER, Yields.OPTIONS):
        return Asked(yields, options, conditions=conditions)
    least = float(low) if isinstance(low, float | int) else -math.inf  # or an expression: any
    most = float(high) if isinstance(high, float | int) else math.inf
    return Asked(yields, options, least, most, whole, conditions)


@dataclass(frozen=True)
class Dead:
    """A comparison that never holds: its text, the name in it, and where it begins, from 1."""

    text: str
    name: str
    column: int


def dead_comparisons(expression: Expression, known: Mapping[str, Asked]) -> Iterator[Dead]:
    """The comparisons of an expression with what a question's answer can never be."""
    for node in ast.walk(expression.tree):
        if not isinstance(node, ast.Compare) or not is_simple(node):
            continue
        names = {below.id for below in ast.walk(node) if isinstance(below, ast.Name)}
        if len(names) != 1 or (name := names.pop()) not in known:
            continue
        one = known[name]
        if one.yields not in (Yields.NUMBER, Yields.PARTS):
            continue
        holds = build(node, scalar_values)
        if not any(holds({name: value}.__getitem__) is True for value in _numbers(one, [node])):
            yield Dead(ast.unparse(node), name, column_of(node))


def can_hold(wanted: Sequence[Expression], known: Mapping[str, Asked]) -> bool:
    """Whether some answers make all these conditions hold; true as well where that cannot be told."""
    names = _closure(wanted, known)
    if names is None:
        return True
    conditions = [*wanted, *(c for name in names for c in known[name].conditions)]
    if not all(is_simple(condition.tree) for condition in conditions):
        return True
    trees = [condition.tree for condition in conditions]
    cases = {name: tuple(_cases(known[name], trees)) for name in names}
    if math.prod(len(each) for each in cases.values()) > MAX_CASES:
        return True
    for chosen in product(*cases.values()):
        live = _live(dict(zip(cases, chosen, strict=True)), known)
        if all(bool(condition.value(live)) for condition in wanted):
            return True
    return False


def is_simple(node: ast.expr) -> bool:
    """Whether trying single values tells all: comparisons of one name with constants, joined by and, or, not."""
    match node:
        case ast.BoolOp(values=parts):
            return all(map(is_simple, parts))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return is_simple(operand)
        case ast.IfExp(test=test, body=yes, orelse=no):
            return is_simple(test) and is_simple(yes) and is_simple(no)
        case ast.Compare():
            terms = terms_of(node)
            names = {term.id for term in terms if isinstance(term, ast.Name)}
            return len(names) <= 1 and all(isinstance(t, ast.Name) or _constant(t) is not None for t in terms)
        case ast.Call(func=ast.Name(id="answered" | "selected")):
            return True
    return isinstance(node, ast.Name | ast.Constant)


def _constant(node: ast.expr) -> object:
    match node:
        case ast.Constant(value=value):
            return value
        case ast.UnaryOp(op=ast.USub() | ast.UAdd() as sign, operand=ast.Constant(value=int() | float() as number)):
            return -number if isinstance(sign, ast.USub) else number
    return None


def _closure(wanted: Iterable[Expression], known: Mapping[str, Asked]) -> list[str] | None:
    """The names that decide, with those that decide whether they are asked; None if that cannot be told."""
    found: list[str] = []
    waiting = [name for condition in wanted for name in sorted(condition.names)]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        if name not in known or not known[name].can_be_tried:
            return None
        found.append(name)
        waiting += [below for condition in known[name].conditions for below in condition.names]
    return found


def _live(chosen: Mapping[str, object], known: Mapping[str, Asked]) -> Callable[[str], object]:
    """What names stand for: an answer to a question that is not asked is missing."""

    def value(name: str) -> object:
        shown = all(bool(condition.value(value)) for condition in known[name].conditions)
        return chosen[name] if shown else None

    return value


def _cases(one: Asked, trees: Sequence[ast.expr]) -> Iterable[object]:
    """The values that make a difference; None is no answer."""
    if one.yields in (Yields.NUMBER, Yields.PARTS):
        return [None, *_numbers(one, trees)]
    texts = set(_texts(trees))
    there = [option for option in one.options if option.missing is None]
    if one.yields is Yields.OPTIONS:
        return [None, *_choices(one, there, texts)]
    other = [option.id for option in there if option.id not in texts][:1]
    return [None, *(option.id for option in there if option.id in texts), *other]


def _texts(trees: Sequence[ast.expr]) -> Iterator[str]:
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def _choices(one: Asked, there: Sequence[Option], texts: set[str]) -> Iterator[tuple[str, ...]]:
    """The sets that can be chosen of the options that matter and one more for all the others."""
    free = [option.id for option in there if not option.exclusive]
    matter = [option for option in free if option in texts]
    others = len(free) - len(matter)
    for size in range(min(len(matter), 10) + 1):
        for chosen in combinations(matter, size):
            if max(1, one.low) <= size + others and size <= one.high and (size or others):
                yield chosen if size >= max(1, one.low) else (*chosen, "\0")
    yield from ((option.id,) for option in there if option.exclusive)


def _numbers(one: Asked, trees: Sequence[ast.expr]) -> list[float]:
    """One number for each stretch between the numbers that are compared with, and those numbers."""
    bounds = {x for x in (one.low, one.high) if math.isfinite(x)} | {0.0}
    for tree in trees:
        for node in ast.walk(tree):
            number = _constant(node) if isinstance(node, ast.expr) else None
            if isinstance(number, int | float):
                bounds |= {float(number), -float(number)}
    rising = sorted(bounds)
    between = [(a + b) / 2 for a, b in pairwise(rising)]
    tried = {*rising, *between, rising[0] - 1, rising[-1] + 1}
    if one.whole:
        tried = {float(x) for number in tried for x in (math.floor(number), math.ceil(number))}
        tried |= {x + step for x in tried for step in (-1.0, 1.0)}
    return sorted(x for x in tried if one.low <= x <= one.high)
