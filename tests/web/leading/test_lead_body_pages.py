"""Scoring, comments, papers and quotas on the lead body's pages."""

from __future__ import annotations

import io
import re
import subprocess
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from flask import Flask

from engine.cli.main import main
from engine.framework.missing import Missing
from engine.jobs.printing import Printer
from engine.jobs.queue import Shelf, _print_task, open_queue
from engine.jobs.scorings import Scorer, Scorings, score_task
from engine.questionnaire.answers import Answer, AnswerKey, Answers
from engine.store.nouns import PaperEntry, Round, RoundState
from engine.store.staff import Role
from engine.web.app import create_app
from engine.web.house import House
from tests.web.conftest import SURVEY, Visitor
from tests.web.leading.test_desk_moves import answer, at, stands, trail
from tests.web.test_staff_gate import sign_in, store_of

QUOTA = """    quotas:
      - {id: troubled, when: "trouble == 'yes'", at_most: 2, title: {vi: Có khó khăn, en: In trouble}}
    pages:
      - id: dealings"""


@pytest.fixture
def lead(app: Flask) -> Visitor:
    return Visitor(sign_in(app, Role.LEAD_BODY))


@pytest.fixture
def clerk(app: Flask) -> Visitor:
    return Visitor(sign_in(app, Role.CLERK))


def work_off(app: Flask) -> None:
    """Do what waits in the queue, as the worker would."""
    house: House = app.extensions["thuocdo"]
    queue = open_queue(house.data)
    score_task(queue, Scorings(house.data), Scorer(house.data, lambda: house.catalog))
    while task := queue.dequeue():
        queue.execute(task)


def test_scoring_is_queued_once_and_its_run_stands_in_list_and_trail(app: Flask, lead: Visitor) -> None:
    assert lead.open(at("lan-tinh")).post().status == 422
    answer(app, many=12)
    lead.open(at("lan-tinh")).post()
    assert "Đang tính" in lead.html
    assert 'http-equiv="refresh"' in lead.html
    lead.post()
    work_off(app)
    shown = lead.open(at("lan-tinh")).html
    (run,) = store_of(app).runs("that")
    assert run.responses == 12
    assert f"Lần tính gần nhất đã xong: {run.code}" in shown
    assert "200 lần rút lại mẫu" in shown
    assert 'http-equiv="refresh"' not in shown
    assert trail(app) == [("round.score", "lead_body-", "", f"run {run.code}", "")]


def test_scoring_by_page_and_by_command_is_the_same_run(app: Flask, lead: Visitor, data: Path) -> None:
    answer(app, many=12)
    assert main(["round", "score", "that", "--data", str(data)]) == 0
    lead.open(at("lan-tinh")).post()
    work_off(app)
    assert len(store_of(app).runs("that")) == 1
    assert [what for what, *_ in trail(app)] == ["round.score"]


def test_a_cancelled_scoring_leaves_nothing(app: Flask, lead: Visitor) -> None:
    answer(app, many=3)
    lead.open(at("lan-tinh")).post()
    lead.post(at("lan-tinh/thoi"))
    assert "Đang dừng lại" in lead.html
    work_off(app)
    assert "đã được dừng" in lead.open(at("lan-tinh")).html
    assert (store_of(app).runs("that"), trail(app)) == ([], [])


def test_the_pdfs_of_a_preview_are_of_that_run(app: Flask, lead: Visitor) -> None:
    answer(app, many=12)
    lead.open(at("lan-tinh")).post()
    work_off(app)
    (run,) = store_of(app).runs("that")
    answer(app, many=3)  # what comes later is not in it
    house: House = app.extensions["thuocdo"]
    page = at(f"lan-tinh/{run.code}")
    for path in (f"{page}/xep-hang.pdf", f"{page}/don-vi/so-xay-dung/phieu-diem.pdf"):
        assert lead.client.get(path).status_code == 202
        queue = open_queue(house.data)
        _print_task(queue, Printer(house.data), Shelf(house.data / "pdf"))
        while task := queue.dequeue():
            queue.execute(task)
        made = lead.client.get(path)
        assert (made.status_code, made.data[:5]) == (200, b"%PDF-")
        assert "xem-truoc-" in made.headers["Content-Disposition"]
        with pikepdf.open(io.BytesIO(made.data)) as pdf:
            assert run.code in str(pdf.docinfo) + text_of(made.data)
        assert Visitor(sign_in(app, Role.VIEWER)).open(path).status == 403


