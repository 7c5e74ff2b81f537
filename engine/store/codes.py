"""Codes that people read out, write down and type: eight characters without look-alikes, no words among them."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Callable

LETTERS = "ABCDEFGHJKLMNPRSTUVWXY"  # without I, O, Q, Z, which look like digits
DIGITS = "23456789"
LENGTH = 8

_AS_DIGIT = str.maketrans({"Z": "2", "S": "5", "G": "6", "B": "8"})
_AS_LETTER = str.maketrans({"2": "Z", "5": "S", "6": "G", "8": "B"})


def make_code(choose: Callable[[str], str] = secrets.choice) -> str:
    """A code; every third character is a digit, so that no words appear."""
    return "".join(choose(DIGITS if _is_digit(place) else LETTERS) for place in range(LENGTH))


def read_code(typed: str) -> str:
    """The code that somebody typed, "" if it cannot be one.

    Spaces, hyphens, dots and small letters are taken; so is a look-alike where only one sign can be meant.
    """
    plain = unicodedata.normalize("NFKC", typed[:100]).upper().replace("Đ", "D")
    signs = "".join(sign for sign in plain if sign.isalnum())
    if len(signs) != LENGTH:
        return ""
    meant = "".join(sign.translate(_AS_DIGIT if _is_digit(place) else _AS_LETTER) for place, sign in enumerate(signs))
    fits = all(sign in (DIGITS if _is_digit(place) else LETTERS) for place, sign in enumerate(meant))
    return meant if fits else ""


def in_groups(code: str) -> str:
    """A code as people copy it: two groups of four; nothing for none."""
    return f"{code[:4]} {code[4:]}".strip()


def _is_digit(place: int) -> bool:
    return place % 3 == 2
