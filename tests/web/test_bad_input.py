"""Whatever is sent: a page of this site, in Vietnamese, that says what is wrong; never a traceback."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from flask import Flask

from tests.web.conftest import Visitor

RATING = "/vong/thu/trang/rating/so-xay-dung"


def in_house(visitor: Visitor) -> None:
    """The page is this site's own, in Vietnamese, and tells nothing of the inside."""
    assert '<html lang="vi">' in visitor.html
    assert '<a class="brand" href="/">Thước Đo</a>' in visitor.html
    for inside in ("Traceback", "werkzeug", "sqlite", "jinja", ".py"):
        assert inside not in visitor.html


@pytest.fixture
def rating(visitor: Visitor) -> Visitor:
    """A visitor before the page with a choice and a number."""
    visitor.begin().post(dealt_with="so-xay-dung")
    assert visitor.path == RATING
    return visitor


def test_nothing_is_complained_of_before_something_is_sent(rating: Visitor) -> None:
    assert 'id="mistakes"' not in rating.html
    in_house(rating)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({}, ["clear", "days"]),
        ({"clear": "", "days": "  "}, ["clear", "days"]),
        ({"clear": "perhaps", "days": "3"}, ["clear"]),
        ({"clear": "yes\0", "days": "3"}, ["clear"]),
        ({"clear": ["yes", "yes"], "days": "3"}, ["clear"]),
        ({"clear": "yes", "days": ["1", "2"]}, ["days"]),
        ({"clear": "yes", "days": "3\0"}, ["days"]),
        ({"clear": "yes", "days": "-1"}, ["days"]),
        ({"clear": "yes", "days": "1e400"}, ["days"]),
        ({"clear": "yes", "days": "nan"}, ["days"]),
        ({"clear": "yes", "days": "<script>alert(1)</script>"}, ["days"]),
        ({"clear": "yes" * 10_000, "days": "9" * 10_000}, ["clear", "days"]),
    ],
)
def test_each_mistake_is_linked_to_its_field_and_what_was_typed_stays(
    rating: Visitor, fields: dict, wrong: list[str]
) -> None:
    rating.post(**fields)
    assert rating.status == 422
    in_house(rating)
    summary = re.search(r'id="mistakes">(.*?)</div>', rating.html, re.DOTALL)
    assert summary
    assert re.findall(r'href="#f-(\w+)"', summary[1]) == wrong
    for name in wrong:
        assert f'id="f-{name}"' in rating.html
        assert f'id="wrong-f-{name}"' in rating.html
    assert "<script>alert" not in rating.html
    if isinstance(fields.get("days"), str) and fields["days"].isprintable() and "<" not in fields["days"]:
        assert f'name="days" value="{fields["days"]}"' in re.sub(r'type="text" |id="f-days" ', "", rating.html)
    if fields.get("clear") == "yes":
        assert 'value="yes" checked' in rating.html


def test_unknown_fields_are_named_and_nothing_hides_behind_them(rating: Visitor) -> None:
    rating.post(clear="yes", days="3", is_admin="1", **{"days.part": "4"})
    assert rating.status == 422
    assert "is_admin" in rating.html
    assert "days.part" in rating.html
    assert 'value="3"' in rating.html


@pytest.mark.parametrize(
    "body", [b"clear=%ff%fe&days=3", b"clear=yes&days=%c3%28", b"clear=%00&days=%00", b"%ff=1&clear=yes&days=3"]
)
def test_bytes_that_are_no_text_are_mistakes_like_others(rating: Visitor, body: bytes) -> None:
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', rating.html))
    content = urlencode(hidden).encode() + b"&" + body
    rating._took(rating.client.post(RATING, data=content, content_type="application/x-www-form-urlencoded"))
    assert rating.status == 422
    in_house(rating)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"{}", "application/json"),
        (b"x", "multipart/form-data"),
        (b"x", "multipart/form-data; boundary=a"),
        (b"\xff\xfe\x00", "application/x-www-form-urlencoded"),
        (b"", "text/plain; charset=none"),
    ],
)
def test_a_body_that_is_no_form_is_refused_and_saved_answers_stay(
    rating: Visitor, body: bytes, content_type: str
) -> None:
    rating._took(rating.client.post(RATING, data=body, content_type=content_type))
    assert rating.status == 400
    in_house(rating)
    assert 'value="so-xay-dung" checked' in rating.open("/vong/thu/trang/dealings").html


def test_too_many_fields_and_too_large_a_body_are_said_to_be_so(rating: Visitor) -> None:
    rating.post(**{f"x{number}": "1" for number in range(20_000)})
    assert rating.status in {413, 422}
    in_house(rating)
    rating.begin()
    rating.post(path=RATING, clear="yes", days="3", remark="x" * 2_000_000)
    assert rating.status == 413
    assert "quá lớn" in rating.html
    in_house(rating)


