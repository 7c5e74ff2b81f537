"""A unit's plan of mending on its pages: what is lost, who does what about it, and two people at once."""

from __future__ import annotations

import re
import shutil
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from engine.exchange.books import read_grids
from engine.questionnaire.answers import Answer, AnswerKey
from engine.rounds.zone import now
from engine.store.assessment_nouns import Declined, Stage, Standing, Step, StepKind, Turn, Verdict, VerdictKind
from engine.store.nouns import Round, RoundState
from engine.store.remedy_nouns import Remedy, RemedyStatus
from engine.store.sqlite import SqliteStore
from engine.store.staff import Role
from engine.web.app import create_app
from engine.web.house import House
from tests.web.test_staff_gate import sign_in, statements

UNIT = "xa-a"
FILE = Path(__file__).parents[2] / "surveys" / "features" / "scoring" / "plan_of_unit.yaml"
PLAN = f"/don-vi/r1/{UNIT}/khac-phuc"
WATCHED = f"{PLAN}/monitoring"
EDITOR = f"unit_editor-{UNIT}"
CAP = "Chưa đến một nửa số hệ thống được giám sát"
LATER = (now().date() + timedelta(days=60)).isoformat()


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    (tmp_path / "surveys").mkdir()
    shutil.copy(FILE, tmp_path / "surveys" / "plan_of_unit.yaml")
    made = create_app(tmp_path)
    made.testing = False
    made.config["WTF_CSRF_ENABLED"] = False  # not what is tried here
    house: House = made.extensions["thuocdo"]
    file = house.catalog.offered["plan_of_unit"].file
    house.store.create_round(
        Round("r1", "plan_of_unit", "Đợt 1", RoundState.OPEN, False, None, None, file.text, file.sha256)
    )
    house.store.begin_assessment("r1", "own", UNIT, "lan", now())
    return made


@pytest.fixture
def store(app: Flask) -> SqliteStore:
    return app.extensions["thuocdo"].store


@pytest.fixture
def officer(app: Flask) -> FlaskClient:
    return sign_in(app, Role.UNIT_EDITOR, unit=UNIT)


@pytest.fixture
def head(app: Flask) -> FlaskClient:
    return sign_in(app, Role.UNIT_HEAD, unit=UNIT)


@pytest.fixture
def appraiser(app: Flask) -> FlaskClient:
    return sign_in(app, Role.APPRAISER)


def fill(store: SqliteStore, **answers: float) -> None:
    for name, value in answers.items():
        store.save_item("r1", UNIT, name, 0, {AnswerKey(name): Answer(value)}, "", "lan", now())


@pytest.fixture
def half(store: SqliteStore) -> None:
    fill(store, watched=0.0, trained=50.0, reported=40.0)


def settle(store: SqliteStore, *, standing: Standing = Standing.RANKED) -> None:
    from dataclasses import replace

    before = store.assessment("r1", UNIT)
    assert before is not None
    step = Step("r1", UNIT, "", StepKind.STAGE, "hoa", now())
    middle = store.move_assessment(before, replace(before, stage=Stage.APPRAISAL), step)
    for question in ("watched", "trained", "reported"):
        store.save_verdict(Verdict("r1", UNIT, question, Turn.FIRST, VerdictKind.AGREE, "hoa", now()), 0)
    store.move_assessment(middle, replace(middle, stage=Stage.SETTLED, since=now(), standing=standing), step)


def send(browser: FlaskClient, address: str, version: int = 0, **fields: str):
    return browser.post(address, data={"version": str(version), **fields})


def remedy(store: SqliteStore, node: str = "monitoring") -> Remedy:
    return store.remedies("r1", UNIT).get(node, Remedy(node))


def text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_the_plan_says_what_comes_first_by_when_and_what_it_gives(half: None, officer: FlaskClient) -> None:
    page = text(officer.get(PLAN).get_data(as_text=True))
    order = [page.index(name) for name in ("1. 1.1 Giám sát", "2. 1.3 Báo cáo sự cố", "3. 1.2 Tập huấn")]
    assert order == sorted(order)
    assert "Điểm chung bây giờ 22,50" in page
    assert "Khi khắc phục hết 100,00" in page
    for score in ("72,50", "87,50"):
        assert score in page
    assert CAP in page
    assert (now().date() + timedelta(days=30)).strftime("%d/%m/%Y") in page
    assert "Hạn tạm tính từ ngày" in page


