"""Rankings and scorecards on the web: whose results are shown, and how a PDF is waited for."""

from __future__ import annotations

import pytest
from flask import Flask

from engine.jobs.queue import PdfState
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


def test_a_pdf_is_queued_waited_for_and_sent(
    app: Flask, visitor: Visitor, tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house: House = app.extensions["thuocdo"]
    made = tmp_path / "made.pdf"
    made.write_bytes(b"%PDF-1.7")
    states = iter([PdfState(None, 40, None), PdfState(made, 100, None), PdfState(made, 100, None)])
    monkeypatch.setattr(type(house.pdfs), "request", lambda *_given: next(states))
    visitor.open("/vong/thu/don-vi/so-xay-dung/phieu-diem.pdf")
    assert visitor.status == 202
    assert 'http-equiv="refresh" content="1;url=' in visitor.html
    assert 'value="40"' in visitor.html
    assert visitor.open("/vong/thu/don-vi/so-xay-dung/phieu-diem.pdf?cho=1").status == 200
    assert "đã sẵn sàng" in visitor.html
    reply = visitor.client.get("/vong/thu/don-vi/so-xay-dung/phieu-diem.pdf")
    assert reply.mimetype == "application/pdf"
    assert "phieu-diem-so-xay-dung-thu.pdf" in reply.headers["Content-Disposition"]


def test_frameworks_page_lists_what_is_loaded(visitor: Visitor) -> None:
    visitor.open("/khung")
    assert visitor.status == 200
    assert "<code>mini</code>" in visitor.html
