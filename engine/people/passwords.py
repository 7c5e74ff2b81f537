"""Passwords: which are good enough, and their hashes; the only importer of argon2."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from engine.wording.catalog import mark

if TYPE_CHECKING:
    from argon2 import PasswordHasher

LEAST, MOST = 12, 256

TOO_SHORT = mark("Mật khẩu cần ít nhất 12 ký tự. Một câu dài dễ nhớ là tốt nhất.")
TOO_LONG = mark("Mật khẩu dài tối đa 256 ký tự.")
TOO_COMMON = mark("Mật khẩu này quá dễ đoán. Xin chọn một câu mà người khác không nghĩ tới.")
HAS_NAME = mark("Mật khẩu không được gồm tên đăng nhập. Xin chọn mật khẩu khác.")

_GUESSED = (
    "password passw0rd matkhau admin administrator quantri welcome letmein iloveyou qwerty qwertyuiop asdfghjkl zxcvbnm"
    " abc abcd abcdef changeme default secret login monkey dragon sunshine princess football baseball master superman"
    " vietnam vietnamvodich nghean hanoi saigon thuocdo emyeuanh anhyeuem yeuem iloveyoubaby khongbiet congan trustno"
    " hoilamgi xinchao test testtest user guest root pass mk iloveu lovely computer internet whatever"
)
_COMMON = frozenset(_GUESSED.split())
"""What most guesses begin with: any of these with figures and signs about it is guessed soon."""

_ROWS = ("01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn")
_LOOKS = str.maketrans("013457@$!", "oieastasi")


def fault_of(password: str, name: str) -> str | None:
    """Why a password is not good enough for the account of that name, as a Vietnamese source text; None if it is.

    Length counts, not kinds of characters (NIST SP 800-63B, section 5.1.1.2: common ones refused, no other rules).
    """
    if len(_plain(password)) < LEAST:
        return TOO_SHORT
    if len(password) > MOST:
        return TOO_LONG
    folded = _plain(password).casefold()
    stem = re.split(r"[@._-]", name.casefold())[0]
    if len(stem) > 3 and stem in folded and len(folded) - len(stem) < LEAST:
        return HAS_NAME
    return TOO_COMMON if _is_guessed(folded) else None


def _is_guessed(folded: str) -> bool:
    if len(set(folded)) < 5 or re.fullmatch(r"(.{1,6}?)\1+.{0,5}", folded):
        return True
    steps = [b in _next(a) for a, b in pairwise(folded)]
    if sum(steps) >= len(steps) * 0.75:
        return True
    for reading in (folded, folded.translate(_LOOKS)):
        words = [word for word in re.split(r"[^a-z]+", _bare(reading)) if word]
        if all(word in _COMMON or len(word) < 3 for word in words) or "".join(words) in _COMMON:
            return True
    return False


@cache
def _next(letter: str) -> str:
    """The letters beside one, on the keyboard or in the alphabet, either way."""
    beside = set()
    for row in _ROWS:
        for a, b in pairwise(row):
            beside |= {b} if a == letter else {a} if b == letter else set()
    return "".join(beside)


def _bare(text: str) -> str:
    """Without diacritics: “mật khẩu” is “mat khau”."""
    split = unicodedata.normalize("NFD", text.replace("đ", "d"))
    return "".join(letter for letter in split if not unicodedata.combining(letter))


def _plain(password: str) -> str:
    """The same for the same characters, however a keyboard composes them."""
    return unicodedata.normalize("NFC", password)


def _bytes(password: str) -> bytes:
    return _plain(password).encode("utf-8", "surrogatepass")  # whatever a terminal sends is no error


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher()  # the second recommended settings of RFC 9106: 64 MiB


@cache
def _nobodys() -> str:
    return _hasher().hash("nobody has this password")


def hash_password(password: str) -> str:
    """A password as it is kept."""
    return _hasher().hash(_bytes(password))


def is_password(password: str, hashed: str) -> bool:
    """Whether a password is the one that was hashed. It takes as long where there is none, and is never."""
    from argon2.exceptions import Argon2Error, InvalidHashError

    try:
        _hasher().verify(hashed or _nobodys(), _bytes(password[: 4 * MOST]))
    except (Argon2Error, InvalidHashError):
        return False
    return bool(hashed)


def is_outdated(hashed: str) -> bool:
    """Whether a hash was made with weaker settings than today's."""
    return _hasher().check_needs_rehash(hashed)