def test_the_hub_leads_to_the_plan(half: None, officer: FlaskClient) -> None:
    assert f'href="{PLAN}"' in officer.get(f"/don-vi/r1/{UNIT}").get_data(as_text=True)


def test_what_is_not_answered_stands_above_and_is_not_counted_as_lost(store: SqliteStore, officer: FlaskClient) -> None:
    fill(store, watched=100.0, reported=100.0)
    page = text(officer.get(PLAN).get_data(as_text=True))
    assert "Trả lời trước" in page
    assert "chưa trả lời" in page
    assert "Khắc phục theo thứ tự" not in page
    task = text(officer.get(f"{PLAN}/training").get_data(as_text=True))
    assert "chưa biết: chưa trả lời" in task
    assert "1.2" in task


def test_a_unit_with_everything_full_is_told_so(store: SqliteStore, officer: FlaskClient) -> None:
    fill(store, watched=100.0, trained=100.0, reported=100.0)
    page = officer.get(PLAN).get_data(as_text=True)
    assert "Không có mục nào mất điểm." in page
    assert "<table" not in page


def test_the_unit_plans_and_its_day_and_owner_stand_in_the_list(
    half: None, store: SqliteStore, officer: FlaskClient
) -> None:
    reply = send(officer, WATCHED, owner=EDITOR, due=LATER, note="Ký hợp đồng với SOC tỉnh")
    assert (reply.status_code, reply.headers["Location"]) == (303, f"{PLAN}?xong=luu#monitoring")
    kept = remedy(store)
    assert (kept.owner, kept.due, kept.note, kept.by) == (
        EDITOR,
        date.fromisoformat(LATER),
        "Ký hợp đồng với SOC tỉnh",
        EDITOR,
    )
    page = text(officer.get(PLAN).get_data(as_text=True))
    assert "do đơn vị đặt" in page
    assert EDITOR in page
    again = officer.get(WATCHED).get_data(as_text=True)
    assert "Ký hợp đồng với SOC tỉnh</textarea>" in again


def test_of_two_at_once_the_second_is_told_and_keeps_what_was_typed(
    half: None, store: SqliteStore, officer: FlaskClient, head: FlaskClient
) -> None:
    send(officer, WATCHED, note="Bản của cán bộ")
    reply = send(head, WATCHED, note="Bản của lãnh đạo")
    page = reply.get_data(as_text=True)
    assert reply.status_code == 409
    assert "Có người vừa lưu mục này." in page
    assert "Bản của cán bộ" in page
    assert "Bản của lãnh đạo</textarea>" in page
    assert 'name="version" value="1"' in page
    assert remedy(store).note == "Bản của cán bộ"
    assert send(head, WATCHED, 1, note="Bản của lãnh đạo").status_code == 303
    assert [each.note for each in store.remedy_states("r1", UNIT, "monitoring")] == [
        "Bản của lãnh đạo",
        "Bản của cán bộ",
    ]


def test_done_is_verified_by_others_and_given_back_with_a_reason(
    half: None, store: SqliteStore, officer: FlaskClient, appraiser: FlaskClient
) -> None:
    send(officer, WATCHED, done="1", note="Đã ký")
    assert remedy(store).status is RemedyStatus.DONE
    assert send(officer, f"{WATCHED}/xac-nhan", 1, act="verify").status_code == 403
    refused = send(appraiser, f"{WATCHED}/xac-nhan", 1, act="reject")
    assert refused.status_code == 422
    assert "Xin ghi lý do" in refused.get_data(as_text=True)
    assert send(appraiser, f"{WATCHED}/xac-nhan", 1, act="reject", note="Chưa có hợp đồng").status_code == 303
    assert (remedy(store).status, remedy(store).note) == (RemedyStatus.OPEN, "Chưa có hợp đồng")
    send(officer, WATCHED, 2, done="1", note="Đã bổ sung hợp đồng")
    assert send(appraiser, f"{WATCHED}/xac-nhan", 3, act="verify").status_code == 303
    assert remedy(store).status is RemedyStatus.VERIFIED
    assert 'id="plan"' not in officer.get(WATCHED).get_data(as_text=True)
    assert [line.what for line in store.audit()][:2] == ["remedy.verify", "remedy.plan"]
    assert send(officer, WATCHED, 4, note="Nữa").status_code == 422  # what is verified stays


