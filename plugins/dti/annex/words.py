"""Words of a table as they can be looked for: without diacritics, each letter in its place."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from engine.exchange.books import Cell
from engine.wording.numbers import NotANumber, UnclearNumber, read_number


def flat(text: str) -> str:
    """Small letters without diacritics, as many as the text has, so that places in both are the same."""
    return "".join(_bare(letter) for letter in text)


def _bare(letter: str) -> str:
    if letter in "đĐ":
        return "d"
    if letter.isascii():
        return letter.lower()
    found = unicodedata.normalize("NFD", letter)[0].lower()
    return found[0] if letter.isalpha() else letter


def tidy(cell: Cell) -> str:
    """A cell as text: whole numbers without a point, lines kept, spaces made one."""
    if isinstance(cell, bool):
        return "có" if cell else "không"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, date):
        return f"{cell.day}/{cell.month}/{cell.year}"
    text = "".join(sign for sign in unicodedata.normalize("NFC", cell) if sign in "\r\n\t" or not _is_unseen(sign))
    lines = (re.sub(r"[^\S\n]+", " ", line).strip() for line in re.split(r"\r\n?|\n|\u2028", text))
    return "\n".join(line for line in lines if line)


def _is_unseen(sign: str) -> bool:
    """Whether a sign is no letter and no space: control characters, marks of direction, halves of others."""
    return unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Cn")


def one_line(text: str) -> str:
    """A text whose lines are joined."""
    return " ".join(text.split())


def figure(text: str) -> float | None:
    """A number as it is written in Vietnamese, or with a decimal point where that is the only way to read it."""
    try:
        return read_number(text, "vi")
    except UnclearNumber as unclear:
        return unclear.readings[0]
    except NotANumber:
        return None


def plainly(number: float) -> float | int:
    """A whole number without a point, any other to what a double can tell."""
    exact = float(f"{number:.12g}")
    return int(exact) if exact.is_integer() else exact


@dataclass(frozen=True)
class Remark:
    """What the author has to look at: the line of the sheet, and what it says in words of the catalog."""

    line: int
    text: str
    values: tuple[tuple[str, str], ...] = ()

    @staticmethod
    def of(line: int, text: str, **values: object) -> Remark:
        """A remark with what its words name."""
        return Remark(line, text, tuple((name, str(value)) for name, value in values.items()))
