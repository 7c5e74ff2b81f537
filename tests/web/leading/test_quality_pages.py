"""Speed is told by the browser's own cookie and kept as a flag; pages show results without flagged ones, and errors."""

from __future__ import annotations

import json
import sqlite3
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from engine.questionnaire.answers import Answer, AnswerKey
from engine.store.nouns import Round, RoundState
from engine.web.answering import visit
from engine.web.house import House
from tests.web.conftest import Visitor

QUALITY = """
quality:
  speed: {seconds_per_answer: 2, answers: 2}
  contradictions:
    - {id: odd, when: clear == 'yes' and days > 300, title: {vi: Dễ hiểu mà lâu, en: Clear yet slow}}
index:"""


@pytest.fixture
def round_id(app: Flask) -> str:
    house: House = app.extensions["thuocdo"]
    text = house.catalog.offered["mini"].file.text.replace("\nindex:", QUALITY)
    house.store.create_round(Round("ky", "mini", "Kỹ", RoundState.OPEN, True, None, None, text, "declared"))
    return "ky"


def flags(data: Path) -> list[list[str]]:
    with sqlite3.connect(data / "thuocdo.db") as database:
        return [json.loads(text) for (text,) in database.execute("SELECT flags FROM responses WHERE sent_on IS NOT NULL")]


@pytest.mark.parametrize(("seconds", "kept"), [(5, ["speed"]), (600, [])])
def test_only_the_flag_of_speed_is_kept(
    round_id: str, visitor: Visitor, data: Path, monkeypatch: pytest.MonkeyPatch, seconds: int, kept: list[str]
) -> None:
    start = visit.now()
    visitor.begin(round_id)
    monkeypatch.setattr("engine.web.answering.pace.now", lambda: start + seconds)
    visitor.post(dealt_with=["so-xay-dung", "do-luong"])
    visitor.post(clear="yes", days="3").post(clear="dont_know", days="5").post(trouble="no", remark="").post()
    assert visitor.path == "/vong/ky/cam-on"
    assert flags(data) == [kept]
    with visitor.client.session_transaction() as session:
        assert session["begun"] == {}
    with sqlite3.connect(data / "thuocdo.db") as database:
        whole = "\n".join(database.iterdump())
    assert str(start) not in whole
    assert str(start + seconds) not in whole


def test_who_began_in_another_browser_has_no_speed(round_id: str, visitor: Visitor, data: Path) -> None:
    visitor.begin(round_id)
    with visitor.client.session_transaction() as session:
        del session["begun"]
    visitor.post(dealt_with=["so-xay-dung"]).post(clear="yes", days="3").post(trouble="no", remark="").post()
    assert flags(data) == [[]]


def sent(house: House, times: int, *, days: float, clear: str, flagged: tuple[str, ...] = ()) -> None:
    for _ in range(times):
        response = house.store.start_response("ky", "business")
        answers = {AnswerKey("dealt_with"): Answer(("so-xay-dung",))}
        answers[AnswerKey("clear", "so-xay-dung")] = Answer(clear)
        answers[AnswerKey("days", "so-xay-dung")] = Answer(days)
        saved = house.store.save_answers(response.id, 0, answers, "")
        house.store.send(response.id, saved.version, date(2026, 1, 5), flagged)


def test_the_league_shows_results_with_and_without_flagged_responses(
    app: Flask, round_id: str, visitor: Visitor
) -> None:
    house: House = app.extensions["thuocdo"]
    sent(house, 9, days=3, clear="no")
    assert "thiếu cẩn trọng" not in visitor.open("/vong/ky/ket-qua").html
    sent(house, 6, days=320, clear="yes", flagged=("odd",))
    visitor.open("/vong/ky/ket-qua")
    start = visitor.html.index('<section class="rp rp-quality">')
    shown = visitor.html[start : visitor.html.index("</section>", start)]
    assert "Kết quả khi bỏ các phiếu có dấu hiệu trả lời thiếu cẩn trọng" in shown
    assert "trả lời nhanh hơn mức có thể đọc kịp; Dễ hiểu mà lâu" in shown
    row = shown[shown.index("Sở Xây dựng") :]
    assert '<td class="rp-num">15</td><td class="rp-num">9</td>' in row


def test_what_three_said_is_not_told_by_leaving_them_out(app: Flask, round_id: str, visitor: Visitor) -> None:
    house: House = app.extensions["thuocdo"]
    sent(house, 9, days=3, clear="no")
    sent(house, 3, days=320, clear="yes", flagged=("odd",))
    visitor.open("/vong/ky/ket-qua")
    start = visitor.html.index('<section class="rp rp-quality">')
    row = visitor.html[visitor.html.index("Sở Xây dựng", start) :]
    assert '<td class="rp-num">12</td><td class="rp-num">–</td>' in row[: row.index("</tr>")]


def test_a_units_page_shows_intervals_where_enough_answered(app: Flask, round_id: str, visitor: Visitor) -> None:
    house: House = app.extensions["thuocdo"]
    sent(house, 4, days=3, clear="no")
    assert "rp-errors" not in visitor.open("/vong/ky/don-vi/so-xay-dung").html
    sent(house, 6, days=3, clear="yes")
    visitor.open("/vong/ky/don-vi/so-xay-dung")
    shown = visitor.html[visitor.html.index("rp-errors") :]
    # 6 in 10: variance 0.24/9, so an n of 9 in Wilson's interval, with t = 1.833 of 9 degrees of freedom
    assert '<td class="rp-num">60,00</td><td class="rp-num">31,59</td><td class="rp-num">82,97</td>' in shown
    assert '<td class="rp-num">10</td><td class="rp-num">10</td>' in shown
