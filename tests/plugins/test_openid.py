"""Signing in through a service that speaks OpenID Connect: a small one of our own, and what it may lie about."""

from __future__ import annotations

import base64
import hashlib
import json
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask, jsonify, redirect, request
from flask.testing import FlaskClient
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from werkzeug.serving import make_server

from engine.catalog import build_catalog
from engine.people import acts, second_factor
from engine.people.acts import Actor
from engine.plugins import Plugins, make_plugin_manager
from engine.store.staff import Account, Binding, Role
from engine.web import fresh
from engine.web.app import create_app
from plugins.openid import plugin
from plugins.openid.settings import settings_of

CLIENT, SECRET = "thuoc-do", "a secret: with + signs"


@dataclass
class Service:
    """A provider with one user; `spoil` changes what its token says."""

    issuer: str = ""
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    asked: dict[str, str] = field(default_factory=dict)
    spoil: Callable[[dict[str, Any]], None] = lambda _claims: None
    signs: Callable[[Service, dict[str, Any]], str] = lambda own, claims: jwt.encode({"alg": "RS256", "kid": "one"}, claims, own.key)
    refusals: list[str] = field(default_factory=list)

    def app(self) -> Flask:
        made = Flask("service")

        @made.get("/.well-known/openid-configuration")
        def describe():
            ends = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
            return jsonify(issuer=self.issuer, **{name: f"{self.issuer}/{path}" for name, path in ends.items()})

        @made.get("/authorize")
        def authorize():
            self.asked = request.args.to_dict()
            return redirect(f"{self.asked['redirect_uri']}?code=once&state={self.asked['state']}")

        @made.post("/token")
        def token():
            sent, who = request.form, request.authorization
            challenge = base64.urlsafe_b64encode(hashlib.sha256(sent["code_verifier"].encode()).digest()).rstrip(b"=").decode()
            right = {
                "client": who is not None and who.username == CLIENT,
                "code": sent["code"] == "once",
                "redirect": sent["redirect_uri"] == self.asked["redirect_uri"],
                "challenge": challenge == self.asked["code_challenge"],
            }
            self.refusals += [name for name, is_right in right.items() if not is_right]
            if not all(right.values()):
                return jsonify(error="invalid_grant"), 400
            now = int(time.time())
            claims = {
                "iss": self.issuer, "aud": CLIENT, "sub": "4711", "iat": now, "exp": now + 300, "nonce": self.asked["nonce"],
                "preferred_username": "Lan", "email": "lan@nghean.example", "email_verified": True,
            }  # fmt: skip
            self.spoil(claims)
            return jsonify(access_token="x", token_type="Bearer", id_token=self.signs(self, claims))

        @made.get("/keys")
        def keys():
            return jsonify(keys=[self.key.as_dict(private=False)])

        return made


@pytest.fixture(scope="module")
def running() -> Iterator[Service]:
    service = Service()
    server = make_server("127.0.0.1", 0, service.app(), threaded=True)
    service.issuer = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, daemon=True).start()
    yield service
    server.shutdown()


@pytest.fixture
def service(running: Service, monkeypatch: pytest.MonkeyPatch) -> Service:
    running.spoil, running.signs, running.refusals = Service.spoil, Service.signs, []
    for name, value in (("ISSUER", running.issuer), ("CLIENT", CLIENT), ("SECRET", SECRET), ("TITLE", "Cổng tỉnh")):
        monkeypatch.setenv(f"THUOCDO_OPENID_{name}", value)
    monkeypatch.setattr(fresh, "make_plugin_manager", with_openid)
    return running


def with_openid(*given: object) -> Plugins:
    made = make_plugin_manager(*given)
    if not made.manager.has_plugin("openid"):
        made.manager.register(plugin, "openid")
    return made


@pytest.fixture
def visitor(service: Service, tmp_path: Path) -> FlaskClient:
    app = create_app(tmp_path)
    store = app.extensions["thuocdo"].store
    store.add_account(Account("lan", bindings=(Binding(Role.LEAD_BODY),)))
    return app.test_client()


def store_of(visitor: FlaskClient):
    return visitor.application.extensions["thuocdo"].store


def go(visitor: FlaskClient, service: Service, change: Callable[[str], str] = lambda address: address):
    """To the service and back; `change` is what somebody does to the address on the way back."""
    away = visitor.get("/dang-nhap/qua/openid?tiep=/quan-tri/nhat-ky")
    assert away.status_code == 303, away.get_data(as_text=True)

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *given: Any) -> None:
            return None

    try:
        urllib.request.build_opener(Stay).open(away.headers["Location"])
    except urllib.error.HTTPError as moved:
        back = urlsplit(change(moved.headers["Location"]))
    return visitor.get(f"{back.path}?{back.query}")


def is_in(visitor: FlaskClient) -> bool:
    return visitor.get("/quan-tri").status_code == 200


def test_who_the_service_knows_comes_to_the_page_that_was_wanted(visitor: FlaskClient, service: Service) -> None:
    assert "Đăng nhập qua Cổng tỉnh" in visitor.get("/dang-nhap").get_data(as_text=True)
    reply = go(visitor, service)
    assert (reply.status_code, reply.headers["Location"]) == (303, "/quan-tri/nhat-ky")
    assert is_in(visitor)
    assert service.refusals == []
    assert service.asked["code_challenge_method"] == "S256"
    assert service.asked["redirect_uri"] == "http://localhost/dang-nhap/qua/openid/ve"
    assert SECRET not in str(service.asked)


