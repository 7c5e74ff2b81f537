"""A rule's text in clauses, each with what it is worth and when it holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from plugins.dti.annex.words import figure, flat

_SIGNS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}
_POINTS = r"(?:tong |toan bo )?(?:so |muc )?diem(?: (?:toi da|chuan|cua chi so))?"
_GIVES = r"(?:(?:thi|se|duoc|dat|cham|tinh|cho|huong|cong|bang|la|toi da|=|:|->|→|⇒)\s*)*"
_NUMBER = r"\d+(?:[.,]\d+)?"
_SIGN = "[½¼¾⅓⅔]"
_QUOTIENT = r"(?P<above>\d{1,2})\s*/\s*(?P<below>\d{1,2})"
_WORTH = re.compile(
    rf"(?P<fraction>(?<![\d/.,])(?:{_QUOTIENT}|{_SIGN}|mot nua|mot phan hai|nua)(?![\d/]))"
    rf"(?:\s*[x×*]?\s*(?:{_POINTS}|toi da))|"
    rf"(?P<percent>{_NUMBER})\s*%\s*(?:cua )?{_POINTS}|"
    r"(?P<none>khong (?:duoc |co |tinh |cham |cho )*diem\b|\b0 ?(?:diem|d)\b)|"
    rf"(?P<points>(?<![\d/.,%]){_NUMBER})\s*(?:diem|d)\b(?!\s*toi da)|"
    r"(?P<all>(?:so |muc |du |tron |dat |duoc )*diem (?:so )?toi da|"
    r"(?:dat |duoc )?toi da(?!\s*(?:la\s*)?\d)|(?:du|tron) diem)"
)
_BARE = re.compile(rf"(?:[:=→⇒]|->|\bla\b)\s*(?:(?P<points>{_NUMBER})|(?P<fraction>{_QUOTIENT}|{_SIGN}))\s*\.?\s*$")
_FIRST = re.compile(
    rf"^\s*(?:(?P<points>\d{{1,3}})(?=\s*:\s*[^\W\d])|"
    rf"(?P<fraction>{_QUOTIENT}|{_SIGN})(?=\s*(?:[:,]|neu|khi|doi voi)))"
)
_TIMES = r"(?:[x×*·]|nhan(?: voi)?)"
_ALL = r"(?:tong )?(?:so |muc )?diem(?: (?:toi da|chuan|cua (?:chi so|tieu chi)))?"
_FORMULAS = (
    re.compile(
        rf"(?<!\d)\s*/\s*(?P<due>[^/×*;\n]{{1,200}}?)\)?\s*{_TIMES}\s*(?:100\s*%?\s*\)?\s*{_TIMES}?\s*)?"
        rf"(?P<most>{_ALL}|{_NUMBER})(?![\w%])"
    ),
    re.compile(rf"\b(?:ty|ti) (?:le|trong)[^;\n/]{{0,200}}?{_TIMES}\s*(?P<most>{_ALL}|{_NUMBER})(?![\w%])"),
)
PROPORTION = re.compile(r"theo (?:ty|ti) le|tuong ung|tuong duong|(?:ty|ti) le (?:thuan|tuong)")
A_OF_B = re.compile(r"(?<![\w/])[ak]\s*/\s*[bn](?![\w/])")


_JOINTS = re.compile(
    r"\n|;|•|(?<=[^\W\d_])\.\s+(?=[^\W\d_])|(?<=\d)\.\s+(?=[^\W\d_])|"
    r"^\s*[-–+*]\s+|(?<=[^\W\d_])\s+[-–]\s+(?=[^\W\d_])",
    re.MULTILINE,
)
_NOT_SAID = re.compile(r"^\W*(?:(?:nếu|khi|đối với|cho|trường hợp)\s+)?", re.IGNORECASE)


def formula_in(bare: str) -> re.Match[str] | None:
    """A product with the points, of a quotient or of a share that is named; `due` and `most` as far as told."""
    return next((found for each in _FORMULAS if (found := each.search(bare))), None)


@dataclass(frozen=True)
class Worth:
    """What a clause gives: a share of the points, or a number of points."""

    amount: float
    is_share: bool

    def of(self, most: float) -> float:
        """In points."""
        return self.amount * most if self.is_share else self.amount


@dataclass(frozen=True)
class Clause:
    """Words that say when, as they are written and flat, and what they are worth."""

    text: str
    when: str
    worth: Worth | None

    @property
    def flat(self) -> str:
        """The whole clause without diacritics."""
        return flat(self.text)

    @property
    def is_formula(self) -> bool:
        """Whether it says how to work the points out, so that a number in it is no level."""
        bare = self.flat
        return bool(formula_in(bare) or PROPORTION.search(bare) or A_OF_B.search(bare))

    @property
    def flat_when(self) -> str:
        """The condition without diacritics."""
        return flat(self.when)


def clauses_of(text: str) -> tuple[Clause, ...]:
    """The clauses of a rule; what joins them (line breaks, semicolons, bullets, full stops, commas) is left out."""
    return tuple(_clause(piece) for part in _JOINTS.split(text) for piece in _by_comma(part.strip()) if piece)


def _by_comma(part: str) -> Iterator[str]:
    """A clause that tells of several worths with commas between them, as several; any other as it is."""
    pieces = re.split(r",\s+", part)
    if len(pieces) > 1 and all(_worth(flat(piece)) for piece in pieces):
        yield from (piece.strip(" ,.") for piece in pieces)
    else:
        yield part.strip(" ,.")


def _clause(text: str) -> Clause:
    bare = flat(text)
    found = _worth(bare)
    if found is None:
        return Clause(text, text, None)
    worth, start, end = found
    head = re.sub(rf"{_GIVES}$", "", bare[:start])
    before, after = text[: len(head)], text[end:]
    when = before if re.search(r"\w", before) else _NOT_SAID.sub("", after)
    return Clause(text, when.strip(' \t,.:;=→-–()“”"'), worth)


def _worth(bare: str) -> tuple[Worth, int, int] | None:
    """What a clause is worth, and where that is said."""
    for pattern in (_WORTH, _BARE, _FIRST):
        found = pattern.search(bare)
        if found and (worth := _amount(found.groupdict())):
            return worth, found.start(), found.end()
    return None


def _amount(found: dict[str, str | None]) -> Worth | None:
    if found.get("none"):
        return Worth(0.0, is_share=False)
    if found.get("all"):
        return Worth(1.0, is_share=True)
    if told := found.get("percent"):
        return Worth((figure(told) or 0.0) / 100, is_share=True)
    if told := found.get("points"):
        amount = figure(told)
        return None if amount is None else Worth(amount, is_share=False)
    if (told := found.get("fraction")) is None:
        return None
    if (above := found.get("above")) and (below := found.get("below")):
        return Worth(int(above) / int(below), is_share=True) if 0 < int(above) <= int(below) else None
    return Worth(_SIGNS.get(told, 0.5), is_share=True)


@dataclass(frozen=True)
class Span:
    """The figures for which a clause holds: from a lower to an upper end, and whether it is a share in %."""

    low: float | None
    low_in: bool
    high: float | None
    high_in: bool
    percent: bool


_N = rf"(?P<{{}}>{_NUMBER})\s*(?P<{{}}>%)?"
_SPANS = (
    re.compile(
        rf"(?:tu|tren|>=?|≥)?\s*{_N.format('a', 'p')}[^\d%]{{0,30}}?"
        rf"(?P<to>den duoi|den|toi duoi|-|–|<|≤)\s*{_N.format('b', 'q')}"
    ),
    re.compile(rf"(?P<above>tren|hon|>(?!=))\s*{_N.format('a', 'p')}(?!.*tro len)"),
    re.compile(rf"(?P<below>duoi|it hon|<(?!=))\s*{_N.format('b', 'q')}"),
    re.compile(rf"(?P<upto>khong qua|toi da|≤|<=)\s*{_N.format('b', 'q')}"),
    re.compile(rf"(?:tu|dat|>=|≥|it nhat|toi thieu|tren)\s*{_N.format('a', 'p')}"),
    re.compile(rf"{_N.format('a', 'p')}[^\d]*tro len"),
)
_ONE = re.compile(
    r"^(?:co |hop |dat |duoc |to chuc |thuc hien |hoan thanh |ty le |muc )*"
    rf"{_N.format('a', 'p')}\s*[^\d%]{{0,40}}$"
)


def span_of(clause: Clause) -> Span | None:
    """The figures for which a clause holds; None where it does not speak of figures alone."""
    bare = re.sub(r"\s+", " ", clause.flat_when)
    if len(re.findall(r"\d+(?:[.,]\d+)?", bare)) > 2:
        return None
    for pattern in _SPANS:
        if found := pattern.search(bare):
            return _span(found.groupdict(), bare)
    if found := _ONE.fullmatch(bare):
        told = found.groupdict()
        amount = figure(told["a"] or "")
        return None if amount is None else Span(amount, True, amount, True, bool(told["p"]))
    return None


def _span(told: dict[str, str | None], bare: str) -> Span | None:
    low, high = (figure(told.get(end) or "") for end in "ab")
    if low is None and high is None:
        return None
    percent = bool(told.get("p") or told.get("q"))
    low_in = not (told.get("above") or (told.get("to") and re.search(r"(tren|>(?!=))\s*\d", bare)))
    high_in = bool(told.get("upto") or (told.get("to") in ("den", "-", "–", "≤")))
    return Span(low, low_in, high, high_in, percent)
