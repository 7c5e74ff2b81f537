"""A code is read out on the telephone and typed again: what is mistyped is told, never taken for another run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.problems import ThuocDoError
from engine.runs.codes import LETTERS, code_of, read_code

HASHES = st.binary(min_size=32, max_size=32).map(bytes.hex)


@given(HASHES)
def test_a_code_is_read_back_however_it_is_typed(sha256: str) -> None:
    code = code_of(sha256)
    sloppy = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert read_code(code) == read_code(sloppy) == code
    assert len(code) == 14
    assert not set("ILOU") & set(code)


@given(HASHES, st.integers(0, 11), st.sampled_from(LETTERS))
def test_one_wrong_sign_is_found(sha256: str, place: int, sign: str) -> None:
    signs = list(code_of(sha256).replace("-", ""))
    if signs[place] != sign:
        signs[place] = sign
        with pytest.raises(ThuocDoError, match="was mistyped"):
            read_code("".join(signs))


@given(HASHES, st.integers(0, 11), st.integers(0, 11))
def test_two_swapped_signs_are_found(sha256: str, one: int, other: int) -> None:
    signs = list(code_of(sha256).replace("-", ""))
    if signs[one] != signs[other]:
        signs[one], signs[other] = signs[other], signs[one]
        with pytest.raises(ThuocDoError, match="was mistyped"):
            read_code("".join(signs))


@pytest.mark.parametrize("typed", ["", "7K3M", "7K3M-9QRT-2VXA-1", "7K3M-9QRT-2VX!", "../../etc/passwd"])
def test_what_can_be_no_code_is_a_sentence(typed: str) -> None:
    with pytest.raises(ThuocDoError, match=r"is no code of a run. It has twelve letters and digits"):
        read_code(typed)
