"""The short code of a run: letters and digits that nobody takes for one another, and one that checks the others."""

from __future__ import annotations

from collections.abc import Iterable

from engine.problems import ThuocDoError

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's 32 signs: no I, L, O and U."""

_MEANT = str.maketrans({"O": "0", "I": "1", "L": "1", "-": "", " ": ""})
_DATA, _GROUP = 11, 4


def code_of(sha256: str) -> str:
    """The code of a hash, such as `7K3M-9QRT-2VXA`: its first 55 bits and a check sign."""
    bits = int(sha256, 16) >> (4 * len(sha256) - 5 * _DATA)
    signs = [bits >> 5 * place & 31 for place in reversed(range(_DATA))]
    return _grouped([*signs, _check(signs)])


def read_code(given: str) -> str:
    """The code as it is printed, from what somebody typed: small letters, O for 0, I or L for 1, dashes or none.

    Raises ThuocDoError when it cannot be one; the check sign finds every single wrong sign and every two swapped.
    """
    text = given.strip().upper().translate(_MEANT)
    signs = [LETTERS.find(sign) for sign in text]
    if len(signs) != _DATA + 1 or -1 in signs:
        raise ThuocDoError(f"`{given}` is no code of a run. It has twelve letters and digits: 7K3M-9QRT-2VXA.")
    if _check(signs[:-1]) != signs[-1]:
        raise ThuocDoError(f"`{given}` was mistyped: its last sign does not fit the others. Look at it again.")
    return _grouped(signs)


def _grouped(signs: Iterable[int]) -> str:
    text = "".join(LETTERS[sign] for sign in signs)
    return "-".join(text[start : start + _GROUP] for start in range(0, len(text), _GROUP))


def _check(signs: Iterable[int]) -> int:
    """The sign that checks the others: their sum in the field of 32 elements, each place times another power of x."""
    found = 0
    for sign in signs:  # Horner: each step multiplies all before by x, modulo x⁵ + x² + 1
        found = _times_x(found ^ sign)
    return found


def _times_x(element: int) -> int:
    return (element << 1 ^ (0b100101 if element & 16 else 0)) & 31