def text_of(pdf: bytes) -> str:
    return subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


def comment(app: Flask, text: str) -> None:
    store = store_of(app)
    response = store.start_response("that", "business")
    given = {
        AnswerKey("dealt_with"): Answer(("so-xay-dung",), Missing.PRESENT),
        AnswerKey("trouble"): Answer("no", Missing.PRESENT),
        AnswerKey("remark"): Answer(text, Missing.PRESENT),
    }
    saved = store.save_answers(response.id, 0, given, "one")
    store.send(response.id, saved.version, date(2026, 5, 2), ())


def marks(lead: Visitor) -> list[str]:
    return re.findall(r'aria-label="Góp ý ([0-9a-f]{12})"', lead.html)


def one(lead: Visitor, mark: str, what: str, **fields: str) -> Visitor:
    """Open a comment's page and decide by the form with that button."""
    lead.open(at(f"gop-y/{mark}"))
    path = lead.path
    return lead.post(path, what=what, **fields)


def test_comments_are_found_kept_blanked_and_hidden_with_a_count_of_what_is_left(app: Flask, lead: Visitor) -> None:
    for text in ("Anh Nam ở quầy 3 rất <b>tốt</b>", "Chờ lâu quá", "Gọi 0912 345 678 mãi không được"):
        comment(app, text)
    lead.open(at("gop-y"))
    assert "Còn 3 trong 3 góp ý" in lead.html
    assert "&lt;b&gt;tốt&lt;/b&gt;" in lead.html
    lead.open(at("gop-y") + "?tu=cho+lau")
    (kept,) = marks(lead)
    lead.post(at(f"gop-y/{kept}"), what="kept")
    (named,) = marks(lead.open(at("gop-y") + "?tu=anh+nam"))
    assert one(lead, named, "blanked", parts="chị Hoa", reason="tên riêng").status == 422
    assert "Đoạn “chị Hoa” không có" in lead.html
    assert one(lead, named, "blanked", parts="Anh Nam").status == 422
    assert "Xin ghi lý do" in lead.html
    assert one(lead, named, "blanked", parts="", reason="x").status == 422
    assert one(lead, named, "blanked", parts="Anh Nam\nquầy 3", reason="tên riêng").status == 200
    (phone,) = marks(lead.open(at("gop-y") + "?tu=0912"))
    assert one(lead, phone, "hidden").status == 422
    one(lead, phone, "hidden", reason="số điện thoại")
    assert "Còn 0 trong 3 góp ý" in lead.open(at("gop-y")).html
    decided = store_of(app).decisions("that")
    assert {each.decision.value: (each.words, each.reason) for each in decided.values()} == {
        "kept": ("", ""), "blanked": ("[…] ở […] rất <b>tốt</b>", "tên riêng"), "hidden": ("", "số điện thoại"),
    }  # fmt: skip
    assert [what for what, *_ in trail(app)] == ["comment.decide"] * 3
    shown = lead.open(at("nhat-ky")).html
    assert "Quyết định về góp ý" in shown
    assert f"đợt that, góp ý {phone}" in shown
    assert "<del>chưa xem xét</del>" in shown


