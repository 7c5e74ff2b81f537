"""Mails go to a real server on this machine: once, again when it is down or slow, and given up when it refuses."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from engine.jobs.courier import LONGEST, MOST_TRIES, Courier, carry, pause_after, round_is_over, step
from engine.jobs.smtp import Smtp
from engine.problems import MachineError
from engine.rounds import zone
from engine.store.locking import Turns
from engine.store.nouns import Round, RoundState
from engine.store.outbox import Kind, Mail, Outbox
from engine.store.sqlite import SqliteStore
from tests.jobs.post_office import PASSWORD, PostOffice, make_certificate, post_office


def smtp_to(office: PostOffice, scheme: str = "smtp+plain", user: str = "", password: str = PASSWORD) -> Smtp:
    return Smtp(scheme, "127.0.0.1", office.port, user, password, "Ban A", "ban-a@example.vn", timeout=5.0)


def mail(address: str, kind: Kind = Kind.REMINDER) -> Mail:
    return Mail(f"{kind} r1 {address}", kind, "r1", address, "Nhắc lại", "Xin trả lời.\n", "<p>Xin trả lời.</p>", "c1")


class Clock:
    """Seconds that a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def states(outbox: Outbox) -> dict[str, tuple[int, str]]:
    return {each.state: (each.mails, each.reason) for each in outbox.counts()}


def test_a_mail_goes_once_and_is_erased(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path)
    assert outbox.add([mail("a@example.vn"), mail("a@example.vn")]) == 1
    assert outbox.add([mail("a@example.vn")]) == 0
    with post_office() as office:
        courier = Courier(outbox, smtp_to(office))
        assert (courier.go(), courier.go()) == (1, 0)
    assert office.to == ["a@example.vn"]
    assert office.connections == 1
    assert states(outbox) == {"sent": (1, "")}
    left = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"example.vn" not in left
    assert "Xin trả lời".encode() not in left