def test_the_audit_trail_tells_it_in_words(
    half: None, app: Flask, officer: FlaskClient, appraiser: FlaskClient
) -> None:
    send(officer, WATCHED, done="1")
    send(appraiser, f"{WATCHED}/xac-nhan", 1, act="reject", note="Chưa có hợp đồng")
    trail = text(sign_in(app, Role.LEAD_BODY).get("/quan-tri/vong/r1/nhat-ky").get_data(as_text=True))
    assert "Trả việc khắc phục lại cho đơn vị" in trail
    assert "Đơn vị báo đã khắc phục → Chưa khắc phục" in trail
    assert "Chưa có hợp đồng" in trail


def test_the_head_accepts_a_risk_with_a_reason_and_a_day(
    half: None, store: SqliteStore, head: FlaskClient, officer: FlaskClient
) -> None:
    accept = f"{WATCHED}/chap-nhan"
    assert send(officer, accept, act="accept", until=LATER, note="Chờ").status_code == 403
    page = send(head, accept, act="accept").get_data(as_text=True)
    assert "Xin ghi lý do" in page
    assert "Xin ghi chấp nhận đến ngày nào" in page
    assert send(head, accept, act="accept", until="2020-01-01", note="Chờ").status_code == 422
    assert send(head, accept, act="accept", until=LATER, note="Chờ ngân sách").status_code == 303
    assert (remedy(store).status, remedy(store).accepted_until) == (RemedyStatus.ACCEPTED, date.fromisoformat(LATER))
    assert "Chấp nhận rủi ro" in text(officer.get(PLAN).get_data(as_text=True))
    assert send(head, accept, 1, act="take_back").status_code == 303
    assert remedy(store).status is RemedyStatus.OPEN


@pytest.mark.parametrize(
    ("fields", "status", "told"),
    [
        ({"due": "31/12/2026"}, 422, "Xin ghi ngày như 31/12/2026"),
        ({"due": "2999-01-01"}, 422, "Xin ghi ngày như 31/12/2026"),
        ({"due": "2027-02-30"}, 422, "Xin ghi ngày như 31/12/2026"),
        ({"note": "<script>alert(1)</script>", "due": "x"}, 422, "&lt;script&gt;"),
        ({"version": "9"}, 409, "Có người vừa lưu mục này."),
        ({"version": "-1"}, 409, "Có người vừa lưu mục này."),
        ({"version": "١"}, 409, "Có người vừa lưu mục này."),
    ],
)
def test_bad_input_is_told_and_nothing_is_kept(
    half: None, store: SqliteStore, officer: FlaskClient, fields: dict[str, str], status: int, told: str
) -> None:
    reply = officer.post(WATCHED, data={"version": "0", **fields})
    assert reply.status_code == status
    assert told in reply.get_data(as_text=True)
    assert store.remedies("r1", UNIT) == {}


def test_no_day_goes_beyond_that_of_the_law(half: None, store: SqliteStore, officer: FlaskClient) -> None:
    beyond = f"{now().year + 1}-12-25"
    reply = send(officer, f"{PLAN}/incidents", due=beyond)
    assert reply.status_code == 422
    assert "muộn hơn ngày theo quy định" in reply.get_data(as_text=True)
    assert f'value="{beyond}"' in reply.get_data(as_text=True)


def test_an_owner_who_is_nobody_of_the_unit_is_none(half: None, store: SqliteStore, officer: FlaskClient) -> None:
    send(officer, WATCHED, owner="root", note="x")
    assert (remedy(store).owner, remedy(store).note) == ("", "x")


def test_others_see_the_plan_and_only_what_they_may_do(half: None, app: Flask) -> None:
    def forms(role: Role, **bound: str) -> set[str]:
        page = sign_in(app, role, **bound).get(WATCHED)
        return set(re.findall(r'<section class="card" id="(plan|accept|verify)"', page.get_data(as_text=True)))

    assert forms(Role.UNIT_EDITOR, unit=UNIT) == {"plan"}
    assert forms(Role.UNIT_HEAD, unit=UNIT) == {"plan", "accept"}
    assert forms(Role.LEAD_BODY) == forms(Role.COUNCIL) == set()
    for role, bound in ((Role.VIEWER, {}), (Role.UNIT_EDITOR, {"unit": "xa-b"}), (Role.ADMINISTRATOR, {})):
        assert sign_in(app, role, **bound).get(PLAN).status_code == 403