def test_the_second_of_two_who_read_one_comment_is_told(app: Flask, lead: Visitor) -> None:
    comment(app, "Chờ lâu quá")
    other = Visitor(sign_in(app, Role.LEAD_BODY, round_id="that"))
    (mark,) = marks(lead.open(at("gop-y")))
    other.open(at(f"gop-y/{mark}"))
    one(lead, mark, "hidden", reason="tục")
    other.post(at(f"gop-y/{mark}"), what="kept")
    assert (other.status, "Người khác vừa quyết định" in other.html) == (409, True)
    assert store_of(app).decisions("that")[mark].decision.value == "hidden"
    assert lead.open(at("gop-y/000000000000")).status == 404
    assert lead.open(at("gop-y") + "?trang=99999&xem=x&cau=nope").status == 200


def test_thirty_comments_stand_on_two_pages(app: Flask, lead: Visitor) -> None:
    for number in range(30):
        comment(app, f"góp ý số {number}")
    first = marks(lead.open(at("gop-y")))
    second = marks(lead.open(at("gop-y") + "?trang=2"))
    assert (len(first), len(second), len({*first, *second})) == (25, 5, 30)
    assert [*first, *second] == sorted([*first, *second])  # by marks, which tell nothing


def key_in(app: Flask, number: str, clerk: str, days: int, sound: bool = True) -> None:
    unit = "so-xay-dung"
    answers: Answers = {
        AnswerKey("dealt_with"): Answer((unit,), Missing.PRESENT),
        AnswerKey("clear", unit): Answer("yes", Missing.PRESENT),
        AnswerKey("days", unit): Answer(days, Missing.PRESENT),
        AnswerKey("trouble"): Answer("no", Missing.PRESENT),
    }
    store_of(app).save_entry(PaperEntry("that", number, clerk, "business", answers, {}, sound))


def test_papers_are_compared_settled_and_sent(app: Flask, lead: Visitor, clerk: Visitor) -> None:
    for who, days in (("Lan", 3), ("Minh", 5)):
        key_in(app, "17", who, days)
        key_in(app, "18", who, 4)
    key_in(app, "19", "Lan", 4)
    assert clerk.open(at("phieu-giay")).status == 403
    shown = lead.open(at("phieu-giay")).html
    assert "Gửi 1 phiếu giống nhau" in shown
    lead.post()
    assert "Đã gửi 1 phiếu" in lead.html
    lead.open(at("phieu-giay/so/17"))
    assert "Sở Xây dựng: Mất bao nhiêu ngày?" in re.sub(r"\s+", " ", lead.html)
    assert [re.sub("<[^>]+>", "", each) for each in re.findall(r"<label for=\"take-1-\d\">(.*?)</label>", lead.html)] == [
        "3 ngày – Lan", "5 ngày – Minh",
    ]  # fmt: skip
    form, path = lead.html, lead.path
    assert lead.post().status == 422
    lead.html = form
    lead.post(path, **{"take:days@so-xay-dung": "Minh"})
    assert "Đã gửi 1 phiếu" in lead.html
    lead.html = form
    assert lead.post(path, **{"take:days@so-xay-dung": "Minh"}).status == 404  # a second click
    sent = [each.answers[AnswerKey("days", "so-xay-dung")].value for each in store_of(app).sent_responses("that")]
    assert sorted(sent) == [4, 5]
    assert [each.number for each in store_of(app).entries("that")] == ["19"]
    assert [(what, after) for what, _, _, after, _ in trail(app)] == [("entry.send", "1 paper"), ("entry.send", "1 paper")]


def test_answers_by_telephone_keep_their_origin_and_share_the_numbers_of_papers(app: Flask, lead: Visitor, clerk: Visitor) -> None:
    for who, days in (("Lan", 3), ("Minh", 5)):
        key_in(app, "17", who, days)
        key_in(app, "18", who, 4)
    lead.open(at("phieu-giay/so/17")).post(origin="phone")
    assert (lead.status, '<option value="phone" selected>' in lead.html) == (422, True)
    lead.post(at("phieu-giay/so/17"), origin="phone", **{"take:days@so-xay-dung": "Lan"})
    lead.open(at("phieu-giay")).post(origin="online")
    assert '<dt>đã gửi</dt><dd>2</dd>' in lead.html
    assert store_of(app).origins("that") == {"paper": 1, "phone": 1}
    assert sorted(after for _, _, _, after, _ in trail(app)) == ["1 paper", "1 phone"]
    clerk.open("/nhap-phieu/that").post(number="17")
    assert "Phiếu này đã được nhập vào hệ thống rồi." in clerk.html


