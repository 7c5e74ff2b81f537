"""Files that pages load: small on the line, kept for good under an address of their content; pages packed as well."""

from __future__ import annotations

import gzip
import re

import pytest
from flask import Flask

from engine.web.packing import packed
from tests.web.conftest import Visitor

PACKED = {"Accept-Encoding": "gzip, br"}


def linked(visitor: Visitor) -> list[str]:
    """The addresses under /static that a page names."""
    return re.findall(r'"(/static/[^"]+)"', visitor.open("/").html)


def test_every_file_of_a_page_is_named_by_its_content_and_kept_for_good(app: Flask, visitor: Visitor) -> None:
    names = linked(visitor)
    assert len(names) >= 4
    for address in names:
        reply = app.test_client().get(address)
        assert reply.status_code == 200, address
        assert reply.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        again = app.test_client().get(address, headers={"If-None-Match": reply.headers["ETag"]})
        assert (again.status_code, again.get_data()) == (304, b"")


def test_an_address_of_other_content_is_not_kept_for_good(app: Flask) -> None:
    for address in ("/static/style.css", "/static/style.css?v=0123"):
        assert app.test_client().get(address).headers["Cache-Control"] == "public, max-age=86400"


def test_the_style_sheet_names_the_same_font_that_the_page_has_asked_for(app: Flask, visitor: Visitor) -> None:
    font = next(address for address in linked(visitor) if "fonts/" in address)
    style = next(address for address in linked(visitor) if ".css" in address)
    assert font.removeprefix("/static/") in app.test_client().get(style).get_data(as_text=True)


def test_script_and_style_are_sent_packed_to_who_unpacks(app: Flask) -> None:
    for name in ("style.css", "enhance.js"):
        plain = app.test_client().get(f"/static/{name}")
        small = app.test_client().get(f"/static/{name}", headers=PACKED)
        assert "Content-Encoding" not in plain.headers
        assert small.headers["Content-Encoding"] == "gzip"
        assert small.headers["ETag"] != plain.headers["ETag"]
        assert gzip.decompress(small.get_data()) == plain.get_data()
        assert len(small.get_data()) < len(plain.get_data()) / 2


def test_pages_are_packed_and_read_the_same(app: Flask) -> None:
    client = app.test_client()
    plain = client.get("/vong/thu")
    small = client.get("/vong/thu", headers=PACKED)
    assert small.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in small.headers["Vary"]
    assert int(small.headers["Content-Length"]) == len(small.get_data()) < len(plain.get_data())
    assert "Phiếu doanh nghiệp" in gzip.decompress(small.get_data()).decode()


def test_the_length_of_a_packed_page_is_not_the_same_twice(app: Flask) -> None:
    lengths = {len(app.test_client().get("/khung", headers=PACKED).get_data()) for _ in range(20)}
    assert len(lengths) > 3


@pytest.mark.parametrize("refused", ["identity", "", "gzip;q=0"])
def test_who_does_not_unpack_gets_it_plain(app: Flask, refused: str) -> None:
    for address in ("/", "/static/style.css"):
        assert "Content-Encoding" not in app.test_client().get(address, headers={"Accept-Encoding": refused}).headers


def test_any_page_comes_out_as_it_went_in() -> None:
    for page, name in ((b"", b""), (b"x" * 100_000, b"a1"), ("Sở Xây dựng".encode(), b"0" * 80)):
        assert gzip.decompress(packed(page, name)) == page