def test_it_is_plain_and_html_and_names_neither_round_nor_key(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path)
    outbox.add([mail("a@example.vn")])
    with post_office() as office:
        Courier(outbox, smtp_to(office)).go()
    (message,) = office.taken
    assert message["To"] == "a@example.vn"
    assert message["From"] == "Ban A <ban-a@example.vn>"
    assert message["Subject"] == "Nhắc lại"
    assert message["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in message.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert message.get_body(("plain",)).get_content().split() == ["Xin", "trả", "lời."]
    assert mail("a@example.vn").id not in str(message["Message-ID"])


def test_a_refused_address_is_given_up_at_once_and_the_others_go(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path)
    outbox.add([mail("gone@example.vn"), mail("secret@example.vn", Kind.CONFIRMATION), mail("b@example.vn")])
    refusals = {each: f"550 5.1.1 <{each}> unknown" for each in ("gone@example.vn", "secret@example.vn")}
    with post_office(answers=refusals) as office:
        assert Courier(outbox, smtp_to(office)).go() == 1
    assert [(each.kind, each.address, each.about, each.reason) for each in outbox.given_up()] == [
        (Kind.CONFIRMATION, "", "", "the address is refused (550 5.1.1)"),
        (Kind.REMINDER, "gone@example.vn", "c1", "the address is refused (550 5.1.1)"),
    ]
    assert b"secret@" not in outbox.path.read_bytes()


def test_a_mail_that_is_put_off_is_tried_again_after_growing_pauses(tmp_path: Path) -> None:
    outbox, clock = Outbox(tmp_path), Clock()
    outbox.add([mail("later@example.vn")])
    with post_office(answers={"later@example.vn": "451 4.7.1 greylisted"}) as office:
        courier = Courier(outbox, smtp_to(office), clock)
        for second, tries in ((0, 1), (59, 1), (60, 2), (179, 2), (180, 3)):
            clock.now = second
            courier.go()
            assert list(outbox.tries().values()) == [tries], second
        assert states(outbox) == {"tried": (1, "the address is refused (451 4.7.1)")}
        office.answers.clear()
        clock.now = 180 + 240
        assert courier.go() == 1
    assert states(outbox) == {"sent": (1, "")}


def test_pauses_grow_to_an_hour_and_a_day_is_enough() -> None:
    pauses = [pause_after(tries) for tries in range(1, MOST_TRIES)]
    assert pauses[:7] == [60, 120, 240, 480, 960, 1920, LONGEST]
    assert pauses == sorted(pauses)
    assert 20 * 3600 < sum(pauses) < 28 * 3600


def test_a_server_that_is_not_there_is_given_up_in_the_end(tmp_path: Path) -> None:
    outbox, clock = Outbox(tmp_path), Clock()
    outbox.add([mail("a@example.vn"), mail("b@example.vn", Kind.CONFIRMATION)])
    with post_office() as office:
        smtp = smtp_to(office)
    courier = Courier(outbox, smtp, clock)
    for tries in range(1, MOST_TRIES):
        assert courier.go() == 0
        assert set(outbox.tries().values()) == {tries}
        clock.now += LONGEST
    courier.go()
    assert outbox.tries() == {}
    reason = f"tried {MOST_TRIES} times; the last time the server is not there: nothing listens at its port"
    assert [(each.address, each.reason) for each in outbox.given_up()] == [("", reason), ("a@example.vn", reason)]


def test_a_slow_server_holds_up_one_mail_only_and_says_why(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path)
    outbox.add([mail("a@example.vn")])
    with post_office(seconds=3.0) as office:
        courier = Courier(outbox, replace(smtp_to(office), timeout=0.3))
        assert courier.go() == 0
    assert states(outbox) == {"tried": (1, "the server did not answer in time")}


def test_a_server_that_hangs_up_gets_the_rest_on_the_next_way(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path)
    outbox.add([mail(f"{n}@example.vn") for n in range(5)])
    with post_office(hangs_up=1) as office:
        courier = Courier(outbox, smtp_to(office), Clock())
        assert (courier.go(), courier.go(), courier.go()) == (0, 4, 0)
    assert states(outbox)["tried"][0] == 1
    assert len(set(office.to)) == 4


def test_many_mails_go_over_few_connections(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path)
    outbox.add([mail(f"{n}@example.vn") for n in range(60)])
    with post_office() as office:
        courier = Courier(outbox, smtp_to(office))
        assert (courier.go(), courier.go(), courier.go()) == (50, 10, 0)
    assert office.connections == 2
    assert len(set(office.to)) == 60


def test_refused_content_is_given_up_and_a_refused_sender_is_not(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path)
    outbox.add([mail("a@example.vn")])
    with post_office(verdict="554 5.7.1 spam") as office:
        Courier(outbox, smtp_to(office)).go()
    assert states(outbox) == {"given up": (1, "the mail is refused (554 5.7.1)")}


def test_reminders_of_a_round_that_is_over_are_taken_back_and_confirmations_go(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path)
    outbox.add([mail("a@example.vn"), mail("b@example.vn", Kind.CONFIRMATION)])
    other = Mail("reminder r2", Kind.REMINDER, "r2", "c@example.vn", "Nhắc lại", "Xin trả lời.\n", "", "c3")
    outbox.add([other])
    with post_office() as office:
        Courier(outbox, smtp_to(office), is_over=lambda round_id: round_id == "r1").go()
    assert sorted(office.to) == ["b@example.vn", "c@example.vn"]
    assert outbox.tries() == {}
    left = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"a@example.vn" not in left


@pytest.mark.parametrize(("state", "closes", "is_over"), [
    (RoundState.OPEN, None, False), (RoundState.OPEN, date(2026, 5, 20), False),
    (RoundState.OPEN, date(2026, 5, 19), True), (RoundState.CLOSED, None, True), (None, None, True),
])  # fmt: skip
def test_the_round_itself_says_whether_it_is_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, state: RoundState | None, closes: date | None, is_over: bool
) -> None:
    monkeypatch.setattr(zone, "now", lambda: datetime(2026, 5, 20, 23, 30, tzinfo=zone.ZONE))
    store = SqliteStore.open(tmp_path)
    if state is not None:
        store.create_round(Round("r1", "mini", "R", state, False, None, closes, "", ""))
    store.close()
    assert round_is_over(tmp_path, "r1") is is_over


