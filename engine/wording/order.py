"""Order and search: "so xay dung" finds Sở Xây dựng, and lists sort as a reader of their language expects."""

from __future__ import annotations

import unicodedata

_LETTERS = {letter: position for position, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
_TONES = {"": 0, "\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_SHAPES = "\u0302\u0306\u031b"  # circumflex, breve, horn


def fold(text: str) -> str:
    """The text without diacritics and case, for search."""
    bare = "".join(x for x in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(x))
    return bare.replace("đ", "d")


Letters = tuple[tuple[int, ...], ...]


def sort_key(text: str, language: str = "vi") -> tuple[Letters, Letters]:
    """A key for a language's order, word by word.

    In Vietnamese letters come first (a ă â … đ …), tones only between equal words. In any other language
    diacritics count only between words that are equal without them.
    """
    if language != "vi":
        return _numbered(fold(text)), _numbered(text.casefold())
    letters, tones = [], []
    for word in unicodedata.normalize("NFC", text.casefold()).split():
        word_letters, word_tones = [], []
        for letter in word:
            parts = unicodedata.normalize("NFD", letter)
            base = unicodedata.normalize("NFC", parts[0] + "".join(x for x in parts[1:] if x in _SHAPES))
            tone = "".join(x for x in parts[1:] if x in _TONES)
            word_letters.append(_LETTERS.get(base, -1 if base.isdigit() else 100) * 0x110000 + ord(base[0]))
            word_tones.append(_TONES.get(tone, 0))
        letters.append(tuple(word_letters))
        tones.append(tuple(word_tones))
    return tuple(letters), tuple(tones)


def _numbered(text: str) -> Letters:
    return tuple(tuple(map(ord, word)) for word in text.split())
