"""Words that turn a statement against the unit: hints for a question to the author, never a verdict."""

from __future__ import annotations

import re
from collections.abc import Mapping

_TURNING: Mapping[str, tuple[str, ...]] = {
    "vi": (
        "không", "chưa", "khó khăn", "khó", "chậm", "phiền hà", "nhũng nhiễu", "sách nhiễu", "rườm rà", "thiếu",
        "bất hợp lý", "kéo dài", "quá nhiều", "tốn kém", "thất vọng",
    ),
    "en": (
        "not", "never", "difficult", "hard to", "slow", "burdensome", "harassment", "harass", "unfair", "lack",
        "lacks", "too many", "too long", "inconsistent", "unnecessarily", "complex", "cumbersome", "frustrating",
    ),
}  # fmt: skip

_OPPOSITE = {"khó": "dễ", "khó khăn": "dễ", "chậm": "nhanh", "difficult": "easy", "slow": "fast", "hard to": "easy"}
"""Where the opposite stands beside the word, in the question or its options, the values decide and not the wording."""

_ASKING = re.compile(r"(\bhay|\bcó)?\s*\b(không|chưa)\s*(\?|$)|\bhay (không|chưa)\b|\bkhông chỉ\b|\bwhether or not\b")
"""Vietnamese ends a plain yes-no question with “không?” or “chưa?”."""


def reversed_word(text: Mapping[str, str], beside: str = "") -> str | None:
    """The first word of a text, in any language, that turns it against the unit; `beside` are its options' labels."""
    labels = beside.lower()
    for language, turning in _TURNING.items():
        for words in (text.get(language), text.get("")):
            plain = _ASKING.sub(" ", (words or "").lower())
            for word in turning:
                opposite = _OPPOSITE.get(word)
                if re.search(rf"\b{word}\b", plain) and not (
                    opposite and re.search(rf"\b{opposite}\b", f"{plain} {labels}")
                ):
                    return word
    return None
