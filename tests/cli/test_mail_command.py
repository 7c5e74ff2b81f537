"""`thuocdo mail`: one mail at once, what waits, whose addresses were refused, and what is taken back."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path

import pytest

from engine.cli.main import main
from engine.jobs.courier import Courier
from engine.jobs.smtp import Smtp
from engine.store.outbox import Kind, Mail, Outbox
from engine.store.sqlite import SqliteStore
from tests.jobs.post_office import post_office


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("THUOCDO_SMTP", "THUOCDO_MAIL_FROM", "THUOCDO_SMTP_PASSWORD", "THUOCDO_SMTP_PASSWORD_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("THUOCDO_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def settle(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THUOCDO_SMTP", f"smtp+plain://127.0.0.1:{port}")
    monkeypatch.setenv("THUOCDO_MAIL_FROM", "Ban A <ban-a@example.vn>")


def fill(data: Path) -> None:
    """One reminder refused and one put off, one confirmation refused and one gone."""
    outbox = Outbox(data)
    for number, address in enumerate(("gone@x.vn", "later@x.vn", "shy@x.vn", "well@x.vn")):
        kind = Kind.REMINDER if number < 2 else Kind.CONFIRMATION
        outbox.add([Mail(address, kind, "r1", address, "s", "t", "<p>t</p>", f"c{number}" if number < 2 else "")])
    answers = {"gone@x.vn": "550 5.1.1 no", "later@x.vn": "450 4.2.2 full", "shy@x.vn": "550 5.1.1 no"}
    with post_office(answers=answers) as office:
        Courier(outbox, Smtp("smtp+plain", "127.0.0.1", office.port, "", "", "", "ban-a@x.vn")).go()


def test_a_trial_mail_goes_at_once(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with post_office() as office:
        settle(office.port, monkeypatch)
        assert main(["mail", "test", "--to", "you@x.vn"]) == 0
    assert capsys.readouterr().out == "you@x.vn: the mail was taken by 127.0.0.1.\n"
    (message,) = office.taken
    assert message["Subject"] == "Thư thử của Thước Đo"
    assert not data.exists()


def test_a_trial_that_fails_says_why(monkeypatch: pytest.MonkeyPatch, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mail", "test", "--to", "you@x.vn"]) == 1
    assert "No server for mail is known: set THUOCDO_SMTP=" in capsys.readouterr().err
    with post_office(answers={"you@x.vn": "550 no"}) as office:
        settle(office.port, monkeypatch)
        assert main(["mail", "test", "--to", "you@x.vn"]) == 2
        assert "The mail did not go: the address is refused (550)." in capsys.readouterr().err
        assert main(["mail", "test", "--to", "you@x.vn\nBcc: b@x.vn"]) == 1
        assert "is no e-mail address" in capsys.readouterr().err
    assert main(["mail", "test", "--to", "you@x.vn"]) == 2
    assert "nothing listens at its port" in capsys.readouterr().err


def test_the_status_tells_what_waits_and_why(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mail", "status"]) == 0
    said = capsys.readouterr().out
    assert "THUOCDO_SMTP is not set" in said
    assert "No worker takes it there: thuocdo serve" in said
    assert "No mail was ever queued." in said
    assert not data.exists()
    fill(data)
    assert main(["mail", "status", "--json"]) == 0
    assert [tuple(row.values()) for row in json.loads(capsys.readouterr().out)] == [
        ("r1", "confirmation", "sent", "1", ""),
        ("r1", "confirmation", "given up", "1", "the address is refused (550 5.1.1)"),
        ("r1", "reminder", "tried", "1", "the address is refused (450 4.2.2)"),
        ("r1", "reminder", "given up", "1", "the address is refused (550 5.1.1)"),
    ]
    assert main(["mail", "status", "--clear"]) == 0
    said = capsys.readouterr().out
    assert "x.vn" not in said
    assert said.count("given up") == 2
    main(["mail", "status"])
    assert capsys.readouterr().out.count("given up") == 1  # bounces stay until they are cleared


def test_bounces_are_told_address_by_address(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mail", "bounces", "r1"]) == 0
    assert capsys.readouterr().out == "r1: no address was refused.\n"
    fill(data)
    assert main(["mail", "bounces", "r1", "--clear"]) == 0
    said = capsys.readouterr().out
    assert said.splitlines()[1].split() == ["c0", "gone@x.vn", "the", "address", "is", "refused", "(550", "5.1.1)"]
    assert "shy@" not in said
    main(["mail", "bounces", "r1"])
    assert capsys.readouterr().out == "r1: no address was refused.\n"


def test_what_waits_for_a_round_is_taken_back(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mail", "drop", "r1"]) == 0
    assert not data.exists()
    capsys.readouterr()
    fill(data)
    assert main(["mail", "drop", "other"]) == 0
    assert main(["mail", "drop", "r1"]) == 0
    assert capsys.readouterr().out == "other: mails taken back: 0\nr1: mails taken back: 3\n"
    assert b"x.vn" not in (data / "mail.db").read_bytes()


def test_the_doctor_says_what_is_tried_in_vain(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def told() -> tuple[str, str]:
        main(["doctor", "--json"])
        (row,) = (row for row in json.loads(capsys.readouterr().out) if row["what"] == "mail")
        return row["told"], row["mend"]

    assert told() == ("THUOCDO_SMTP is not set here", "")
    fill(data)
    settle(25, monkeypatch)
    goes, mend = told()
    assert goes == "goes out as smtp+plain://127.0.0.1:25 from ban-a@example.vn; tried: 1, given up: 2"
    assert "the address is refused (450 4.2.2). Try: thuocdo mail test" in mend
    monkeypatch.setenv("THUOCDO_SMTP", "mail.vn")
    assert told()[1] == "Set THUOCDO_SMTP anew, see docs/mail.md."


def test_no_backup_holds_mails(data: Path, tmp_path: Path) -> None:
    SqliteStore.open(data).close()
    fill(data)
    assert main(["backup", "--out", str(tmp_path / "b.tar.gz")]) == 0
    with tarfile.open(tmp_path / "b.tar.gz") as file:
        assert [name for name in file.getnames() if "mail" in name] == []
