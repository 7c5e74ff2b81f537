"""The page of a unit's filled-in reports: its checks, the download, and who may see it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from engine.exchange.books import read_grids
from engine.questionnaire.answers import Answer, AnswerKey
from engine.rounds.zone import now
from engine.store.nouns import Round, RoundState
from engine.store.staff import Role
from engine.web.app import create_app
from engine.web.house import House
from tests.web.conftest import Visitor
from tests.web.test_staff_gate import sign_in

UNIT = "co-quan-mau-1"
PAGE = f"/don-vi/anm/{UNIT}/bao-cao"


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    made = create_app(tmp_path)
    made.testing = False
    house: House = made.extensions["thuocdo"]
    for round_id, framework in (("anm", "security4layer"), ("dti", "dti_commune")):
        file = house.catalog.offered[framework].file
        house.store.create_round(
            Round(round_id, framework, f"Đợt {round_id}", RoundState.OPEN, False, None, None, file.text, file.sha256)
        )
    house.store.begin_assessment("anm", "checklist", UNIT, "lan", now())
    return made


@pytest.fixture
def officer(app: Flask) -> Visitor:
    return Visitor(sign_in(app, Role.UNIT_EDITOR, unit=UNIT))


def list_systems(app: Flask, **names: str) -> None:
    rows = Answer(tuple(names), details=names)
    app.extensions["thuocdo"].store.save_item("anm", UNIT, "systems", 0, {AnswerKey("systems"): rows}, "", "lan", now())


def test_the_page_says_what_does_not_hold_and_where(app: Flask, officer: Visitor, tmp_path: Path) -> None:
    list_systems(app, r1="<b>Cổng</b>", r2="=1+1")
    assert f'href="{PAGE}"' in officer.open(f"/don-vi/anm/{UNIT}").html
    officer.open(PAGE)
    assert officer.status == 200
    assert "Báo cáo năm (Mẫu số 08)" in officer.html
    assert "đề xuất" in officer.html
    assert "&lt;b&gt;Cổng&lt;/b&gt;: chưa có cấp độ" in officer.html
    assert "Chọn cấp độ của hệ thống." in officer.html
    reply = officer.client.get(f"{PAGE}/mau-08")
    assert reply.status_code == 200
    assert reply.headers["Content-Disposition"] == f"attachment; filename=mau-08-{UNIT}.xlsx"
    (tmp_path / "a.xlsx").write_bytes(reply.data)
    grids, problems = read_grids(tmp_path / "a.xlsx")
    assert problems == []
    assert [cells[1] for _, cells in grids[1].rows[3:5]] == ["<b>Cổng</b>", "=1+1"]


def test_of_many_places_the_first_are_told(app: Flask, officer: Visitor) -> None:
    list_systems(app, **{f"r{number}": f"Hệ thống {number}" for number in range(50)})
    officer.open(PAGE)
    assert "Hệ thống 19: chưa có cấp độ" in officer.html
    assert "Hệ thống 20: chưa có cấp độ" not in officer.html
    assert "và 30 chỗ nữa, ghi trong tệp" in officer.html


def test_it_speaks_english_while_the_document_stays_vietnamese(officer: Visitor) -> None:
    officer.client.get("/ngon-ngu/en")
    officer.open(PAGE)
    assert "Yearly report (form 08)" in officer.html
    assert "No system is listed." in officer.html


def test_other_units_and_roles_are_refused(app: Flask) -> None:
    for client in (
        sign_in(app, Role.UNIT_EDITOR, unit="co-quan-mau-2"), sign_in(app, Role.APPRAISER), sign_in(app, Role.VIEWER),
    ):  # fmt: skip
        assert client.get(PAGE).status_code == 403
        assert client.get(f"{PAGE}/mau-08").status_code == 403


def test_where_nothing_was_begun_or_no_report_is_offered_there_is_no_page(app: Flask, officer: Visitor) -> None:
    assert officer.client.get(f"{PAGE}/mau-09").status_code == 404
    other = sign_in(app, Role.UNIT_EDITOR, unit="co-quan-mau-2")
    assert other.get(PAGE.replace(UNIT, "co-quan-mau-2")).status_code == 404
    house: House = app.extensions["thuocdo"]
    framework = house.catalog.offered["dti_commune"].framework
    commune, form = framework.units.list[0].id, framework.forms[0].id
    house.store.begin_assessment("dti", form, commune, "lan", now())
    somebody = Visitor(sign_in(app, Role.UNIT_EDITOR, unit=commune))
    assert somebody.open(f"/don-vi/dti/{commune}/bao-cao").status == 404
    assert "/bao-cao" not in somebody.open(f"/don-vi/dti/{commune}").html


def test_a_plugin_that_fails_spoils_nothing_else(
    app: Flask, officer: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    house: House = app.extensions["thuocdo"]
    (report,) = house.catalog.unit_reports

    def fails(_told: object):
        raise ZeroDivisionError

    broken = replace(house.catalog, unit_reports=(replace(report, make=fails),))
    monkeypatch.setattr(House, "catalog", property(lambda _house: broken))
    assert officer.open(f"/don-vi/anm/{UNIT}").status == 200
    officer.open(PAGE)
    assert officer.status == 200
    assert "Chưa làm được báo cáo này" in officer.html
    assert officer.client.get(f"{PAGE}/mau-08").status_code == 500
