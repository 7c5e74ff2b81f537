"""An address that was asked for before leads where it did, and Werkzeug would have led nowhere else."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, MapAdapter
from werkzeug.test import create_environ

from engine.web import quick_app

PLACES = ["/", "/vong/thu", "/vong/thu/trang/rating/a~1b", "/vong/thu/trang/rating/sở y tế", "/vong/thu/", "//vong/thu", "/khong-co", "/vong", ""]
METHODS = ["GET", "POST", "HEAD", "PUT", "OPTIONS"]


def led(ways: MapAdapter) -> tuple[object, ...]:
    """Where Flask is led: the view and its values, or what is answered instead."""
    try:
        rule, values = ways.match(return_rule=True)
    except HTTPException as refused:
        return type(refused), refused.code, getattr(refused, "new_url", ""), getattr(refused, "valid_methods", None)
    return rule.endpoint, values


def asked(place: str, **more: Any) -> dict[str, Any]:
    return create_environ(place, "http://gốc.vn:8000/", **more)


@pytest.mark.parametrize("headers", [{}, {"Connection": "Upgrade", "Upgrade": "websocket"}], ids=["page", "socket"])
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("place", PLACES)
def test_the_first_time_and_the_second_lead_where_werkzeug_leads(
    app: Flask, place: str, method: str, headers: dict[str, str]
) -> None:
    environ = asked(place, method=method, headers=headers, query_string="tu=kiem-tra")
    plain = Map.bind_to_environ(app.url_map, environ, subdomain="")
    for ways in (app.url_map.bind_to_environ(environ, subdomain="") for _ in range(2)):
        assert led(ways) == led(plain)
        assert vars(ways) == vars(plain)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_any_address_leads_where_werkzeug_leads(app: Flask, unit: str) -> None:
    environ = asked("/") | {"PATH_INFO": f"/vong/thu/trang/rating/{unit}".encode().decode("latin1")}
    plain = Map.bind_to_environ(app.url_map, environ, subdomain="")
    for ways in (app.url_map.bind_to_environ(environ, subdomain="") for _ in range(2)):
        assert led(ways) == led(plain)


def test_what_one_request_does_to_its_values_no_other_sees(app: Flask) -> None:
    environ = asked("/vong/thu/trang/rating/a")
    for _ in range(2):
        values = app.url_map.bind_to_environ(environ, subdomain="").match(return_rule=True)[1]
        assert values == {"round_id": "thu", "page_id": "rating", "unit": "a"}
        values["round_id"] = "other"


def test_nobody_fills_the_memory_with_addresses(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quick_app, "MOST", 3)
    remembered = app.url_map.found
    for place in [f"/vong/{number}" for number in range(10)]:
        led(app.url_map.bind_to_environ(asked(place), subdomain=""))
        assert len(remembered) <= 3
    remembered.clear()
    for place in ("/vong/" + "a" * quick_app.LONGEST, "/khong-co", "/vong/thu/trang"):
        led(app.url_map.bind_to_environ(asked(place), subdomain=""))
    assert remembered == {}


def test_a_host_that_is_no_name_gets_its_page_all_the_same(app: Flask) -> None:
    browser = app.test_client()
    for host in (f"{'a' * 64}.vn", "a..b"):
        assert [browser.get(place, headers={"Host": host}).status_code for place in ("/", "/khong-co")] == [200, 404]


def test_an_address_that_opens_something_is_not_kept(app: Flask) -> None:
    for place in ("/m/ABCDEFGH", "/mat-khau/geheim", "/vong/thu"):
        led(app.url_map.bind_to_environ(asked(place), subdomain=""))
    assert {place for _, place in app.url_map.found} == {"/vong/thu"}
