"""A respondent who dealt with many is asked about a few, drawn once, whatever is posted twice or changed."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from flask import Flask

from engine.store.nouns import Round, RoundState
from engine.web.app import create_app
from engine.web.house import House
from tests.web.conftest import Visitor

FEATURE = Path(__file__).parents[2] / "surveys" / "features" / "drawn_units.yaml"
ALL = ["so-xay-dung", "so-tai-chinh", "so-y-te", "so-noi-vu"]


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    (tmp_path / "surveys").mkdir()
    (tmp_path / "surveys" / "mini.yaml").write_text(FEATURE.read_text("utf-8"), "utf-8")
    app = create_app(tmp_path)
    house = next(part for part in app.extensions.values() if isinstance(part, House))
    offered = house.catalog.offered["drawn_units"]
    house.store.create_round(
        Round(
            id="thu", framework_id="drawn_units", title="Thử", state=RoundState.OPEN, is_demo=True, opens=None, closes=None,
            framework_text=offered.file.text, framework_sha256=offered.file.sha256,
        )
    )  # fmt: skip
    return app


def documents(data: Path) -> dict[str, dict[str, object]]:
    with sqlite3.connect(data / "thuocdo.db") as database:
        return {item: json.loads(text) for item, text in database.execute("SELECT item, document FROM answers")}


def to_rate(data: Path) -> list[str]:
    drawn = documents(data)[""]["to_rate"]
    assert isinstance(drawn, list)
    return list(drawn[1])


def test_two_of_four_are_asked_about_with_the_chance_of_each(visitor: Visitor, tmp_path: Path) -> None:
    visitor.begin().post(dealt_with=ALL)
    drawn = to_rate(tmp_path)
    assert len(drawn) == 2
    assert {documents(tmp_path)[unit]["to_rate"] for unit in drawn} == {0.5}
    assert "Bạn sẽ được hỏi về:" in visitor.html
    visitor.post()
    assert visitor.path.endswith(f"/rating/{drawn[0]}")


def test_the_page_again_and_a_look_back_draw_the_same(visitor: Visitor, tmp_path: Path) -> None:
    first = visitor.begin().path
    visitor.post(dealt_with=ALL)
    drawn = to_rate(tmp_path)
    for _ in range(3):
        visitor.open(first).post(dealt_with=ALL)
        assert to_rate(tmp_path) == drawn


def test_who_takes_back_all_but_two_is_asked_about_these(visitor: Visitor, tmp_path: Path) -> None:
    first = visitor.begin().path
    visitor.post(dealt_with=ALL).open(first).post(dealt_with=ALL[:2])
    assert to_rate(tmp_path) == ALL[:2]
    assert {documents(tmp_path)[unit]["to_rate"] for unit in ALL[:2]} == {1.0}


def test_nobody_chooses_whom_it_is_asked_about(visitor: Visitor, tmp_path: Path) -> None:
    visitor.begin().post(dealt_with=ALL)
    drawn = to_rate(tmp_path)
    visitor.post(to_rate=[unit for unit in ALL if unit not in drawn])
    assert visitor.status == 422
    assert to_rate(tmp_path) == drawn
