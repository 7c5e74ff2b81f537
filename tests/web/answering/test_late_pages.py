"""A page that comes after the round has closed: taken for a day from who had begun, then kept apart; nothing is lost."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from flask import Flask

from engine.rounds.life import closed, line, reopened
from engine.store.nouns import Round
from engine.store.sqlite import SqliteStore
from tests.web.conftest import NOON, Visitor


def store_of(app: Flask) -> SqliteStore:
    return app.extensions["thuocdo"].store


def the_round(app: Flask) -> Round:
    found = store_of(app).round("that")
    assert found
    return found


def close(app: Flask) -> None:
    before = the_round(app)
    after = closed(before, NOON)
    store_of(app).move(before, after, line(before, after, "round close", "t", NOON))


def reopen(app: Flask, at: datetime) -> None:
    before = the_round(app)
    after = reopened(before, at, None, None, "too early")
    store_of(app).move(before, after, line(before, after, "round reopen", "t", at, "too early"))


def half_way(visitor: Visitor) -> Visitor:
    return visitor.begin("that").post(dealt_with=["so-xay-dung"]).post(clear="yes", days="3")


def test_a_draft_goes_on_for_a_day_and_is_told_until_when(app: Flask, visitor: Visitor, clock) -> None:
    half_way(visitor)
    close(app)
    clock(23.9)
    assert "vẫn gửi được đến 12:00 ngày 21/05/2026" in visitor.open(visitor.path).html
    assert "vẫn gửi được đến 12:00 ngày 21/05/2026" in visitor.open("/vong/that").html
    visitor.post()  # go on from the landing page
    visitor.open("/vong/that/trang/last").post(trouble="no").post()
    assert visitor.title.startswith("Đã nhận phiếu của bạn")
    assert store_of(app).response_counts("that")["sent"] == 1


def test_nobody_begins_in_that_day(app: Flask, visitor: Visitor, clock) -> None:
    close(app)
    clock(1)
    assert "không nhận trả lời" in visitor.open("/vong/that").html
    token = app.test_client()
    assert token.post("/vong/that").status_code in (400, 409)
    assert store_of(app).response_counts("that") == {"started": 0, "sent": 0}


def test_a_draft_goes_on_by_its_code_on_another_device_in_that_day_and_not_after_it(
    app: Flask, visitor: Visitor, clock
) -> None:
    half_way(visitor).post(path="/vong/that/ma-lam-tiep")
    code = re.findall(r'class="reference">([^<]+)<', visitor.html)[0]
    close(app)
    clock(23.9)
    other = Visitor(app.test_client()).open("/vong/that")
    assert "Bắt đầu</button>" not in other.html
    other.post(path="/vong/that/lam-tiep", code=code)
    assert other.path == "/vong/that/trang/last"
    assert "vẫn gửi được đến 12:00 ngày 21/05/2026" in other.html
    other.post(trouble="no").post()
    assert other.title.startswith("Đã nhận phiếu của bạn")
    assert store_of(app).response_counts("that") == {"started": 1, "sent": 1}
    clock(24)
    stranger = Visitor(app.test_client()).open("/vong/that")
    assert 'name="code"' not in stranger.html
    assert stranger.open("/vong/that/lam-tiep").path == "/vong/that"


def test_what_comes_later_is_kept_apart_and_told_kindly(app: Flask, visitor: Visitor, clock) -> None:
    half_way(visitor)
    page, html = visitor.path, visitor.html
    close(app)
    clock(24)
    for _ in range(2):  # twice, as an impatient finger does
        visitor.html = html
        visitor.post(page, trouble="yes", which="slow", remark="too late")
        assert visitor.status == 200
        assert "Bạn không làm gì sai" in visitor.html
    store = store_of(app)
    assert store.response_counts("that") == {"started": 1, "sent": 0}
    assert store.sent_responses("that") == []
    (late,) = store.late_responses("that")
    assert {key.question: answer.value for key, answer in late.answers.items()} == {
        "dealt_with": ("so-xay-dung",), "clear": "yes", "days": 3.0, "trouble": "yes", "which": "slow", "remark": "too late",
    }  # fmt: skip
    assert late.flags == ()
    assert visitor.open(page).status == 409
    assert "được giữ riêng" in visitor.html


def test_a_late_send_is_noted_and_never_counted(app: Flask, visitor: Visitor, clock) -> None:
    half_way(visitor).post(trouble="no")
    check, html = visitor.path, visitor.html
    assert check.endswith("kiem-tra")
    close(app)
    clock(1000)
    visitor.html = html
    assert "Bạn không làm gì sai" in visitor.post(check).html
    (late,) = store_of(app).late_responses("that")
    assert late.flags == ("late_sent",)
    assert store_of(app).response_counts("that")["sent"] == 0


def test_when_the_round_opens_again_late_pages_are_part_of_the_draft(app: Flask, visitor: Visitor, clock) -> None:
    half_way(visitor)
    page, html = visitor.path, visitor.html
    close(app)
    clock(30)
    visitor.html = html
    visitor.post(page, trouble="yes", which="slow")
    reopen(app, clock(31))
    assert store_of(app).late_responses("that") == []
    assert "slow" in visitor.open("/vong/that/kiem-tra").html
    visitor.post()
    (sent,) = store_of(app).sent_responses("that")
    assert {key.question for key in sent.answers} == {"dealt_with", "clear", "days", "trouble", "which", "remark"}


def test_a_clock_that_jumps_loses_and_doubles_nothing(app: Flask, visitor: Visitor, clock) -> None:
    half_way(visitor)
    page, html = visitor.path, visitor.html
    close(app)
    for hours, remark in ((-100, "before"), (48, "after"), (2, "again"), (900, "far"), (3, "last")):
        clock(hours)
        visitor.html = html
        visitor.post(page, trouble="no", remark=remark)
    store = store_of(app)
    assert store.response_counts("that") == {"started": 1, "sent": 0}
    (late,) = store.late_responses("that")
    assert [answer.value for key, answer in late.answers.items() if key.question == "remark"] == ["far"]
    clock(3)
    visitor.open("/vong/that/kiem-tra").post()
    (sent,) = store.sent_responses("that")
    assert [answer.value for key, answer in sent.answers.items() if key.question == "remark"] == ["before"]


def test_no_time_finer_than_a_day_lies_with_a_response(app: Flask, visitor: Visitor, clock) -> None:
    half_way(visitor)
    page, html = visitor.path, visitor.html
    close(app)
    clock(30)
    visitor.html = html
    visitor.post(page, trouble="no")
    connection = store_of(app).database.connection
    for table in ("responses", "late_pages", "answers"):
        for row in connection.execute(f"SELECT * FROM {table}"):
            assert not [cell for cell in row if isinstance(cell, str) and "2026-05-2" in cell], table


def test_a_round_that_was_never_closed_by_hand_closes_by_its_last_day(app: Flask, visitor: Visitor, clock) -> None:
    half_way(visitor)
    before = the_round(app)
    last = replace(before, closes=NOON.date())
    store_of(app).move(before, last, line(before, last, "round extend", "t", NOON, "x"))
    clock(13)  # an hour into the next day
    assert "vẫn gửi được đến 00:00 ngày 22/05/2026" in visitor.open("/vong/that").html


def test_a_page_that_was_never_begun_is_not_kept(app: Flask, visitor: Visitor, clock) -> None:
    close(app)
    clock(30)
    with app.test_client() as client:
        reply = client.post("/vong/that/trang/last", data={"trouble": "no"})
    assert (reply.status_code, reply.headers["Location"]) == (303, "/vong/that/lam-tiep?mat=1")
    assert store_of(app).late_responses("that") == []
