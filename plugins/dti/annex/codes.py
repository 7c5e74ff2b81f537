"""Codes of an annex: I, A, 1, 1.1, 4.22.11, a), and where each stands below the ones before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from engine.exchange.books import Cell
from engine.wording.catalog import mark
from plugins.dti.annex.words import Remark, one_line, tidy

_ROMAN = re.compile(r"(X{0,3})(IX|IV|V?I{0,3})")
NUMBER_CUT = mark("mã “{given}” là số nên bảng tính đã bỏ số 0 ở cuối; đã đọc là “{code}”.")
DATE_AS_CODE = mark("bảng tính đã đổi mã thành ngày; đã đọc là “{code}”.")


class Shape(Enum):
    """How a code is written."""

    HEADING = "heading"  # no code, words of a group
    LETTER = "letter"
    ROMAN = "roman"
    NUMBER = "number"
    SMALL = "small letter"
    DASH = "dash"


@dataclass(frozen=True)
class Code:
    """A code as it is shown, and its numbers where it has some."""

    text: str
    shape: Shape
    numbers: tuple[int, ...] = ()


def code_of(cell: Cell, before: Sequence[Code], line: int) -> tuple[Code | None, list[Remark]]:
    """The code in a cell; None where its words are none. `before` are the codes above, the nearest last."""
    if isinstance(cell, date):
        code = _numbered(f"{cell.day}.{cell.month}")
        return code, [Remark.of(line, DATE_AS_CODE, code=code.text)]
    text = one_line(tidy(cell))
    bare = text.strip(" .)(]:–-+*•'’")
    if text and not bare:
        return Code("", Shape.DASH), []
    spaceless = bare.replace(" ", "").replace(",", ".")
    if re.fullmatch(r"\d{1,4}(\.\d{1,4}){0,5}", spaceless):
        code = _numbered(spaceless)
        mended = _with_zero(code, before) if isinstance(cell, float) else code
        return mended, [] if mended == code else [Remark.of(line, NUMBER_CUT, given=text, code=mended.text)]
    if re.fullmatch(r"[IVX]+", bare) and _ROMAN.fullmatch(bare):
        follows = Code(chr(ord(bare[0]) - 1), Shape.LETTER) in before
        return Code(bare, Shape.LETTER if len(bare) == 1 and follows else Shape.ROMAN), []
    if re.fullmatch(r"[A-ZĐ]", bare):
        return Code(bare, Shape.LETTER), []
    if re.fullmatch(r"[a-zđ]", bare):
        return Code(bare, Shape.SMALL), []
    if re.fullmatch(r"[A-ZĐ]{1,6}[-.]?\d{1,4}(\.\d{1,4}){0,4}", bare):
        numbers = tuple(int(part) for part in re.findall(r"\d+", bare))
        return Code(bare, Shape.NUMBER, numbers), []
    return None, []


def _numbered(text: str) -> Code:
    return Code(text, Shape.NUMBER, tuple(map(int, text.split("."))))


def _with_zero(code: Code, before: Sequence[Code]) -> Code:
    """1.1 where 1.9 stands above is 1.10, whose zero a spreadsheet takes away from a number."""
    last = next((each for each in reversed(before) if len(each.numbers) == len(code.numbers)), None)
    if last is None or len(code.numbers) != 2 or last.numbers[0] != code.numbers[0]:
        return code
    tenfold = code.numbers[1] * 10
    return _numbered(f"{code.numbers[0]}.{tenfold}") if last.numbers[1] == tenfold - 1 else code
