"""The overview of all units: on a page, as PDF and as a workbook, on each basis."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from engine.exchange.books import read_grids
from engine.jobs.printing import OVERVIEW, Printer, PrintJob
from engine.questionnaire.answers import Answer, AnswerKey
from engine.rounds.zone import now
from engine.store.assessment_nouns import Stage, Turn, Verdict, VerdictKind
from engine.store.nouns import Round, RoundState
from engine.store.sqlite import SqliteStore
from engine.store.staff import Role
from tests.web.appraising.conftest import CLAIMS, UNITS, to_stage
from tests.web.conftest import Visitor
from tests.web.test_staff_gate import statements

PAGE = "/quan-tri/vong/dti/toan-canh"


@pytest.fixture
def lead(somebody: Callable[..., Visitor]) -> Visitor:
    return somebody(Role.LEAD_BODY)


def cells(html: str, row: str) -> list[str]:
    """The cells of the first table row that is headed so."""
    found = re.search(rf'<th scope="row"[^>]*>\s*{row}.*?</tr>', html, re.S)
    assert found, row
    told = re.findall(r"<td[^>]*>(.*?)</td>", found[0], re.S)
    return [re.sub(r"<[^>]+>|\s+", " ", cell).strip() for cell in told]


def doubt(store: SqliteStore, unit: str) -> None:
    """An appraiser agrees with all that a unit claims, but finds that 1 of 10 were trained."""
    for question in CLAIMS:
        verdict = Verdict("dti", unit, question, Turn.FIRST, VerdictKind.AGREE, "tham", now())
        if question == "trained":
            found = {AnswerKey("trained"): Answer({"done": 1.0, "due": 10.0})}
            verdict = replace(verdict, kind=VerdictKind.CHANGE, reason="theo hồ sơ", answers=found)
        store.save_verdict(verdict, 0)


def test_the_claims_of_three_communes(lead: Visitor) -> None:
    # each claims 10 + 8 points for its people and 5 + 5 for its systems; 8 of 10 were trained in each
    lead.open(f"{PAGE}/tu-danh-gia")
    assert lead.status == 200
    assert cells(lead.html, "Tổng điểm") == ["3", "28,00", "28,00", "28,00", "Xã An Phú và 2 đơn vị khác"]
    assert cells(lead.html, "Nhân lực")[:4] == ["3", "18,00", "18,00", "18,00"]
    assert cells(lead.html, "Tập huấn") == ["80,0%", "24", "30", "3", "0", "0"]
    assert "Tự đánh giá" in lead.html


def test_each_basis_has_its_own_figures(lead: Visitor, store: SqliteStore) -> None:
    for unit in UNITS[:2]:
        doubt(store, unit)
    lead.open(f"{PAGE}/tham-dinh")
    # 1 of 10 in two of them; nobody has looked at the third, so that what it claims is not known
    assert cells(lead.html, "Tập huấn") == ["10,0%", "2", "20", "2", "0", "0"]
    assert cells(lead.html, "Tổng điểm")[:4] == ["2", "21,00", "21,00", "21,00"]
    assert lead.html.count("Xã Cẩm Sơn") == 1
    side_by_side = lead.html[lead.html.index("Từ tự đánh giá đến kết quả cuối") :]
    assert cells(side_by_side, "Xã An Phú") == ["28,00", "21,00", "21,00", "−7,00"]  # nobody has decided otherwise
    assert "chưa được xác minh" in lead.html
    assert cells(lead.open(f"{PAGE}/tu-danh-gia").html, "Tập huấn")[:3] == ["80,0%", "24", "30"]


def test_the_page_opens_on_the_last_basis_that_has_somebody(lead: Visitor, store: SqliteStore) -> None:
    lead.open(PAGE)
    assert 'tu-danh-gia" aria-current="page"' in lead.html  # nobody has been appraised
    doubt(store, UNITS[0])
    lead.open(PAGE)
    assert 'ket-qua-cuoi" aria-current="page"' in lead.html


def test_it_asks_as_often_for_three_units_as_for_one(lead: Visitor, store: SqliteStore) -> None:
    for unit in UNITS[1:]:
        to_stage(store, Stage.FILLING, unit)
    lead.open(PAGE)
    to_stage(store, Stage.APPRAISAL)  # another revision: scored anew
    one = statements(store, lambda: lead.open(PAGE))
    for unit in UNITS[1:]:
        to_stage(store, Stage.APPRAISAL, unit)
    assert statements(store, lambda: lead.open(PAGE)) == one
    assert cells(lead.html, "Tổng điểm")[0] == "3"


@pytest.mark.parametrize("role", [Role.LEAD_BODY, Role.COUNCIL])
def test_who_answers_for_the_round_sees_it(somebody: Callable[..., Visitor], role: Role) -> None:
    visitor = somebody(role)
    assert visitor.open("/quan-tri/vong/dti").status == 200
    assert f'href="{PAGE}"' in visitor.html
    assert visitor.open(PAGE).status == 200


@pytest.mark.parametrize("role", [Role.UNIT_HEAD, Role.APPRAISER, Role.VIEWER, Role.CLERK, Role.ADMINISTRATOR])
@pytest.mark.parametrize("path", [PAGE, f"{PAGE}/ket-qua/toan-canh.pdf", f"{PAGE}/ket-qua/toan-canh.xlsx"])
def test_nobody_else_does(somebody: Callable[..., Visitor], role: Role, path: str) -> None:
    assert somebody(role).open(path).status == 403


def test_a_basis_that_there_is_not_has_no_page(lead: Visitor) -> None:
    assert lead.open(f"{PAGE}/x").status == 404
    assert lead.open(f"{PAGE}/x/toan-canh.pdf").status == 404


def test_before_anybody_has_sent_anything_all_stand_apart(lead: Visitor, store: SqliteStore) -> None:
    for unit in UNITS:
        to_stage(store, Stage.FILLING, unit)
    lead.open(PAGE)
    assert "Chưa đơn vị nào có điểm" in lead.html
    assert [lead.html.count(name) for name in ("Xã An Phú", "Xã Bình Minh", "Xã Cẩm Sơn")] == [1, 1, 1]


def test_a_worker_prints_what_the_page_shows(app: Flask, lead: Visitor) -> None:
    reply = lead.open(f"{PAGE}/tu-danh-gia/toan-canh.pdf")
    assert reply.status == 202
    assert f'href="{PAGE}/tu-danh-gia"' in reply.html  # back to where one came from
    data = app.extensions["thuocdo"].data
    told: list[int] = []
    pdf = Printer(data).pdf(PrintJob("dti", f"{OVERVIEW}claimed", "vi"), told.append)
    assert pdf.startswith(b"%PDF")
    assert told == sorted(told)


def test_the_workbook_has_exact_figures(lead: Visitor, tmp_path: Path) -> None:
    reply = lead.client.get(f"{PAGE}/tu-danh-gia/toan-canh.xlsx")
    assert reply.status_code == 200
    assert reply.headers["Cache-Control"] == "no-store"
    file = tmp_path / "book.xlsx"
    file.write_bytes(io.BytesIO(reply.get_data()).getvalue())
    grids, problems = read_grids(file)
    assert problems == []
    assert [grid.name for grid in grids] == ["1 Toàn cảnh", "2 Từng bước", "3 Từng phần", "4 Tỷ lệ"]
    assert grids[0].rows[1][1] == ("xa-an-phu", "Xã An Phú", 28.0, "", 18.0, 10.0)
    assert grids[1].rows[1][1] == ("xa-an-phu", "Xã An Phú", 28.0, "", "", "")
    assert grids[3].rows[1][1][1:] == ("Tập huấn", 80.0, 24.0, 30.0, 3.0, 0.0, 0.0)


def test_what_respondents_said_is_shown_once_it_is_published(app: Flask, lead: Visitor) -> None:
    house = app.extensions["thuocdo"]
    text = house.catalog.offered["ddci_nghe_an_2022"].file
    house.store.create_round(
        Round("hoi", "ddci_nghe_an_2022", "Đợt hỏi", RoundState.OPEN, False, None, None, text.text, text.sha256)
    )
    lead.open("/quan-tri/vong/hoi/toan-canh")
    assert lead.status == 200
    assert "toàn cảnh chỉ có khi kết quả đã được công bố" in lead.html
    assert "rp-rollup" not in lead.html
    assert lead.open("/quan-tri/vong/hoi/toan-canh/ket-qua/toan-canh.pdf").status == 403
    assert lead.open("/quan-tri/vong/hoi/toan-canh/ket-qua/toan-canh.xlsx").status == 403
