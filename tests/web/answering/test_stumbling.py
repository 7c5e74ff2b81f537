"""What respondents do that nobody planned: what they then see, and that nothing is lost or counted twice."""

from __future__ import annotations

import re

from flask import Flask

from engine.store.nouns import RoundState
from engine.web.house import House
from tests.web.conftest import Visitor

RATING = "/vong/thu/trang/rating/so-xay-dung"


def counts(app: Flask) -> tuple[int, int]:
    """How many forms were started and sent."""
    house: House = app.extensions["thuocdo"]
    found = house.store.response_counts("thu")
    return found["started"], found["sent"]


def test_who_clears_cookies_is_told_what_is_kept_and_opens_it_again_by_code(app: Flask, visitor: Visitor) -> None:
    visitor.begin().post(dealt_with="so-xay-dung").post(clear="yes", days="", go="elsewhere")
    code = re.search(r'class="reference">([^<]+)<', visitor.html)
    assert code
    visitor.open(RATING)
    visitor.client.delete_cookie("thuocdo")
    visitor.post(clear="yes", days="3")
    assert visitor.path == "/vong/thu/lam-tiep?mat=1"
    assert "trang vừa gửi chưa được lưu" in visitor.html
    visitor.post(path="/vong/thu/lam-tiep", code=code[1])
    assert visitor.path == RATING
    assert 'value="yes" checked' in visitor.html


def test_who_clears_cookies_and_opens_a_page_of_the_form_comes_to_its_beginning(visitor: Visitor) -> None:
    visitor.begin()
    visitor.client.delete_cookie("thuocdo")
    assert visitor.open(RATING).path == "/vong/thu"
    assert "Làm tiếp bằng mã" in visitor.html
    assert "Bắt đầu" in visitor.html


def test_double_tapping_start_makes_one_form(app: Flask, visitor: Visitor) -> None:
    visitor.open("/vong/thu")
    page = visitor.html
    visitor.post()
    visitor.html = page
    visitor.post(path="/vong/thu")
    assert visitor.path.startswith("/vong/thu/trang/dealings")
    assert counts(app) == (1, 0)


def test_double_tapping_send_counts_once_and_shows_one_receipt(app: Flask, visitor: Visitor) -> None:
    visitor.begin().post(dealt_with="do-luong").post(clear="yes", days="3").post(trouble="no", remark="")
    page = visitor.html
    receipt = visitor.post().html
    visitor.html = page
    assert visitor.post(path="/vong/thu/kiem-tra").html == receipt
    assert counts(app) == (1, 1)


def test_back_from_the_confirmation_leads_to_it_again(visitor: Visitor) -> None:
    visitor.finish()
    for path in ("/vong/thu/kiem-tra", RATING, "/vong/thu/trang/dealings", "/vong/thu/ma-lam-tiep"):
        assert visitor.open(path).path == "/vong/thu/cam-on"
    assert 'class="reference"' in visitor.html


def test_two_tabs_are_one_form(app: Flask, visitor: Visitor) -> None:
    visitor.begin()
    other = Visitor(visitor.client).begin()
    other.post(dealt_with="so-xay-dung")
    assert visitor.open("/vong/thu/kiem-tra").status == 200
    assert "Sở Xây dựng" in visitor.html
    assert counts(app) == (1, 0)


def test_a_page_with_a_version_that_never_was_overwrites_nothing(visitor: Visitor) -> None:
    visitor.begin().post(dealt_with="so-xay-dung").post(clear="yes", days="3")
    for version in ("0", "999", "-1", "x", "", "1e3", "９"):
        visitor.open(RATING).post(version=version, attempt=f"a{version}", clear="no", days="4")
        assert visitor.status == 409, version
        assert 'value="yes" checked' in visitor.open(RATING).html


def test_a_page_posted_after_the_round_closed_is_kept_apart_and_changes_nothing_saved(app: Flask, visitor: Visitor) -> None:
    house: House = app.extensions["thuocdo"]
    visitor.begin().post(dealt_with="so-xay-dung").post(clear="yes", days="3")
    page = visitor.open(RATING).html
    house.store.set_round_state("thu", RoundState.CLOSED)
    visitor.post(clear="no", days="4")
    assert "Bạn không làm gì sai" in visitor.html
    house.store.set_round_state("thu", RoundState.OPEN)
    visitor.html = page
    assert 'value="3"' in visitor.open(RATING).html


def test_a_page_that_an_earlier_answer_took_off_the_path_is_said(visitor: Visitor) -> None:
    visitor.begin().post(dealt_with=["so-xay-dung", "do-luong"])
    late = Visitor(visitor.client).open("/vong/thu/trang/rating/do-luong")
    visitor.open("/vong/thu/trang/dealings").post(dealt_with="so-xay-dung")
    late.post(clear="no", days="1")
    assert late.status == 404
    assert "câu trả lời trước đó đã thay đổi" in late.html
