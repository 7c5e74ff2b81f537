"""The reference by e-mail: offered where the form allows it and mail goes out, queued by one write, kept nowhere."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from engine.store.nouns import Round, RoundState
from engine.store.outbox import Kind, Outbox, Waiting
from engine.web.answering import confirming
from engine.web.app import create_app
from engine.web.limits import Tries
from tests.web.conftest import SURVEY, Visitor

RECEIPT = "/vong/that/cam-on"
ALLOWED = SURVEY.replace("minutes: 5", "minutes: 5\n    confirmation: true")


@pytest.fixture
def hung() -> Iterator[socket.socket]:
    """A mail server that never says a word."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch, hung: socket.socket) -> None:
    monkeypatch.setenv("THUOCDO_SMTP", f"smtp+plain://127.0.0.1:{hung.getsockname()[1]}")
    monkeypatch.setenv("THUOCDO_MAIL_FROM", "ban-a@example.vn")


def make_app(data: Path, survey: str, title: str = "Đợt thật") -> Flask:
    (data / "surveys").mkdir()
    (data / "surveys" / "mini.yaml").write_text(survey, encoding="utf-8")
    app = create_app(data)
    house = app.extensions["thuocdo"]
    file = house.catalog.offered["mini"].file
    house.store.create_round(
        Round("that", "mini", title, RoundState.OPEN, False, None, None, file.text, file.sha256)
    )
    return app


def sent(app: Flask) -> Visitor:
    return Visitor(app.test_client()).finish("that")


def waiting(data: Path) -> list[Waiting]:
    outbox = Outbox(data)
    return [found for name in outbox.tries() if (found := outbox.mail(name)) is not None]


def is_asked(hung: socket.socket) -> bool:
    """Whether somebody tried to reach the mail server."""
    hung.settimeout(0.1)
    try:
        hung.accept()[0].close()
    except TimeoutError:
        return False
    return True


def test_sending_the_form_has_nothing_to_do_with_mail(tmp_path: Path, hung: socket.socket) -> None:
    visitor = sent(make_app(tmp_path, ALLOWED))
    assert "Nhận mã biên nhận qua thư điện tử" in visitor.html
    assert not Outbox(tmp_path).path.exists()
    assert not is_asked(hung)


def test_an_address_is_queued_and_nobody_waits_for_the_server(tmp_path: Path, hung: socket.socket) -> None:
    visitor = sent(make_app(tmp_path, ALLOWED))
    visitor.post(RECEIPT, email=" Ten@congty.vn ")
    assert visitor.status == 200
    assert visitor.path == f"{RECEIPT}?thu=1"
    assert "Thư sẽ được gửi trong vài phút" in visitor.html
    assert "congty.vn" not in visitor.html.replace("ten@congty.vn", "")
    assert not is_asked(hung)
    (mail,) = waiting(tmp_path)
    reference = visitor.html.partition('class="reference">')[2].partition("<")[0]
    assert (mail.kind, mail.address, mail.about, mail.tries) == (Kind.CONFIRMATION, "Ten@congty.vn", "", 0)
    assert mail.subject == "Mã biên nhận: Đợt thật"
    assert reference in mail.text
    assert reference in mail.html
    for body in (mail.text, mail.html):
        assert "http" not in body
        assert "<img" not in body
        assert "Đô Lương" not in body


def test_the_address_lies_in_the_queue_alone(tmp_path: Path) -> None:
    visitor = sent(make_app(tmp_path, ALLOWED))
    visitor.post(RECEIPT, email="ten@congty.vn")
    holding = {path.name for path in tmp_path.rglob("*") if path.is_file() and b"ten@congty" in path.read_bytes()}
    assert holding == {"mail.db"}
    with visitor.client.session_transaction() as session:
        assert "congty" not in str(dict(session))
        assert session["mailed"] == {"that": 1}
    (mail,) = waiting(tmp_path)
    Outbox(tmp_path).note_sent(mail.id)
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and b"ten@congty" in path.read_bytes()]


