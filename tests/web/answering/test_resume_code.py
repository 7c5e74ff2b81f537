"""A draft goes on on another device by a code: no name, no address, only a hash in the database."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from engine.web.house import House
from tests.web.conftest import Visitor

RATING = "/vong/thu/trang/rating/so-xay-dung"


@pytest.fixture
def other(app: Flask) -> Visitor:
    """Another device."""
    return Visitor(app.test_client())


def code_of(visitor: Visitor) -> str:
    """Save and ask for the code, as the button at the top of a page does."""
    visitor.post(go="elsewhere")
    assert visitor.path == "/vong/thu/ma-lam-tiep"
    found = re.search(r'class="reference">([^<]+)<', visitor.html)
    assert found
    return found[1]


def typed(visitor: Visitor, code: str, **more: str) -> Visitor:
    """Type a code on the landing page."""
    return visitor.open("/vong/thu").post(path="/vong/thu/lam-tiep", code=code, **more)


def test_a_draft_goes_on_where_a_question_is_open(visitor: Visitor, other: Visitor) -> None:
    visitor.begin().post(dealt_with=["so-xay-dung", "do-luong"]).post(clear="yes", days="3")
    code = code_of(visitor)
    typed(other, code)
    assert other.path == "/vong/thu/trang/rating/do-luong"
    other.open(RATING)
    assert 'value="yes" checked' in other.html
    other.open("/vong/thu/trang/rating/do-luong").post(clear="no", days="1").post(trouble="no", remark="").post()
    assert other.path == "/vong/thu/cam-on"
    assert visitor.open(RATING).path == "/vong/thu/cam-on"


def test_what_was_typed_is_saved_before_the_code_is_shown(visitor: Visitor, other: Visitor) -> None:
    visitor.begin().post(dealt_with="so-xay-dung").post(clear="yes", days="", go="elsewhere")
    found = re.search(r'class="reference">([^<]+)<', visitor.html)
    assert found
    typed(other, found[1])
    assert other.path == RATING
    assert 'value="yes" checked' in other.html


def test_what_cannot_be_saved_is_told_with_the_code_already_there(visitor: Visitor) -> None:
    visitor.begin().post(dealt_with="so-xay-dung").post(clear="yes", days="ba", go="elsewhere")
    assert visitor.status == 422
    assert 'value="ba"' in visitor.html
    assert visitor.html.count('<li><a href="#f-') == 1
    assert "Mã làm tiếp:" in visitor.html


def test_the_code_stands_at_the_top_of_every_page_once_it_was_asked_for(visitor: Visitor) -> None:
    visitor.begin()
    assert "Mã làm tiếp:" not in visitor.html
    assert "Lưu và làm tiếp trên máy khác" in visitor.html
    code = code_of(visitor)
    for path in ("/vong/thu/trang/dealings", "/vong/thu/kiem-tra"):
        assert code in visitor.open(path).html


def test_the_same_draft_has_the_same_code_in_every_tab_and_on_every_device(visitor: Visitor, other: Visitor) -> None:
    code = code_of(visitor.begin())
    assert code_of(visitor.open("/vong/thu/trang/dealings")) == code
    typed(other, code)
    assert code_of(other.open("/vong/thu/trang/dealings")) == code


def test_only_a_hash_is_stored(data: Path, visitor: Visitor) -> None:
    code = code_of(visitor.begin()).replace(" ", "")
    held = b"".join(path.read_bytes() for path in data.rglob("*") if path.is_file())
    assert code.encode() not in held
    assert code.lower().encode() not in held


def test_small_letters_spaces_and_hyphens_make_no_difference(visitor: Visitor, other: Visitor) -> None:
    code = code_of(visitor.begin())
    assert typed(other, f" {code.lower().replace(' ', '-')} ").path == "/vong/thu/trang/dealings"


@pytest.mark.parametrize("wrong", ["", "AB3", "😀" * 8, "' OR 1=1", "x" * 5_000])
def test_what_is_no_code_is_said_beside_the_field(other: Visitor, wrong: str) -> None:
    typed(other, wrong)
    assert other.status == 422
    assert other.title.startswith("Lỗi:")
    assert 'href="#f-code"' in other.html
    assert "Mã làm tiếp gồm 8 chữ cái và chữ số" in other.html


def test_a_code_of_no_draft_is_said_and_kept_in_the_field(other: Visitor) -> None:
    typed(other, "AB3CD4EF")
    assert other.status == 422
    assert "Không có phiếu đang làm nào với mã này" in other.html
    assert 'value="AB3CD4EF"' in other.html


def test_a_code_opens_nothing_in_another_round_nor_after_sending(visitor: Visitor, other: Visitor) -> None:
    code = code_of(visitor.begin())
    other.open("/vong/that").post(path="/vong/that/lam-tiep", code=code)
    assert other.status == 422
    visitor.open("/vong/thu/trang/dealings").post(dealt_with="do-luong").post(clear="no", days="1")
    visitor.post(trouble="no", remark="").post()
    assert visitor.path == "/vong/thu/cam-on"
    assert typed(other, code).status == 422
    assert code not in visitor.begin().html  # a new form has no code yet


def test_tries_are_limited_and_a_right_code_costs_none(app: Flask, visitor: Visitor, other: Visitor) -> None:
    code = code_of(visitor.begin())
    for _ in range(12):
        assert typed(other, code).status == 200
    for number in range(10):
        assert typed(other, f"AB{number % 8 + 2}CD4EF").status == 422
    assert typed(other, "AB3CD4EF").status == 429
    assert "Xin thử lại sau" in other.html
    assert typed(other, code).status == 429
    elsewhere = app.test_client()
    elsewhere.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    assert typed(Visitor(elsewhere), code).path == "/vong/thu/trang/dealings"


def test_another_draft_on_this_device_is_not_lost(visitor: Visitor, other: Visitor) -> None:
    code = code_of(visitor.begin())
    other.begin().post(dealt_with="do-luong").post(clear="no", days="9")
    typed(other, code)
    assert other.status == 409
    own = re.search(r'class="reference">([^<]+)<', other.html)
    assert own
    assert typed(other, code, leave="1").path == "/vong/thu/trang/dealings"
    assert "checked" not in other.html
    typed(other, own[1])  # the draft of the code holds no answer: nothing is lost by leaving it
    assert 'value="9"' in other.open("/vong/thu/trang/rating/do-luong").html


def test_no_code_is_made_where_there_is_no_draft(app: Flask, other: Visitor) -> None:
    assert other.open("/vong/thu/ma-lam-tiep").path == "/vong/thu"
    other.open("/vong/thu").post(path="/vong/thu/ma-lam-tiep")
    assert other.path == "/vong/thu"
    house: House = app.extensions["thuocdo"]
    assert house.store.response_counts("thu")["started"] == 0


def test_a_closed_round_takes_no_code(other: Visitor) -> None:
    assert other.open("/vong/dong/lam-tiep").path == "/vong/dong"
    other.open("/vong/thu").post(path="/vong/dong/lam-tiep", code="AB3CD4EF")
    assert other.status == 409


def test_a_code_that_another_draft_has_is_not_given_twice(app: Flask, visitor: Visitor, monkeypatch) -> None:
    house: House = app.extensions["thuocdo"]
    kept, taken = house.store.keep_resume_code, []

    def first_is_taken(response_id: str, code_hash: str) -> bool:
        taken.append(code_hash)
        return len(taken) > 1 and kept(response_id, code_hash)

    monkeypatch.setattr(house.store, "keep_resume_code", first_is_taken)
    code = code_of(visitor.begin())
    assert len(set(taken)) == 2
    other = Visitor(app.test_client())
    assert typed(other, code).path == "/vong/thu/trang/dealings"
