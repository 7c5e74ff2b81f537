"""Who stops and comes back goes on where he was, and loses nothing by staying away."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from engine.store.nouns import Round, RoundState
from engine.web.app import create_app
from engine.web.house import House
from tests.web.conftest import SURVEY, Visitor


@pytest.fixture
def pausing(tmp_path: Path) -> Visitor:
    """A form that asks after an hour whether to go on."""
    (tmp_path / "surveys").mkdir()
    text = SURVEY.replace("    minutes: 5\n", "    minutes: 5\n    pause_after: 60\n")
    (tmp_path / "surveys" / "mini.yaml").write_text(text, encoding="utf-8")
    app = create_app(tmp_path)
    house: House = app.extensions["thuocdo"]
    file = house.catalog.offered["mini"].file
    house.store.create_round(Round("thu", "mini", "Thử", RoundState.OPEN, True, None, None, file.text, file.sha256))
    return Visitor(app.test_client())


def wait(visitor: Visitor, minutes: int) -> None:
    """As if so much time had gone by."""
    with visitor.client.session_transaction() as session:
        session["at"] = {key: [place, at - 60 * minutes] for key, (place, at) in session["at"].items()}


def test_a_draft_is_taken_up_on_the_page_seen_last(visitor: Visitor) -> None:
    visitor.begin().post(dealt_with=["so-xay-dung", "do-luong"]).post(clear="yes", days="3")
    visitor.open("/vong/thu/trang/rating/so-xay-dung").begin()
    assert visitor.path == "/vong/thu/trang/rating/so-xay-dung?tiep=1"
    assert "Lần trước bạn dừng ở trang này." in visitor.html
    visitor.post(clear="yes", days="3")
    assert "Lần trước" not in visitor.html


def test_a_page_that_left_the_path_is_not_gone_back_to(visitor: Visitor) -> None:
    visitor.begin().post(dealt_with=["so-xay-dung", "do-luong"]).open("/vong/thu/trang/rating/do-luong")
    with visitor.client.session_transaction() as session:
        session["at"] = {"thu": ["rating/so-tai-chinh", session["at"]["thu"][1]]}
    assert visitor.begin().path == "/vong/thu/trang/rating/so-xay-dung"


def test_the_cookie_outlives_the_browser(app: Flask, visitor: Visitor) -> None:
    visitor.begin()
    cookie = visitor.client.get_cookie("thuocdo")
    assert cookie is not None
    assert cookie.expires is not None


def test_after_a_long_while_it_asks_before_it_shows_answers(pausing: Visitor) -> None:
    pausing.begin().post(dealt_with="so-xay-dung")
    wait(pausing, 59)
    assert pausing.open("/vong/thu/kiem-tra").path == "/vong/thu/kiem-tra"
    wait(pausing, 61)
    assert pausing.open("/vong/thu/kiem-tra").path == "/vong/thu"
    assert "Bạn đã rời phiếu quá 60 phút" in pausing.html
    pausing.post()
    assert pausing.path.startswith("/vong/thu/trang/rating/so-xay-dung")
    assert pausing.post(clear="yes", days="3").title.startswith("Góp ý")


def test_what_was_typed_for_hours_is_taken(pausing: Visitor) -> None:
    pausing.begin().post(dealt_with="so-xay-dung")
    wait(pausing, 300)
    assert pausing.post(clear="yes", days="3").title.startswith("Góp ý")


def test_without_the_key_nothing_ever_asks(visitor: Visitor) -> None:
    visitor.begin().post(dealt_with="so-xay-dung")
    wait(visitor, 100_000)
    assert visitor.open("/vong/thu/kiem-tra").path == "/vong/thu/kiem-tra"
