"""An appraiser judges each item beside its evidence; who is second sees the first one's word; the council decides."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask

from engine.questionnaire.answers import Answer, AnswerKey
from engine.rounds.zone import now
from engine.store.assessment_nouns import (
    Assignment,
    Reply,
    ReplyKind,
    Stage,
    Turn,
    VerdictKind,
)
from engine.store.sqlite import SqliteStore
from engine.store.staff import Account, Binding, Role
from tests.web.appraising.conftest import UNITS, to_stage
from tests.web.conftest import Visitor

UNIT = UNITS[0]
LIST = f"/tham-dinh/dti/{UNIT}"


def item(question: str, unit: str = UNIT) -> str:
    return f"/tham-dinh/dti/{unit}/muc/{question}"


def said(store: SqliteStore, question: str, turn: Turn = Turn.FIRST):
    return next((v for v in store.verdicts("dti", UNIT) if (v.question, v.turn) == (question, turn)), None)


def judge_all(visitor: Visitor, store: SqliteStore) -> None:
    for question in ("staffed", "trained", "systems", "drills"):
        visitor.open(item(question)).post(kind="agree", go="save")
    assert {v.question for v in store.verdicts("dti", UNIT)} == {"staffed", "trained", "systems", "drills"}


def test_the_queue_tells_what_waits_by_unit_and_by_item(appraiser: Visitor) -> None:
    appraiser.open("/tham-dinh")
    for unit in ("Xã An Phú", "Xã Bình Minh", "Xã Cẩm Sơn"):
        assert unit in appraiser.html
    assert appraiser.html.count('data-name="Chờ ý kiến">4<') == 3
    assert appraiser.html.count('data-name="Số đơn vị chờ">3<') == 4
    appraiser.open("/tham-dinh/dti/muc/drills")
    assert appraiser.path == item("drills")


def test_an_item_stands_beside_claim_rule_and_evidence(appraiser: Visitor) -> None:
    appraiser.open(item("systems"))
    for words in ("1/2", "theo hồ sơ", "<strong>5,00</strong> / 10,00", "Mục này chưa có tài liệu nào.", "Sửa câu trả lời"):
        assert words in appraiser.html
    assert 'value="1"' in appraiser.html  # the claim stands in the fields


def test_agreeing_leads_to_the_next_item_that_waits(appraiser: Visitor, store: SqliteStore) -> None:
    appraiser.open(item("staffed")).post(kind="agree", go="next")
    assert appraiser.path.partition("?")[0] == item("trained")
    assert said(store, "staffed").kind is VerdictKind.AGREE
    for _ in range(3):
        appraiser.post(kind="agree", go="next")
    assert appraiser.path.partition("?")[0] == LIST
    assert "Không còn mục nào" in appraiser.html


def test_judging_otherwise_has_an_answer_and_a_reason_and_shows_the_points(
    appraiser: Visitor, store: SqliteStore
) -> None:
    other = {"systems.done": "1", "systems.due": "4"}
    appraiser.open(item("systems")).post(kind="change", go="save", **other)
    assert appraiser.status == 422
    assert "Xin ghi lý do" in appraiser.html
    assert said(store, "systems") is None
    appraiser.post(kind="change", go="points", **other)
    assert "Điểm nếu lưu như vừa nhập: <strong>2,50</strong> / 10,00" in appraiser.html
    assert said(store, "systems") is None
    appraiser.post(kind="change", go="save", reason="hai hệ thống nữa chưa có hồ sơ", **other)
    assert said(store, "systems").answers == {AnswerKey("systems"): Answer({"done": 1.0, "due": 4.0})}
    assert store.claimed("dti", UNIT)[UNIT][AnswerKey("systems")] == Answer({"done": 1.0, "due": 2.0})
    assert "<strong>2,50</strong> / 10,00" in appraiser.html


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, "Xin chọn ý kiến thẩm định."),
        ({"kind": "ask"}, "Xin ghi lý do"),
        ({"kind": "change", "reason": "x", "systems.done": "1", "systems.due": "2"}, "giống hệt đơn vị"),
        ({"kind": "change", "reason": "x"}, "Xin điền câu trả lời"),
        ({"kind": "change", "reason": "x", "systems.done": "nhiều", "systems.due": "2"}, "Có chỗ cần sửa"),
        ({"kind": "change", "reason": "x", "systems.done": "5", "systems.due": "2"}, "Có chỗ cần sửa"),
    ],
)
def test_what_is_no_word_is_told_and_nothing_is_kept(
    appraiser: Visitor, store: SqliteStore, fields: dict[str, str], told: str
) -> None:
    appraiser.open(item("systems")).post(go="save", **fields)
    assert appraiser.status == 422
    assert told in appraiser.html
    assert said(store, "systems") is None


def test_of_two_appraisers_the_second_sees_the_first_ones_word(
    somebody: Callable[..., Visitor], store: SqliteStore
) -> None:
    first, second = somebody(Role.APPRAISER).open(item("drills")), somebody(Role.APPRAISER, round_id="dti").open(item("drills"))
    first.post(kind="agree", go="save")
    second.post(kind="change", drills="1", reason="chỉ có một biên bản", go="save")
    assert second.status == 409
    assert "Có người vừa cho ý kiến" in second.html
    assert "chỉ có một biên bản" in second.html
    assert said(store, "drills").kind is VerdictKind.AGREE
    second.post(kind="change", drills="1", reason="chỉ có một biên bản", go="save")
    assert said(store, "drills").kind is VerdictKind.CHANGE


def test_nobody_appraises_the_own_agency(app: Flask, store: SqliteStore) -> None:
    from datetime import UTC, datetime

    from engine.people import signing_in
    from engine.web.staff import COOKIE

    own = Account("hoa", agency=UNIT, bindings=(Binding(Role.APPRAISER),))
    store.add_account(own)
    client = app.test_client()
    client.set_cookie(COOKIE, signing_in.begin(store, own, "", datetime.now(UTC), is_complete=True))
    visitor = Visitor(client)
    assert visitor.open(item("drills")).status == 403
    assert visitor.open(LIST).status == 403
    visitor.open("/tham-dinh")
    assert "Xã An Phú" not in visitor.html
    assert "Xã Bình Minh" in visitor.html


def test_an_appraiser_has_the_items_of_the_assigned_bodies(appraiser: Visitor, store: SqliteStore) -> None:
    store.assign(Assignment("dti", "police", "appraiser-"))
    appraiser.open(LIST)
    assert set(re.findall(r"/muc/(\w+)", appraiser.html)) == {"systems"}
    appraiser.open(item("drills"))
    assert "không nằm trong phần bạn thẩm định" in appraiser.html
    appraiser.post(kind="agree", go="save")
    assert appraiser.status == 409
    assert said(store, "drills") is None


def test_who_declines_with_a_reason_has_the_unit_no_more(appraiser: Visitor, store: SqliteStore) -> None:
    appraiser.open(LIST).post(f"{LIST}/tu-choi", reason=" ")
    assert appraiser.status == 422
    appraiser.post(f"{LIST}/tu-choi", reason="vợ tôi làm ở xã này")
    assert "Xã An Phú" not in appraiser.html
    assert [(each.unit, each.reason) for each in store.declined("dti")] == [(UNIT, "vợ tôi làm ở xã này")]
    assert store.audit("round/dti")[0].what == "assessment.decline"
    appraiser.open(item("drills")).post(kind="agree", go="save")
    assert appraiser.status == 409


def test_the_whole_form_goes_back_to_the_unit_with_a_reason(appraiser: Visitor, store: SqliteStore) -> None:
    appraiser.open(LIST).post(f"{LIST}/tra-lai")
    assert appraiser.status == 422
    appraiser.post(f"{LIST}/tra-lai", reason="thiếu cả phần an ninh mạng")
    assert store.assessment("dti", UNIT).stage is Stage.FILLING
    appraiser.open(item("drills")).post(kind="agree", go="save")
    assert appraiser.status == 409
    assert said(store, "drills") is None


def test_the_second_appraisal_sees_what_was_contested_alone(appraiser: Visitor, store: SqliteStore) -> None:
    appraiser.open(item("systems")).post(kind="change", reason="thiếu", go="save", **{"systems.done": "1", "systems.due": "4"})
    to_stage(store, Stage.ANSWERING)
    store.save_reply(Reply("dti", UNIT, "systems", ReplyKind.OBJECT, "lan", now(), "đã có quyết định 15"), 0)
    to_stage(store, Stage.SECOND_APPRAISAL)
    appraiser.open(LIST)
    assert set(re.findall(r"/muc/(\w+)", appraiser.html)) == {"systems"}
    appraiser.open(item("systems"))
    for words in ("thiếu", "đã có quyết định 15", 'value="4"'):  # the first word stands in the fields
        assert words in appraiser.html
    assert 'value="ask"' not in appraiser.html
    appraiser.post(kind="agree", go="save")
    assert said(store, "systems", Turn.SECOND).kind is VerdictKind.AGREE
    assert "<strong>5,00</strong>" in appraiser.html


def test_the_council_sees_three_bases_decides_and_settles(
    appraiser: Visitor, council: Visitor, store: SqliteStore
) -> None:
    judge_all(appraiser, store)
    appraiser.open(item("drills")).post(kind="change", drills="1", reason="một biên bản", go="save")
    to_stage(store, Stage.COUNCIL)
    council.open("/hoi-dong/dti")
    line = re.search(r"Xã An Phú</a>.*?</tr>", council.html, re.DOTALL)[0]
    assert re.findall(r'class="figure" data-name="([^"]+)">([^<]+)<', line) == [
        ("Tự đánh giá", "28,00"), ("Thẩm định", "25,50"), ("Kết quả cuối", "25,50"), ("Chênh lệch", "−2,50"),
        ("Mục đánh giá lại", "1"), ("Mục còn ý kiến", "0"),
    ]  # fmt: skip
    council.open(f"/hoi-dong/dti/{UNIT}/muc/drills").post(kind="agree", go="save")
    assert said(store, "drills", Turn.COUNCIL).kind is VerdictKind.AGREE
    council.open(f"/hoi-dong/dti/{UNIT}").post(f"/hoi-dong/dti/{UNIT}/chot")
    assert store.assessment("dti", UNIT).stage is Stage.SETTLED
    assert "Đã chốt" in council.html
    assert council.open(f"/hoi-dong/dti/{UNIT}/muc/drills").post(kind="agree", go="save").status == 409


def test_nobody_judges_what_is_still_filled_in(appraiser: Visitor, store: SqliteStore) -> None:
    to_stage(store, Stage.FILLING)
    appraiser.open("/tham-dinh")
    assert "Xã An Phú" not in appraiser.html
    appraiser.open(item("drills")).post(kind="agree", go="save")
    assert appraiser.status == 409
