"""Passwords: long ones are good, guessed ones are not, and only hashes are kept."""

from __future__ import annotations

import unicodedata

import pytest

from engine.people.passwords import (
    HAS_NAME,
    LEAST,
    MOST,
    TOO_COMMON,
    TOO_LONG,
    TOO_SHORT,
    fault_of,
    hash_password,
    is_outdated,
    is_password,
)


@pytest.mark.parametrize(
    "password",
    ["con trâu đi trước cái cày", "muống luộc chấm cà pháo", "correct horse battery staple", "9f2-kk1 qPz!0", "x" * 3 + "quả bòng Phúc Trạch"],
)  # fmt: skip
def test_a_sentence_is_good_enough_without_figures_or_signs(password: str) -> None:
    assert fault_of(password, "lan") is None


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("", TOO_SHORT),
        ("mười một ch", TOO_SHORT),
        ("a" * MOST + "b", TOO_LONG),
        ("aaaaaaaaaaaa", TOO_COMMON),
        ("abcabcabcabcabc", TOO_COMMON),
        ("123456789012", TOO_COMMON),
        ("qwertyuiop12", TOO_COMMON),
        ("Password1234!", TOO_COMMON),
        ("P@ssw0rd2026", TOO_COMMON),
        ("matkhau123456", TOO_COMMON),
        ("Mật khẩu 2026!", TOO_COMMON),
        ("quantri@nghean", TOO_COMMON),
        ("admin admin 2026", TOO_COMMON),
        ("vietnamvodich2026", TOO_COMMON),
        ("nguyenlan2026", HAS_NAME),
    ],
)
def test_what_is_guessed_soon_is_refused(password: str, fault: str) -> None:
    assert fault_of(password, "nguyenlan.sxd") == fault


def test_a_password_is_known_by_its_hash_alone() -> None:
    hashed = hash_password("con trâu đi trước")
    assert hashed.startswith("$argon2id$")
    assert "trâu" not in hashed
    assert is_password("con trâu đi trước", hashed)
    assert is_password(unicodedata.normalize("NFD", "con trâu đi trước"), hashed)  # as another keyboard writes it
    assert not is_password("con trâu đi sau", hashed)
    assert hash_password("con trâu đi trước") != hashed
    assert not is_outdated(hashed)


@pytest.mark.parametrize("password", ["", "nobody has this password", "x" * 100_000, "\0", "\ud800"])
def test_an_account_without_a_password_lets_nobody_in(password: str) -> None:
    assert not is_password(password, "")
    assert not is_password(password, "damaged")


def test_what_is_counted_are_characters_not_bytes() -> None:
    assert fault_of("ạ" * (LEAST - 1), "lan") == TOO_SHORT
    assert fault_of(unicodedata.normalize("NFD", "ạếộữ" * 3)[:-1], "lan") != TOO_LONG
