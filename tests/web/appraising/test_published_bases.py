"""Claimed, appraised and final scores stand side by side on what everybody sees of an appraised round, and in exports."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from engine.cli.main import main
from engine.exchange.keeping import score_noted
from engine.jobs.printing import Printer, report_html
from engine.rounds.moves import By, close_round, publish
from engine.rounds.results import LIVE
from engine.rounds.zone import now
from engine.store.assessment_nouns import Stage
from engine.store.sqlite import SqliteStore
from engine.store.staff import Role
from tests.web.appraising.conftest import UNITS, to_stage
from tests.web.appraising.test_judging import item, judge_all
from tests.web.conftest import Visitor


@pytest.fixture
def published(app: Flask, appraiser: Visitor, store: SqliteStore, tmp_path: Path) -> Visitor:
    """Of the first commune the drills were judged otherwise; of the others nothing was judged."""
    judge_all(appraiser, store)
    appraiser.open(item("drills")).post(kind="change", drills="1", reason="một biên bản", go="save")
    for unit in UNITS:
        to_stage(store, Stage.SETTLED, unit)
    house = app.extensions["thuocdo"]
    by, offered = By("lead", now()), house.offered_for(store.round("dti"))
    close_round(store, store.round("dti"), by, 0)
    run = score_noted(tmp_path, store, offered, store.round("dti"), LIVE, by).run
    publish(store, tmp_path, house.catalog.vocabulary, store.round("dti"), by, run.code)
    return Visitor(app.test_client())


def section(html: str) -> list[list[str]]:
    """The rows of the table under its heading, without marks."""
    html = html.partition("Từ tự đánh giá đến kết quả cuối</h")[2].partition("</table>")[0]
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", html, re.S)
    cells = (re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S) for row in rows)
    return [[" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in row] for row in cells]


CARD = [
    ["Chỉ số", "Tự đánh giá", "Thẩm định", "Kết quả cuối", "Chênh lệch"],
    ["Tổng điểm", "28,00", "25,50", "25,50", "−2,50"],
    ["Nhân lực", "18,00", "18,00", "18,00", "0,00"],
    ["Cán bộ chuyên trách · Hoàn thành", "10,00", "10,00", "10,00", "0,00"],
    ["Tập huấn · Đang thực hiện", "8,00", "8,00", "8,00", "0,00"],
    ["An ninh mạng", "10,00", "7,50", "7,50", "−2,50"],
    ["Hệ thống thông tin · Đang thực hiện", "5,00", "5,00", "5,00", "0,00"],
    ["Diễn tập · Cần bổ sung minh chứng", "5,00", "2,50", "2,50", "−2,50"],
]


def test_they_stand_on_the_scorecard_page_and_pdf(published: Visitor, tmp_path: Path) -> None:
    assert section(published.open(f"/vong/dti/don-vi/{UNITS[0]}").html) == CARD
    found = Printer(tmp_path).explained("dti")
    assert section(report_html(found.table, found.about, f"unit:{UNITS[0]}", "vi")) == CARD
    unjudged = section(published.open(f"/vong/dti/don-vi/{UNITS[1]}").html)
    assert unjudged[1] == ["Tổng điểm", "28,00", "–", "–", "–"]  # never a zero


def test_they_stand_on_the_ranking_page_and_pdf(published: Visitor, tmp_path: Path) -> None:
    rows = [CARD[0], ["Xã An Phú", *CARD[1][1:]]]
    rows[0] = ["Đơn vị", *CARD[0][1:]]
    assert section(published.open("/vong/dti/ket-qua").html) == rows
    found = Printer(tmp_path).explained("dti")
    assert section(report_html(found.table, found.about, "league", "vi")) == rows


def test_an_export_has_them_all(published: Visitor, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "bases.csv"
    assert main(["bases", "dti", "--data", str(tmp_path), "--out", str(out)]) == 0
    assert "needs_evidence" in capsys.readouterr().out
    with out.open(encoding="utf-8") as file:
        rows = {(row["unit"], row["node"]): row for row in csv.DictReader(file)}
    total = rows[UNITS[0], "total"]
    assert [total[name] for name in ("claimed", "appraised", "final", "claimed_less_final")] == ["28.0", "25.5", "25.5", "2.5"]
    assert rows[UNITS[1], "total"]["final"] == ""


def test_a_round_without_assessments_has_no_bases(tmp_path: Path, app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    store = app.extensions["thuocdo"].store
    store.create_round(replace(store.round("dti"), id="other"))
    assert main(["bases", "other", "--data", str(tmp_path), "--out", str(tmp_path / "x.csv")]) == 1
    assert "No unit has begun an assessment" in capsys.readouterr().err


def test_the_lead_body_publishes_what_counts_and_sees_which_run_is_which(
    app: Flask, published: Visitor, store: SqliteStore, somebody: Callable[..., Visitor]
) -> None:
    lead, codes = somebody(Role.LEAD_BODY), [each.code for each in store.runs("dti")]
    assert len(codes) == 3
    lead.open("/quan-tri/vong/dti/lan-tinh")
    for words in ("Tự đánh giá, không rút lại mẫu", "Thẩm định, không rút lại mẫu", "Kết quả cuối, 200 lần rút lại mẫu"):
        assert words in lead.html
    lead.open("/quan-tri/vong/dti/thay")
    assert [code in lead.html for code in codes] == [True, False, False]
    lead.post(run=codes[1], reason="nhầm")
    assert lead.status == 422
    assert store.round("dti").run == codes[0]
