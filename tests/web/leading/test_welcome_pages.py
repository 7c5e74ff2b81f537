"""Who asks, whom to ask back, who may begin: said on a page as by command, and read by respondents."""

from __future__ import annotations

import pytest
from flask import Flask

from engine.store.invited import Entry, Welcome
from engine.store.staff import Role
from tests.web.conftest import Visitor
from tests.web.test_staff_gate import sign_in, store_of

PAGE = "/quan-tri/vong/that/loi-ngo"
SAID = {"lead": "Sở Nội vụ tỉnh Nghệ An", "contact": "0238 384 1234", "entry": "both", "keep_contacts": "60"}


@pytest.fixture
def lead(app: Flask) -> Visitor:
    return Visitor(sign_in(app, Role.LEAD_BODY))


def test_what_is_said_stands_on_the_landing_page_and_in_the_trail(app: Flask, lead: Visitor) -> None:
    assert "Chưa nói ai hỏi" in lead.open(PAGE).html
    lead.post(**SAID)
    assert "Đã ghi." in lead.html
    assert "Chưa nói ai hỏi" not in lead.html
    store = store_of(app)
    assert store.welcome("that") == Welcome(Entry.BOTH, "Sở Nội vụ tỉnh Nghệ An", "0238 384 1234", keep_contacts=60)
    (line,) = store.audit("round/that")
    assert line.what == "round.landing"
    assert line.after == "entry: both, lead: Sở Nội vụ tỉnh Nghệ An, contact: 0238 384 1234, keep_contacts: 60"
    landing = Visitor(app.test_client()).open("/vong/that").html
    assert "Sở Nội vụ tỉnh Nghệ An" in landing
    assert "0238 384 1234" in landing
    lead.open(PAGE).post(**SAID)  # a second click changes nothing
    assert len(store.audit("round/that")) == 1


def test_all_mistakes_are_told_at_once_beside_what_was_typed(app: Flask, lead: Visitor) -> None:
    lead.open(PAGE).post(lead="x" * 201, contact="a\x00b", entry="nobody", keep_contacts="nhiều")
    assert lead.status == 422
    assert lead.html.count('aria-invalid="true"') == 3
    assert lead.html.count('<li><a href="#') == 3
    assert 'value="nhiều"' in lead.html
    assert store_of(app).welcome("that") == Welcome()


def test_nobodys_change_is_overwritten(app: Flask, lead: Visitor) -> None:
    other = Visitor(lead.client)
    lead.open(PAGE)
    other.open(PAGE).post(**SAID)
    lead.post(**{**SAID, "lead": "Văn phòng"})
    assert lead.status == 409
    assert 'value="Văn phòng"' in lead.html
    assert store_of(app).welcome("that").lead == SAID["lead"]
