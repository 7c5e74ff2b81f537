"""Mail of a round on a page: counts, who was not reached, trying again and taking back; few are told as few."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from engine.jobs.courier import Courier
from engine.store.invitations import InvitationBook
from engine.store.invited import Contact, Invitation
from engine.store.outbox import Kind, Mail, Outbox
from engine.store.staff import Role
from tests.jobs.post_office import post_office
from tests.jobs.test_courier import Clock, smtp_to
from tests.web.conftest import Visitor
from tests.web.test_staff_gate import sign_in, store_of

PAGE = "/quan-tri/vong/that/thu-dien-tu"


def mail(name: str, kind: Kind = Kind.REMINDER, round_id: str = "that") -> Mail:
    return Mail(f"{kind} {round_id} {name}", kind, round_id, f"{name}@example.vn", "S", "T", "", f"Công ty <{name}>")


@pytest.fixture
def lead(app: Flask) -> Visitor:
    return Visitor(sign_in(app, Role.LEAD_BODY))


@pytest.fixture
def outbox(data: Path) -> Outbox:
    return Outbox(data)


def rows(visitor: Visitor) -> list[list[str]]:
    found = re.findall(r"<tr><th scope=\"row\">(.*?)</th>(.*?)</tr>", visitor.html.split("<tbody>")[1])
    return [[kind, *re.findall(r"<td[^>]*>(.*?)</td>", rest)] for kind, rest in found]


def test_nothing_was_ever_sent(lead: Visitor) -> None:
    lead.open(PAGE)
    assert "Đợt này chưa có thư nào." in lead.html
    assert "Máy chủ này chưa được đặt để gửi thư" in lead.html
    for act in ("thu-lai", "rut-lai", "ghi-lai"):
        assert lead.post(f"{PAGE}/{act}").status == 200


def test_what_waits_and_went_is_counted_by_kind_and_few_confirmations_are_few(lead: Visitor, outbox: Outbox) -> None:
    outbox.add([mail("a"), mail("b"), mail("c", Kind.CONFIRMATION), mail("d", round_id="thu")])
    outbox.note_tried([mail("b").id], "the server is not there")
    lead.open(PAGE)
    assert rows(lead) == [
        ["Thư gửi mã biên nhận", "đang chờ gửi", "dưới 5", ""],
        ["Thư nhắc", "đang chờ gửi", "1", ""],
        ["Thư nhắc", "chưa gửi được, sẽ thử lại", "1", "the server is not there"],
    ]
    assert "example.vn" not in lead.html


def test_trying_again_makes_mails_due_at_once(app: Flask, lead: Visitor, outbox: Outbox) -> None:
    outbox.add([mail("a")])
    clock = Clock()
    with post_office(verdict="451 later") as office:
        courier = Courier(outbox, smtp_to(office), clock)
        assert courier.go() == 0
    with post_office() as office:
        courier.smtp = smtp_to(office)
        assert courier.go() == 0  # not due yet
        lead.open(PAGE).post(f"{PAGE}/thu-lai")
        assert "sẽ được thử lại ngay" in lead.html
        assert courier.go() == 1
    assert [each.what for each in store_of(app).audit("round/that")] == ["mail.retry"]
    lead.post(f"{PAGE}/thu-lai")  # once more finds nothing
    assert len(store_of(app).audit("round/that")) == 1


def test_waiting_reminders_are_taken_back_and_confirmations_stay(lead: Visitor, outbox: Outbox) -> None:
    outbox.add([mail("a"), mail("c", Kind.CONFIRMATION), mail("d", round_id="thu")])
    lead.open(PAGE).post(f"{PAGE}/rut-lai")
    assert "Đã rút lại" in lead.html
    assert {mail("c", Kind.CONFIRMATION).id, mail("d", round_id="thu").id} == set(outbox.tries())


def test_who_was_not_reached_is_listed_and_noted_in_the_sample(
    app: Flask, lead: Visitor, outbox: Outbox, data: Path
) -> None:
    book = InvitationBook(data)
    book.add([Invitation("AB3DE5FG", "that", contact=Contact("Công ty <a>")), Invitation("HJ4KL6MN", "that", contact=Contact("B"))])
    outbox.add([mail("a"), mail("gone")])
    for name in ("a", "gone"):
        outbox.give_up(mail(name).id, "550 unknown")
    lead.open(PAGE)
    assert "Công ty &lt;a&gt;" in lead.html
    assert "a@example.vn" in lead.html
    lead.post(f"{PAGE}/ghi-lai")
    assert "a@example.vn" not in lead.html
    assert [each.is_bounced for each in book.invitations("that")] == [True, False]
    (line,) = store_of(app).audit("round/that")
    assert (line.what, line.after) == ("invitations.bounced", "1")


@pytest.mark.parametrize(("role", "status"), [(Role.VIEWER, 403), (Role.CLERK, 403), (Role.ADMINISTRATOR, 403)])
def test_contacts_are_for_who_invites(app: Flask, role: Role, status: int) -> None:
    assert sign_in(app, role).get(PAGE).status_code == status
