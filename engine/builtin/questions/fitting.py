"""A text that fits a regular expression, drawn at random: for made-up answers to patterns of an author's own.

The libraries for this (rstr, exrex) build what a pattern allows without bounds, and not twice the same for one seed.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Mapping, Sequence
from random import Random

# The one parser of Python's own expressions; it has no public name.
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any

MORE = 3
"""So many repeats beyond the fewest are drawn at most."""

MOST_STEPS = 5_000
"""Beyond these a pattern is taken for one that cannot be fitted."""

_PLAIN = string.ascii_letters + string.digits
_READABLE = _PLAIN + " -_/.,:;()@#&+*"
_CATEGORIES: Mapping[Any, str] = {
    _constants.CATEGORY_DIGIT: string.digits,
    _constants.CATEGORY_NOT_DIGIT: string.ascii_letters,
    _constants.CATEGORY_WORD: _PLAIN,
    _constants.CATEGORY_NOT_WORD: "-/.",
    _constants.CATEGORY_SPACE: " ",
    _constants.CATEGORY_NOT_SPACE: _PLAIN,
}


class _CannotFit(Exception):
    """The pattern asks for something that is not drawn, or for too much."""


def fitting(pattern: str, longest: int, random: Random) -> str | None:
    """A text that the whole pattern matches, of at most `longest` characters; None where none was found in a try."""
    parsed = _parser.parse(pattern)
    if parsed.getwidth()[0] > longest:
        return None
    try:
        text = _Drawing(random).sequence(parsed)
    except _CannotFit:
        return None
    return text if len(text) <= longest and re.fullmatch(pattern, text) else None


class _Drawing:
    """One text in the making: what its groups hold, and how many steps are left."""

    def __init__(self, random: Random) -> None:
        self.random, self.groups, self.left = random, dict[int, str](), MOST_STEPS

    def sequence(self, parts: Sequence[Any]) -> str:
        """What stands for these parts, one after another."""
        return "".join(self._part(op, given) for op, given in parts)

    def _part(self, op: Any, given: Any) -> str:
        self.left -= 1
        if self.left < 0 or op not in _PARTS:
            raise _CannotFit
        return _PARTS[op](self, given)

    def category(self, given: Any) -> str:
        """A letter, digit or space as `\\w`, `\\d` and `\\s` name them."""
        return self.random.choice(_CATEGORIES[given])

    def one_of(self, given: Sequence[Any]) -> str:
        """A character of a set, or one that is not in it."""
        if given[0][0] is not _constants.NEGATE:
            return self._part(*self.random.choice(given))
        allowed = [letter for letter in _READABLE if not any(_holds(op, what, letter) for op, what in given[1:])]
        if not allowed:
            raise _CannotFit
        return self.random.choice(allowed)

    def repeated(self, given: tuple[int, Any, Sequence[Any]]) -> str:
        """A part several times over."""
        fewest, most, parts = given
        times = self.random.randint(fewest, min(int(most), fewest + MORE))
        return "".join(self.sequence(parts) for _ in range(times))

    def group(self, given: tuple[int | None, int, int, Sequence[Any]]) -> str:
        """What a group holds, kept for where it is named again."""
        number, _on, _off, parts = given
        text = self.sequence(parts)
        if number is not None:
            self.groups[number] = text
        return text


def _holds(op: Any, given: Any, letter: str) -> bool:
    """Whether a character is in a part of a set."""
    if op is _constants.LITERAL:
        return bool(ord(letter) == given)
    if op is _constants.RANGE:
        return bool(given[0] <= ord(letter) <= given[1])
    return letter in _CATEGORIES.get(given, "")


_PARTS: Mapping[Any, Callable[[_Drawing, Any], str]] = {
    _constants.LITERAL: lambda _drawing, given: chr(given),
    _constants.NOT_LITERAL: lambda drawing, given: drawing.random.choice(_PLAIN.replace(chr(given), "")),
    _constants.RANGE: lambda drawing, given: chr(drawing.random.randint(*given)),
    _constants.ANY: lambda drawing, _given: drawing.random.choice(_PLAIN),
    _constants.CATEGORY: _Drawing.category,
    _constants.IN: _Drawing.one_of,
    _constants.BRANCH: lambda drawing, given: drawing.sequence(drawing.random.choice(given[1])),
    _constants.SUBPATTERN: _Drawing.group,
    _constants.ATOMIC_GROUP: _Drawing.sequence,
    _constants.MAX_REPEAT: _Drawing.repeated,
    _constants.MIN_REPEAT: _Drawing.repeated,
    _constants.POSSESSIVE_REPEAT: _Drawing.repeated,
    _constants.GROUPREF: lambda drawing, given: drawing.groups.get(given, ""),
    _constants.AT: lambda _drawing, _given: "",
    _constants.ASSERT: lambda _drawing, _given: "",
    _constants.ASSERT_NOT: lambda _drawing, _given: "",
}
"""How each part of a pattern is drawn; what looks ahead or behind adds nothing, and the whole is tried in the end."""
