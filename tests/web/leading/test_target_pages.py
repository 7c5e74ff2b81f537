"""What a round aims at, set on a page as by command: every mistake at once, and nobody's change overwritten."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from engine.store.fieldwork_nouns import Targets
from engine.store.staff import Role
from tests.web.conftest import Visitor
from tests.web.test_staff_gate import sign_in, store_of

PAGE = "/quan-tri/vong/that/chi-tieu"


@pytest.fixture
def lead(app: Flask) -> Visitor:
    return Visitor(sign_in(app, Role.LEAD_BODY))


def aims(app: Flask) -> Targets:
    return store_of(app).fieldwork("that")[0]


def test_targets_are_set_told_in_the_trail_and_seen_on_the_fieldwork_page(app: Flask, lead: Visitor) -> None:
    lead.open(PAGE).post(**{
        "total": "1.200", "margin": "7,5", "level": "95", "group:so": "300", "unit:so-xay-dung": "50",
        "population:so-xay-dung": "400", "reason": "kế hoạch mới",
    })  # fmt: skip
    assert "Đã ghi các chỉ tiêu." in lead.html
    assert aims(app) == Targets(1200, {"so": 300}, {"so-xay-dung": 50}, {"so-xay-dung": 400}, 7.5, 95.0)
    (line,) = store_of(app).audit("round/that")
    assert (line.what, line.reason, line.before) == ("round.target", "kế hoạch mới", "margin 10, level 90")
    assert "1.200" in lead.open("/quan-tri/vong/that/thuc-dia").html
    lead.open(PAGE)
    assert re.search(r'name="margin"[^>]* value="7,5"', lead.html)
    lead.post(**{"total": "", "unit:so-xay-dung": ""})
    assert aims(app) == Targets(None, {"so": 300}, {}, {"so-xay-dung": 400}, 7.5, 95.0)


def test_all_mistakes_are_told_at_once_beside_what_was_typed(app: Flask, lead: Visitor) -> None:
    wrong = {"total": "nhiều", "margin": "0", "level": "<b>", "group:so": "-3", "unit:do-luong": "9", "population:do-luong": "5"}
    lead.open(PAGE).post(**wrong)
    assert lead.status == 422
    assert lead.html.count('aria-invalid="true"') == 5
    assert lead.html.count('<li><a href="#') == 5
    assert "Chỉ tiêu lớn hơn số người có thể trả lời (5)." in lead.html
    assert "từ 0,1 đến 50." in lead.html
    assert 'value="nhiều"' in lead.html
    assert 'value="&lt;b&gt;"' in lead.html
    assert aims(app) == Targets()
    for name in re.findall(r'<li><a href="#([^"]+)"', lead.html):
        assert f'id="{name}"' in lead.html


def test_who_comes_second_sees_that_it_was_changed_meanwhile(app: Flask, lead: Visitor) -> None:
    other = Visitor(sign_in(app, Role.LEAD_BODY))
    other.open(PAGE)
    lead.open(PAGE).post(total="100")
    assert other.post(total="200").status == 409
    assert 'value="200"' in other.html
    assert aims(app).total == 100
    assert other.post(total="200").status == 200
    assert aims(app).total == 200


def test_the_same_again_and_strange_fields_change_nothing(app: Flask, lead: Visitor) -> None:
    lead.open(PAGE).post(total="100")
    lead.open(PAGE).post(**{"total": "100", "unit:nobody": "7", "x": "y"})
    assert lead.status == 200
    assert len(store_of(app).audit("round/that")) == 1


def test_it_is_told_in_english_too(lead: Visitor) -> None:
    lead.open("/ngon-ngu/en").open(PAGE)
    for words in ("Wanted margin of error of each unit", "People who could answer: Department of Finance", "Save the targets"):
        assert words in lead.html
