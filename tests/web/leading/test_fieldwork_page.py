"""The page about fieldwork: who may open it, what it says first, and what it never says."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape

import pytest
from flask import Flask

from engine.people import acts
from engine.people.acts import Actor
from engine.questionnaire.answers import Answer, AnswerKey
from engine.rounds.zone import today
from engine.store.audit import Entry
from engine.store.fieldwork_nouns import Targets
from engine.store.staff import Account, Binding, Role
from tests.web.conftest import Visitor

PAGE = "/quan-tri/vong/that/thuc-dia"
GOOD = "con trâu đi trước cái cày"


@pytest.fixture
def lead(app: Flask) -> Visitor:
    return signed_in(app, "chu-tri", Binding(Role.LEAD_BODY))


def signed_in(app: Flask, name: str, binding: Binding) -> Visitor:
    store = app.extensions["thuocdo"].store
    store.add_account(Account(name, bindings=(binding,)))
    link = acts.make_link(store, Actor("(tests)", datetime.now(UTC)), name)
    browser = Visitor(app.test_client())
    browser.open(f"/mat-khau/{link}").post(password=GOOD, again=GOOD)
    browser.open("/dang-nhap").post(name=name, password=GOOD)
    return browser


def sent(app: Flask, times: int, *units: str, send: bool = True) -> None:
    store = app.extensions["thuocdo"].store
    for _ in range(times):
        response = store.start_response("that", "business")
        given = {AnswerKey("dealt_with"): Answer(units)} | {AnswerKey("clear", unit): Answer("yes") for unit in units}
        store.save_answers(response.id, 0, given, "")
        if send:
            store.send(response.id, 1, today(), ())


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html[html.find("<main ") + 1 :])).split())


def test_it_says_first_how_many_there_are_how_many_are_needed_and_which_units_are_short(
    app: Flask, lead: Visitor
) -> None:
    sent(app, 6, "so-xay-dung", "do-luong")
    sent(app, 2, "so-tai-chinh")
    targets = Targets(60, {"so": 6}, {"so-xay-dung": 6})
    app.extensions["thuocdo"].store.set_targets("that", targets, Entry(datetime.now(UTC), "(t)", "x", "round/that"))
    said = words(lead.open(PAGE).html)
    assert "Đã có 8 phiếu, cần thêm 52; 2 đơn vị còn thiếu." in said
    assert "Sở Tài chính Sở dưới 5 68 ít nhất 64 – –" in said
    assert "Huyện Đô Lương Địa phương 6 68 62 ± 33,6" in said
    assert said.index("Sở Tài chính Sở dưới 5") < said.index("Huyện Đô Lương Địa") < said.index("Sở Xây dựng Sở 6 6 0")


def test_it_is_told_in_english_too(app: Flask, lead: Visitor) -> None:
    sent(app, 6, "so-xay-dung")
    lead.open("/ngon-ngu/en")
    said = words(lead.open(PAGE).html)
    assert "6 responses so far; 3 units are short." in said
    assert "Department of Construction Departments 6 68 62 ± 33.6" in said


def test_an_empty_round_and_one_that_nobody_knows(lead: Visitor) -> None:
    assert "Đã có 0 phiếu; 3 đơn vị còn thiếu." in words(lead.open(PAGE).html)
    assert lead.open("/quan-tri/vong/khong/thuc-dia").status == 404


def test_the_desk_leads_to_it_for_who_may_see_it_alone(app: Flask, lead: Visitor) -> None:
    assert PAGE in lead.open("/quan-tri/vong/that").html
    clerk = signed_in(app, "nhap", Binding(Role.CLERK))
    assert PAGE not in clerk.open("/quan-tri/vong/that").html
    assert clerk.open(PAGE).status == 403
    other = signed_in(app, "khac", Binding(Role.VIEWER, round_id="thu"))
    assert other.open(PAGE).status == 403
    assert Visitor(app.test_client()).open(PAGE).path.startswith("/dang-nhap")


def test_no_answer_no_id_and_no_count_of_few_stands_on_it(app: Flask, lead: Visitor) -> None:
    sent(app, 6, "so-xay-dung")
    sent(app, 3, "do-luong")
    sent(app, 4, "do-luong", send=False)
    html = lead.open(PAGE).html
    store = app.extensions["thuocdo"].store
    ids = [row[0] for row in store.database.connection.execute("SELECT id FROM responses")]
    assert len(ids) == 13
    assert not any(each in html for each in ids)
    assert "Huyện Đô Lương Địa phương dưới 5 68 ít nhất 64 – – " in words(html)
    assert re.search(r"Đánh giá … (dưới 5|không nêu)", words(html))


def test_a_change_of_targets_stands_in_the_audit_in_words(app: Flask, lead: Visitor) -> None:
    entry = Entry(
        datetime.now(UTC), "(command line: lan)", "round.target", "round/that", "margin 10, level 90",
        "total 600, unit do-luong 50, margin 10, level 90",
    )  # fmt: skip
    app.extensions["thuocdo"].store.set_targets("that", Targets(600), entry)
    said = words(lead.open("/quan-tri/vong/that/nhat-ky").html)
    assert "Đổi chỉ tiêu" in said
    assert "tổng 600, đơn vị do-luong 50, sai số 10 điểm, độ tin cậy 90 %" in said


def test_signs_are_told_in_words_those_of_plugins_too(app: Flask, lead: Visitor) -> None:
    store = app.extensions["thuocdo"].store
    for _ in range(6):
        response = store.start_response("that", "business")
        store.save_answers(response.id, 0, {AnswerKey("trouble"): Answer("no")}, "")
        store.send(response.id, 1, today(), ["straight_lining"])
    assert "Gần như mọi câu trả lời đều giống nhau" in words(lead.open(PAGE).html)
    assert "straight_lining" not in lead.html.casefold()
