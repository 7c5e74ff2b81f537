"""Codes that people read out, write down and type: eight characters without look-alikes, no words among them."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Callable

LETTERS = "ABCDEFGHJKLMNPRSTUVWXY"  # without I, O, Q, Z, which look like digits
DIGITS = "23456789"
LENGTH = 8

_KINDS = [DIGITS if place % 3 == 2 else LETTERS for place in range(LENGTH)]
"""Every third character is a digit, so that no words appear."""

_AS_DIGIT = str.maketrans("ZSBG", "2586")
_AS_LETTER = str.maketrans("1I|586", "LLLSBG")
"""What stands where a digit must, or a letter must, and looks like one that can; nothing where two could be meant."""

_TYPED = {
    "\u0302": None, "\u0306": "W", "\u031b": "W",
    "\u0301": "S", "\u0300": "F", "\u0309": "R", "\u0303": "X", "\u0323": "J",
}  # fmt: skip
"""Marks that a Vietnamese keyboard (Telex) makes of letters: what was typed; a circumflex is the same letter again."""


def make_code(choose: Callable[[str], str] = secrets.choice) -> str:
    """A code, one of seven thousand million; every third character is a digit, so that no words appear."""
    return "".join(choose(kind) for kind in _KINDS)


def read_code(typed: str) -> str:
    """The code that somebody typed, "" if it cannot be one; however it was set apart or capitalised.

    Look-alikes stand for what they look like where only one thing can be meant, since each place holds either a letter
    or a digit. What a Vietnamese keyboard made of two letters is read as the two, or as one with the mark left out.
    """
    plain = unicodedata.normalize("NFKC", typed[:100]).upper()
    keys, letters = (re.sub(r"[\W_]", "", text) for text in (_as_typed(plain), _unmarked(plain)))
    return _fitted(keys) or _fitted(letters)


def in_groups(code: str) -> str:
    """A code as people copy it: two groups of four; nothing for none."""
    return f"{code[:4]} {code[4:]}".strip()


def _fitted(typed: str) -> str:
    """The code that these characters are, or ""."""
    if len(typed) != LENGTH:
        return ""
    fitted = "".join(
        each if each in kind else each.translate(_AS_DIGIT if kind is DIGITS else _AS_LETTER)
        for each, kind in zip(typed, _KINDS, strict=True)
    )
    return fitted if all(each in kind for each, kind in zip(fitted, _KINDS, strict=True)) else ""


def _as_typed(text: str) -> str:
    """The keys behind the letters: Đ is D twice, Â is A twice, Á is A and S."""
    keys: list[str] = []
    for each in unicodedata.normalize("NFD", text.replace("Đ", "DD")):
        keys.append((_TYPED[each] or keys[-1]) if each in _TYPED and keys else each)
    return "".join(keys)


def _unmarked(text: str) -> str:
    """The letters without marks; Ư is what the key W alone makes."""
    plain = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("Ư", "W"))
    return "".join(each for each in plain if not unicodedata.combining(each))