def test_twice_the_same_address_is_one_mail_and_three_are_enough(tmp_path: Path) -> None:
    visitor = sent(make_app(tmp_path, ALLOWED))
    for address in ("a@b.vn", "a@b.vn", "c@d.vn"):
        assert visitor.post(RECEIPT, email=address).status == 200
    assert {mail.address for mail in waiting(tmp_path)} == {"a@b.vn", "c@d.vn"}
    assert 'name="email"' not in visitor.html
    visitor.open("/vong/that")  # for its token
    assert visitor.post(RECEIPT, email="e@f.vn").status == 422
    assert "đã gửi đủ số thư" in visitor.html
    assert len(waiting(tmp_path)) == 2


def test_a_network_asks_for_so_many_an_hour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confirming, "_TRIES", Tries("confirmation mails", most=1, minutes=60))
    app = make_app(tmp_path, ALLOWED)
    assert sent(app).post(RECEIPT, email="a@b.vn").status == 200
    other = sent(app).post(RECEIPT, email="c@d.vn")
    assert other.status == 422
    assert "Xin thử lại sau 60 phút" in other.html
    assert len(waiting(tmp_path)) == 1


@pytest.mark.parametrize("typed", [
    "", "nobody", "a@b.vn\r\nBcc: c@d.vn", "a@b.vn, c@d.vn", '"><script>alert(1)</script>@b.vn', "a" * 5000 + "@b.vn",
])  # fmt: skip
def test_what_is_no_address_is_told_at_its_field(typed: str, tmp_path: Path) -> None:
    visitor = sent(make_app(tmp_path, ALLOWED))
    visitor.post(RECEIPT, email=typed)
    assert visitor.status == 422
    assert "<title>Lỗi:" in visitor.html
    assert '<a href="#f-email">Xin gõ một địa chỉ thư điện tử' in visitor.html
    assert 'aria-describedby="hint-email anonymity-email wrong-email" aria-invalid="true"' in visitor.html
    assert "<script>alert" not in visitor.html
    assert not Outbox(tmp_path).path.exists()


def test_the_mail_speaks_the_language_of_the_page(tmp_path: Path) -> None:
    visitor = sent(make_app(tmp_path, ALLOWED))
    with visitor.client.session_transaction() as session:
        session["language"] = "en"
    visitor.open(RECEIPT)
    assert "Have the reference sent by e-mail" in visitor.html
    visitor.post(RECEIPT, email="a@b.vn")
    (mail,) = waiting(tmp_path)
    assert mail.subject == "Your reference: Đợt thật"
    assert "holds none of your answers" in mail.text
    assert "None" not in mail.text


def test_a_round_called_as_its_framework_is_translated_with_it(tmp_path: Path) -> None:
    visitor = sent(make_app(tmp_path, ALLOWED, "Khảo sát nhỏ"))
    with visitor.client.session_transaction() as session:
        session["language"] = "en"
    visitor.post(RECEIPT, email="a@b.vn")
    assert [mail.subject for mail in waiting(tmp_path)] == ["Your reference: Small survey"]


@pytest.mark.parametrize("server", ["", "smtp://u:secret@mail.vn"])
def test_without_a_server_nothing_is_offered(server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THUOCDO_SMTP", server)
    visitor = sent(make_app(tmp_path, ALLOWED))
    assert "f-email" not in visitor.html
    visitor.open("/vong/that")  # for its token
    assert visitor.post(RECEIPT, email="a@b.vn").status == 404
    assert not Outbox(tmp_path).path.exists()


def test_where_the_form_does_not_allow_it_nothing_is_offered(tmp_path: Path) -> None:
    visitor = sent(make_app(tmp_path, SURVEY))
    assert "f-email" not in visitor.html
    visitor.open("/vong/that")  # for its token
    assert visitor.post(RECEIPT, email="a@b.vn").status == 404
    assert not Outbox(tmp_path).path.exists()


def test_who_has_sent_nothing_cannot_have_mail_sent(tmp_path: Path) -> None:
    visitor = Visitor(make_app(tmp_path, ALLOWED).test_client()).begin("that")
    visitor.post(RECEIPT, email="a@b.vn")
    assert visitor.path == "/vong/that"
    assert not Outbox(tmp_path).path.exists()
