"""Codes of an authenticator, and what is kept of codes for who has lost it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.people.second_factor import (
    RECOVERY_CODES,
    address_for,
    hash_recovery,
    make_recovery_codes,
    make_secret,
    step_of,
)

RFC = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # "12345678901234567890", as in RFC 6238, appendix B


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"), (1_234_567_890, "005924"), (2_000_000_000, "279037")],
)  # fmt: skip
def test_the_published_codes_are_right_at_their_times(seconds: int, code: str) -> None:
    at = datetime.fromtimestamp(seconds, UTC)  # RFC 6238, appendix B, SHA1, the last six of eight digits
    assert step_of(code, RFC, at) == seconds // 30
    assert step_of(f" {code[:3]} {code[3:]} ", RFC, at) == seconds // 30
    assert step_of(code, RFC, at + timedelta(seconds=30)) == seconds // 30  # a clock half a minute slow
    assert step_of(code, RFC, at + timedelta(seconds=90)) is None


@pytest.mark.parametrize("code", ["", "28708", "2870822", "٢٨٧٠٨٢", "abcdef", "287083", "\0", "-87082"])
def test_what_is_no_code_fits_no_time(code: str) -> None:
    assert step_of(code, RFC, datetime.fromtimestamp(59, UTC)) is None


def test_without_a_shared_secret_no_code_fits() -> None:
    assert step_of("287082", "", datetime.fromtimestamp(59, UTC)) is None


def test_an_authenticator_is_told_who_asks() -> None:
    told = address_for(make_secret(), "lan.nguyen")
    assert told.startswith("otpauth://totp/")
    assert "lan.nguyen" in told
    assert make_secret() != make_secret()


@given(st.data())
def test_recovery_codes_may_be_typed_as_people_do(data: st.DataObject) -> None:
    codes = make_recovery_codes()
    assert len(set(codes)) == RECOVERY_CODES
    code = data.draw(st.sampled_from(codes))
    assert hash_recovery(code) == hash_recovery(code.lower().replace("-", " ")) == hash_recovery(f" {code}\n")
    assert code not in hash_recovery(code)
