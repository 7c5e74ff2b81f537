"""Codes are read however they are typed, where only one can be meant."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.store.codes import DIGITS, LETTERS, in_groups, make_code, read_code

codes = st.builds(lambda *parts: "".join(parts), *[st.sampled_from(DIGITS if at % 3 == 2 else LETTERS) for at in range(8)])


@given(codes)
def test_a_code_is_read_as_it_is_in_groups_spoken_and_hyphenated(code):
    for written in (code, in_groups(code), code.lower(), "-".join(code), f"  {code[:2]}.{code[2:]}\n", f"{code[:4]}–{code[4:]}"):
        assert read_code(written) == code


@given(codes)
def test_look_alikes_mean_what_they_look_like(code):
    digits = {"2": "Z", "5": "S", "8": "B", "6": "G"}
    letters = {"L": "1", "S": "5", "B": "8", "G": "6"}
    written = "".join((digits if at % 3 == 2 else letters).get(each, each) for at, each in enumerate(code))
    assert read_code(written) == code
    assert read_code(written.replace("1", "I")) == code


@given(st.text(max_size=60))
def test_anything_else_is_no_code_or_one(text):
    found = read_code(text)
    assert found == "" or read_code(found) == found


@pytest.mark.parametrize(("typed", "code"), [
    ("Â3 BC4 DE", "AA3BC4DE"),  # AA on a Vietnamese keyboard
    ("đ5AB6CD", "DD5AB6CD"),
    ("Á3BC4DE", "AS3BC4DE"),
    ("ưN7AB8CD", "WN7AB8CD"),  # the key W alone
    ("Ư7AB8CD", "UW7AB8CD"),
    ("ÁB3CD4EF", "AB3CD4EF"),  # a mark that was not meant
    ("ＡＢ３ＣＤ４ＥＦ", "AB3CD4EF"),
    ("O B3CD4EF", ""),  # O, Q or 0 stand for no letter that there is
    ("", ""),
    ("AB3CD4E", ""),
    ("AB3CD4EFG", ""),
])  # fmt: skip
def test_what_keyboards_make_of_codes(typed, code):
    assert read_code(typed) == code
    assert read_code(unicodedata.normalize("NFD", typed)) == code


def test_codes_differ():
    assert len({make_code() for _ in range(2000)}) == 2000
