"""The lead body sees where every unit stands, moves them all or none, sets last days, and says who appraises what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from engine.rounds.zone import today
from engine.store.assessment_nouns import Assignment, Stage, Standing
from engine.store.sqlite import SqliteStore
from engine.store.staff import Role
from tests.web.appraising.conftest import UNITS, to_stage
from tests.web.appraising.test_judging import judge_all
from tests.web.conftest import Visitor
from tests.web.test_staff_gate import statements

PAGE = "/quan-tri/vong/dti/tu-danh-gia"


@pytest.fixture
def lead(somebody: Callable[..., Visitor]) -> Visitor:
    return somebody(Role.LEAD_BODY)


def stage_of(store: SqliteStore, unit: str = UNITS[0]) -> Stage:
    found = store.assessment("dti", unit)
    assert found is not None
    return found.stage


def test_every_unit_is_there_with_its_step(lead: Visitor) -> None:
    lead.open("/quan-tri/vong/dti")
    assert "Tự đánh giá và thẩm định" in lead.html
    lead.open(PAGE)
    assert lead.html.count("Đang thẩm định lần một</td>") == 3
    assert lead.html.count('data-name="Mục đã thẩm định">0/4<') == 3


def test_either_all_are_moved_or_none_and_all_that_is_missing_is_told(
    lead: Visitor, appraiser: Visitor, store: SqliteStore
) -> None:
    judge_all(appraiser, store)
    lead.open(PAGE).post(f"{PAGE}/buoc", unit=list(UNITS[:2]), move="gui-ket-qua")
    assert lead.status == 422
    assert lead.html.count("chưa có ý kiến thẩm định") == 4
    assert stage_of(store) is Stage.APPRAISAL
    lead.post(f"{PAGE}/buoc", unit=UNITS[0], move="gui-ket-qua")
    assert stage_of(store) is Stage.ANSWERING
    assert "Đã chuyển bước" in lead.html


def test_reopening_has_a_reason(lead: Visitor, store: SqliteStore) -> None:
    lead.open(PAGE).post(f"{PAGE}/buoc", unit=list(UNITS), move="mo-lai")
    assert lead.status == 422
    lead.post(f"{PAGE}/buoc", unit=list(UNITS), move="mo-lai", reason="số liệu tháng 12 đến muộn")
    assert {stage_of(store, unit) for unit in UNITS} == {Stage.FILLING}
    assert store.audit("round/dti")[0].reason == "số liệu tháng 12 đến muộn"


@pytest.mark.parametrize("fields", [{}, {"unit": UNITS[0]}, {"unit": "nowhere", "move": "mo-lai"}, {"unit": UNITS[0], "move": "x"}])
def test_no_unit_or_no_move_is_told(lead: Visitor, fields: dict[str, str]) -> None:
    assert lead.open(PAGE).post(f"{PAGE}/buoc", **fields).status == 422
    assert "Xin chọn ít nhất một đơn vị" in lead.html


def test_a_last_day_is_said_and_changed_with_a_reason(lead: Visitor, store: SqliteStore) -> None:
    first, later = today() + timedelta(days=3), today() + timedelta(days=9)
    lead.open(PAGE).post(f"{PAGE}/han", stage="appraisal", day=first.isoformat())
    assert lead.html.count("Còn 3 ngày") == 3
    lead.post(f"{PAGE}/han", stage="appraisal", day=later.isoformat())
    assert lead.status == 422
    lead.post(f"{PAGE}/han", stage="appraisal", day=later.isoformat(), reason="bão số 5")
    assert [each.last_day for each in store.deadlines("dti")] == [later]
    lead.post(f"{PAGE}/han", stage="appraisal", day=first.isoformat(), for_unit=UNITS[0])
    assert (lead.html.count("Còn 3 ngày"), lead.html.count("Còn 9 ngày")) == (1, 2)


@pytest.mark.parametrize("day", ["", "mai", "2020-01-01", "9999-12-31", "31-12-2026"])
def test_no_day_is_told(lead: Visitor, store: SqliteStore, day: str) -> None:
    assert lead.open(PAGE).post(f"{PAGE}/han", stage="filling", day=day).status == 422
    assert list(store.deadlines("dti")) == []


def test_who_appraises_for_whom(lead: Visitor, appraiser: Visitor, store: SqliteStore) -> None:
    lead.open(PAGE).post(f"{PAGE}/tham-dinh", account="appraiser-", body="police")
    assert store.assignments("dti") == [Assignment("dti", "police", "appraiser-")]
    assert "Công an tỉnh" in lead.html
    lead.post(f"{PAGE}/tham-dinh", account="appraiser-", body="police", go="away")
    assert store.assignments("dti") == []
    for fields in ({"account": "nobody", "body": ""}, {"account": "appraiser-", "body": "navy"}):
        assert lead.post(f"{PAGE}/tham-dinh", **fields).status == 422


def test_a_unit_is_set_aside_with_a_reason_and_comes_back(lead: Visitor, store: SqliteStore) -> None:
    own = {"set_aside": UNITS[0], "standing": "merged"}
    assert lead.open(PAGE).post(f"{PAGE}/xep-hang", **own, reason="x").status == 422  # into which?
    assert lead.post(f"{PAGE}/xep-hang", **own, into=UNITS[0], reason="x").status == 422
    assert lead.post(f"{PAGE}/xep-hang", **own, into=UNITS[1]).status == 422
    lead.post(f"{PAGE}/xep-hang", **own, into=UNITS[1], reason="Nghị quyết 1678")
    assert store.assessment("dti", UNITS[0]).standing is Standing.MERGED
    assert "gộp vào Xã Bình Minh" in lead.html
    lead.post(f"{PAGE}/xep-hang", set_aside=UNITS[0], standing="ranked", reason="nhầm")
    assert store.assessment("dti", UNITS[0]).standing is Standing.RANKED


@pytest.mark.parametrize(
    ("path", "role", "stage"),
    [
        (PAGE, Role.LEAD_BODY, Stage.APPRAISAL),
        ("/tham-dinh", Role.APPRAISER, Stage.APPRAISAL),
        ("/hoi-dong/dti", Role.COUNCIL, Stage.COUNCIL),
    ],
)
def test_lists_ask_as_often_for_three_units_as_for_one(
    somebody: Callable[..., Visitor], store: SqliteStore, path: str, role: Role, stage: Stage
) -> None:
    visitor = somebody(role)
    for unit in UNITS[1:]:
        to_stage(store, Stage.FILLING, unit)
    to_stage(store, stage)
    visitor.open(path)
    one = statements(store, lambda: visitor.open(path))
    for unit in UNITS[1:]:
        to_stage(store, stage, unit)
    visitor.open(path)
    assert statements(store, lambda: visitor.open(path)) == one
    assert "Xã Cẩm Sơn" in visitor.html
