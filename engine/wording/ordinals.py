"""Places in a row as people say them: thứ nhất, thứ hai; 1st, 2nd."""

from __future__ import annotations

_VIETNAMESE = ("nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười")
_ENGLISH = {1: "st", 2: "nd", 3: "rd"}


def write_ordinal(place: int, language: str) -> str:
    """A place from 1 in words where its language has them; digits with its mark otherwise."""
    if language == "vi":
        return f"thứ {_VIETNAMESE[place - 1] if 1 <= place <= len(_VIETNAMESE) else place}"
    if language == "en":
        return f"{place}{'th' if place % 100 in (11, 12, 13) else _ENGLISH.get(place % 10, 'th')}"
    return f"{place}."
