"""What was sent can be looked at for a while, by the browser that sent it and by no other."""

from __future__ import annotations

from flask import Flask

from tests.web.conftest import Visitor


def test_sent_answers_are_shown_to_the_browser_that_sent_them(app: Flask, visitor: Visitor) -> None:
    assert "/da-gui" in visitor.finish().html
    visitor.open("/vong/thu/da-gui")
    assert visitor.status == 200
    assert "3 ngày" in visitor.html
    assert "Sửa" not in visitor.html
    assert visitor.headers["Cache-Control"] == "no-store"
    stranger = Visitor(app.test_client()).open("/vong/thu/da-gui")
    assert stranger.path == "/vong/thu"


def test_they_are_shown_no_longer_after_a_while(visitor: Visitor) -> None:
    visitor.finish()
    with visitor.client.session_transaction() as session:
        session["sent"] = {"thu": session["sent"]["thu"] - 46 * 60}
    assert "/da-gui" not in visitor.open("/vong/thu/cam-on").html
    visitor.open("/vong/thu/da-gui")
    assert visitor.status == 403
    assert "3 ngày" not in visitor.html


def test_who_shares_a_device_hides_them_at_once(visitor: Visitor) -> None:
    visitor.finish()
    assert visitor.open("/vong/thu/da-gui").post().path == "/vong/thu/cam-on"
    assert 'class="reference"' in visitor.html
    assert visitor.open("/vong/thu/da-gui").status == 403


def test_nothing_is_shown_before_it_is_sent(visitor: Visitor) -> None:
    visitor.begin().post(dealt_with="so-xay-dung")
    assert visitor.open("/vong/thu/da-gui").path == "/vong/thu"


def test_the_store_knows_no_time_of_sending(app: Flask, visitor: Visitor) -> None:
    visitor.finish()
    with visitor.client.session_transaction() as session:
        response = app.extensions["thuocdo"].store.response(session["responses"]["thu"])
        at = session["sent"]["thu"]
    assert str(at) not in repr(response)
