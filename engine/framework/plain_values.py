"""What an unquoted word of YAML is: a number, true, false, nothing or a text; and what could be read in two ways."""

from __future__ import annotations

import math
import re

_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", re.ASCII)
_INTEGER = re.compile(r"[-+]?[0-9]+", re.ASCII)
_AMBIGUOUS = re.compile(
    r"""(?ix) yes | no | on | off                             # YAML 1.1 reads a truth value
    | [-+]? 0 [0-9_]+ (\.[0-9]*)?                             # octal, or a code with a leading zero
    | [-+]? 0 [xob] [0-9a-f_]+
    | [-+]? [0-9][0-9_]* (:[0-5]?[0-9])+ (\.[0-9]*)?          # a number to base 60, or a time
    | [-+]? [0-9]+ (_[0-9]+)+ (\.[0-9_]*)?                    # a number with separators
    | [0-9]{4}-[0-9]{1,2}-[0-9]{1,2} ([Tt\ ].*)?              # a date
    """,
    re.ASCII,
)
_ENDLESS = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_WORDS: dict[str, object] = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_SUSPECT = frozenset("0123456789+-.yYnNoO")


def plain_value(word: str) -> tuple[object, str, str]:
    """The value of an unquoted word; with what is wrong with it and how to mend that, else two empty texts."""
    if word in _WORDS:
        return _WORDS[word], "", ""
    if word[0] not in _SUSPECT or len(word) >= 40:
        return word, "", ""
    if _ENDLESS.fullmatch(word):
        return word, f"{word} is no number that can be worked with.", "Write a number, or leave the key out."
    if _AMBIGUOUS.fullmatch(word):
        return word, f"{word} can be read as {_readings(word)}.", f'Put it in quotes: "{word}".'
    if not _NUMBER.fullmatch(word):
        return word, "", ""
    if _INTEGER.fullmatch(word):
        return int(word), "", ""
    if math.isfinite(number := float(word)):
        return number, "", ""
    return word, f"{word} is too large for a number.", "Write a smaller one."


def _readings(value: str) -> str:
    if value.isalpha():
        return "a word or as true/false"
    if ":" in value and "-" not in value[1:]:
        return "a time or as a number"
    if re.match(r"\d{4}-", value):
        return "a date or as a text"
    return "a number or as a text"
