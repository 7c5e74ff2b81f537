"""The lead body's pages move a round as commands do: the same states, the same trail, once, and not on a stale page."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from engine.cli.main import main
from engine.exchange.keeping import score_round
from engine.framework.missing import Missing
from engine.jobs.printing import Printer, content_key, report_html
from engine.questionnaire.answers import Answer, AnswerKey
from engine.rounds.results import LIVE
from engine.rounds.zone import ZONE
from engine.store.nouns import Decree, Round, RoundState
from engine.store.staff import Role
from tests.web.conftest import Visitor
from tests.web.test_staff_gate import sign_in, store_of

TODAY = datetime.now(ZONE).date()
NEXT_WEEK = TODAY + timedelta(days=7)


@pytest.fixture
def lead(app: Flask) -> Visitor:
    return Visitor(sign_in(app, Role.LEAD_BODY))


@pytest.fixture
def unit_head(app: Flask) -> Visitor:
    return Visitor(sign_in(app, Role.UNIT_HEAD, unit="so-xay-dung"))


def answer(app: Flask, round_id: str = "that", many: int = 1) -> None:
    store = store_of(app)
    for number in range(many):
        response = store.start_response(round_id, "business")
        given = {
            AnswerKey("dealt_with"): Answer(("so-xay-dung", "so-tai-chinh"), Missing.PRESENT),
            AnswerKey("clear", "so-xay-dung"): Answer("yes" if number % 3 else "no", Missing.PRESENT),
            AnswerKey("clear", "so-tai-chinh"): Answer("yes" if number % 2 else "no", Missing.PRESENT),
        }
        saved = store.save_answers(response.id, 0, given, "one")
        store.send(response.id, saved.version, date(2026, 5, 2), ())


def score(app: Flask, round_id: str = "that", replicates: int = 0) -> str:
    from dataclasses import replace

    house = app.extensions["thuocdo"]
    round_ = stands(app, round_id)
    run, _ = score_round(
        house.data, house.store, house.offered_for(round_), round_, replace(LIVE, replicates=replicates), TODAY
    )
    return run.code


def stands(app: Flask, round_id: str = "that") -> Round:
    found = store_of(app).round(round_id)
    assert found
    return found


def trail(app: Flask, round_id: str = "that") -> list[tuple[str, str, str, str, str]]:
    found = reversed(store_of(app).audit(f"round/{round_id}"))
    return [(each.what, each.who, each.before, each.after, each.reason) for each in found]


def at(move: str, round_id: str = "that") -> str:
    return f"/quan-tri/vong/{round_id}/{move}"


def test_the_round_s_page_offers_what_may_come_next_and_nothing_else(app: Flask, lead: Visitor) -> None:
    offered = {each: re.findall(rf"/quan-tri/vong/{each}/(mo|dong|mo-lai|doi-ngay|xem-truoc|cong-bo|thay|rut-lai)\"", lead.open(f"/quan-tri/vong/{each}").html) for each in ("nhap", "that", "dong")}
    assert offered == {"nhap": ["mo", "doi-ngay"], "that": ["dong", "doi-ngay"], "dong": ["mo-lai"]}
    viewer = Visitor(sign_in(app, Role.VIEWER))
    assert "/dong" not in viewer.open("/quan-tri/vong/that").html
    administrator = Visitor(sign_in(app, Role.ADMINISTRATOR))
    answer(app, "dong")
    score(app, "dong")
    assert "/cong-bo" not in administrator.open("/quan-tri/vong/dong").html
    assert "/cong-bo" in lead.open("/quan-tri/vong/dong").html


WAYS: tuple[tuple[str, dict[str, str], list[str]], ...] = (
    ("mo", {}, ["open"]),
    ("doi-ngay", {"day": str(NEXT_WEEK), "time": "17:00", "reason": "lũ ở hai huyện"},
     ["extend", "--closes", f"{NEXT_WEEK}T17:00", "--reason", "lũ ở hai huyện"]),
    ("dong", {"grace": "3"}, ["close", "--grace", "3"]),
    ("mo-lai", {"reason": "đóng nhầm", "day": str(NEXT_WEEK), "time": "17:00"}, ["reopen", "--reason", "đóng nhầm"]),
    ("dong", {"grace": "0"}, ["close", "--grace", "0"]),
    ("xem-truoc", {"until": str(NEXT_WEEK)}, ["embargo", "--until", str(NEXT_WEEK)]),
    ("thoi-xem-truoc", {"reason": "sai trọng số"}, ["withdraw", "--reason", "sai trọng số"]),
    ("cong-bo", {}, ["publish"]),
    ("rut-lai", {"reason": "thiếu một huyện"}, ["withdraw", "--reason", "thiếu một huyện"]),
    ("cong-bo", {"reason": "đã bổ sung", "decision": "12/QĐ-UBND", "decided": "2026-03-02"},
     ["publish", "--reason", "đã bổ sung", "--decision", "12/QĐ-UBND", "--decided", "2026-03-02"]),
)  # fmt: skip


def test_every_move_by_page_and_by_command_leaves_the_same_state_and_trail(
    app: Flask, lead: Visitor, data: Path
) -> None:
    store, draft = store_of(app), stands(app, "nhap")
    for round_id in ("trang", "lenh"):
        store.create_round(type(draft)(**{**vars(draft), "id": round_id}))
    for move, fields, words in WAYS:
        if move == "xem-truoc":
            for round_id in ("trang", "lenh"):
                answer_same(app, round_id)
                score(app, round_id)
        lead.open(at(move, "trang")).post(**{**chosen(lead), **fields})
        assert lead.status == 200
        assert "xong=" in lead.path, (move, lead.html)
        assert main(["round", words[0], "lenh", "--data", str(data), *words[1:]]) == 0
        page, command = stands(app, "trang"), stands(app, "lenh")
        assert (page.state, page.closes, bool(page.run)) == (command.state, command.closes, bool(command.run))
        kept = [(each.closes_at, each.grace, each.until, each.withdrawn, bool(each.embargo), bool(each.closed))
                for each in (page.life, command.life)]  # fmt: skip
        assert kept[0] == kept[1], move

    def without_codes(round_id: str) -> list[tuple[str, ...]]:
        return [(what, *(re.sub(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){2}", "CODE", each) for each in rest))
                for what, _who, *rest in trail(app, round_id)]  # fmt: skip

    assert without_codes("trang") == without_codes("lenh")
    assert len(without_codes("trang")) == len(WAYS)
    assert {who for _, who, *_ in trail(app, "trang")} == {"lead_body-"}


def answer_same(app: Flask, round_id: str) -> None:
    answer(app, round_id, 3)


def chosen(visitor: Visitor) -> dict[str, str]:
    """The run that a page has chosen beforehand."""
    found = re.search(r'name="run" id="run-\d+" value="([^"]+)" checked', visitor.html)
    return {"run": found[1]} if found else {}


@pytest.mark.parametrize(
    ("round_id", "move", "fields", "why"),
    [
        ("dong", "mo-lai", {"reason": "  "}, "Xin ghi lý do"),
        ("that", "doi-ngay", {"day": str(NEXT_WEEK)}, "Xin ghi lý do"),
        ("that", "doi-ngay", {"reason": "x"}, "Xin chọn một ngày"),
        ("that", "doi-ngay", {"reason": "x", "day": "ngày mai"}, "Xin chọn một ngày"),
        ("that", "doi-ngay", {"reason": "x", "day": "2020-01-01"}, "Ngày này đã qua"),
        ("that", "doi-ngay", {"reason": "x", "day": str(NEXT_WEEK), "time": "chiều"}, "Giờ này không đọc được"),
        ("that", "doi-ngay", {"reason": "x", "day": str(NEXT_WEEK), "time": "17:00+07:00"}, "Giờ này không đọc được"),
        ("that", "doi-ngay", {"reason": "x", "day": "9999-12-31"}, "Xin chọn một ngày"),
        ("that", "dong", {"grace": "-1"}, "từ 0 đến 720"),
        ("that", "dong", {"grace": "٣"}, "từ 0 đến 720"),
        ("that", "dong", {"grace": "9" * 6000}, "từ 0 đến 720"),
        ("dong", "cong-bo", {}, "Xin chọn một lần tính"),
        ("dong", "cong-bo", {"run": "<script>"}, "chưa có phiếu nào được gửi"),
        ("dong", "xem-truoc", {"run": "x", "until": "2020-01-01"}, "chưa có phiếu nào được gửi"),
    ],
)
def test_what_is_missing_is_asked_for_and_nothing_is_done(
    app: Flask, lead: Visitor, round_id: str, move: str, fields: dict[str, str], why: str
) -> None:
    before = stands(app, round_id)
    lead.open(at(move, round_id)).post(**fields)
    assert (lead.status, why in lead.html) == (422, True)
    assert (stands(app, round_id), trail(app, round_id)) == (before, [])
    assert "<script>" not in lead.html.replace("<script src", "")


def test_a_reason_is_compulsory_for_what_is_taken_back_replaced_or_shown_early(app: Flask, lead: Visitor) -> None:
    answer(app, "dong", 3)
    first, second = score(app, "dong"), score(app, "dong", 20)
    lead.open(at("xem-truoc", "dong")).post(run=first, until=str(NEXT_WEEK))
    lead.open(at("cong-bo", "dong")).post(run=first)
    assert (lead.status, "ghi lý do công bố sớm hơn" in lead.html) == (422, True)
    lead.open(at("thoi-xem-truoc", "dong")).post()
    assert lead.status == 422
    lead.open(at("cong-bo", "dong")).post(run=first, reason="Chủ tịch đồng ý")
    assert stands(app, "dong").run == first
    lead.open(at("thay", "dong")).post(run=first, reason="x")
    assert (lead.status, "đang được công bố rồi" in lead.html) == (422, True)
    lead.open(at("thay", "dong")).post(run=second)
    assert lead.status == 422
    lead.open(at("thay", "dong")).post(run=second, reason="rút lại mẫu <nhiều> hơn")
    assert stands(app, "dong").run == second
    public = app.test_client().get("/vong/dong/ket-qua").get_data(as_text=True)
    assert "Lý do: rút lại mẫu &lt;nhiều&gt; hơn" in public
    lead.open(at("rut-lai", "dong")).post()
    assert lead.status == 422
    lead.open(at("rut-lai", "dong")).post(reason="sai")
    assert app.test_client().get("/vong/dong/ket-qua").status_code == 410


def test_the_second_of_two_is_told_what_the_first_has_done(app: Flask, lead: Visitor) -> None:
    second = Visitor(sign_in(app, Role.LEAD_BODY, round_id="that"))
    lead.open(at("dong"))
    second.open(at("doi-ngay"))
    lead.post(grace="5")
    second.post(day=str(NEXT_WEEK), reason="lũ")
    assert (second.status, "vừa được người khác thay đổi" in second.html, "Đóng đợt, lead_body-" in second.html) == (409, True, True)
    assert [what for what, *_ in trail(app)] == ["round.close"]


def test_a_double_click_does_it_once_and_ends_on_the_same_page(app: Flask, lead: Visitor) -> None:
    lead.open(at("dong"))
    form, path = lead.html, lead.path
    lead.post(grace="5")
    assert "Đợt đã đóng" in lead.html
    lead.html = form
    lead.post(path, grace="5")
    assert (lead.status, "Đợt đã đóng" in lead.html) == (200, True)
    assert [what for what, *_ in trail(app)] == ["round.close"]


def test_a_move_that_does_not_fit_is_refused_on_its_page(app: Flask, lead: Visitor) -> None:
    assert lead.open(at("mo-lai")).status == 409
    assert "không làm được" in lead.html
    assert "<button class=\"button\">Mở lại" not in lead.html
    assert lead.open(at("dong", "khong-co")).status == 404


def test_the_trail_tells_each_move_in_both_languages(app: Flask, lead: Visitor) -> None:
    answer(app, "dong", 3)
    code = score(app, "dong")
    lead.open(at("xem-truoc", "dong")).post(run=code, until=str(NEXT_WEEK), reason="trước họp báo")
    shown = lead.open("/quan-tri/vong/dong/nhat-ky").html
    day = f"{NEXT_WEEK:%d/%m/%Y}"
    assert "Cho các đơn vị xem trước" in shown
    assert f"Các đơn vị đang xem trước, xem trước lần tính {code} → {day}" in shown
    assert "<del>Đã đóng</del>" in shown
    assert "trước họp báo" in shown
    lead.open("/ngon-ngu/en")
    english = lead.open("/quan-tri/vong/dong/nhat-ky").html
    assert f"units look at run {code}" in english


def test_a_unit_head_sees_the_own_scorecard_under_embargo_and_no_other(
    app: Flask, lead: Visitor, unit_head: Visitor
) -> None:
    answer(app, "dong", 12)
    code = score(app, "dong")
    own, other = at("phieu-diem/so-xay-dung", "dong"), at("phieu-diem/so-tai-chinh", "dong")
    assert unit_head.open(own).status == 403
    lead.open(at("xem-truoc", "dong")).post(run=code, until=str(NEXT_WEEK))
    assert "phieu-diem" in unit_head.open("/quan-tri/vong/dong").html
    listed = unit_head.open(at("phieu-diem", "dong")).html
    assert ("so-xay-dung" in listed, "so-tai-chinh" in listed, "Hiện các liên kết" in listed) == (True, False, False)
    assert (unit_head.open(own).status, "Chưa công bố" in unit_head.html) == (200, True)
    assert unit_head.open(other).status == 403
    assert unit_head.client.post(at("phieu-diem", "dong"), data={}).status_code in (400, 403)
    assert app.test_client().get(own).status_code == 303
    lead.open(at("phieu-diem", "dong")).post()
    links = re.findall(r'class="secret">http://localhost(/vong/[^<]+)<', lead.html)
    assert [app.test_client().get(link).status_code for link in links] == [200, 200, 200]
    assert ("embargo.links", "3") in [(what, after) for what, _, _, after, _ in trail(app, "dong")]
    lead.open(at("thoi-xem-truoc", "dong")).post(reason="sai")
    assert unit_head.open(own).status == 403
    assert app.test_client().get(links[0]).status_code == 403


def test_a_preview_is_what_everybody_sees_once_it_is_published(app: Flask, lead: Visitor, unit_head: Visitor) -> None:
    answer(app, "dong", 12)
    code = score(app, "dong")
    preview = at(f"lan-tinh/{code}", "dong")
    assert "Xem trước" in lead.open(preview).html
    before = main_of(lead.html)
    assert "Chưa công bố" in lead.html
    assert unit_head.open(preview).status == 403
    assert app.test_client().get(preview).status_code == 303
    card = scorecard(lead.open(f"{preview}/don-vi/so-xay-dung").html)
    assert [app.test_client().get(f"/vong/dong/{each}").status_code for each in ("ket-qua", "don-vi/so-xay-dung")] == [403, 403]
    lead.open(at("cong-bo", "dong")).post(run=code)
    public = Visitor(app.test_client())
    assert main_of(public.open("/vong/dong/ket-qua").html) == before
    assert scorecard(public.open("/vong/dong/don-vi/so-xay-dung").html) == card
    assert lead.open(at("lan-tinh/AAAA-AAAA-AAAA", "dong")).status == 404


def test_the_decision_stands_on_ranking_scorecards_and_pdfs(app: Flask, lead: Visitor, data: Path) -> None:
    answer(app, "dong", 12)
    code, public = score(app, "dong"), Visitor(app.test_client())
    key = content_key(store_of(app), stands(app, "dong"))
    for half in ({"decision": "1234/QĐ-UBND"}, {"decided": "2026-03-02"}):
        lead.open(at("cong-bo", "dong")).post(run=code, **half)
        assert (lead.status, "Quyết định cần có cả số và ngày" in lead.html) == (422, True)
    lead.open(at("cong-bo", "dong")).post(run=code, decision="1", decided="2099-01-01")
    assert (lead.status, "Ngày của quyết định chưa đến" in lead.html) == (422, True)
    lead.open(at("cong-bo", "dong")).post(run=code, decision="x" * 101, decided="2026-03-02")
    assert (lead.status, "không quá 100 chữ" in lead.html) == (422, True)
    assert stands(app, "dong").state is RoundState.CLOSED
    lead.open(at("cong-bo", "dong")).post(run=code, decision=" 1234/QĐ-UBND <b> ", decided="2026-03-02")
    said = "Công bố theo Quyết định số 1234/QĐ-UBND &lt;b&gt; ngày 02/03/2026"
    for page in ("ket-qua", "don-vi/so-xay-dung"):
        assert said in public.open(f"/vong/dong/{page}").html
    found = Printer(data).explained("dong")
    for what in ("league", "unit:so-xay-dung"):
        assert said in report_html(found.table, found.about, what, "vi")
    assert content_key(store_of(app), stands(app, "dong")) != key
    assert trail(app, "dong")[-1][3].endswith("decision 1234/QĐ-UBND <b> of 2026-03-02")


def test_a_run_that_was_replaced_no_longer_bears_its_decision(app: Flask, lead: Visitor, data: Path) -> None:
    answer(app, "dong", 12)
    first, second = score(app, "dong"), score(app, "dong", replicates=3)
    lead.open(at("cong-bo", "dong")).post(run=first, decision="1/QĐ", decided="2026-03-02")
    lead.open(at("thay", "dong")).post(run=second, reason="thêm khoảng", decision="2/QĐ", decided="2026-03-03")
    told = {code: Printer(data).explained("dong", code).about.decree for code in (first, second)}
    assert told == {first: None, second: Decree("2/QĐ", date(2026, 3, 3))}
    assert [each.decree and each.decree.number for each in store_of(app).publications("dong")] == ["2/QĐ", "1/QĐ"]


def main_of(html: str) -> str:
    """The ranking's words, without links."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html[html.index("<table") : html.rindex("</table>")]))


scorecard: Callable[[str], str] = main_of
