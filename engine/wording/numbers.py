"""Numbers as people write them: 1.234,5 on Vietnamese pages, 1,234.5 on English ones."""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_UP, Context, Decimal

_SEPARATORS = {"vi": (".", ","), "en": (",", ".")}

_DIGITS = Context(prec=400)
"""Enough for the whole digits of the largest float."""

_READABLE = 10**21
"""From here on a number is written by its power of ten: nobody counts so many digits."""

_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class NotANumber(ValueError):
    """The text is no number in this language."""


class UnclearNumber(ValueError):
    """The text is a number in both ways of writing, with different values; `readings` holds both."""

    def __init__(self, given: str, readings: tuple[float, float]) -> None:
        super().__init__(given)
        self.readings = readings


def snap(value: float) -> Decimal:
    """The value to 12 significant digits, so that 0.1 + 0.2 prints and compares as 0.3."""
    return Decimal(f"{value:.12g}")


def round_half_away(value: float, decimals: int) -> Decimal:
    """The value rounded once: to 12 significant digits first, then half away from zero."""
    return snap(value).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP, context=_DIGITS)


def write_number(value: float | None, decimals: int | None = 2, language: str = "vi") -> str:
    """A number for people; an en dash where there is none; `decimals=None` writes as many as the value has."""
    if value is None or math.isnan(value):
        return "–"
    exact = snap(value).normalize() if decimals is None else round_half_away(value, decimals)
    group, point = _SEPARATORS.get(language, _SEPARATORS["en"])
    if exact == 0:
        exact = abs(exact)
    written = f"{exact:,f}" if abs(exact) < _READABLE else _by_power(value)
    return written.translate({ord(","): group, ord("."): point}).replace("-", "−")


def _by_power(value: float) -> str:
    """1e+99 as 1 × 10⁹⁹, to 12 significant digits."""
    digits, power = f"{value:.11e}".split("e")
    return f"{Decimal(digits).normalize():f} × 10{str(int(power)).translate(_RAISED)}"


def _plain(given: str, group: str, point: str) -> float | None:
    shape = rf"[+-]?([0-9]{{1,3}}(\{group}[0-9]{{3}})+|[0-9]+)?(\{point}[0-9]+)?"
    if not re.fullmatch(shape, given) or not re.search("[0-9]", given):
        return None
    return float(given.replace(group, "").replace(point, "."))


def read_number(given: str, language: str = "vi") -> float:
    """What somebody typed as a number.

    Spaces and the true minus sign are accepted; digits are 0 to 9, not those of other scripts.
    Raises NotANumber, or UnclearNumber for a text such as 1.234 that a Vietnamese reads
    as 1234 while a keyboard habit may have meant 1,234: it is shown back before it is saved.
    """
    text = re.sub(r"[\s  ]", "", given).replace("−", "-")
    group, point = _SEPARATORS.get(language, _SEPARATORS["en"])
    own, other = _plain(text, group, point), _plain(text, point, group)
    if own is not None and other is not None and own != other:
        raise UnclearNumber(given, (own, other))
    if own is not None:
        return own
    if other is not None and text.count(point) + text.count(group) == 1:
        return other  # 12.5 on a Vietnamese page can only mean twelve and a half
    raise NotANumber(given)
