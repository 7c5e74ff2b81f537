"""Behind a proxy that speaks HTTPS: its word is taken, nobody else's; cookies and addresses are of HTTPS then."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask, request

from engine.problems import ThuocDoError
from engine.web.app import create_app

HTTPS = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "khaosat.nghean.gov.vn", "X-Forwarded-For": "203.0.113.7"}


def app_with(data: Path, monkeypatch: pytest.MonkeyPatch, proxies: str | None) -> Flask:
    if proxies is None:
        monkeypatch.delenv("THUOCDO_PROXIES", raising=False)
    else:
        monkeypatch.setenv("THUOCDO_PROXIES", proxies)
    app = create_app(data)

    @app.get("/wo")
    def where() -> str:
        return f"{request.url} {request.remote_addr}"

    return app


def test_without_a_setting_nobody_is_believed(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    client = app_with(data, monkeypatch, None).test_client()
    reply = client.get("/wo", headers=HTTPS)
    assert reply.get_data(as_text=True) == "http://localhost/wo 127.0.0.1"
    assert "Strict-Transport-Security" not in reply.headers


def test_one_proxy_is_believed_and_what_the_visitor_wrote_before_is_not(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = app_with(data, monkeypatch, "1").test_client()
    assert client.get("/wo", headers=HTTPS).get_data(as_text=True) == "https://khaosat.nghean.gov.vn/wo 203.0.113.7"
    forged = {**HTTPS, "X-Forwarded-For": "6.6.6.6, 203.0.113.7"}
    assert client.get("/wo", headers=forged).get_data(as_text=True).endswith("203.0.113.7")
    twice = app_with(data, monkeypatch, "2").test_client()
    behind_two = {**HTTPS, "X-Forwarded-For": "6.6.6.6, 203.0.113.7, 10.0.0.2"}
    assert twice.get("/wo", headers=behind_two).get_data(as_text=True).endswith("203.0.113.7")


def test_cookies_and_hsts_are_of_https(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    client = app_with(data, monkeypatch, "1").test_client()
    reply = client.get("/", headers=HTTPS)
    assert reply.headers["Strict-Transport-Security"] == "max-age=31536000"
    cookie = reply.headers.get("Set-Cookie") or client.get("/vong/none", headers=HTTPS).headers.get("Set-Cookie", "")
    plain = client.get("/")
    assert "Strict-Transport-Security" not in plain.headers  # said over plain HTTP it would mean nothing
    assert not cookie or "Secure" in cookie
    assert client.application.config["SESSION_COOKIE_SECURE"] is True


def test_a_form_is_sent_over_https_by_its_own_token_and_referrer(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import re

    from engine.store.nouns import Round, RoundState

    app = app_with(data, monkeypatch, "1")
    house = app.extensions["thuocdo"]
    file = house.catalog.offered["mini"].file
    house.store.create_round(Round("thu", "mini", "Thử", RoundState.OPEN, True, None, None, file.text, file.sha256))
    client = app.test_client()
    site = "https://khaosat.nghean.gov.vn"
    landing = client.get("/vong/thu", headers=HTTPS, base_url=site)
    assert "Secure" in landing.headers["Set-Cookie"]
    token = re.search(r'name="csrf_token" value="([^"]+)"', landing.get_data(as_text=True))
    assert token
    ours = {**HTTPS, "Referer": f"{site}/vong/thu"}
    begun = client.post("/vong/thu", data={"csrf_token": token[1]}, headers=ours, base_url=site)
    assert begun.status_code == 303
    assert begun.headers["Location"].startswith("/vong/thu/")
    theirs = {**HTTPS, "Referer": "https://evil.example/vong/thu"}
    assert client.post("/vong/thu", data={"csrf_token": token[1]}, headers=theirs, base_url=site).status_code == 400


@pytest.mark.parametrize("given", ["0", "yes", "-1", "10", "1.5"])
def test_a_setting_that_is_no_number_of_proxies_is_a_sentence(
    data: Path, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    with pytest.raises(ThuocDoError, match="THUOCDO_PROXIES is "):
        app_with(data, monkeypatch, given)