@pytest.mark.parametrize(("scheme", "at_once"), [("smtp", False), ("smtps", True)])
def test_encrypted_with_a_password(
    scheme: str, at_once: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate, outbox = make_certificate(tmp_path / "cert.pem"), Outbox(tmp_path)
    outbox.add([mail("a@example.vn")])
    with post_office(certificate, at_once=at_once) as office:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        Courier(outbox, smtp_to(office, scheme, "u", "wrong"), Clock()).go()
        assert states(outbox) == {"tried": (1, "the server does not let the user in (535)")}
        monkeypatch.delenv("SSL_CERT_FILE")
        Courier(outbox, smtp_to(office, scheme, "u"), Clock()).go()
        assert "certificate is not trusted" in states(outbox)["tried"][1]
        assert office.taken == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert Courier(outbox, smtp_to(office, scheme, "u"), Clock()).go() == 1


def test_nothing_goes_unencrypted_unless_that_was_chosen(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path)
    outbox.add([mail("a@example.vn")])
    with post_office() as office:
        Courier(outbox, smtp_to(office, "smtp"), Clock()).go()
        assert states(outbox) == {"tried": (1, "the server offers no encryption (STARTTLS) or no way to sign in")}
        Courier(outbox, smtp_to(office, "smtps"), Clock()).go()
        assert "does not speak encrypted" in states(outbox)["tried"][1]
    assert office.taken == []


KILLED = """
import os, sys
from pathlib import Path
from engine.jobs.courier import Courier
from engine.jobs.smtp import Smtp
from engine.store.outbox import Outbox
Outbox.note_sent = lambda *_: os._exit(9)
Courier(Outbox(Path(sys.argv[1])), Smtp("smtp+plain", "127.0.0.1", int(sys.argv[2]), "", "", "", "ban-a@example.vn")).go()
"""


def test_a_kill_between_sending_and_noting_makes_one_double_that_can_be_told(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path)
    outbox.add([mail(f"{n}@example.vn") for n in range(3)])
    root = Path(__file__).parents[2]
    with post_office() as office:
        done = subprocess.run(
            [sys.executable, "-c", KILLED, str(tmp_path), str(office.port)], env={**os.environ, "PYTHONPATH": str(root)},
            check=False,
        )  # fmt: skip
        assert done.returncode == 9
        assert len(office.to) == 1
        courier = Courier(outbox, smtp_to(office))
        assert (courier.go(), courier.go()) == (3, 0)
    double = office.to[0]
    assert sorted(office.to) == sorted([*(f"{n}@example.vn" for n in range(3)), double])
    assert len({str(message["Message-ID"]) for message in office.taken}) == 3


def test_one_courier_is_on_its_way_at_a_time(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path)
    outbox.add([mail("a@example.vn")])
    with post_office() as office:
        courier = Courier(outbox, smtp_to(office))
        mine, others = Turns(tmp_path / "mail.lock", 0), Turns(tmp_path / "mail.lock", 0)
        with others.taken():
            assert step(courier, mine) == 0
        assert office.connections == 0
        assert step(courier, mine) == 1


def test_a_damaged_queue_is_told_once_and_the_courier_lives_on(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    outbox = Outbox(tmp_path)
    outbox.path.write_bytes(b"no database" * 100)
    with pytest.raises(MachineError, match="cannot be used"):
        outbox.add([mail("a@example.vn")])
    with post_office() as office:
        courier, turns = Courier(outbox, smtp_to(office)), Turns(tmp_path / "mail.lock", 0)
        assert [step(courier, turns) for _ in range(3)] == [0, 0, 0]
    assert [record.message for record in caplog.records] == [f"Mails wait: The queue of mails {outbox.path} cannot be used: file is not a database."]


def test_the_worker_looks_into_the_queue_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.jobs.courier.LOOK", 0.01)
    monkeypatch.setenv("THUOCDO_MAIL_FROM", "ban-a@example.vn")
    with post_office() as office:
        monkeypatch.setenv("THUOCDO_SMTP", f"smtp+plain://127.0.0.1:{office.port}")
        carry(tmp_path)
        Outbox(tmp_path).add([mail("a@example.vn", Kind.CONFIRMATION)])
        until = time.monotonic() + 30
        while Outbox(tmp_path).tries() and time.monotonic() < until:
            time.sleep(0.01)
        assert office.to == ["a@example.vn"]
    (tmp_path / "mail.db").unlink()


@pytest.mark.parametrize(("server", "said"), [("", []), ("mail.vn", ["No mail goes out: THUOCDO_SMTP is 'mail.vn'"])])
def test_without_sound_settings_there_is_no_courier(
    server: str, said: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("THUOCDO_SMTP", server)
    before = threading.active_count()
    carry(tmp_path)
    assert threading.active_count() == before
    assert [record.message.partition(";")[0] for record in caplog.records] == said
