"""`thuocdo invite remind --send`: by mail to who has not answered; refused addresses come back into the sample."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.cli.main import main
from engine.jobs.courier import Courier
from engine.jobs.smtp import read_smtp
from engine.store.invitations import InvitationBook
from engine.store.outbox import Outbox
from tests.jobs.post_office import post_office

SAMPLE = """contact,name,email,stratum,units
1,Công ty A,a@x.vn,small,
2,Công ty B,gone@x.vn,small,
3,Công ty C,,large,
4,Công ty D,d@x.vn,large,
5,Công ty E,e@x.vn,large,
"""
REMIND = ("invite", "remind", "r1", "--address", "https://ddci.vn", "--send")


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> InvitationBook:
    """A sample of five, of whom one has answered and one wants no reminders."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("THUOCDO_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("THUOCDO_MAIL_FROM", "ban-a@x.vn")
    monkeypatch.setenv("THUOCDO_SMTP", "smtp+plain://127.0.0.1:9")
    assert main(["new", "my_index"]) == 0
    assert main(["round", "create", "r1", "--framework", "my_index.yaml", "--lead", "Ban A", "--contact", "0238 1"]) == 0
    assert main(["round", "open", "r1"]) == 0
    (tmp_path / "sample.csv").write_text(SAMPLE, encoding="utf-8")
    assert main(["invite", "import", "r1", "sample.csv"]) == 0
    found = InvitationBook(tmp_path / "data")
    codes = {each.contact.key: each.code for each in found.invitations("r1") if each.contact}
    found.mark_used(codes["4"])
    found.silence(codes["5"])
    return found


def deliver(data: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Take what waits to a server that refuses one of them; who got a mail."""
    with post_office(answers={"gone@x.vn": "550 5.1.1 <gone@x.vn> unknown"}) as office:
        smtp = read_smtp(
            {"THUOCDO_SMTP": f"smtp+plain://127.0.0.1:{office.port}", "THUOCDO_MAIL_FROM": "Ban A <ban-a@x.vn>"}
        )
        assert smtp is not None
        Courier(Outbox(data), smtp).go()
    return office.to


def test_reminders_go_by_mail_to_who_has_not_answered(
    book: InvitationBook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    capsys.readouterr()
    assert main(REMIND) == 0
    said = capsys.readouterr().out
    assert said.startswith("r1: reminders queued: 2, without an e-mail address: 1; they wait for the server: thuocdo serve")
    (code,) = (each.code for each in book.invitations("r1") if each.contact and each.contact.key == "1")
    texts = [mail.text for name in Outbox(data).tries() if (mail := Outbox(data).mail(name))]
    assert sum(f"https://ddci.vn/m/{code}" in text for text in texts) == 1
    assert main(REMIND) == 1
    assert "were sent today already; give --again" in capsys.readouterr().err
    assert deliver(data, monkeypatch) == ["a@x.vn"]
    assert main(["mail", "bounces", "r1", "--mark"]) == 0
    assert "gone@x.vn  the address is refused (550 5.1.1)" in capsys.readouterr().out
    assert [each.contact.key for each in book.invitations("r1") if each.is_bounced and each.contact] == ["2"]
    assert main([*REMIND, "--again"]) == 0
    assert capsys.readouterr().out.startswith("r1: reminders queued: 1, without")
    assert main(["audit", "r1", "--json"]) == 0
    trail = [(row["what"], row["after"]) for row in json.loads(capsys.readouterr().out)]
    assert trail.count(("invitations.remind", "2")) == 1
    assert ("invitations.bounced", "1") in trail


def test_deleting_contacts_deletes_what_waits_for_them(
    book: InvitationBook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(REMIND) == 0
    deliver(tmp_path / "data", monkeypatch)
    assert main([*REMIND, "--again"]) == 0
    assert main(["round", "close", "r1"]) == 0
    assert main(["invite", "forget", "r1", "--now"]) == 0
    assert Outbox(tmp_path / "data").tries() == {}
    assert Outbox(tmp_path / "data").given_up() == ()
    for path in (tmp_path / "data").rglob("*"):
        assert not (path.is_file() and b"gone@x.vn" in path.read_bytes()), path
    assert [each.contact for each in book.invitations("r1")] == [None] * 5


@pytest.mark.parametrize(("more", "said"), [
    ([], "Say where reminders go: --send by e-mail, or --out FILE"),
    (["--send", "--out", "x.csv"], "one of the two"),
])  # fmt: skip
def test_one_of_two_ways_is_chosen(
    more: list[str], said: str, book: InvitationBook, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*REMIND[:-1], *more]) == 1
    assert said in capsys.readouterr().err


@pytest.mark.usefixtures("book")
def test_without_a_server_nothing_is_queued(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("THUOCDO_SMTP")
    assert main(REMIND) == 1
    assert "No server for mail is known: set THUOCDO_SMTP=" in capsys.readouterr().err
    assert not (tmp_path / "data" / "mail.db").exists()