def test_who_declined_to_appraise_a_unit_verifies_nothing_of_it(
    half: None, store: SqliteStore, officer: FlaskClient, appraiser: FlaskClient
) -> None:
    send(officer, WATCHED, done="1")
    store.decline(Declined("r1", UNIT, "appraiser-", "Người nhà", now()))
    assert 'id="verify"' not in appraiser.get(WATCHED).get_data(as_text=True)
    assert send(appraiser, f"{WATCHED}/xac-nhan", 1, act="verify").status_code == 403


def test_the_way_back_is_one_that_each_may_open(half: None, app: Flask) -> None:
    for role, bound in (
        (Role.UNIT_EDITOR, {"unit": UNIT}), (Role.APPRAISER, {}), (Role.COUNCIL, {}), (Role.LEAD_BODY, {}),
    ):  # fmt: skip
        client = sign_in(app, role, **bound)
        page = client.get(PLAN).get_data(as_text=True)
        back = re.search(r'<p class="back"><a href="([^"]+)"', page)
        assert back
        assert client.get(back[1]).status_code == 200, role
    lead = sign_in(app, Role.LEAD_BODY).get("/quan-tri/vong/r1/tu-danh-gia").get_data(as_text=True)
    assert f'href="{PLAN}"' in lead


def test_once_settled_days_are_final_and_what_was_planned_stays(
    half: None, store: SqliteStore, officer: FlaskClient
) -> None:
    send(officer, f"{PLAN}/training", note="Mở lớp")
    settle(store)
    page = text(officer.get(PLAN).get_data(as_text=True))
    assert "Hạn tính từ ngày chốt kết quả" in page
    assert "Tính trên kết quả cuối." in page
    assert send(officer, f"{PLAN}/training", 1, note="Mở lớp", done="1").status_code == 303


def test_of_a_unit_that_was_merged_the_plan_is_only_shown(half: None, store: SqliteStore, officer: FlaskClient) -> None:
    settle(store, standing=Standing.MERGED)
    assert "chỉ còn để xem" in officer.get(PLAN).get_data(as_text=True)
    assert 'id="plan"' not in officer.get(WATCHED).get_data(as_text=True)
    assert send(officer, WATCHED, note="x").status_code == 403


@pytest.mark.parametrize(
    "where", [f"{PLAN}/total", f"{PLAN}/nothing", "/don-vi/r1/xa-b/khac-phuc", "/don-vi/r9/xa-a/khac-phuc"]
)
def test_what_is_not_there_is_not_found(half: None, app: Flask, where: str) -> None:
    assert sign_in(app, Role.LEAD_BODY).get(where).status_code == 404


def test_the_workbook_holds_what_the_page_shows(half: None, officer: FlaskClient, tmp_path: Path) -> None:
    reply = officer.get(f"{PLAN}/tai-xuong")
    assert reply.headers["Content-Disposition"] == f"attachment; filename=khac-phuc-r1-{UNIT}.xlsx"
    (tmp_path / "plan.xlsx").write_bytes(BytesIO(reply.get_data()).getvalue())
    (grid,), problems = read_grids(tmp_path / "plan.xlsx")
    assert problems == []
    words = [str(cell) for _line, cells in grid.rows for cell in cells]
    assert [word for word in words if word in ("Giám sát", "Báo cáo sự cố", "Tập huấn")] == [
        "Giám sát", "Báo cáo sự cố", "Tập huấn",
    ]  # fmt: skip


def test_in_english_no_vietnamese_is_left(half: None, officer: FlaskClient) -> None:
    officer.get("/ngon-ngu/en")
    for where in (PLAN, WATCHED):
        page = text(officer.get(where).get_data(as_text=True))
        assert not [
            word for word in ("khắc phục", "Khắc phục", "Điểm", "Hạn", "Tình trạng", "Phụ trách") if word in page
        ]


def test_a_list_makes_as_many_queries_for_one_task_as_for_three(store: SqliteStore, officer: FlaskClient) -> None:
    fill(store, watched=0.0, trained=100.0, reported=100.0)
    officer.get(PLAN)
    one = statements(store, lambda: officer.get(PLAN))
    store.save_item("r1", UNIT, "trained", 1, {AnswerKey("trained"): Answer(0.0)}, "", "lan", now())
    store.save_item("r1", UNIT, "reported", 1, {AnswerKey("reported"): Answer(0.0)}, "", "lan", now())
    assert statements(store, lambda: officer.get(PLAN)) == one