def test_a_paper_keyed_in_anew_meanwhile_is_not_sent(app: Flask, lead: Visitor) -> None:
    for who in ("Lan", "Minh"):
        key_in(app, "17", who, 3)
    lead.open(at("phieu-giay"))
    store = store_of(app)
    (entry, _) = store.entries("that", "17")
    store.save_entry(type(entry)(**{**vars(entry), "answers": {**entry.answers, AnswerKey("days", "so-xay-dung"): Answer(9, Missing.PRESENT)}}))
    key_in(app, "18", "Lan", 3)
    key_in(app, "18", "Minh", 3)
    assert (lead.post().status, "vừa được nhập lại" in lead.html) == (409, True)
    assert store.sent_responses("that") == []


def test_a_clerk_gets_a_link_and_an_entry_is_removed(app: Flask, lead: Visitor) -> None:
    key_in(app, "17", "Lan", 3)
    lead.open(at("phieu-giay")).post(at("phieu-giay/nguoi-nhap"), clerk="  ")
    assert lead.status == 422
    lead.open(at("phieu-giay")).post(at("phieu-giay/nguoi-nhap"), clerk="Hoa")
    found = re.search(r'class="linked">http://localhost([^<]+)<', lead.html)
    assert found
    assert app.test_client().get(found[1]).status_code == 200
    lead.open(at("phieu-giay/so/17")).post(at("phieu-giay/so/17/bo"), reason="nhầm phiếu")
    assert store_of(app).entries("that") == []
    assert trail(app) == [
        ("entry.open", "lead_body-", "", "Hoa", ""), ("entry.remove", "lead_body-", "17, Lan", "", "nhầm phiếu"),
    ]  # fmt: skip


def test_quotas_get_figures_of_the_round_s_own_by_page_as_by_command(data: Path, tmp_path: Path) -> None:
    text = SURVEY.replace("    pages:\n      - id: dealings", QUOTA, 1)
    (data / "surveys" / "mini.yaml").write_text(text, encoding="utf-8")
    app = create_app(data)
    house: House = app.extensions["thuocdo"]
    file = house.catalog.offered["mini"].file
    for round_id in ("that", "lenh"):
        house.store.create_round(
            Round(round_id, "mini", round_id, RoundState.OPEN, False, None, None, file.text, file.sha256)
        )
    lead = Visitor(sign_in(app, Role.LEAD_BODY))
    lead.open(at("han-muc"))
    form = lead.html
    assert "Có khó khăn" in form
    for wrong in ({"q:troubled": "0"}, {"q:troubled": "nhiều", "reason": "x"}, {"q:troubled": "50"}):
        lead.html = form
        assert lead.post(at("han-muc"), **wrong).status == 422
    for figure, word in (("1.500", "1500"), ("", "any")):
        lead.open(at("han-muc")).post(**{"q:troubled": figure, "reason": "mẫu lớn hơn"})
        assert "Đã ghi các hạn mức" in lead.html
        words = ["round", "quota", "lenh", "--stratum", f"troubled={word}", "--reason", "mẫu lớn hơn", "--data", str(data)]
        assert main(words) == 0
        assert stands(app, "that").life.most == stands(app, "lenh").life.most
    assert [each[2:] for each in trail(app, "that")] == [each[2:] for each in trail(app, "lenh")]
    lead.html = form
    assert lead.post(at("han-muc"), **{"q:troubled": "7", "reason": "x"}).status == 409  # an old page
    assert "troubled: bao nhiêu cũng nhận" in lead.open(at("nhat-ky")).html
