"""Posted forms are read as Werkzeug and the standard library read them."""

from urllib.parse import parse_qsl, urlencode

import werkzeug.urls  # registers the error handler "werkzeug.url_quote"
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder

from engine.web.form_data import QuickRequest, fields_of

assert werkzeug.urls


def listed(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in parse_qsl(text, keep_blank_values=True, errors="werkzeug.url_quote"):
        found.setdefault(name, []).append(value)
    return found


@given(st.lists(st.tuples(st.text(min_size=1), st.text())))
def test_what_a_browser_encodes_comes_back(fields: list[tuple[str, str]]) -> None:
    text = urlencode(fields)
    assert fields_of(text) == listed(text)
    assert [(name, value) for name, values in fields_of(text).items() for value in values] == sorted(
        fields, key=lambda field: list(dict(fields)).index(field[0])
    )


@given(st.text(alphabet="ab=&%+;C3Áđ 0", max_size=30))
def test_odd_texts_are_read_as_the_standard_library_reads_them(text: str) -> None:
    assert fields_of(text) == listed(text)


def test_a_body_that_is_not_utf_8_holds_no_field() -> None:
    builder = EnvironBuilder(
        method="POST", data=b"a=\xff\xfe", content_type="application/x-www-form-urlencoded"
    )
    assert dict(QuickRequest(builder.get_environ()).form) == {}


def test_forms_with_files_are_still_read() -> None:
    builder = EnvironBuilder(method="POST", data={"a": "1", "file": (__import__("io").BytesIO(b"x"), "x.pdf")})
    request = QuickRequest(builder.get_environ())
    assert request.form["a"] == "1"
    assert request.files["file"].read() == b"x"