@pytest.mark.parametrize("version", ["", "-1", "²", "1e9", "9" * 40, "\0", "abc"])
def test_a_version_that_is_none_never_overwrites(rating: Visitor, version: str) -> None:
    rating.post(clear="yes", days="3").open(RATING).post(clear="no", days="4", version=version)
    assert rating.status == 409
    in_house(rating)
    assert 'value="yes" checked' in rating.open(RATING).html


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/vong/khong-co", "Không có đợt khảo sát nào ở địa chỉ này."),
        ("/vong/khong-co/ket-qua", "Không có đợt khảo sát nào ở địa chỉ này."),
        ("/vong/%00", "Không có đợt khảo sát nào ở địa chỉ này."),
        ("/vong/%ff%fe", "Không có đợt khảo sát nào ở địa chỉ này."),
        ("/vong/" + "x" * 8000, "Không có đợt khảo sát nào ở địa chỉ này."),
        ("/vong/thu/don-vi/khong-co", "Không có đơn vị nào ở địa chỉ này trong đợt khảo sát."),
        ("/vong/thu/don-vi/khong-co/phieu-diem.pdf", "Không có đơn vị nào ở địa chỉ này trong đợt khảo sát."),
        ("/vong/thu/don-vi/../../../secret-key", "Không có trang nào ở địa chỉ này."),
        ("/vong/thu/don-vi/%2e%2e%2fsecret-key", "Không có trang nào ở địa chỉ này."),
        ("/vong/thu/trang/khong-co", "Trang này không nằm trong phiếu của bạn."),
        ("/vong/thu/trang/rating/do-luong", "Trang này không nằm trong phiếu của bạn."),
        ("/vong/thu/trang/%00/%00", "Trang này không nằm trong phiếu của bạn."),
        ("/ngon-ngu/fr", "Không có trang nào ở địa chỉ này."),
        ("/ngon-ngu/vi%00", "Không có trang nào ở địa chỉ này."),
        ("/static/../secret-key", "Không có trang nào ở địa chỉ này."),
        ("/static/%2e%2e/%2e%2e/setup.cfg", "Không có trang nào ở địa chỉ này."),
        ("/static/..%5c..%5csetup.cfg", "Không có trang nào ở địa chỉ này."),
        ("/static//etc/passwd", "Không có trang nào ở địa chỉ này."),
        ("/static/fonts", "Không có trang nào ở địa chỉ này."),
        ("/.env", "Không có trang nào ở địa chỉ này."),
    ],
)
def test_what_is_not_there_is_said_in_vietnamese(rating: Visitor, path: str, says: str) -> None:
    rating.open(path)
    assert rating.status == 404
    assert says in rating.html
    in_house(rating)


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
@pytest.mark.parametrize("path", ["/", "/khung", "/vong/thu", RATING, "/vong/thu/ket-qua", "/static/style.css"])
def test_a_method_that_an_address_does_not_take_is_refused_with_those_it_takes(
    rating: Visitor, method: str, path: str
) -> None:
    rating._took(getattr(rating.client, method)(path))
    assert rating.status == 405
    assert "GET" in rating.headers["Allow"]
    assert "không nhận cách gửi vừa dùng" in rating.html
    in_house(rating)


@pytest.mark.parametrize("cookie", ["", "x", "\0", "eyJ", "eyJyZXNwb25zZXMiOiJ4In0.aaaaaa.bbbbbb", "a" * 3900, "é"])
def test_a_cookie_that_is_not_ours_is_a_new_visitor(app: Flask, cookie: str) -> None:
    visitor = Visitor(app.test_client())
    visitor.client.set_cookie("thuocdo", cookie)
    assert visitor.open(RATING).path == "/vong/thu"
    assert visitor.status == 200
    in_house(visitor)
    assert visitor.finish().path == "/vong/thu/cam-on"


def test_a_form_sent_without_a_cookie_says_what_to_do(app: Flask, rating: Visitor) -> None:
    stranger = Visitor(app.test_client(), rating.html, "/vong/thu")
    stranger.post()
    assert stranger.status == 400
    assert "bật cookie" in stranger.html
    in_house(stranger)


@pytest.mark.parametrize("referrer", ["http://[", "http://localhost:999999/x", "//", "javascript:alert(1)", "\t"])
def test_an_odd_referrer_leads_to_the_list_of_rounds(visitor: Visitor, referrer: str) -> None:
    reply = visitor.client.get("/ngon-ngu/en", headers={"Referer": referrer})
    assert (reply.status_code, reply.headers["Location"]) == (302, "/")
