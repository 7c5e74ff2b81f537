"""Numbers in fields: read within their limits, and put back so that nobody can misread them."""

from __future__ import annotations

import math

from engine.framework.question_types import Asked, Complaint, Value
from engine.framework.text import Text
from engine.wording.catalog import mark
from engine.wording.numbers import NotANumber, UnclearNumber, read_number, snap, write_number

NOT_A_NUMBER = mark("“{given}” không phải là số. Xin chỉ gõ chữ số, ví dụ {example}.")
UNCLEAR_NUMBER = mark("“{given}” có thể hiểu là {first} hoặc {second}. Xin gõ lại một trong hai cách này.")
TOO_LOW = mark("Số nhỏ nhất có thể nhập là {least}.")
TOO_HIGH = mark("Số lớn nhất có thể nhập là {most}.")
NOT_WHOLE = mark("Xin nhập số nguyên, không có phần thập phân.")
TOO_FINE = mark("Xin nhập tối đa {decimals} chữ số thập phân.")


def number_of(
    asked: Asked, part: str, text: str, least: float | None, most: float | None, decimals: int | None
) -> float | Complaint:
    """What was typed into a field as a number within limits, or what is wrong with it."""
    language = asked.language
    try:
        value = read_number(text, language)
    except UnclearNumber as unclear:
        if decimals != 0:  # among whole numbers only one reading is possible
            first, second = (typed_number(each, language) for each in unclear.readings)
            return Complaint(part, UNCLEAR_NUMBER, {"given": text, "first": first, "second": second})
        value = next(each for each in unclear.readings if each.is_integer())
    except NotANumber:
        value = math.inf
    if not math.isfinite(value):
        example = typed_number(12.5, language) if decimals != 0 else "12"
        return Complaint(part, NOT_A_NUMBER, {"given": shortened(text), "example": example})
    if least is not None and value < least:
        return Complaint(part, TOO_LOW, {"least": typed_number(least, language)})
    if most is not None and value > most:
        return Complaint(part, TOO_HIGH, {"most": typed_number(most, language)})
    if decimals is not None and round(value, decimals) != value:
        if decimals == 0:
            return Complaint(part, NOT_WHOLE)
        return Complaint(part, TOO_FINE, {"decimals": str(decimals)})
    return value + 0.0  # no negative zero


def typed_number(value: float, language: str) -> str:
    """A number as it is put back into a field: without separators, never readable in two ways."""
    exact = snap(value)
    whole, _, fraction = f"{exact:f}".partition(".")
    fraction = fraction.rstrip("0")
    if not fraction:
        return "0" if whole == "-0" else whole
    if len(fraction) == 3:
        fraction += "0"  # 1,234 reads both ways, 1,2340 does not
    return whole + ("," if language == "vi" else ".") + fraction


def in_words(
    asked: Asked, value: Value, prefix: Text | None, suffix: Text | None, decimals: int | None = None
) -> tuple[str, ...]:
    """A number as a reader would say it, with its unit."""
    if not isinstance(value, float | int):
        return ()
    before, after = (beside.within(asked.language) if beside else "" for beside in (prefix, suffix))
    space = "" if after == "%" else " "
    return (f"{before} {write_number(value, decimals, asked.language)}{space}{after}".strip(),)


def shortened(text: str) -> str:
    """What somebody typed, short enough to be shown back."""
    return text if len(text) <= 40 else text[:39] + "…"
