"""Conditions and formulas in Python's expression syntax, whitelisted and three-valued.

A name stands for what the lookup gives; missing is None for single answers and NaN in arrays. `and`, `or` and `not`
are Kleene's, a comparison with missing is missing, and so is a division by zero. Numbers are equal when they agree
to 12 significant digits. The functions are those of `engine.framework.functions`.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from engine.framework import scalar_values
from engine.framework.evaluation import Evaluate, build, own_names
from engine.framework.grammar import MAX_LENGTH, ExpressionError, checked_tree, column_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Expression", "ExpressionError", "Literal", "parse"]


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
    columns: Mapping[str, int]
    """Where each name stands first, from 1."""
    alone: Mapping[str, int]
    """Where names stand for one answer and not for those of all passes."""
    _scalar: Evaluate
    _array: list[Evaluate]  # filled at first use: a file check needs no arrays

    def value(self, lookup: Callable[[str], object]) -> object | None:
        """The value of single answers; None is missing.

        `lookup` gives a name's value or None: a number, a date, a text, a `Choice`, a tuple of several choices, or
        `Passes` for what is asked in passes and seen from outside of them.
        """
        return scalar_values.plain(self._scalar(lookup))

    def array(self, lookup: Callable[[str], NDArray[np.float64]]) -> NDArray[np.float64]:
        """The values of arrays that broadcast together; NaN is missing, true and false are 1.0 and 0.0.

        `lookup` gives numbers, ordinals of days (1 is 0001-01-01), or `Chosen` for what has options.
        """
        from engine.framework import array_values

        if not self._array:
            self._array.append(build(self.tree, array_values))
        return array_values.plain(self._array[0](lookup))


@lru_cache(maxsize=16_384)  # several frameworks of 2,000 questions with a condition each
def parse(text: str) -> Expression:
    """Check and compile an expression; raises ExpressionError, never anything else."""
    body = checked_tree(text)
    functions = {id(node.func) for node in ast.walk(body) if isinstance(node, ast.Call)}
    columns: dict[str, int] = {}
    for node in ast.walk(body):
        if isinstance(node, ast.Name) and id(node) not in functions:
            columns[node.id] = min(column_of(node), columns.get(node.id, MAX_LENGTH))
    alone = {node.id: column_of(node) for node in own_names(body)}
    return Expression(
        text, frozenset(columns), tuple(_literals(body)), body, columns, alone, build(body, scalar_values), []
    )


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
        Literal(name.id, text.value, column_of(text), by_selected)
        for name in names
        for text in texts
        if isinstance(name, ast.Name) and isinstance(text, ast.Constant) and isinstance(text.value, str)
    ]
