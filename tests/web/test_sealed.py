"""Tokens and sessions: signed as itsdangerous and Flask-WTF sign them, refused as they refuse them."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask_wtf import csrf
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import BadData, URLSafeTimedSerializer

from engine.web.sealed import Sealed
from tests.web.conftest import Visitor

OURS = Sealed("secret", salt="one")


@given(st.recursive(st.text() | st.integers() | st.none(), lambda inner: st.dictionaries(st.text(), inner)))
def test_what_the_library_signs_is_opened_and_the_other_way_round(value: object) -> None:
    library = URLSafeTimedSerializer("secret", salt="one")
    assert OURS.opened(library.dumps(value)) == value
    assert library.loads(OURS.dumps(value)) == value


@given(st.data())
def test_one_other_character_is_refused(data: st.DataObject) -> None:
    text = OURS.dumps({"responses": {"thu": "a" * 32}})
    place = data.draw(st.integers(0, len(text) - 2))  # the last one holds spare bits
    other = data.draw(st.sampled_from("ABab01-_.").filter(lambda letter: letter != text[place]))
    with pytest.raises(BadData):
        OURS.opened(text[:place] + other + text[place + 1 :])


@pytest.mark.parametrize("text", ["", ".", "..", "a.b.c", "á", "\0", "a" * 5_000])
def test_what_nobody_signed_is_refused(text: str) -> None:
    with pytest.raises(BadData):
        OURS.opened(text)


def test_another_key_another_purpose_and_old_age_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for other in (Sealed("another", salt="one"), Sealed("secret", salt="two")):
        with pytest.raises(BadData):
            OURS.opened(other.dumps("x"))
    signed = OURS.dumps("x")
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: 10_000_000_000)
    with pytest.raises(BadData):
        OURS.opened(signed, max_age=60)


def test_a_fitting_token_is_known_without_the_long_way(
    app: Flask, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor.begin()
    asked: list[object] = []
    monkeypatch.setattr(csrf, "validate_csrf", asked.append)
    visitor.post(dealt_with="so-xay-dung")
    assert (visitor.status, asked) == (200, [])


@pytest.mark.parametrize("token", ["", "x", None])
def test_a_token_that_does_not_fit_saves_nothing(app: Flask, visitor: Visitor, token: str | None) -> None:
    visitor.begin()
    foreign = URLSafeTimedSerializer(app.secret_key or "", salt="wtf-csrf-token").dumps("another session")
    posted = {"csrf_token": foreign if token is None else token, "version": "0", "dealt_with": "so-xay-dung"}
    assert visitor.client.post(visitor.path, data=posted).status_code == 400


@pytest.mark.parametrize(
    ("made_by", "status"), [("same-origin", 303), ("same-site", 400), ("cross-site", 400), ("none", 400), ("", 400)]
)
def test_what_the_browser_says_was_posted_from_our_pages_needs_no_token(
    visitor: Visitor, made_by: str, status: int
) -> None:
    visitor.begin()
    posted = {"version": "0", "dealt_with": "so-xay-dung"}
    assert visitor.client.post(visitor.path, data=posted, headers={"Sec-Fetch-Site": made_by}).status_code == status


def test_over_https_a_form_from_another_site_is_refused(visitor: Visitor) -> None:
    visitor.begin()
    fields = dict(re.findall(r'name="(csrf_token|version)" value="([^"]*)"', visitor.html))
    posted = {"data": {**fields, "dealt_with": "so-xay-dung"}, "base_url": "https://localhost"}
    assert visitor.client.post(visitor.path, **posted, headers={"Referer": "https://evil.example/"}).status_code == 400
    assert visitor.client.post(visitor.path, **posted, headers={"Referer": "https://localhost/"}).status_code == 303


def test_only_what_changes_a_session_sends_the_cookie_again(visitor: Visitor) -> None:
    assert "Set-Cookie" in visitor.client.get("/vong/thu").headers
    again = visitor.client.get("/vong/thu").headers
    assert "Set-Cookie" not in again
    assert "Cookie" in again["Vary"]


def test_a_short_session_lies_open_and_a_long_one_is_packed() -> None:
    few, many = ({f"round{number}": "đang trả lời" for number in range(size)} for size in (3, 100))
    assert not OURS.dumps(few).startswith(".")
    assert OURS.dumps(many).startswith(".")
    assert [OURS.opened(OURS.dumps(each)) for each in (few, many)] == [few, many]