def test_the_second_factor_is_asked_for_all_the_same(visitor: FlaskClient, service: Service) -> None:
    by = Actor("lan", datetime.now(UTC))
    acts.set_second_factor(store_of(visitor), by, "lan", second_factor.make_secret())
    assert go(visitor, service).headers["Location"].startswith("/dang-nhap/buoc-hai")
    assert not is_in(visitor)


def forged(_own: Service, claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "RS256", "kid": "one"}, claims, RSAKey.generate_key(2048, {"kid": "one"}))


def unsigned(_own: Service, claims: dict[str, Any]) -> str:
    parts = [base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode() for text in ('{"alg":"none"}', json.dumps(claims))]
    return ".".join([*parts, ""])


def with_shared_key(own: Service, claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(own.key.as_pem(private=False)))


@pytest.mark.parametrize(
    "lie",
    [
        {"iss": "https://another.example"},
        {"aud": "another-client"},
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"nonce": "of another sign-in"},
        {"exp": 1},
        {"iat": 9_999_999_999},
        {"preferred_username": None},
        {"preferred_username": ["lan"]},
        {"sub": None},
    ],
    ids=str,
)
def test_a_token_that_is_not_for_this_sign_in_lets_nobody_in(visitor: FlaskClient, service: Service, lie: dict[str, Any]) -> None:
    def spoil(claims: dict[str, Any]) -> None:
        claims.update(lie)
        for name in [name for name, value in claims.items() if value is None]:
            del claims[name]

    service.spoil = spoil
    reply = go(visitor, service)
    assert (reply.status_code, is_in(visitor)) == (401, False)
    assert "chưa xác nhận được" in reply.get_data(as_text=True)


@pytest.mark.parametrize("signs", [forged, unsigned, with_shared_key, lambda *_: "no.token"], ids=["forged", "unsigned", "shared key", "no token"])
def test_a_token_that_the_service_did_not_sign_lets_nobody_in(visitor: FlaskClient, service: Service, signs) -> None:
    service.signs = signs
    assert (go(visitor, service).status_code, is_in(visitor)) == (401, False)


@pytest.mark.parametrize(
    "change",
    [
        lambda address: address.replace("state=", "state=x"),
        lambda address: address.partition("&state")[0],
        lambda address: address.replace("code=once", "code=twice"),
        lambda address: address.replace("code=once", "error=access_denied"),
        lambda address: address.partition("?")[0],
    ],
    ids=["another state", "no state", "another code", "refused", "nothing"],
)
def test_an_answer_to_another_question_lets_nobody_in(visitor: FlaskClient, service: Service, change) -> None:
    assert (go(visitor, service, change).status_code, is_in(visitor)) == (401, False)


def test_a_way_back_counts_once_and_only_where_it_began(visitor: FlaskClient, service: Service) -> None:
    kept: list[str] = []
    go(visitor, service, lambda address: kept.append(address) or address)
    back = urlsplit(kept[0])
    for other in (visitor.application.test_client(), visitor):
        other.post("/dang-xuat")
        assert other.get(f"{back.path}?{back.query}").status_code == 401
    assert parse_qs(back.query)["code"] == ["once"]


def test_a_service_makes_no_account_and_opens_no_closed_one(visitor: FlaskClient, service: Service) -> None:
    service.spoil = lambda claims: claims.update(preferred_username="stranger")
    assert (go(visitor, service).status_code, is_in(visitor)) == (403, False)
    assert [each.name for each in store_of(visitor).accounts()] == ["lan"]
    service.spoil = Service.spoil
    store_of(visitor).set_disabled("lan", True)
    assert (go(visitor, service).status_code, is_in(visitor)) == (403, False)


@pytest.mark.parametrize(("verified", "status"), [(True, 303), (False, 401), ("true", 401), (None, 401)])
def test_an_address_counts_where_it_was_verified(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, verified: object, status: int
) -> None:
    monkeypatch.setenv("THUOCDO_OPENID_CLAIM", "email")
    app = create_app(tmp_path)
    app.extensions["thuocdo"].store.add_account(Account("lan@nghean.example"))
    service.spoil = lambda claims: claims.update(email_verified=verified)
    assert go(app.test_client(), service).status_code == status


def test_a_service_that_is_away_is_said_and_passwords_go_on(visitor: FlaskClient, service: Service) -> None:
    issuer, service.issuer = service.issuer, "http://127.0.0.1:1"  # it describes itself as another
    reply = visitor.get("/dang-nhap/qua/openid")
    service.issuer = issuer
    assert reply.status_code == 503
    assert "Chưa kết nối được" in reply.get_data(as_text=True)
    assert 'name="password"' in reply.get_data(as_text=True)
    assert visitor.get("/dang-nhap/qua/another").status_code == 404


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"THUOCDO_OPENID_ISSUER": "http://id.example", "THUOCDO_OPENID_CLIENT": "x"}, "has to begin with https://"),
        ({"THUOCDO_OPENID_ISSUER": "https://id.example"}, "needs THUOCDO_OPENID_CLIENT beside it"),
    ],
)
def test_settings_that_cannot_be_are_a_problem_that_hides_nothing(monkeypatch: pytest.MonkeyPatch, given: dict[str, str], said: str) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    catalog = build_catalog(with_openid())
    assert any(said in str(problem) for problem in catalog.problems)
    assert catalog.sign_in_providers == ()
    assert catalog.offered


def test_without_settings_there_is_no_such_way() -> None:
    assert settings_of({}) is None
    assert build_catalog(with_openid()).sign_in_providers == ()
