"""Rankings and scorecards on the web: whose results are shown, and how a PDF is waited for."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from flask import Flask

from engine.exchange.keeping import score_round
from engine.jobs.queue import PdfState
from engine.rounds import results
from engine.rounds.results import LIVE
from engine.store.nouns import Publication, RoundState
from engine.web.house import House
from tests.web.conftest import Visitor


def test_a_demo_round_is_live(visitor: Visitor) -> None:
    visitor.finish().open("/vong/thu/ket-qua")
    assert visitor.status == 200
    assert "Sở Xây dựng" in visitor.html
    assert visitor.html.count("<h1") == 1
    assert visitor.open("/vong/thu/don-vi/so-xay-dung").status == 200
    assert "Dữ liệu giả lập" in visitor.html


def test_a_real_round_shows_nothing_before_it_is_published(visitor: Visitor) -> None:
    for path in ("ket-qua", "ket-qua.pdf", "don-vi/so-xay-dung", "don-vi/so-xay-dung/phieu-diem.pdf"):
        assert visitor.open(f"/vong/that/{path}").status == 403
        assert "chưa được công bố" in visitor.html


def test_nothing_leads_to_results_that_are_not_published(visitor: Visitor) -> None:
    for path in ("/", "/vong/that"):
        assert "/vong/that/ket-qua" not in visitor.open(path).html
    assert "Kết quả sẽ được công bố sau khi cơ quan chủ trì tổng hợp" in visitor.finish("that").html
    assert "/vong/that/ket-qua" not in visitor.html


def publish(app: Flask, round_id: str) -> str:
    """Score the round and publish the run; its code."""
    house: House = app.extensions["thuocdo"]
    round_ = house.store.round(round_id)
    assert round_
    offered, today = house.offered_for(round_), date(2026, 6, 1)
    run, _ = score_round(house.store.database.path.parent, house.store, offered, round_, LIVE, today)
    house.store.publish(Publication(run.code, round_id, today))
    return run.code


def test_a_published_round_shows_the_run_and_not_what_came_after(app: Flask, visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor.finish("that")
    code = publish(app, "that")
    house: House = app.extensions["thuocdo"]
    response = house.store.start_response("that", "business")
    house.store.send(response.id, 0, date(2026, 6, 2), ())
    for worked_out in ("score_by", "asides_by"):  # nothing is worked out for the page
        monkeypatch.setattr(results, worked_out, None)
    for path in ("ket-qua", "don-vi/so-xay-dung"):
        assert code in visitor.open(f"/vong/that/{path}").html
    assert "1 phiếu trả lời" in visitor.open("/vong/that/ket-qua").html


def test_a_run_that_is_lost_or_changed_is_not_shown(app: Flask, visitor: Visitor) -> None:
    visitor.finish("that")
    code = publish(app, "that")
    house: House = app.extensions["thuocdo"]
    (house.store.database.path.parent / "runs" / code / "table.npz").write_bytes(b"other")
    assert visitor.open("/vong/that/ket-qua").status == 503
    assert "Sở Xây dựng" not in visitor.html


def test_a_demo_round_tells_the_code_of_what_it_shows(visitor: Visitor) -> None:
    told = set()
    for _ in range(2):
        visitor.finish().open("/vong/thu/ket-qua")
        told.add(re.search(r"<dt>Lần tính điểm</dt><dd>([0-9A-Z-]{14})</dd>", visitor.html)[1])
    assert len(told) == 2


@pytest.mark.parametrize("state", list(RoundState))
def test_only_publishing_shows_a_real_rounds_results(app: Flask, visitor: Visitor, state: RoundState) -> None:
    house: House = app.extensions["thuocdo"]
    visitor.finish("that")
    publish(app, "that") if state is RoundState.PUBLISHED else house.store.set_round_state("that", state)
    status = {RoundState.PUBLISHED: 200, RoundState.DRAFT: 404, RoundState.WITHDRAWN: 410}.get(state, 403)
    for path in ("ket-qua", "don-vi/so-xay-dung"):
        assert visitor.open(f"/vong/that/{path}").status == status
        assert ("Sở Xây dựng" in visitor.html) is (status == 200)
    for path in ("ket-qua.pdf", "don-vi/so-xay-dung/phieu-diem.pdf"):
        assert visitor.open(f"/vong/that/{path}").status == (202 if status == 200 else status)
    assert (app.extensions["thuocdo"].pdfs._shelf.folder.exists()) is (status == 200)  # nothing was queued


def test_a_row_of_the_ranking_leads_to_the_scorecard(visitor: Visitor) -> None:
    visitor.finish().open("/vong/thu/ket-qua")
    rows = re.findall(r'<th scope="row">\s*<a href="([^"]+)">([^<]+)</a>', visitor.html)
    assert ("/vong/thu/don-vi/so-xay-dung", "Sở Xây dựng") in rows
    assert len(rows) == 3
    for href, title in rows:
        assert title in visitor.open(href).title


def test_a_pdf_is_queued_waited_for_and_sent(
    app: Flask, visitor: Visitor, tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house: House = app.extensions["thuocdo"]
    made = tmp_path / "made.pdf"
    made.write_bytes(b"%PDF-1.7")
    states = iter([PdfState(None, 40, None), PdfState(made, 100, None), PdfState(made, 100, None)])
    monkeypatch.setattr(type(house.pdfs), "request", lambda *_given, **_more: next(states))
    visitor.open("/vong/thu/don-vi/so-xay-dung/phieu-diem.pdf")
    assert visitor.status == 202
    assert 'http-equiv="refresh" content="1;url=' in visitor.html
    assert 'value="40"' in visitor.html
    assert visitor.open("/vong/thu/don-vi/so-xay-dung/phieu-diem.pdf?cho=1").status == 200
    assert "đã sẵn sàng" in visitor.html
    reply = visitor.client.get("/vong/thu/don-vi/so-xay-dung/phieu-diem.pdf")
    assert reply.mimetype == "application/pdf"
    assert "phieu-diem-so-xay-dung-thu.pdf" in reply.headers["Content-Disposition"]


def test_a_pdf_that_failed_is_asked_for_again_with_a_button(
    app: Flask, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []

    def request(*_given: object, again: bool) -> PdfState:
        asked.append(again)
        return PdfState(None, 0, None if again else "ValueError: secret detail")

    monkeypatch.setattr(type(app.extensions["thuocdo"].pdfs), "request", request)
    visitor.open("/vong/thu/ket-qua.pdf")
    assert visitor.status == 503
    assert "Có lỗi khi tạo tệp" in visitor.html
    assert "secret detail" not in visitor.html
    retry = re.search(r'href="([^"]*lai=1[^"]*)"', visitor.html)
    assert retry
    assert visitor.open(unescape(retry[1])).status == 202
    assert "lai=1" not in visitor.html  # the page that waits does not queue it anew each second
    assert asked == [False, True]


def test_who_waits_is_told_when_no_worker_runs(visitor: Visitor) -> None:
    assert visitor.open("/vong/thu/ket-qua.pdf").status == 202
    assert "Bộ phận tạo PDF hiện không chạy" in visitor.html


def test_the_paper_form_is_offered_on_the_landing_page(visitor: Visitor) -> None:
    assert 'href="/vong/thu/phieu-giay.pdf"' in visitor.open("/vong/thu").html
    assert visitor.open("/vong/thu/phieu-giay.pdf").status == 202
    assert "Quay lại kết quả" not in visitor.html  # results may not be there yet


def test_no_request_makes_a_pdf(data: Path, app: Flask) -> None:
    script = f"""if True:
        import pathlib, sys
        from engine.web.app import create_app
        visitor = create_app(pathlib.Path({str(data)!r})).test_client()
        for path in ("ket-qua", "ket-qua.pdf", "don-vi/so-xay-dung", "don-vi/so-xay-dung/phieu-diem.pdf", "phieu-giay.pdf"):
            assert visitor.get("/vong/thu/" + path).status_code in (200, 202), path
        print(*sorted({{"weasyprint", "pydyf"}} & sys.modules.keys()))
    """
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert done.stdout == "\n"
