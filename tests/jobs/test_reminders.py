"""Reminders to contacts of a sample: queued once a day, in both languages, and nothing kept of whom they went to."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from engine.framework.text import Text
from engine.jobs.reminders import Queued, ToRemind, queue_reminders
from engine.problems import ThuocDoError
from engine.reports.mails import Reminding
from engine.store.outbox import Kind, Outbox

DAY = date(2026, 11, 23)
OF = Reminding("Ban A", Text({"vi": "Khảo sát <1>", "en": "Survey <1>"}), date(2026, 12, 1), "0238 1")
CONTACTS = (
    ToRemind("c1", "Công ty A & B", "a@example.vn", "AB3CD4EF"),
    ToRemind("c2", "", "không có", "AB3CD4EG"),
    ToRemind("c3", "", " c@example.vn ", "AB3CD4EH"),
)


def link(code: str) -> str:
    return f"https://ddci.vn/m/{code}"


def queue(outbox: Outbox, day: date = DAY, *, again: bool = False) -> Queued:
    return queue_reminders(outbox, "r1", CONTACTS, OF, link, day, again=again)


def test_each_contact_with_an_address_gets_one(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path)
    assert queue(outbox) == Queued(2, ("c2",))
    found = {each.about: each for name in outbox.tries() if (each := outbox.mail(name))}
    assert {key: each.address for key, each in found.items()} == {"c1": "a@example.vn", "c3": "c@example.vn"}
    mail = found["c1"]
    assert (mail.kind, mail.subject) == (Kind.REMINDER, "Nhắc lại: Khảo sát <1>")
    for words in (
        "Kính gửi Công ty A & B,", "Ban A mời Quý vị trả lời phiếu “Khảo sát <1>”. Phiếu nhận đến hết ngày 01/12/2026.",
        "Mở phiếu: https://ddci.vn/m/AB3CD4EF", "hoặc gõ mã AB3C D4EF trên trang", "Nếu Quý vị đã trả lời, xin bỏ qua", "“Đừng gửi thư nhắc cho tôi”",
        "Dear Công ty A & B,", "Ban A asks you to answer the form “Survey <1>”. Answers are taken until the end of 01/12/2026.",
        "If you have already answered", "0238 1",
    ):  # fmt: skip
        assert words in mail.text
    assert "Công ty A &amp; B" in mail.html
    assert "Khảo sát &lt;1&gt;" in mail.html
    assert mail.html.count('<a href="https://ddci.vn/m/AB3CD4EF">') == 2
    assert "<img" not in mail.html
    assert "http" not in mail.html.replace("https://ddci.vn/m/AB3CD4EF", "")
    assert "Kính gửi c3," in found["c3"].text


def test_a_second_time_on_one_day_needs_a_word(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path)
    queue(outbox)
    with pytest.raises(ThuocDoError, match="were sent today already; give --again"):
        queue(outbox)
    assert queue(outbox, again=True).mails == 0  # both wait already
    for name in outbox.tries():
        outbox.note_sent(name)
    assert queue(outbox, date(2026, 11, 24)).mails == 2


def test_whom_they_went_to_is_kept_nowhere(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path)
    queue(outbox)
    for name in outbox.tries():
        outbox.note_sent(name)
    left = b"".join(path.read_bytes() for path in tmp_path.rglob("*"))
    assert b"2026-11-23" in left
    for told in (b"AB3C", b"example.vn", b"c1", b"c3", "Công ty".encode()):
        assert told not in left


def test_without_any_address_nothing_is_done(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path)
    with pytest.raises(ThuocDoError, match="Nobody of those to be reminded of r1 has an e-mail address"):
        queue_reminders(outbox, "r1", CONTACTS[1:2], OF, link, DAY)
    assert not outbox.path.exists()
    assert outbox.reminded_on("r1") is None
