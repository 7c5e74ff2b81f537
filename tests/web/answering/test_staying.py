"""How long an idle page stays open: what the page's script is told, and what it may put off."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from engine.web.answering import visit
from tests.web.conftest import Seconds, Visitor, pausing

LEFT = "/vong/cho/con-lai"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Seconds:
    made = Seconds()
    monkeypatch.setattr(visit, "now", made)
    return made


@pytest.fixture
def asking(tmp_path: Path) -> Flask:
    return pausing(tmp_path, is_demo=False)


@pytest.fixture
def visitor(asking: Flask, clock: Seconds) -> Visitor:
    return Visitor(asking.test_client()).begin("cho")


def left(visitor: Visitor) -> int:
    return visitor.client.get(LEFT).get_json()["left"]


def stay(visitor: Visitor) -> int:
    fields = {"csrf_token": visitor.html.split('name="csrf_token" value="')[1].split('"')[0]}
    return visitor.client.post(LEFT, data=fields).get_json()["left"]


def test_the_page_tells_its_script_how_long_it_stays_open(visitor: Visitor, clock: Seconds) -> None:
    assert '<dialog id="staying"' in visitor.html
    assert 'data-left="300"' in visitor.html
    clock.at += 250
    assert left(visitor) == 50
    assert left(visitor) == 50  # asking puts nothing off


def test_who_says_so_in_time_stays(visitor: Visitor, clock: Seconds) -> None:
    clock.at += 299
    assert stay(visitor) == 300
    clock.at += 299
    assert visitor.open(visitor.path).path == "/vong/cho/trang/dealings"


def test_afterwards_nothing_can_be_put_off_and_the_form_asks_first(visitor: Visitor, clock: Seconds) -> None:
    clock.at += 301
    assert left(visitor) == 0
    assert stay(visitor) == 0
    visitor.open("/vong/cho/trang/dealings")
    assert visitor.path == "/vong/cho"
    assert "Bạn đã rời phiếu quá 5 phút" in visitor.html
    assert visitor.post("/vong/cho").path == "/vong/cho/trang/dealings?tiep=1"


def test_what_is_posted_too_late_is_saved_all_the_same(visitor: Visitor, clock: Seconds) -> None:
    clock.at += 10_000
    visitor.post(dealt_with="do-luong")
    assert visitor.path == "/vong/cho/trang/rating/do-luong"


def test_a_form_that_never_asks_has_no_such_dialog(app: Flask) -> None:
    other = Visitor(app.test_client()).begin("thu")
    assert "staying" not in other.html
    assert other.client.get("/vong/thu/con-lai").status_code == 404


def test_nobody_stays_without_a_draft(asking: Flask, clock: Seconds) -> None:
    assert asking.test_client().get(LEFT).get_json() == {"left": 0}
    assert asking.test_client().post(LEFT).status_code == 400


def test_the_last_look_is_left_too(visitor: Visitor, clock: Seconds) -> None:
    clock.at += 100
    visitor.open("/vong/cho/kiem-tra")
    assert 'data-left="200"' in visitor.html
